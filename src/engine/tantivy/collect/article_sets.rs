//! The articles that a query without words finds, one bit each. The mix of every answer is counted by the same
//! few queries, so that their articles are found once for a view and looked up from then on.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::query::Weight;
use tantivy::{BitSet, DocId, DocSet as _, Searcher, TERMINATED};

use crate::engine::tantivy::deadline::Deadline;
use crate::error::Result;
use crate::query::{NameQuery, Query};

/// Most sets that a view keeps.
const MOST_SETS: usize = 16;

/// The sets of a view, those of the latest queries last.
#[derive(Default)]
pub(crate) struct ArticleSets(Mutex<Vec<(Query, Arc<ArticleSet>)>>);

impl ArticleSets {
    /// Returns the articles of a query, which `find` finds where they are not known; nothing where the time
    /// did not suffice.
    ///
    /// # Errors
    /// Fails when `find` does.
    pub(super) fn get(
        &self,
        query: &Query,
        find: impl FnOnce() -> Result<Option<ArticleSet>>,
    ) -> Result<Option<Arc<ArticleSet>>> {
        // A thread that panicked while it held the lock left the list whole.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = lock().iter().find(|(known, _)| known == query) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(found) = find()?.map(Arc::new) else { return Ok(None) };
        let mut sets = lock();
        if sets.len() >= MOST_SETS {
            sets.remove(0);
        }
        sets.push((query.clone(), Arc::clone(&found)));
        Ok(Some(found))
    }
}

/// Reports whether the articles of a query depend on the view alone. Those of words depend on how a plan reads
/// them.
pub(super) fn is_without_words(query: &Query) -> bool {
    match query {
        Query::And(parts) => parts.iter().all(is_without_words),
        Query::Not(part) => is_without_words(part),
        Query::Facet(_, NameQuery::Any) | Query::State(_) | Query::WordsChanged(_) => true,
        _ => false,
    }
}

/// Articles of a snapshot.
pub(crate) struct ArticleSet {
    segments: Vec<BitSet>,
}

impl ArticleSet {
    /// Finds the articles that match; nothing where the deadline passes before.
    pub(super) fn find(
        weight: &dyn Weight,
        searcher: &Searcher,
        deadline: &Deadline,
    ) -> tantivy::Result<Option<Self>> {
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            let mut docs = BitSet::with_max_value(segment.max_doc());
            let mut scorer = weight.scorer(segment, 1.0)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                docs.insert(doc);
                doc = scorer.advance();
            }
            segments.push(docs);
        }
        Ok((!deadline.has_passed()).then_some(Self { segments }))
    }

    /// Counts those of some documents of a segment that are in the set.
    pub(super) fn count_in(&self, segment: u32, docs: &[DocId]) -> u64 {
        let Some(set) = self.segments.get(segment as usize) else { return 0 };
        docs.iter().filter(|doc| set.contains(**doc)).count() as u64
    }
}
