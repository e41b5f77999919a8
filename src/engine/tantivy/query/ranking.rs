//! How well an article answers, as BM25F has it: how often a word occurs in each field, by the field's weight and length,
//! is added up before it saturates, so that a word in both title and body counts once and not twice.
//!
//! Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009), with the usual constants.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, Score};

/// How soon more of the same stops counting.
const K1: f32 = 1.6;

/// How a field counts.
#[derive(Debug, Clone, Copy)]
pub struct FieldRanking {
    /// How much an occurrence in it counts, against 1 in the body.
    pub weight: f32,
    /// How much the length of the text matters, from 0 to 1.
    pub length_matters: f32,
    /// The length of its texts, on the average.
    pub average: f32,
}

/// How rare something is: one of so many articles have it.
pub fn rarity(articles_with: u64, articles: u64) -> f32 {
    let (with, all) = (articles_with.min(articles) as f32, articles as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// The most that something this rare can score.
pub fn most(rarity: f32) -> Score {
    rarity * (K1 + 1.0)
}

/// The score of something this rare that occurs so often, over all fields.
pub fn score(rarity: f32, frequency: f32) -> Score {
    most(rarity) * frequency / (K1 + frequency)
}

/// A field of a segment where it is ranked.
pub struct FieldRanks {
    lengths: FieldNormReader,
    /// What an occurrence counts in texts of each length, by the number the index gives the length.
    counts: Vec<f32>,
}

impl FieldRanks {
    /// The ranks of a field whose lengths are these.
    pub fn new(lengths: FieldNormReader, ranking: &FieldRanking) -> Self {
        let average = ranking.average.max(1.0);
        let count = |number: u8| {
            let length = FieldNormReader::id_to_fieldnorm(number) as f32;
            ranking.weight
                / (1.0 - ranking.length_matters + ranking.length_matters * length / average)
        };
        Self { lengths, counts: (0..=u8::MAX).map(count).collect() }
    }

    /// What so many occurrences in an article count.
    pub fn frequency(&self, doc: DocId, occurrences: u32) -> f32 {
        let count = self.counts.get(usize::from(self.lengths.fieldnorm_id(doc)));
        occurrences as f32 * count.copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more_and_repetition_less_and_less() {
        assert!(rarity(1, 1000) > rarity(500, 1000) && rarity(1000, 1000) > 0.0);
        let gain = |from: f32, to: f32| score(1.0, to) - score(1.0, from);
        assert!(gain(0.0, 1.0) > gain(1.0, 2.0) && gain(1.0, 2.0) > gain(2.0, 3.0));
        assert!(score(1.0, 1e9) <= most(1.0));
    }

    #[test]
    fn a_word_counts_less_in_a_long_text() {
        let ranking = FieldRanking { weight: 2.0, length_matters: 0.75, average: 100.0 };
        let count = |length| {
            FieldRanks::new(FieldNormReader::constant(1, length), &ranking).frequency(0, 1)
        };
        assert!(
            count(10) > count(100) && count(100) > count(1000) && (count(100) - 2.0).abs() < 0.2
        );
    }
}
