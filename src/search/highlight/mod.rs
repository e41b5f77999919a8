//! The highlighter: finds the byte ranges of an article that match a query, and the fragment of the
//! text that shows them best. It returns ranges, not markup.

mod best_sentence;
mod evaluate;
mod fragment;
mod marked_span;
mod matched_document;
mod prepared_query;

use std::collections::HashMap;
use std::ops::Range;

use super::plan::Resolution;
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::query::Query;
use evaluate::matching_spans;
pub use fragment::Fragment;
use marked_span::{MarkedSpan, ranges};
use matched_document::{MatchedDocument, WordMatcher};
use prepared_query::PreparedQuery;

/// The ranges of an article that match a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    spans: Vec<MarkedSpan>,
}

/// Marks the articles that match one query.
pub(crate) struct Highlighter<'r> {
    query: PreparedQuery,
    resolution: &'r Resolution,
    /// A word matcher for each language.
    matchers: HashMap<String, WordMatcher>,
}

impl<'r> Highlighter<'r> {
    /// Makes the highlighter of a query.
    pub(crate) fn new(query: &Query, resolution: &'r Resolution) -> Self {
        let query = PreparedQuery::new(query, resolution);
        Self { query, resolution, matchers: HashMap::new() }
    }

    /// Returns the ranges of an article that match: a whole phrase, both sides of a proximity
    /// operator, the mentions of a name. Negated parts are never marked, nor are alternatives that
    /// the article does not match.
    pub(crate) fn marks(&mut self, document: &Document) -> Marks {
        let language = document.analysis_language();
        let matcher = self
            .matchers
            .entry(language.to_owned())
            .or_insert_with(|| WordMatcher::new(&self.query, language));
        let matched = MatchedDocument::read(document, &self.query, self.resolution, matcher);
        let mut spans = matching_spans(&self.query.root, &matched).unwrap_or_default();
        spans.sort_unstable();
        spans.dedup();
        Marks { spans }
    }
}

impl Marks {
    /// Returns the matching byte ranges of one text of the article, sorted and without overlap.
    pub fn in_slot(&self, slot: Slot) -> Vec<Range<usize>> {
        ranges(self.spans.iter().filter(|span| span.slot == slot))
    }

    /// Returns the fragment that shows best why the article matches: of the body, otherwise of the
    /// standfirst or a caption. Where only the title matches, it is the beginning of the story.
    pub fn fragment(&self, document: &Document) -> Fragment {
        let texts: Vec<(Slot, &str)> =
            document.article.slots().filter(|(slot, _)| *slot != Slot::Title).collect();
        let matching =
            texts.iter().rev().find(|(slot, _)| self.spans.iter().any(|span| span.slot == *slot));
        let first = || texts.iter().rev().find(|(_, text)| !text.is_empty());
        let Some((slot, text)) = matching.or_else(first) else { return Fragment::default() };
        let spans: Vec<&MarkedSpan> = self.spans.iter().filter(|span| span.slot == *slot).collect();
        Fragment::new(text, &spans)
    }
}

/// A run of text that is marked or not as a whole, and part of at most one mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextRun<'a> {
    /// The text.
    pub text: &'a str,
    /// Set when it matches the query.
    pub marked: bool,
    /// The mention it is part of.
    pub mention: Option<&'a ValueMention<'a>>,
}

/// Splits a text into runs. Marks and mentions are sorted, in bytes of the text. A mention that
/// reaches beyond the end of the text is left out.
pub(crate) fn text_runs<'a>(
    text: &'a str,
    marks: &[Range<usize>],
    mentions: &'a [ValueMention<'a>],
) -> Vec<TextRun<'a>> {
    let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    borders.extend(mentions.iter().flat_map(|mention| [mention.start, mention.end]));
    borders.push(text.len());
    borders.sort_unstable();
    borders.dedup();
    let (mut start, mut runs) = (0, Vec::new());
    let (mut marks, mut mentions) = (marks.iter().peekable(), mentions.iter().peekable());
    for border in borders {
        while marks.next_if(|mark| mark.end <= start).is_some() {}
        while mentions.next_if(|mention| mention.end <= start).is_some() {}
        if let Some(text) = text.get(start..border).filter(|text| !text.is_empty()) {
            let marked = marks.peek().is_some_and(|mark| mark.start <= start);
            let mention = mentions.peek().copied().filter(|mention| mention.start <= start);
            runs.push(TextRun { text, marked, mention });
            start = border;
        }
    }
    runs
}
