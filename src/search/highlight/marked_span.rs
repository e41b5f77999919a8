//! Spans of an article that match a clause of a query.

use std::ops::Range;

use crate::article::Slot;

/// One range that matches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MarkedSpan {
    pub(super) slot: Slot,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The number of the clause of the query that it matches.
    pub(super) clause: usize,
}

/// Merges sorted spans that overlap.
pub(super) fn ranges<'s>(spans: impl Iterator<Item = &'s MarkedSpan>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match ranges.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => ranges.push(span.start..span.end),
        }
    }
    ranges
}
