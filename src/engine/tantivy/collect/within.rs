//! Numbers of articles that match a plan and another query: the plan is searched once, and each query looks
//! only at what matched.

use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocId, DocSet as _, SegmentReader};

use super::super::TantivyEngine;
use super::article_sets::{self, ArticleSet};
use crate::engine::tantivy::deadline::Deadline;
use crate::engine::tantivy::query::proximity::MinScore;
use crate::engine::tantivy::snapshot::{Snapshot, View};
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::query::Query;
use crate::search::plan::Plan;

impl TantivyEngine {
    /// Counts, for each of some queries, the articles that match a plan and it; nothing where the plan's
    /// budget is used up.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn count_within(&self, plan: &Plan, queries: &[Query]) -> Result<Vec<u64>> {
        let snapshot = self.latest_snapshot()?;
        let view = self.view(&snapshot)?;
        let plan = Plan {
            limit: 0,
            after: None,
            facets: Vec::new(),
            timeline: false,
            collapsed: false,
            lists: true,
            ..plan.clone()
        };
        let (options, collected) = self.collect(&plan, &snapshot, &view)?;
        let mut counts = Vec::with_capacity(queries.len());
        for query in queries {
            let weight = || self.weight_alone(query, &plan, &snapshot, &view, &options.deadline);
            if article_sets::is_without_words(query) {
                let find = || {
                    let found =
                        ArticleSet::find(&*weight()?, &snapshot.searcher, &options.deadline);
                    found.context(|| self.read_context())
                };
                let Some(set) = view.article_sets.get(query, find)? else { return Ok(Vec::new()) };
                let counted = collected.listed.iter().map(|(at, docs)| set.count_in(*at, docs));
                counts.push(counted.sum());
                continue;
            }
            let weight = weight()?;
            let mut count = 0;
            for (segment, docs) in &collected.listed {
                let segment = snapshot.searcher.segment_reader(*segment);
                count += count_in(&*weight, segment, docs).context(|| self.read_context())?;
            }
            if options.deadline.has_passed() {
                return Ok(Vec::new());
            }
            counts.push(count);
        }
        Ok(counts)
    }

    /// Returns the weight of a query without the filters of the plan.
    fn weight_alone(
        &self,
        query: &Query,
        plan: &Plan,
        snapshot: &Snapshot,
        view: &View,
        deadline: &Deadline,
    ) -> Result<Box<dyn Weight>> {
        let alone = Plan {
            query: query.clone(),
            selections: Vec::new(),
            since: None,
            until: None,
            ..plan.clone()
        };
        let lowering = self.lowering(&alone, snapshot, view, deadline.clone())?;
        let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
        let lowered = lowering.plan(&MinScore::default());
        lowered.and_then(|lowered| lowered.weight(scoring)).context(|| self.read_context())
    }
}

/// Counts those of some documents, in ascending order, that match.
fn count_in(weight: &dyn Weight, segment: &SegmentReader, docs: &[DocId]) -> tantivy::Result<u64> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut doc = scorer.doc();
    let mut count = 0;
    for target in docs {
        if doc < *target {
            doc = scorer.seek(*target);
        }
        count += u64::from(doc == *target);
    }
    Ok(count)
}
