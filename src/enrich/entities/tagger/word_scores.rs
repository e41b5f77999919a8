//! Caches of the scores of single words. Half of the features of a token are functions of one word, its
//! own or a neighbour's, and news repeats its words: their weights are added up once.

use super::features;
use super::features::Neighbour;
use super::tokens::TaggerToken;
use super::weights::{ROW, RowScores, Weights};
use crate::text::hash::combine;

/// Number of words in each cache; a power of two, because a slot is chosen by a bit mask. Both caches
/// together fit into a cache of the second level.
const SLOTS: usize = 1 << 11;

/// Scores of words by themselves and as neighbours of another.
pub(super) struct WordScores {
    own: Cache<1>,
    /// By [`Neighbour`].
    neighbours: Cache<{ Neighbour::ALL.len() }>,
    features: Vec<u64>,
    rows: Vec<u32>,
}

impl Default for WordScores {
    fn default() -> Self {
        let (features, rows) = (Vec::new(), Vec::new());
        Self { own: Cache::new(), neighbours: Cache::new(), features, rows }
    }
}

impl WordScores {
    /// Adds the scores of the word itself.
    pub(super) fn add_own(
        &mut self,
        token: &TaggerToken,
        weights: &Weights,
        scores: &mut RowScores,
    ) {
        let Self { own, features, rows, .. } = self;
        let looks =
            features::length(token) * 64 + token.shape as u64 * 4 + token.paragraph_case as u64;
        let [cached] = own.get(combine(token.word, looks), |[sum]| {
            features.clear();
            features::word_features(token, &mut |feature| features.push(feature));
            weights.add(features, rows, sum);
        });
        add(scores, cached);
    }

    /// Adds the scores that a word gives to the token whose neighbour it is.
    pub(super) fn add_neighbour(
        &mut self,
        neighbour: Neighbour,
        token: &TaggerToken,
        weights: &Weights,
        scores: &mut RowScores,
    ) {
        let Self { neighbours, features, rows, .. } = self;
        let cached = neighbours.get(combine(token.word, token.shape as u64), |sums| {
            for (neighbour, sum) in Neighbour::ALL.into_iter().zip(sums) {
                features.clear();
                features::neighbour_features(neighbour, token, &mut |feature| {
                    features.push(feature);
                });
                weights.add(features, rows, sum);
            }
        });
        if let Some(cached) = cached.get(neighbour as usize) {
            add(scores, cached);
        }
    }
}

fn add(scores: &mut RowScores, more: &RowScores) {
    scores.iter_mut().zip(more).for_each(|(score, more)| *score += more);
}

/// A direct-mapped cache of scores by the hash of what they belong to.
struct Cache<const N: usize>(Vec<(u64, [RowScores; N])>);

impl<const N: usize> Cache<N> {
    fn new() -> Self {
        Self(vec![(0, [[0; ROW]; N]); SLOTS])
    }

    /// Returns the scores under a hash, computed with the weights if they are not there.
    #[expect(clippy::indexing_slicing, reason = "the mask keeps the slot within the cache")]
    fn get(&mut self, hash: u64, compute: impl FnOnce(&mut [RowScores; N])) -> &[RowScores; N] {
        // Zero marks an empty slot.
        let key = hash | 1;
        let at = (hash >> 32) as usize & (SLOTS - 1);
        let slot = &mut self.0[at];
        if slot.0 != key {
            *slot = (key, [[0; ROW]; N]);
            compute(&mut slot.1);
        }
        &slot.1
    }
}
