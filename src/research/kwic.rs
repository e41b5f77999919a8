//! Keywords in context: a line for every occurrence of a query, with what is before and behind it, sorted
//! by either (Luhn 1960).

use std::ops::{ControlFlow, Range};

use jiff::civil::Date;

use crate::article::Slot;
use crate::article::date::Published;
use crate::article::document::Document;
use crate::error::Result;
use crate::query::{Query, Warning};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::highlight::{Highlighter, Marks};
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::{Request, Sort};
use crate::text::tokenizer;

/// The greatest number of lines that are sorted.
pub(crate) const MAX_LINES: usize = 20_000;

/// Bytes of context on each side that are read.
const MAX_CONTEXT: usize = 400;

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KwicSort {
    /// By the words behind the match.
    Right,
    /// By the words before it, the nearest first.
    Left,
    /// By the match itself.
    Match,
    /// In the order of the articles, the newest first.
    Newest,
}

impl KwicSort {
    /// Every order with its name.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("right", Self::Right),
        ("left", Self::Left),
        ("match", Self::Match),
        ("newest", Self::Newest),
    ];

    /// The order with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, sort)| *sort)
    }
}

/// A concordance.
#[derive(Debug)]
pub(crate) struct Concordance {
    /// The query as understood.
    pub query: Query,
    /// The number of articles that match.
    pub articles: u64,
    /// The number of articles whose lines are here.
    pub read: u64,
    /// The number of occurrences in them.
    pub occurrences: u64,
    /// The lines, sorted.
    pub lines: Vec<KwicLine>,
    /// Warnings about the query.
    pub warnings: Vec<Warning>,
}

/// An occurrence in its context.
#[derive(Debug, Clone)]
pub(crate) struct KwicLine {
    /// The id of the article.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its date.
    pub published: Option<Published>,
    /// Its publisher.
    pub publisher: String,
    /// The text it is in.
    pub slot: Slot,
    /// The byte range of the occurrence in that text.
    pub range: Range<usize>,
    /// What is before it.
    pub left: String,
    /// The occurrence.
    pub matched: String,
    /// What is behind it.
    pub right: String,
}

/// Collects the occurrences of a request, with so many characters on each side, and returns the first
/// `limit` lines.
///
/// # Errors
/// Fails when the request is invalid or the index cannot be read.
pub(crate) fn concordance(
    engine: &dyn Engine,
    request: &Request,
    (sort, limit, width): (KwicSort, usize, usize),
    today: Date,
    budget: &Budget,
) -> Result<Concordance> {
    let request = Request {
        facets: Vec::new(),
        limit: 0,
        after: None,
        sort: Some(Sort::Newest),
        ..request.clone()
    };
    let PlannedRequest { plan, warnings, .. } = planner::plan(engine, &request, today, budget)?;
    let articles = engine.search(&plan)?.articles;
    let mut highlighter = Highlighter::new(&plan.query, &plan.resolution);
    let (mut lines, mut read) = (Vec::new(), 0);
    engine.scan(&plan, &mut |document| {
        let marks = highlighter.marks(&document);
        add_lines(&document, &marks, width, &mut lines);
        read += 1;
        if lines.len() >= MAX_LINES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let occurrences = lines.len() as u64;
    sort_lines(&mut lines, sort);
    lines.truncate(limit);
    Ok(Concordance { query: plan.query, articles, read, occurrences, lines, warnings })
}

/// Adds a line for every occurrence in an article.
fn add_lines(document: &Document, marks: &Marks, width: usize, lines: &mut Vec<KwicLine>) {
    for (slot, text) in document.article.slots() {
        for range in marks.in_slot(slot) {
            lines.push(KwicLine {
                id: document.id.clone(),
                title: document.article.title.clone(),
                published: document.article.published.clone(),
                publisher: document.article.publisher.clone(),
                slot,
                left: before(text, range.start, width),
                matched: on_one_line(text.get(range.clone()).unwrap_or_default()),
                right: behind(text, range.end, width),
                range,
            });
        }
    }
}

/// The last characters before an offset, from the start of a word.
fn before(text: &str, offset: usize, width: usize) -> String {
    let start = text.ceil_char_boundary(offset.saturating_sub(MAX_CONTEXT));
    let context = on_one_line(text.get(start..offset).unwrap_or_default());
    let skipped = context.chars().count().saturating_sub(width);
    let cut: String = context.chars().skip(skipped).collect();
    if skipped == 0 {
        return cut;
    }
    cut.split_once(' ').map_or_else(|| cut.clone(), |(_, rest)| rest.to_string())
}

/// The first characters behind an offset, to the end of a word.
fn behind(text: &str, offset: usize, width: usize) -> String {
    let end = text.floor_char_boundary((offset + MAX_CONTEXT).min(text.len()));
    let context = on_one_line(text.get(offset..end).unwrap_or_default());
    if context.chars().count() <= width {
        return context;
    }
    let cut: String = context.chars().take(width).collect();
    cut.rsplit_once(' ').map_or_else(|| cut.clone(), |(rest, _)| rest.to_string())
}

fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn sort_lines(lines: &mut [KwicLine], sort: KwicSort) {
    let key = |line: &KwicLine| match sort {
        KwicSort::Right => tokenizer::folded(&line.right),
        KwicSort::Match => tokenizer::folded(&line.matched),
        KwicSort::Left => {
            let folded = tokenizer::folded(&line.left);
            folded.rsplit(' ').collect::<Vec<_>>().join(" ")
        }
        KwicSort::Newest => String::new(),
    };
    // The articles come with the newest first.
    if sort != KwicSort::Newest {
        lines.sort_by_cached_key(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(left: &str, right: &str) -> KwicLine {
        KwicLine {
            id: String::new(),
            title: String::new(),
            published: None,
            publisher: String::new(),
            slot: Slot::Body,
            range: 0..0,
            left: left.into(),
            matched: "river".into(),
            right: right.into(),
        }
    }

    #[test]
    fn lines_are_sorted_by_their_sides() {
        let mut lines = [line("by the old", "rose"), line("at a new", "fell"), line("Big", "Also")];
        sort_lines(&mut lines, KwicSort::Right);
        assert_eq!(lines.each_ref().map(|line| line.right.as_str()), ["Also", "fell", "rose"]);
        sort_lines(&mut lines, KwicSort::Left);
        assert_eq!(
            lines.each_ref().map(|line| line.left.as_str()),
            ["Big", "at a new", "by the old"]
        );
    }

    #[test]
    fn context_is_cut_at_words() {
        let text = "It rained and the old river rose again at night";
        let at = text.find("river").expect("a word");
        assert_eq!(before(text, at, 12), "the old ");
        assert_eq!(behind(text, at + 5, 12), " rose again");
        assert_eq!(
            (before(text, 0, 9), behind(text, text.len(), 9)),
            (String::new(), String::new())
        );
    }
}
