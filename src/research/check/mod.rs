//! Checks a draft against the archive: its quotations, the titles of its people, and the dates and
//! figures beside its names.
//!
//! [`quotations`] reads what the draft has in quotation marks, [`finder`] finds the passages by phrases
//! and rare words, [`align`] says which words differ. [`speaker`] and [`source`] compare who said it
//! and where with what the draft says, [`corrections`] finds later versions.

mod align;
pub(crate) mod corrections;
mod draft;
mod figures;
mod finder;
mod frequencies;
mod leaning;
mod names;
mod parts;
mod passage;
mod quotations;
mod source;
mod speaker;
mod titles;
mod verdict;
mod words;

use std::ops::Range;
use std::thread;
use std::time::Instant;

use crate::article::Slot;
use crate::error::{Error, Result};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
pub(crate) use corrections::{LaterVersion, PassageOutcome};
pub(crate) use draft::Draft;
pub(crate) use figures::{FigureFinding, OtherFigure};
use finder::{Finder, QuotedWords};
use frequencies::Frequencies;
pub(crate) use leaning::LeaningFinding;
pub(crate) use passage::{Difference, Passage};
use quotations::{Quotation, quotations};
use source::SourceNames;
use speaker::Speakers;
pub(crate) use titles::{ArchiveTitle, TitleFinding};
use verdict::Judge;
pub(crate) use verdict::{Agreement, QuotationFinding, Verdict};

/// The most titles and figures that are compared.
const MAX_TITLES: usize = 100;
const MAX_FIGURES: usize = 200;

/// The result of checking a draft.
#[derive(Debug)]
pub(crate) struct CheckReport {
    /// The quotations, in order.
    pub quotations: Vec<QuotationFinding>,
    /// The people with a title.
    pub titles: Vec<TitleFinding>,
    /// The dates and figures beside a name.
    pub figures: Vec<FigureFinding>,
    /// The sentences whose source was corrected.
    pub leaning: Vec<LeaningFinding>,
    /// Set unless a deadline ended the work early or the draft was cut.
    pub is_complete: bool,
}

impl CheckReport {
    /// The number of quotations with a verdict.
    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.quotations.iter().filter(|finding| finding.verdict() == verdict).count()
    }
}

/// Checks a draft.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn check(engine: &dyn Engine, draft: &Draft, budget: &Budget) -> Result<CheckReport> {
    let text = draft.text();
    let read = quotations(text);
    let parts: Vec<Vec<Range<usize>>> =
        read.iter().map(|quotation| parts::parts(text, &quotation.range)).collect();
    let words = parts.iter().map(|parts| QuotedWords::read(text, parts));
    let frequencies = Frequencies::read(engine, words::folded_words(text), budget)?;
    let finder = Finder { engine, frequencies: &frequencies, budget };
    let speakers = Speakers::new(draft.document(), Slot::Body);
    let judge = Judge { draft, finder: &finder, speakers, names: SourceNames::read(engine)? };
    let work: Vec<(Quotation, QuotedWords<'_>)> = read.iter().cloned().zip(words).collect();
    // What is searched when time is over finds nothing: it is left out.
    let is_over = || budget.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let quotations = in_parallel(&work, |(quotation, words)| {
        let found = if is_over() { None } else { Some(judge.judge(quotation, words)?) };
        Ok(found.filter(|_| !is_over()))
    })?;
    let quoted: Vec<Range<usize>> = read.into_iter().map(|quotation| quotation.range).collect();
    let own = leaning::own_sentences(text, &quoted);
    let leaning = in_parallel(&own, |range| match is_over() {
        true => Ok(None),
        false => leaning::leaning(&finder, draft, range),
    })?;
    let mut found = figures::figures(draft.document(), &quoted);
    found.truncate(MAX_FIGURES);
    let figures = in_parallel(&found, |it| {
        let found = if is_over() { None } else { it.compare(engine, text, budget)? };
        Ok(found.filter(|_| !is_over()))
    })?;
    let has_time = !is_over();
    Ok(CheckReport {
        quotations: quotations.into_iter().flatten().collect(),
        titles: if has_time { titles(engine, draft, budget)? } else { Vec::new() },
        figures: figures.into_iter().flatten().collect(),
        leaning: leaning.into_iter().flatten().collect(),
        is_complete: !draft.is_cut && has_time,
    })
}

/// Compares the titles of the people in a draft.
fn titles(engine: &dyn Engine, draft: &Draft, budget: &Budget) -> Result<Vec<TitleFinding>> {
    let mut titles = Vec::new();
    for person in draft.document().subjects.people.iter().take(MAX_TITLES) {
        titles.extend(titles::title(engine, person, budget)?);
    }
    titles.sort_by_key(|finding| finding.start);
    Ok(titles)
}

/// A quotation with its verdict, for measuring.
#[derive(Debug)]
pub struct CheckedQuotation {
    /// The name of the verdict.
    pub verdict: &'static str,
    /// The text of the first passage.
    pub passage: String,
}

/// Checks the quotations of a text.
///
/// # Errors
/// Fails when the index cannot be read.
pub fn checked_quotations(
    engine: &dyn Engine,
    text: &str,
    budget: &Budget,
) -> Result<Vec<CheckedQuotation>> {
    let report = check(engine, &Draft::new(text), budget)?;
    let checked = |finding: &QuotationFinding| CheckedQuotation {
        verdict: finding.verdict().name(),
        passage: finding.passages.first().map_or(String::new(), |it| it.context_text().into()),
    };
    Ok(report.quotations.iter().map(checked).collect())
}

/// Does some work for each item, on as many threads as there are cores, in order.
fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(|| items.iter().map(&work).collect::<Result<Vec<R>>>()))
            .collect();
        let mut all = Vec::with_capacity(items.len());
        for thread in threads {
            let done = thread
                .join()
                .map_err(|_| Error::new("checking the draft failed: please report the draft"))?;
            all.extend(done?);
        }
        Ok(all)
    })
}
