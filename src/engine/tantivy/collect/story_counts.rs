//! What stories have, where each counts once however many of its versions have it: pairs of a story and a value.

/// How many pairs are listed before those that are listed twice are taken out.
const ROOM: usize = 1 << 16;

/// Pairs of a story and the number of a value.
#[derive(Debug)]
pub struct StoryCounts {
    pairs: Vec<(u32, u32)>,
    room: usize,
}

impl Default for StoryCounts {
    fn default() -> Self {
        Self { pairs: Vec::new(), room: ROOM }
    }
}

impl StoryCounts {
    /// Adds a pair. Numbers of values are below the greatest of 32 bits, as dictionaries are.
    pub fn add(&mut self, story: u32, value: u64) {
        let Ok(value) = u32::try_from(value) else { return };
        self.pairs.push((story, value));
        if self.pairs.len() >= self.room {
            self.settle();
            self.room = ROOM.max(self.pairs.len().saturating_mul(2));
        }
    }

    /// Adds those of a segment, whose numbers lead to these places; to none, the greatest number.
    pub fn join(&mut self, segment: Self, places: &[u32]) {
        for (story, number) in segment.pairs {
            if let Some(place) = places.get(number as usize).filter(|place| **place != u32::MAX) {
                self.add(story, u64::from(*place));
            }
        }
    }

    /// Adds to the count of every value the stories that have it.
    pub fn count(mut self, counts: &mut [u64]) {
        self.settle();
        for (_, value) in self.pairs {
            if let Some(count) = counts.get_mut(value as usize) {
                *count += 1;
            }
        }
    }

    /// The same without these stories.
    #[must_use]
    pub fn without(mut self, stories: &StorySet) -> Self {
        self.pairs.retain(|(story, _)| !stories.has(*story));
        self
    }

    fn settle(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }
}

/// Stories that were met, a bit for each.
#[derive(Debug, Clone, Default)]
pub struct StorySet(Vec<u64>);

impl StorySet {
    /// None yet, of so many.
    pub fn of(stories: usize) -> Self {
        Self(vec![0; stories.div_ceil(64)])
    }

    /// Adds a story.
    pub fn add(&mut self, story: u32) {
        if let Some(bits) = self.0.get_mut(story as usize / 64) {
            *bits |= 1 << (story % 64);
        }
    }

    /// Adds those of a segment.
    pub fn join(&mut self, segment: &Self) {
        self.0.iter_mut().zip(&segment.0).for_each(|(all, own)| *all |= own);
    }

    /// Whether a story was met.
    pub fn has(&self, story: u32) -> bool {
        self.0.get(story as usize / 64).is_some_and(|bits| bits >> (story % 64) & 1 == 1)
    }

    /// How many were.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_counts_once_for_a_value_in_all_segments() {
        let (mut one, mut other, mut all) = (StoryCounts::default(), StoryCounts::default(), StoryCounts::default());
        (0..ROOM * 3).for_each(|_| one.add(7, 0));
        one.add(8, 1);
        other.add(7, 1);
        other.add(9, 2);
        all.join(one, &[5, u32::MAX]);
        all.join(other, &[0, 5, 4]);
        let mut counts = vec![0; 6];
        let mut met = StorySet::of(10);
        met.add(9);
        all.without(&met).count(&mut counts);
        assert_eq!(counts, [0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn stories_are_met_once() {
        let (mut one, mut other) = (StorySet::of(130), StorySet::of(130));
        [3, 3, 129].into_iter().for_each(|story| one.add(story));
        [3, 64, 9000].into_iter().for_each(|story| other.add(story));
        one.join(&other);
        assert_eq!((one.count(), one.has(64), one.has(65), one.has(9000)), (3, true, false, false));
    }
}
