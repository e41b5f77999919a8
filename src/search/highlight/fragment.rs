//! Fragments: the densest windows of a text, cut where sentences or words begin.

use std::collections::HashMap;
use std::ops::Range;

use super::marked_span::{MarkedSpan, ranges};
use crate::text::sentences;

/// The approximate length of a single window in bytes.
const SINGLE_WINDOW: usize = 240;

/// The approximate length of each of several windows in bytes.
const NARROW_WINDOW: usize = 130;

/// The greatest number of windows.
const MAX_WINDOWS: usize = 3;

/// Bytes that a window may reach back to the beginning of its sentence.
const MAX_REACH: usize = 80;

/// The number of bytes before a position that decide whether a sentence begins there.
const CONTEXT: usize = 48;

/// The sign for omitted text.
const ELLIPSIS: &str = " … ";

/// A part of a text with its matching ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The text on one line, with an ellipsis where it was cut.
    pub text: String,
    /// Its matching byte ranges, sorted.
    pub marks: Vec<Range<usize>>,
}

impl Fragment {
    /// Makes the best fragment of a text with these matching spans: one window where it shows every
    /// clause of the query that the text matches, otherwise up to three.
    pub(super) fn new(text: &str, spans: &[&MarkedSpan]) -> Self {
        let clauses = clause_count(spans);
        let windows = match densest(spans, SINGLE_WINDOW) {
            None => vec![Range { start: 0, end: word_end(text, SINGLE_WINDOW) }],
            Some(core) if core.clauses.len() == clauses => {
                vec![widened(text, core.range, SINGLE_WINDOW)]
            }
            Some(_) => several_windows(text, spans),
        };
        cut(text, &windows, spans)
    }
}

/// Returns the number of clauses that the spans match.
fn clause_count(spans: &[&MarkedSpan]) -> usize {
    let mut clauses: Vec<usize> = spans.iter().map(|span| span.clause).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses.len()
}

/// Returns windows in the order of the text, each with clauses that the others do not show.
fn several_windows(text: &str, spans: &[&MarkedSpan]) -> Vec<Range<usize>> {
    let mut remaining: Vec<&MarkedSpan> = spans.to_vec();
    let mut windows: Vec<Range<usize>> = Vec::new();
    while windows.len() < MAX_WINDOWS {
        let Some(core) = densest(&remaining, NARROW_WINDOW) else { break };
        remaining.retain(|span| !core.clauses.contains(&span.clause));
        windows.push(widened(text, core.range, NARROW_WINDOW));
    }
    windows.sort_by_key(|window| window.start);
    windows.dedup_by(|next, previous| {
        let overlap = next.start <= previous.end;
        if overlap {
            previous.end = previous.end.max(next.end);
        }
        overlap
    });
    windows
}

/// The core of a window: from the first to the last span that it shows.
struct WindowCore {
    range: Range<usize>,
    /// The clauses of the query that match in it.
    clauses: Vec<usize>,
    /// The number of clauses, then of spans.
    score: (usize, usize),
}

/// The greatest number of spans that adds to the score of a window.
const MAX_SCORED_SPANS: usize = 7;

/// Finds the core of at most `length` bytes in which most clauses match, and these most often.
fn densest(spans: &[&MarkedSpan], length: usize) -> Option<WindowCore> {
    let mut inside: HashMap<usize, usize> = HashMap::new();
    let mut best: Option<WindowCore> = None;
    let mut from = 0;
    for (to, last) in spans.iter().enumerate() {
        *inside.entry(last.clause).or_default() += 1;
        while let Some(first) = spans
            .get(from)
            .filter(|first| from < to && last.end.saturating_sub(first.start) > length)
        {
            if let Some(count) = inside.get_mut(&first.clause) {
                *count -= 1;
            }
            from += 1;
        }
        inside.retain(|_, count| *count > 0);
        let score = (inside.len(), (to - from).min(MAX_SCORED_SPANS));
        if best.as_ref().is_none_or(|best| score > best.score) {
            let start = spans.get(from).map_or(last.start, |first| first.start);
            best = Some(WindowCore {
                range: start..last.end,
                clauses: inside.keys().copied().collect(),
                score,
            });
        }
    }
    best
}

/// Returns the window around a core, with the core in the middle unless a sentence begins nearby.
fn widened(text: &str, core: Range<usize>, length: usize) -> Range<usize> {
    let start = window_start(text, core.start, length.saturating_sub(core.len()) / 2);
    start..word_end(text, (start + length).max(core.end))
}

/// Returns the beginning of a window: of the sentence, where that is near, otherwise of a word.
fn window_start(text: &str, core: usize, margin: usize) -> usize {
    let earliest = text.floor_char_boundary(core.saturating_sub(margin + MAX_REACH));
    let sentence = sentence_starts(text, earliest, core).last().copied();
    sentence.or((earliest == 0).then_some(0)).unwrap_or_else(|| {
        let from = text.floor_char_boundary(core.saturating_sub(margin));
        let rest = text.get(from..core).unwrap_or_default();
        rest.find(char::is_whitespace).map_or(from, |space| from + space + 1)
    })
}

/// Returns the beginnings of sentences from one byte to another, inclusive. The text around decides
/// what a sentence is.
fn sentence_starts(text: &str, from: usize, to: usize) -> Vec<usize> {
    let around = text.floor_char_boundary(from.saturating_sub(CONTEXT))
        ..word_end(text, to.saturating_add(1));
    let starts = sentences::starts(text.get(around.clone()).unwrap_or_default()).into_iter();
    starts.map(|at| around.start + at).filter(|at| (from..=to).contains(at)).collect()
}

/// The greatest number of bytes that a window is extended by for the end of a word.
const MAX_WORD_REST: usize = 64;

/// Returns the end of the word that contains a byte.
fn word_end(text: &str, byte: usize) -> usize {
    let start = text.floor_char_boundary(byte);
    let rest = text.get(start..).unwrap_or_default();
    start + rest.find(char::is_whitespace).unwrap_or(rest.len()).min(MAX_WORD_REST)
}

/// Copies the windows to one line and translates the marks.
fn cut(text: &str, windows: &[Range<usize>], spans: &[&MarkedSpan]) -> Fragment {
    let mut fragment = Fragment::default();
    let mut end = 0;
    for window in windows {
        let window = text.floor_char_boundary(window.start)..text.floor_char_boundary(window.end);
        let begins_sentence =
            window.start == 0 || !sentence_starts(text, window.start, window.start).is_empty();
        if !fragment.text.is_empty() {
            fragment.text.push_str(ELLIPSIS);
        } else if !begins_sentence {
            fragment.text.push_str(ELLIPSIS.trim_start());
        }
        end = window.end;
        copy(text, window, spans, &mut fragment);
    }
    if text.get(end..).is_some_and(|rest| !rest.trim().is_empty()) {
        fragment.text.push_str(ELLIPSIS.trim_end());
    }
    fragment
}

fn copy(text: &str, window: Range<usize>, spans: &[&MarkedSpan], fragment: &mut Fragment) {
    let inside = spans.iter().filter(|span| span.start >= window.start && span.end <= window.end);
    let mut at = window.start;
    for range in ranges(inside.copied()) {
        push_line(&mut fragment.text, text.get(at..range.start).unwrap_or_default());
        let start = fragment.text.len();
        push_line(&mut fragment.text, text.get(range.clone()).unwrap_or_default());
        fragment.marks.push(start..fragment.text.len());
        at = range.end;
    }
    push_line(&mut fragment.text, text.get(at..window.end).unwrap_or_default());
    let trimmed = fragment.text.trim_end().len();
    fragment.text.truncate(trimmed);
}

/// Appends text with every run of white space as one space.
fn push_line(line: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
}
