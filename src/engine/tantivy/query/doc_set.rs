//! Sets of documents known by their ids, and the query for them: the articles in which a key is a
//! different person than elsewhere.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader};

/// Documents by segment.
pub(crate) type DocIds = HashMap<SegmentId, HashSet<DocId>>;

/// Query for the documents of a set.
#[derive(Debug, Clone)]
pub(crate) struct DocSetQuery {
    docs: Arc<DocIds>,
}

impl DocSetQuery {
    /// Creates the query for these documents.
    pub(crate) fn new(docs: Arc<DocIds>) -> Self {
        Self { docs }
    }
}

impl Query for DocSetQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for DocSetQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(docs) = self.docs.get(&segment.segment_id()) else {
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
        Ok(Explanation::new("document set", score))
    }
}
