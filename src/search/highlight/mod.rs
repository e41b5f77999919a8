//! From a query and an article to the spans that answer, and to the fragment of the text that shows them best. Ranges
//! travel, markup does not.

mod fragment;
mod matches;
mod prepared;

use std::collections::HashMap;
use std::ops::Range;

use super::engine::Resolution;
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::query::Query;
pub use fragment::Fragment;
use matches::{Eyes, MatchedDocument};
use prepared::PreparedQuery;

/// What answers in the texts of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    spans: Vec<Span>,
}

/// One range that answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    slot: Slot,
    start: usize,
    end: usize,
    /// Which part of the query it answers.
    part: usize,
}

/// A query made ready to mark the articles that answer it.
pub struct Highlighter<'m> {
    asked: PreparedQuery,
    meaning: &'m Resolution,
    /// What to look out for in texts of each language.
    eyes: HashMap<String, Eyes>,
}

impl<'m> Highlighter<'m> {
    /// Makes a query ready.
    pub fn new(query: &Query, meaning: &'m Resolution) -> Self {
        Self { asked: PreparedQuery::of(query, meaning), meaning, eyes: HashMap::new() }
    }

    /// The spans of an article that satisfy the query: of a phrase all of it, of a pair that stands near both sides, of a
    /// name its mentions. What is negated is never marked, nor is a branch of an OR that the article does not satisfy.
    pub fn marks(&mut self, clipping: &Document) -> Marks {
        let analysis = clipping.analysis();
        let eyes =
            self.eyes.entry(analysis.to_owned()).or_insert_with(|| Eyes::of(&self.asked, analysis));
        let seen = MatchedDocument::of(clipping, &self.asked, self.meaning, eyes);
        let mut spans = self.asked.satisfied(&seen).unwrap_or_default();
        spans.sort_unstable();
        spans.dedup();
        Marks { spans }
    }
}

impl Marks {
    /// The byte ranges that answer in one text of the article, in order and apart.
    pub fn of(&self, slot: Slot) -> Vec<Range<usize>> {
        ranges(self.spans.iter().filter(|span| span.slot == slot))
    }

    /// The fragment that shows best why the article answers: of its body, or else of its standfirst or a caption; where
    /// nothing but the headline answers, the first lines of the story.
    pub fn fragment(&self, clipping: &Document) -> Fragment {
        let texts: Vec<(Slot, &str)> =
            clipping.article.slots().filter(|(slot, _)| *slot != Slot::Title).collect();
        let answering =
            texts.iter().rev().find(|(slot, _)| self.spans.iter().any(|span| span.slot == *slot));
        let first = || texts.iter().rev().find(|(_, text)| !text.is_empty());
        let Some((slot, text)) = answering.or_else(first) else { return Fragment::default() };
        let spans: Vec<&Span> = self.spans.iter().filter(|span| span.slot == *slot).collect();
        Fragment::of(text, &spans)
    }
}

/// A stretch of text that is alike throughout: it answers or not, and names one thing or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPiece<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether it answers.
    pub marked: bool,
    /// What it names.
    pub naming: Option<&'a ValueMention<'a>>,
}

/// A text in pieces, in order and whole; marks and namings come in order, in bytes of the text. A naming that goes over
/// the end of the text is left out.
pub fn pieces<'a>(
    text: &'a str,
    marks: &[Range<usize>],
    namings: &'a [ValueMention<'a>],
) -> Vec<TextPiece<'a>> {
    let mut borders: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    borders.extend(namings.iter().flat_map(|naming| [naming.start, naming.end]));
    borders.push(text.len());
    borders.sort_unstable();
    borders.dedup();
    let (mut at, mut pieces) = (0, Vec::new());
    let (mut marks, mut namings) = (marks.iter().peekable(), namings.iter().peekable());
    for border in borders {
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        while namings.next_if(|naming| naming.end <= at).is_some() {}
        if let Some(text) = text.get(at..border).filter(|text| !text.is_empty()) {
            let marked = marks.peek().is_some_and(|mark| mark.start <= at);
            pieces.push(TextPiece {
                text,
                marked,
                naming: namings.peek().copied().filter(|naming| naming.start <= at),
            });
            at = border;
        }
    }
    pieces
}

fn ranges<'s>(spans: impl Iterator<Item = &'s Span>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match ranges.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => ranges.push(span.start..span.end),
        }
    }
    ranges
}
