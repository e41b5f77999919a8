//! Lengths of texts in BM25F: see [`bm25f`](crate::engine::common::bm25f).

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

use crate::engine::common::bm25f::FieldRanking;

/// Weighted frequencies in one field of one segment.
pub(crate) struct FieldFrequencies {
    lengths: FieldNormReader,
    /// Weight of an occurrence by field norm id, the index's code for the length of the text.
    weights: [f32; 256],
}

impl FieldFrequencies {
    /// Creates the frequencies of a field with these lengths.
    pub(crate) fn new(lengths: FieldNormReader, ranking: &FieldRanking) -> Self {
        let average = ranking.average_length.max(1.0);
        let weight = |norm_id: u8| {
            let length = FieldNormReader::id_to_fieldnorm(norm_id) as f32;
            ranking.weight / (1.0 - ranking.length_norm + ranking.length_norm * length / average)
        };
        Self { lengths, weights: std::array::from_fn(|norm_id| weight(norm_id as u8)) }
    }

    /// Returns the weighted frequency of a number of occurrences.
    #[expect(clippy::indexing_slicing, reason = "there is a weight for every byte")]
    pub(crate) fn weighted(&self, doc: DocId, occurrences: u32) -> f32 {
        occurrences as f32 * self.weights[usize::from(self.lengths.fieldnorm_id(doc))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_less_in_a_long_text() {
        let ranking = FieldRanking { weight: 2.0, length_norm: 0.75, average_length: 100.0 };
        let weight = |length| {
            FieldFrequencies::new(FieldNormReader::constant(1, length), &ranking).weighted(0, 1)
        };
        assert!(weight(10) > weight(100) && weight(100) > weight(1000));
        assert!((weight(100) - 2.0).abs() < 0.2);
    }
}
