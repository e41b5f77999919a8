//! The results of earlier comparisons, so that no pair of articles is compared again.

/// Compared pairs of articles, sorted by the ids of their texts, with whether they are one story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparisons(Vec<(u64, u64, bool)>);

impl FromIterator<(u64, u64, bool)> for Comparisons {
    fn from_iter<I: IntoIterator<Item = (u64, u64, bool)>>(results: I) -> Self {
        let mut results: Vec<_> = results.into_iter().collect();
        results.sort_unstable();
        results.dedup_by_key(|(one, other, _)| (*one, *other));
        Self(results)
    }
}

impl Comparisons {
    /// The result for an ordered pair; none if it was not compared.
    pub(super) fn get(&self, pair: (u64, u64)) -> Option<bool> {
        let at = self.0.binary_search_by_key(&pair, |(one, other, _)| (*one, *other)).ok()?;
        self.0.get(at).map(|(_, _, is_same_story)| *is_same_story)
    }

    /// All pairs with their results, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64, bool)> {
        self.0.iter().copied()
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

/// A pair of texts in the order in which their comparison is kept.
pub(super) fn pair(one: u64, other: u64) -> (u64, u64) {
    (one.min(other), one.max(other))
}
