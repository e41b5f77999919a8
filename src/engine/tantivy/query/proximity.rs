//! Plain words that stand side by side in the query, and so in the best answers: what that adds to the score.
//!
//! After Metzler and Croft, *A Markov Random Field Model for Term Dependencies* (2005): ordered pairs of neighbouring words
//! count beside the words themselves, with a smaller weight. Places are dear to read, so a pair is looked for only in
//! articles that it could lift among the best; for all others it makes no difference.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

use super::span_scorer::{Asked, Looks};
use crate::article::schema::Field;
use crate::query::Query as Ask;

/// How much a pair counts against both its words.
const SHARE: f32 = 0.2;

/// How many pairs are looked for.
const MOST_PAIRS: usize = 32;

/// The plain words that stand side by side in a query, as phrases, each with the field they are looked for in. Of what is
/// negated there are none.
pub fn neighbours(query: &Ask) -> Vec<(Ask, Option<Field>)> {
    let mut pairs = Vec::new();
    push_neighbours(query, None, &mut pairs);
    pairs.truncate(MOST_PAIRS);
    pairs
}

fn push_neighbours(query: &Ask, field: Option<Field>, pairs: &mut Vec<(Ask, Option<Field>)>) {
    match query {
        Ask::And(parts) | Ask::Or(parts) => {
            for (one, other) in parts.iter().zip(parts.iter().skip(1)) {
                if let (Ask::Word(one), Ask::Word(other)) = (one, other) {
                    pairs.push((Ask::Phrase(format!("{one} {other}"), 0), field));
                }
            }
            parts.iter().for_each(|part| push_neighbours(part, field, pairs));
        }
        Ask::In(field, inner) => push_neighbours(inner, Some(*field), pairs),
        Ask::Weighted(inner, _) => push_neighbours(inner, field, pairs),
        _ => {}
    }
}

/// The least score that can still be among the best, as far as is known.
#[derive(Debug, Clone, Default)]
pub struct MinScore(Arc<AtomicU32>);

impl MinScore {
    /// Raises it. Scores are never negative, so their bits are in order.
    pub fn raise(&self, score: Score) {
        self.0.fetch_max(score.max(0.0).to_bits(), Ordering::Relaxed);
    }

    fn get(&self) -> Score {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// A query whose answers are the better, the more of these pairs they have.
#[derive(Debug, Clone)]
pub struct Proximity {
    query: Arc<dyn Query>,
    pairs: Vec<Arc<Asked>>,
    floor: MinScore,
}

impl Proximity {
    /// Adds pairs to a query.
    pub fn new(query: Box<dyn Query>, pairs: Vec<Arc<Asked>>, floor: MinScore) -> Self {
        Self { query: query.into(), pairs, floor }
    }
}

impl Query for Proximity {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let ranked = scoring.is_scoring_enabled();
        let weight = self.query.weight(scoring)?;
        if !ranked {
            return Ok(weight);
        }
        Ok(Box::new(PairedWeight { weight, pairs: self.pairs.clone(), floor: self.floor.clone() }))
    }
}

struct PairedWeight {
    weight: Box<dyn Weight>,
    pairs: Vec<Arc<Asked>>,
    floor: MinScore,
}

impl Weight for PairedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let pairs: tantivy::Result<Vec<_>> =
            self.pairs.iter().map(|pair| Looks::open(Arc::clone(pair), segment)).collect();
        let pairs = pairs?;
        let most = pairs.iter().map(Looks::most).sum::<Score>() * SHARE * boost;
        let inner = self.weight.scorer(segment, boost)?;
        Ok(Box::new(PairedScorer { inner, pairs, most, boost, floor: self.floor.clone() }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(segment, doc)
    }
}

/// The articles of the query in one segment, scored with their pairs.
struct PairedScorer {
    inner: Box<dyn Scorer>,
    pairs: Vec<Looks>,
    /// The most that pairs can add.
    most: Score,
    boost: Score,
    floor: MinScore,
}

impl DocSet for PairedScorer {
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

impl Scorer for PairedScorer {
    fn score(&mut self) -> Score {
        let score = self.inner.score();
        if score + self.most < self.floor.get() {
            return score;
        }
        let doc = self.inner.doc();
        let pairs: Score = self.pairs.iter_mut().map(|pair| pair.score_of(doc)).sum();
        score + pairs * SHARE * self.boost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn neighbours_are_plain_words_side_by_side() {
        let told = |query: &str| {
            let pairs = neighbours(&parse(query).query);
            let told = pairs
                .into_iter()
                .map(|(words, field)| field.map_or(words.clone(), |field| words.within(field)));
            told.map(|words| words.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(told("oil prices rise"), ["\"oil prices\"", "\"prices rise\""]);
        assert_eq!(told("title:(oil prices) \"a b\" rise -(c d)"), ["title:\"oil prices\""]);
        assert!(told("oil").is_empty());
    }

    #[test]
    fn a_floor_only_rises() {
        let floor = MinScore::default();
        floor.raise(2.0);
        floor.raise(1.0);
        assert_eq!(floor.get(), 2.0);
    }
}
