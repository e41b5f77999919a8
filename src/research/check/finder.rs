//! Finds the passages of a quotation: verbatim by a phrase query, altered among the articles that have
//! most of its rare words. The archive is never scanned.

use std::ops::Range;

use super::align;
use super::align::{Alignment, Step};
use super::frequencies::Frequencies;
use super::passage::{Located, Passage, differences};
use super::words::{TextWords, folded_words};
use crate::article::document::Document;
use crate::error::Result;
use crate::query::{MAX_DISTANCE, ProximityOperator, Query};
use crate::research::articles;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Sort;

/// Passages that are shown of one quotation.
const MAX_PASSAGES: usize = 5;

/// Rare words of a quotation that candidates are looked for by, and candidates that are read.
const RARE_WORDS: usize = 8;
const CANDIDATES: usize = 12;

/// Words of a part that are looked for as a phrase. The rest is compared in the articles found.
const MAX_PHRASE: usize = 60;

/// Words of the shortest quotation that may be altered.
const MIN_ALTERED: usize = 5;

/// Words of a phrase that candidates are looked for by, and the number of such phrases.
const PHRASE: usize = 3;
const PHRASES: usize = 12;

/// The most words that differ in an altered quotation: some in any, and more in a long one.
const FEW_CHANGES: f32 = 3.0;
const MAX_CHANGES: f32 = 0.15;

/// The least share of its words that a passage has which only resembles a quotation, and the most that
/// differ.
const MIN_KEPT: f32 = 0.6;
const MAX_RESEMBLING: f32 = 0.4;

/// Bits by which the words of a passage must tell more than chance.
const MARGIN: f32 = 8.0;

/// What was found of a quotation.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The number of articles that have it as it is in the first passage.
    pub articles: u64,
    /// Passages; of several articles the earliest come first.
    pub passages: Vec<Passage>,
    /// Set where the passages are those of the quotation, and do not only resemble it.
    pub is_found: bool,
}

/// Finds quotations in an archive.
pub(super) struct Finder<'a> {
    pub engine: &'a dyn Engine,
    pub frequencies: &'a Frequencies,
    pub budget: &'a Budget,
}

/// A quotation with the words of its parts.
pub(super) struct QuotedWords<'a> {
    text: &'a str,
    parts: Vec<Part>,
}

struct Part {
    range: Range<usize>,
    words: TextWords,
    folded: Vec<String>,
}

impl<'a> QuotedWords<'a> {
    /// Reads the parts of a quotation in a draft.
    pub(super) fn read(text: &'a str, parts: &[Range<usize>]) -> Self {
        let read = |range: &Range<usize>| {
            let part = text.get(range.clone()).unwrap_or_default();
            let mut folded = folded_words(part);
            folded.truncate(align::MAX_QUOTATION);
            Part { range: range.clone(), words: TextWords::read(part), folded }
        };
        Self { text, parts: parts.iter().map(read).collect() }
    }

    /// Its words, folded.
    pub(super) fn folded(&self) -> impl Iterator<Item = &String> {
        self.parts.iter().flat_map(|part| &part.folded)
    }

    fn length(&self) -> usize {
        self.parts.iter().map(|part| part.words.digests.len()).sum()
    }

    /// Matches the articles that have its parts in order and not too far apart.
    pub(super) fn phrase(&self) -> Option<Query> {
        let before = ProximityOperator::Before(MAX_DISTANCE);
        self.phrases().reduce(|one, next| Query::Near(Box::new(one), before, Box::new(next)))
    }

    /// Matches the articles that have each part.
    fn phrases(&self) -> impl Iterator<Item = Query> {
        self.parts.iter().map(|part| {
            Query::Exact(part.folded.get(..MAX_PHRASE).unwrap_or(&part.folded).join(" "))
        })
    }
}

impl Finder<'_> {
    /// Finds a quotation verbatim, or else altered.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn find(&self, quoted: &QuotedWords<'_>) -> Result<Found> {
        let Some(phrase) = quoted.phrase() else { return Ok(Found::default()) };
        let (articles, documents) =
            articles::first(self.engine, phrase, Sort::Oldest, MAX_PASSAGES, self.budget)?;
        let passages: Vec<Passage> =
            documents.iter().filter_map(|document| verbatim(quoted, document)).collect();
        if !passages.is_empty() {
            return Ok(Found { articles, passages, is_found: true });
        }
        if quoted.parts.len() > 1 {
            let anywhere = Query::and(quoted.phrases());
            let (_, documents) =
                articles::first(self.engine, anywhere, Sort::Oldest, CANDIDATES, self.budget)?;
            let mut passages: Vec<Passage> =
                documents.iter().filter_map(|document| verbatim(quoted, document)).collect();
            if !passages.is_empty() {
                let articles = passages.len() as u64;
                passages.truncate(MAX_PASSAGES);
                return Ok(Found { articles, passages, is_found: true });
            }
        }
        let altered = self.altered(quoted, &documents)?;
        let Some(first) = altered.first() else { return Ok(Found::default()) };
        if !is_altered(quoted, first) {
            return Ok(Found { articles: 0, passages: altered, is_found: false });
        }
        let printed = first.text().get(first.range.clone()).unwrap_or_default();
        let whole = 0..printed.len();
        let printed = QuotedWords::read(printed, std::slice::from_ref(&whole));
        let articles = match printed.phrase() {
            Some(phrase) => articles::count(self.engine, phrase, self.budget)?,
            None => 0,
        };
        Ok(Found { articles: articles.max(1), passages: altered, is_found: true })
    }

    /// Finds a quotation with some words changed: the passages with the fewest changes.
    fn altered(&self, quoted: &QuotedWords<'_>, more: &[Document]) -> Result<Vec<Passage>> {
        if quoted.length() < MIN_ALTERED {
            return Ok(Vec::new());
        }
        let mut best: Vec<(usize, Passage)> = Vec::new();
        best.extend(more.iter().filter_map(|document| self.nearest(quoted, document)));
        for query in [self.rare_words(quoted), self.short_phrases(quoted)].into_iter().flatten() {
            if !best.is_empty() {
                break;
            }
            let (_, candidates) =
                articles::first(self.engine, query, Sort::Relevance, CANDIDATES, self.budget)?;
            best.extend(candidates.iter().filter_map(|document| self.nearest(quoted, document)));
        }
        let Some(fewest) = best.iter().map(|(edits, _)| *edits).min() else {
            return Ok(Vec::new());
        };
        best.retain(|(edits, _)| *edits == fewest);
        best.sort_by_cached_key(|(_, passage)| {
            let published = passage.document.article.published.as_ref();
            (published.is_none(), published.map(|it| it.date.from), passage.document.id.clone())
        });
        best.truncate(MAX_PASSAGES);
        Ok(best.into_iter().map(|(_, passage)| passage).collect())
    }

    /// Matches the articles with any of the rarest words of a quotation.
    fn rare_words(&self, quoted: &QuotedWords<'_>) -> Option<Query> {
        let mut words: Vec<(u64, &String)> =
            quoted.folded().map(|word| (self.frequencies.of(word), word)).collect();
        words.retain(|(articles, _)| *articles > 0);
        words.sort();
        words.dedup();
        words.truncate(RARE_WORDS);
        // A word in half of the articles finds half of the articles.
        let common = self.frequencies.articles() / 10;
        let rare = words.iter().filter(|(articles, _)| *articles <= common).count();
        words.truncate(rare.max(2));
        let words: Vec<Query> =
            words.into_iter().map(|(_, word)| Query::Exact(word.clone())).collect();
        (!words.is_empty()).then(|| Query::or(words))
    }

    /// Matches the articles with any of the rarest short phrases of a quotation: where its words are all
    /// common, many articles have more of them.
    fn short_phrases(&self, quoted: &QuotedWords<'_>) -> Option<Query> {
        let phrases = quoted.parts.iter().flat_map(|part| part.folded.windows(PHRASE));
        let mut phrases: Vec<(u64, String)> = phrases
            .map(|words| {
                let rarest = words.iter().map(|word| self.frequencies.of(word)).min();
                (rarest.unwrap_or(0), words.join(" "))
            })
            .filter(|(rarest, _)| *rarest > 0)
            .collect();
        phrases.sort();
        phrases.dedup();
        phrases.truncate(PHRASES);
        let phrases: Vec<Query> =
            phrases.into_iter().map(|(_, words)| Query::Exact(words)).collect();
        (!phrases.is_empty()).then(|| Query::or(phrases))
    }

    /// The passage of an article that is nearest to a quotation, with the number of its edits, if it is
    /// near enough.
    fn nearest(&self, quoted: &QuotedWords<'_>, document: &Document) -> Option<(usize, Passage)> {
        let weight = |word: u64| self.frequencies.bits(word);
        let mut best: Option<(usize, Located, TextWords)> = None;
        for (slot, text) in document.article.slots().filter(|(_, text)| !text.is_empty()) {
            let words = TextWords::read(text);
            let Some(aligned) = align_parts(quoted, &words.digests, &weight) else { continue };
            let edits = aligned.iter().map(Alignment::edits).sum();
            if !self.is_near(quoted, &aligned, edits) {
                continue;
            }
            if best.as_ref().is_none_or(|(fewest, ..)| edits < *fewest) {
                let differ = |(part, alignment): (&Part, &Alignment)| {
                    let printed = quoted.text.get(part.range.clone()).unwrap_or_default();
                    differences(&alignment.steps, (printed, &part.words), (text, &words))
                };
                let differences = quoted.parts.iter().zip(&aligned).flat_map(differ).collect();
                let places = aligned.into_iter().map(|alignment| alignment.words).collect();
                best = Some((edits, Located { slot, words: places, differences }, words));
            }
        }
        let (edits, located, words) = best?;
        Some((edits, Passage::new(document, &located, &words)))
    }

    /// Returns whether passages are those of a quotation, and not like it by chance.
    fn is_near(&self, quoted: &QuotedWords<'_>, aligned: &[Alignment], edits: usize) -> bool {
        let length = quoted.length() as f32;
        let (mut kept, mut bits) = (0.0, 0.0);
        for (part, alignment) in quoted.parts.iter().zip(aligned) {
            for word in alignment.kept() {
                kept += 1.0;
                bits += part.words.digests.get(word).map_or(0.0, |it| self.frequencies.bits(*it));
            }
        }
        kept >= MIN_KEPT * length
            && edits as f32 <= MAX_RESEMBLING * length
            && bits >= self.frequencies.bits_of_chance() + MARGIN
    }
}

/// Returns whether so few words of a passage differ that a quotation is an alteration of it.
fn is_altered(quoted: &QuotedWords<'_>, passage: &Passage) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let changes = passage.differences.iter().map(|it| words(&it.draft).max(words(&it.archive)));
    changes.sum::<usize>() as f32 <= (MAX_CHANGES * quoted.length() as f32).max(FEW_CHANGES)
}

/// The passage of an article that has the parts of a quotation verbatim, one after the other.
fn verbatim(quoted: &QuotedWords<'_>, document: &Document) -> Option<Passage> {
    let texts = document.article.slots().filter(|(_, text)| !text.is_empty());
    for (slot, text) in texts {
        let words = TextWords::read(text);
        let (mut places, mut start) = (Vec::new(), 0);
        for part in &quoted.parts {
            let rest = words.digests.get(start..).unwrap_or_default();
            let Some(found) = align::find(&part.words.digests, rest) else { break };
            places.push(start + found.start..start + found.end);
            start += found.end;
        }
        if places.len() == quoted.parts.len() {
            let located = Located { slot, words: places, differences: Vec::new() };
            return Some(Passage::new(document, &located, &words));
        }
    }
    None
}

/// Aligns the parts of a quotation with a text, one after the other.
fn align_parts(
    quoted: &QuotedWords<'_>,
    text: &[u64],
    weight: &dyn Fn(u64) -> f32,
) -> Option<Vec<Alignment>> {
    let (mut aligned, mut start) = (Vec::new(), 0);
    for part in &quoted.parts {
        let found = align::align(&part.words.digests, text.get(start..)?, weight)?;
        let moved = found.moved(start);
        start = moved.words.end;
        aligned.push(moved);
    }
    let is_empty =
        aligned.iter().all(|it| it.steps.iter().all(|step| matches!(step, Step::Added(_))));
    (!is_empty).then_some(aligned)
}
