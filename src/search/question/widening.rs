//! Widens words by the usage of the archive: `~layoffs` becomes `layoffs OR (redundancies OR "job cuts")^0.2`, a
//! query like any other, so that counts, facets and highlights stay exact and a reader can edit it.

use std::sync::Arc;

use crate::enrich::usage::{Neighbour, WordUsage};
use crate::error::Result;
use crate::query::{Boost, ParsedQuery, Query, Warning};
use crate::search::engine::Engine;
use crate::text::tokenizer::Words;

/// Alternatives of a word.
const MAX_ALTERNATIVES: usize = 8;

/// Neighbours among which they are chosen.
const MAX_NEIGHBOURS: usize = 30;

/// The least similarity of an alternative.
const MIN_SIMILARITY: f32 = 0.45;

/// The weight of the alternatives of a word against the word itself, in tenths. Articles with the word come first.
const WEIGHT: &str = "0.2";

/// Words that one query can widen.
const MAX_WIDENED: usize = 20;

/// Words that are shown in a note.
const MAX_SHOWN: usize = 8;

/// A word of a query that was widened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Widening {
    /// The word or phrase as typed.
    pub word: String,
    /// What the archive uses like it, the most similar first.
    pub alternatives: Vec<Neighbour>,
}

impl Widening {
    /// The alternatives as a query.
    fn query(&self, positional: bool) -> Query {
        let word = Query::plain(&self.word);
        if self.alternatives.is_empty() {
            return word;
        }
        let others = Query::or(self.alternatives.iter().map(|other| Query::plain(&other.form)));
        let weight = Boost::parse(WEIGHT).filter(|_| !positional);
        let others = weight.map_or(others.clone(), |weight| others.boosted(weight));
        Query::or([word, others])
    }
}

/// Replaces the widened words of a query by alternatives. Each gets a note that says what is found too, or that
/// nothing is.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn widen(
    engine: &dyn Engine,
    parsed: ParsedQuery,
) -> Result<(ParsedQuery, Vec<Widening>)> {
    if !parsed.query.has_widened_words() {
        return Ok((parsed, Vec::new()));
    }
    let usage = engine.word_usage()?;
    let mut widened: Vec<Widening> = Vec::new();
    let mut warnings = parsed.warnings.clone();
    let query = parsed.query.clone().widen(&mut |word, positional| {
        if let Some(known) = widened.iter().find(|known| known.word == word) {
            return known.query(positional);
        }
        if widened.len() >= MAX_WIDENED {
            return Query::plain(word);
        }
        let alternatives =
            usage.as_ref().map(|usage| alternatives(usage, word)).unwrap_or_default();
        let widening = Widening { word: word.to_owned(), alternatives };
        let span = parsed.span_of(&Query::Widened(word.to_owned()));
        let message = note(&widening, usage.as_ref());
        warnings.push(Warning { start: span.start, end: span.end, message });
        let query = widening.query(positional);
        widened.push(widening);
        query
    });
    Ok((parsed.read_as(query, warnings), widened))
}

/// The alternatives of a word. A phrase with the word, or with another alternative, finds nothing more.
fn alternatives(usage: &WordUsage, text: &str) -> Vec<Neighbour> {
    let mut words = Words::new(text);
    let mut folded = Vec::new();
    while words.advance().is_some() {
        folded.push(words.folded().to_owned());
    }
    let mut chosen: Vec<Neighbour> = Vec::new();
    let own = usage.terms_of(&folded);
    for neighbour in usage.neighbours(&folded, MAX_NEIGHBOURS) {
        let is_known = |term: &str| own == [term] || chosen.iter().any(|it| it.term == term);
        if neighbour.similarity < MIN_SIMILARITY || chosen.len() >= MAX_ALTERNATIVES {
            break;
        }
        if !neighbour.term.split(' ').any(is_known) {
            chosen.push(neighbour);
        }
    }
    chosen
}

fn note(widening: &Widening, usage: Option<&Arc<WordUsage>>) -> String {
    let word = &widening.word;
    if usage.is_none() {
        return format!(
            "`~{word}` is read as `{word}`: a cluster does not learn how words are used"
        );
    }
    if widening.alternatives.is_empty() {
        return format!(
            "`~{word}` is read as `{word}`: this archive has it too rarely to know what is used like it"
        );
    }
    let others = widening.alternatives.iter().take(MAX_SHOWN);
    let others: Vec<String> = others.map(|it| format!("`{}`", it.form)).collect();
    format!("`~{word}` also finds what this archive uses like it: {}", others.join(", "))
}
