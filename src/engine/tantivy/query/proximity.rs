//! Proximity of plain words: adjacent words of the query that are adjacent in the text add to the
//! score.
//!
//! After Metzler and Croft, *A Markov Random Field Model for Term Dependencies* (2005): ordered
//! pairs of neighbouring words count besides the words themselves, with a smaller weight. Reading
//! positions is slow, so a pair is looked for only in documents that it could lift among the top
//! hits; for all others it makes no difference.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::query::{EnableScoring, Explanation, Query as TantivyQuery, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

use super::span_scorer::{SpanMatcher, SpanPlan};
use crate::engine::common::pairs::PAIR_WEIGHT;

/// Least score that can still be a top hit, raised by the collectors of all segments.
#[derive(Debug, Clone, Default)]
pub(crate) struct MinScore(Arc<AtomicU32>);

impl MinScore {
    /// Raises it. Scores are never negative, so that their bits are ordered as they are.
    pub(crate) fn raise(&self, score: Score) {
        self.0.fetch_max(score.max(0.0).to_bits(), Ordering::Relaxed);
    }

    fn get(&self) -> Score {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// Query whose matches score higher with each pair they have.
#[derive(Debug, Clone)]
pub(crate) struct ProximityQuery {
    query: Arc<dyn TantivyQuery>,
    pairs: Vec<Arc<SpanPlan>>,
    min_score: MinScore,
}

impl ProximityQuery {
    /// Adds pairs to a query.
    pub(crate) fn new(
        query: Box<dyn TantivyQuery>,
        pairs: Vec<Arc<SpanPlan>>,
        min_score: MinScore,
    ) -> Self {
        Self { query: query.into(), pairs, min_score }
    }
}

impl TantivyQuery for ProximityQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let is_scored = scoring.is_scoring_enabled();
        let inner = self.query.weight(scoring)?;
        if !is_scored {
            return Ok(inner);
        }
        let (pairs, min_score) = (self.pairs.clone(), self.min_score.clone());
        Ok(Box::new(ProximityWeight { inner, pairs, min_score }))
    }
}

struct ProximityWeight {
    inner: Box<dyn Weight>,
    pairs: Vec<Arc<SpanPlan>>,
    min_score: MinScore,
}

impl Weight for ProximityWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let pairs: tantivy::Result<Vec<_>> =
            self.pairs.iter().map(|pair| SpanMatcher::open(Arc::clone(pair), segment)).collect();
        let pairs = pairs?;
        let max_gain =
            pairs.iter().map(SpanMatcher::max_score).sum::<Score>() * PAIR_WEIGHT * boost;
        let inner = self.inner.scorer(segment, boost)?;
        let min_score = self.min_score.clone();
        Ok(Box::new(ProximityScorer { inner, pairs, max_gain, boost, min_score }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.inner.explain(segment, doc)
    }
}

/// Scorer of the query and its pairs in one segment.
struct ProximityScorer {
    inner: Box<dyn Scorer>,
    pairs: Vec<SpanMatcher>,
    /// Upper bound of what all pairs add.
    max_gain: Score,
    boost: Score,
    min_score: MinScore,
}

impl DocSet for ProximityScorer {
    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target)
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

impl Scorer for ProximityScorer {
    fn score(&mut self) -> Score {
        let score = self.inner.score();
        if score + self.max_gain < self.min_score.get() {
            return score;
        }
        let doc = self.inner.doc();
        let pairs: Score = self.pairs.iter_mut().map(|pair| pair.score_doc(doc)).sum();
        score + pairs * PAIR_WEIGHT * self.boost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_score_only_rises() {
        let min_score = MinScore::default();
        min_score.raise(2.0);
        min_score.raise(1.0);
        assert_eq!(min_score.get(), 2.0);
    }
}
