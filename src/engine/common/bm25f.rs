//! Ranking by BM25F: the frequencies of a word in all fields are added, each weighted by its field
//! and the length of the text, before they saturate, so that a word in both title and body counts
//! once and not twice.
//!
//! Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009), with
//! the usual constants.

/// Saturation of term frequency: the smaller, the sooner more occurrences stop counting.
pub(crate) const K1: f32 = 1.6;

/// Parameters of one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldRanking {
    /// Weight of an occurrence, against 1 in the body.
    pub weight: f32,
    /// Strength of length normalisation, from 0 to 1.
    pub length_norm: f32,
    /// Average length of its texts, in words.
    pub average_length: f32,
}

/// Returns the inverse document frequency of a term.
pub(crate) fn rarity(articles_with: u64, articles: u64) -> f32 {
    let (with, all) = (articles_with.min(articles) as f32, articles as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// Returns the upper bound of the score of a term of this rarity.
pub(crate) fn max_score(rarity: f32) -> f32 {
    rarity * (K1 + 1.0)
}

/// Returns the score of a term by its rarity and its weighted frequency over all fields.
pub(crate) fn score(rarity: f32, frequency: f32) -> f32 {
    max_score(rarity) * frequency / (K1 + frequency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more_and_repetition_less_and_less() {
        assert!(rarity(1, 1000) > rarity(500, 1000) && rarity(1000, 1000) > 0.0);
        let gain = |from: f32, to: f32| score(1.0, to) - score(1.0, from);
        assert!(gain(0.0, 1.0) > gain(1.0, 2.0) && gain(1.0, 2.0) > gain(2.0, 3.0));
        assert!(score(1.0, 1e9) <= max_score(1.0));
    }
}
