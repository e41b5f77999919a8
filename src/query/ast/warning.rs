//! What was odd in a query: said with its place, and said briefly.

use std::ops::Range;

/// How many warnings a query can earn. Who made fifty mistakes reads no fifty-first.
const MOST: usize = 50;

/// Something odd in a query, where it is, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The first byte of the place.
    pub start: usize,
    /// The byte behind the place.
    pub end: usize,
    /// What was odd, and how it was read.
    pub message: String,
}

impl Warning {
    /// One that belongs to no place in the query.
    pub fn of_nowhere(message: String) -> Self {
        Self { start: 0, end: 0, message }
    }
}

/// The warnings of one query.
#[derive(Debug, Default)]
pub struct Warnings(Vec<Warning>);

impl Warnings {
    /// One more, unless there are enough.
    pub fn add(&mut self, place: Range<usize>, message: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.push(Warning { start: place.start, end: place.end, message: message.into() });
        }
    }

    /// One more, unless the same was said of another place.
    pub fn once(&mut self, place: Range<usize>, message: &str) {
        if !self.0.iter().any(|warning| warning.message == message) {
            self.add(place, message);
        }
    }

    /// All of them, in reading order.
    pub fn sorted(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| warning.start);
        self.0
    }
}
