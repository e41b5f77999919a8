//! The results of earlier comparisons, so that no pair of articles is compared again.

use crate::text::hash::DigestMap;

/// Compared pairs of articles, by the ids of their texts, with whether they are one story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparisons(DigestMap<(u64, u64), bool>);

impl Comparisons {
    /// The result for a pair, in either order; none if it was not compared.
    pub fn get(&self, one: u64, other: u64) -> Option<bool> {
        self.0.get(&pair(one, other)).copied()
    }

    /// Records the result for a pair.
    pub fn insert(&mut self, one: u64, other: u64, is_same_story: bool) {
        self.0.insert(pair(one, other), is_same_story);
    }

    /// All pairs with their results, sorted.
    pub fn sorted(&self) -> Vec<(u64, u64, bool)> {
        let results = self.0.iter().map(|((one, other), is_same)| (*one, *other, *is_same));
        let mut all: Vec<_> = results.collect();
        all.sort_unstable();
        all
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn pair(one: u64, other: u64) -> (u64, u64) {
    (one.min(other), one.max(other))
}
