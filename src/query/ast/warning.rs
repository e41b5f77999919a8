//! Warnings about a query, each with the range of the input it concerns.

use std::ops::Range;

/// The greatest number of warnings for one query. Nobody reads the fifty-first.
const MAX_WARNINGS: usize = 50;

/// Something odd in a query and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The first byte it concerns.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// Explanation of the problem, and how the text was read.
    pub message: String,
}

impl Warning {
    /// Makes a warning that concerns no range of the query.
    pub fn general(message: String) -> Self {
        Self { start: 0, end: 0, message }
    }
}

/// The warnings about one query, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Vec<Warning>);

impl Warnings {
    /// Adds a warning.
    pub(crate) fn add(&mut self, range: Range<usize>, message: impl Into<String>) {
        if self.0.len() < MAX_WARNINGS {
            self.0.push(Warning { start: range.start, end: range.end, message: message.into() });
        }
    }

    /// Adds a warning unless the same message was given before.
    pub(crate) fn add_once(&mut self, range: Range<usize>, message: &str) {
        if !self.0.iter().any(|warning| warning.message == message) {
            self.add(range, message);
        }
    }

    /// Returns all warnings in the order of the input.
    pub(crate) fn sorted(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| warning.start);
        self.0
    }
}
