//! The piece of a text that shows best why it answers: the densest windows of it, cut where sentences or words begin.

use std::collections::HashMap;
use std::ops::Range;

use super::{Span, ranges};
use crate::text::sentences;

/// How many bytes of text a single window shows, about.
const WINDOW: usize = 240;

/// The same where there are several.
const NARROW: usize = 130;

/// How many windows there are at the most.
const WINDOWS: usize = 3;

/// How far a window reaches back for the beginning of its sentence, in bytes.
const REACH: usize = 80;

/// How many bytes before it tell whether a sentence begins somewhere.
const CONTEXT: usize = 48;

/// What stands where text was left out.
const LEFT_OUT: &str = " … ";

/// A piece of text with what answers in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The piece, on one line; dots stand where it was cut.
    pub text: String,
    /// The byte ranges of it that answer, in order.
    pub marks: Vec<Range<usize>>,
}

impl Fragment {
    /// The best of a text in which these spans answer, in their order: one window where that shows every part of the query
    /// that the text answers, else up to three.
    pub(super) fn of(text: &str, spans: &[&Span]) -> Self {
        let parts = count(spans);
        let windows = match densest(spans, WINDOW) {
            None => vec![Range { start: 0, end: border_after(text, WINDOW) }],
            Some(core) if core.parts.len() == parts => vec![widened(text, core.range, WINDOW)],
            Some(_) => several(text, spans),
        };
        cut(text, &windows, spans)
    }
}

/// How many parts of the query these answer.
fn count(spans: &[&Span]) -> usize {
    let mut parts: Vec<usize> = spans.iter().map(|span| span.part).collect();
    parts.sort_unstable();
    parts.dedup();
    parts.len()
}

/// Windows that each show parts the ones before do not, in the order of the text.
fn several(text: &str, spans: &[&Span]) -> Vec<Range<usize>> {
    let mut left: Vec<&Span> = spans.to_vec();
    let mut windows: Vec<Range<usize>> = Vec::new();
    while windows.len() < WINDOWS {
        let Some(core) = densest(&left, NARROW) else { break };
        left.retain(|span| !core.parts.contains(&span.part));
        windows.push(widened(text, core.range, NARROW));
    }
    windows.sort_by_key(|window| window.start);
    windows.dedup_by(|next, before| {
        let meet = next.start <= before.end;
        if meet {
            before.end = before.end.max(next.end);
        }
        meet
    });
    windows
}

/// The middle of a window.
struct Core {
    range: Range<usize>,
    /// The parts of the query that are answered in it.
    parts: Vec<usize>,
    /// How many these are, and how often.
    worth: (usize, usize),
}

/// Where spans answer most parts of the query in so many bytes, and then most often.
fn densest(spans: &[&Span], room: usize) -> Option<Core> {
    let mut inside: HashMap<usize, usize> = HashMap::new();
    let mut best: Option<Core> = None;
    let mut from = 0;
    for (to, last) in spans.iter().enumerate() {
        *inside.entry(last.part).or_default() += 1;
        while let Some(first) =
            spans.get(from).filter(|first| from < to && last.end.saturating_sub(first.start) > room)
        {
            if let Some(count) = inside.get_mut(&first.part) {
                *count -= 1;
            }
            from += 1;
        }
        inside.retain(|_, count| *count > 0);
        let worth = (inside.len(), (to - from).min(7));
        if best.as_ref().is_none_or(|best| worth > best.worth) {
            let start = spans.get(from).map_or(last.start, |first| first.start);
            best = Some(Core {
                range: start..last.end,
                parts: inside.keys().copied().collect(),
                worth,
            });
        }
    }
    best
}

/// The window around a core: the core in the middle, unless a sentence begins nearby.
fn widened(text: &str, core: Range<usize>, room: usize) -> Range<usize> {
    let start = opening(text, core.start, room.saturating_sub(core.len()) / 2);
    start..border_after(text, (start + room).max(core.end))
}

/// The beginning of a fragment: of the sentence, where that is near, else of a word.
fn opening(text: &str, core: usize, room: usize) -> usize {
    let earliest = floor(text, core.saturating_sub(room + REACH));
    let sentence = sentences_between(text, earliest, core).last().copied();
    sentence.or((earliest == 0).then_some(0)).unwrap_or_else(|| {
        let from = floor(text, core.saturating_sub(room));
        let rest = text.get(from..core).unwrap_or_default();
        rest.find(char::is_whitespace).map_or(from, |space| from + space + 1)
    })
}

/// Where sentences begin, from one byte to another; what stands around tells.
fn sentences_between(text: &str, from: usize, to: usize) -> Vec<usize> {
    let around =
        floor(text, from.saturating_sub(CONTEXT))..border_after(text, to.saturating_add(1));
    let starts = sentences::starts(text.get(around.clone()).unwrap_or_default()).into_iter();
    starts.map(|at| around.start + at).filter(|at| (from..=to).contains(at)).collect()
}

/// The end of the word that `at` lies in.
fn border_after(text: &str, at: usize) -> usize {
    let at = floor(text, at.min(text.len()));
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(char::is_whitespace).unwrap_or(rest.len()).min(64).min(rest.len())
}

fn floor(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Copies the windows to one line and moves the marks along.
fn cut(text: &str, windows: &[Range<usize>], spans: &[&Span]) -> Fragment {
    let mut fragment = Fragment::default();
    let mut end = 0;
    for window in windows {
        let window = floor(text, window.start)..floor(text, window.end);
        let begins =
            window.start == 0 || !sentences_between(text, window.start, window.start).is_empty();
        if !fragment.text.is_empty() {
            fragment.text.push_str(LEFT_OUT);
        } else if !begins {
            fragment.text.push_str(LEFT_OUT.trim_start());
        }
        end = window.end;
        copy(text, window, spans, &mut fragment);
    }
    if text.get(end..).is_some_and(|rest| !rest.trim().is_empty()) {
        fragment.text.push_str(LEFT_OUT.trim_end());
    }
    fragment
}

fn copy(text: &str, window: Range<usize>, spans: &[&Span], fragment: &mut Fragment) {
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
