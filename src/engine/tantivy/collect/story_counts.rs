//! Counts of stories by value: a story counts once for a value, however many of its versions have
//! it.

use crate::engine::common::ordinal::Ordinal;

/// Pairs that are collected before duplicates are removed.
const MIN_CAPACITY: usize = 1 << 16;

/// Pairs of a story and a value that one of its versions has.
#[derive(Debug)]
pub(crate) struct StoryCounts {
    pairs: Vec<(Ordinal, Ordinal)>,
    /// Number of pairs at which duplicates are removed.
    capacity: usize,
}

impl Default for StoryCounts {
    fn default() -> Self {
        Self { pairs: Vec::new(), capacity: MIN_CAPACITY }
    }
}

impl StoryCounts {
    /// Adds a pair.
    pub(crate) fn add(&mut self, story: Ordinal, value: Ordinal) {
        self.pairs.push((story, value));
        if self.pairs.len() >= self.capacity {
            self.dedup();
            self.capacity = MIN_CAPACITY.max(self.pairs.len().saturating_mul(2));
        }
    }

    /// Adds the pairs of a segment, mapping its ordinals to archive-wide ones. Values that are not
    /// listed are not counted.
    pub(crate) fn merge(&mut self, segment: Self, global: &[Option<Ordinal>]) {
        for (story, value) in segment.pairs {
            if let Some(Some(value)) = global.get(value.index()) {
                self.add(story, *value);
            }
        }
    }

    /// Adds to the count of every value the stories that have it.
    pub(crate) fn add_to(mut self, counts: &mut [u64]) {
        self.dedup();
        for (_, value) in self.pairs {
            if let Some(count) = counts.get_mut(value.index()) {
                *count += 1;
            }
        }
    }

    /// Removes the pairs of these stories.
    #[must_use]
    pub(crate) fn without(mut self, stories: &StorySet) -> Self {
        self.pairs.retain(|(story, _)| !stories.contains(*story));
        self
    }

    fn dedup(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }
}

/// Set of stories, one bit for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct StorySet(Vec<u64>);

impl StorySet {
    /// Creates an empty set for this number of stories.
    pub(crate) fn new(stories: usize) -> Self {
        Self(vec![0; stories.div_ceil(64)])
    }

    /// Adds a story.
    pub(crate) fn insert(&mut self, story: Ordinal) {
        let bits = self.0.get_mut(story.index() / 64);
        debug_assert!(bits.is_some(), "the set is as large as the list of stories");
        if let Some(bits) = bits {
            *bits |= 1 << (story.index() % 64);
        }
    }

    /// Adds the stories of another set of the same size.
    pub(crate) fn union(&mut self, other: &Self) {
        debug_assert_eq!(self.0.len(), other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits |= other);
    }

    /// Returns whether a story is in the set.
    pub(crate) fn contains(&self, story: Ordinal) -> bool {
        let bits = self.0.get(story.index() / 64);
        bits.is_some_and(|bits| bits >> (story.index() % 64) & 1 == 1)
    }

    /// Counts the stories.
    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_counts_once_for_a_value_over_all_segments() {
        let [mut one, mut other, mut all] = std::array::from_fn(|_| StoryCounts::default());
        let ordinal = Ordinal::new;
        (0..MIN_CAPACITY * 3).for_each(|_| one.add(ordinal(7), ordinal(0)));
        one.add(ordinal(8), ordinal(1));
        other.add(ordinal(7), ordinal(1));
        other.add(ordinal(9), ordinal(2));
        all.merge(one, &[Some(ordinal(5)), None]);
        all.merge(other, &[0, 5, 4].map(|value| Some(ordinal(value))));
        let mut counts = vec![0; 6];
        let mut excluded = StorySet::new(10);
        excluded.insert(ordinal(9));
        all.without(&excluded).add_to(&mut counts);
        assert_eq!(counts, [0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_set_holds_each_story_once() {
        let (mut one, mut other) = (StorySet::new(130), StorySet::new(130));
        [3, 3, 129].into_iter().for_each(|story| one.insert(Ordinal::new(story)));
        [3, 64].into_iter().for_each(|story| other.insert(Ordinal::new(story)));
        one.union(&other);
        let contains = |story| one.contains(Ordinal::new(story));
        assert_eq!(
            (one.len(), contains(64), contains(65), contains(9000)),
            (3, true, false, false)
        );
    }
}
