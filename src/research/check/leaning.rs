//! Sentences of a draft in its own words that have most of their words from one story, a later version of
//! which corrects or changes them.

use std::ops::Range;

use super::corrections::{LaterVersion, later_in};
use super::draft::Draft;
use super::finder::{Finder, Found, QuotedWords};
use super::passage::Passage;
use crate::error::Result;
use crate::search::story::story;
use crate::text::{sentences, tokenizer};

/// Words of a sentence that is looked for.
const WORDS: Range<usize> = 7..80;

/// The most sentences that are looked for.
const MAX_SENTENCES: usize = 400;

/// A sentence whose source was corrected.
#[derive(Debug)]
pub(crate) struct LeaningFinding {
    /// The sentence.
    pub text: String,
    /// Its byte range in the draft.
    pub range: Range<usize>,
    /// The line it begins in, from one.
    pub line: usize,
    /// The passage it leans on.
    pub passage: Passage,
    /// The later version.
    pub later: LaterVersion,
}

/// The sentences of a draft that are outside its quotations.
pub(super) fn own_sentences(text: &str, quoted: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut borders = vec![0];
    borders.extend(sentences::starts(text));
    borders.push(text.len());
    let range = |pair: &[usize]| match pair {
        [start, end] => *start..*end,
        _ => 0..0,
    };
    let is_own = |range: &Range<usize>| {
        let words = tokenizer::count(text.get(range.clone()).unwrap_or_default());
        WORDS.contains(&words)
            && !quoted.iter().any(|other| other.start < range.end && range.start < other.end)
    };
    borders.windows(2).map(range).filter(is_own).take(MAX_SENTENCES).collect()
}

/// Finds the passage that a sentence leans on; `None` unless it is in one story only, and a later version
/// corrects or changes it.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn leaning(
    finder: &Finder<'_>,
    draft: &Draft,
    range: &Range<usize>,
) -> Result<Option<LeaningFinding>> {
    let text = draft.text();
    let words = QuotedWords::read(text, std::slice::from_ref(range));
    let Found { passages, .. } = finder.find(&words)?;
    let Some(passage) = passages.first().cloned() else { return Ok(None) };
    let Some(story) = story(finder.engine, &passage.document)? else { return Ok(None) };
    let is_version = |other: &Passage| {
        story.versions.iter().any(|version| version.document.id == other.document.id)
    };
    if !passages.iter().all(is_version) {
        return Ok(None);
    }
    let printed = passage.text().get(passage.range.clone()).unwrap_or_default().to_string();
    let later = later_in(story, &passage.document, passage.slot, &[&printed]);
    Ok(later.map(|later| LeaningFinding {
        text: text.get(range.clone()).unwrap_or_default().trim().to_string(),
        range: range.clone(),
        line: draft.line(range.start),
        passage,
        later,
    }))
}
