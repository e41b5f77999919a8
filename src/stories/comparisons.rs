//! What was found out about pairs of articles, so that it need not be found out again.

use std::collections::HashMap;

/// Pairs of articles that were held against each other, by the numbers of their texts, and whether they are one story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparisons(HashMap<(u64, u64), bool>);

impl Comparisons {
    /// What is known of a pair.
    pub fn get(&self, one: u64, other: u64) -> Option<bool> {
        self.0.get(&pair(one, other)).copied()
    }

    /// Keeps what was found out of a pair.
    pub fn put(&mut self, one: u64, other: u64, retold: bool) {
        self.0.insert(pair(one, other), retold);
    }

    /// Every pair, in order.
    pub fn all(&self) -> Vec<(u64, u64, bool)> {
        let mut all: Vec<_> =
            self.0.iter().map(|((one, other), retold)| (*one, *other, *retold)).collect();
        all.sort_unstable();
        all
    }

    /// How many pairs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn pair(one: u64, other: u64) -> (u64, u64) {
    (one.min(other), one.max(other))
}
