//! A query for articles that are known by their place: those in which a value means another than everywhere.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader};

/// The articles, segment by segment.
#[derive(Debug, Clone, Default)]
pub struct Docs {
    by_segment: Arc<HashMap<SegmentId, HashSet<DocId>>>,
}

impl Docs {
    /// A query for these articles.
    pub fn new(by_segment: HashMap<SegmentId, HashSet<DocId>>) -> Self {
        Self { by_segment: Arc::new(by_segment) }
    }
}

impl Query for Docs {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Docs {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(docs) = self.by_segment.get(&segment.segment_id()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let mut set = BitSet::with_max_value(segment.max_doc());
        for doc in docs {
            set.insert(*doc);
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(set), boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let score = if scorer.seek(doc) == doc { 1.0 } else { 0.0 };
        Ok(Explanation::new("articles known by their place", score))
    }
}
