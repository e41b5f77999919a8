//! Lookups in an archive on a cluster: articles by id, its state, and what it leaves out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::cluster::client::{Body, Method};
use super::search::interval;
use super::{OpenSearchEngine, fields};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::budget::Budget;
use crate::search::plan::Plan;
use crate::search::records::IndexState;
use crate::search::timeline::Interval;

impl OpenSearchEngine {
    /// Finds an article by its id, or by the id of a duplicate record.
    pub(super) fn find_by_id(&self, id: &str) -> Result<Option<Document>> {
        let with_id = json!({"term": {Field::Id.name(): id}});
        if let Some(found) = self.find_documents(&with_id, 1)?.pop() {
            return Ok(Some(found));
        }
        match self.latest().manifest_view()?.text_by_duplicate.get(id) {
            Some(text) => {
                let with_text = json!({"term": {fields::TEXT_DIGEST: text}});
                Ok(self.find_documents(&with_text, 1)?.pop())
            }
            None => Ok(None),
        }
    }

    /// Returns the articles with an id that begins with this prefix, in order of their ids and at
    /// most `limit`. The id may also be that of a duplicate record.
    pub(super) fn find_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        let with_prefix = json!({"prefix": {Field::Id.name(): prefix}});
        let mut found = self.find_documents(&with_prefix, limit)?;
        let manifest = self.latest().manifest_view()?;
        let duplicates = manifest.text_by_duplicate.keys().filter(|id| id.starts_with(prefix));
        // Sorted, because the map has no order.
        for id in duplicates.collect::<BTreeSet<_>>() {
            if found.len() >= limit {
                break;
            }
            if let Some(document) = self.find_by_id(id)?
                && !found.iter().any(|known| known.id == document.id)
            {
                found.push(document);
            }
        }
        found.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(found)
    }

    fn find_documents(&self, query: &Value, limit: usize) -> Result<Vec<Document>> {
        let search = json!({
            "size": limit.min(10_000),
            "query": {"bool": {"filter": [query]}},
            "sort": [{Field::Id.name(): "asc"}],
            "_source": [fields::DOCUMENT],
        });
        let found = self.cluster.search(&search, &Budget::default())?;
        let hits = found.pointer("/hits/hits").and_then(Value::as_array);
        hits.into_iter().flatten().map(|hit| self.document(hit.member("_source"))).collect()
    }

    /// Counts the words of the bodies of dated articles, by first and last day.
    pub(super) fn count_words_by_date(&self) -> Result<Vec<Interval>> {
        let words = json!({"words": {"sum": {"field": fields::WORD_COUNT}}});
        let all = json!({"match_all": {}});
        let days =
            self.cluster.buckets(fields::INTERVAL, &all, Some(&words), &Budget::default())?;
        let of_day = |bucket: &Value| {
            let days = bucket.pointer("/key/value")?.as_str()?;
            let words = bucket.pointer("/words/value")?.as_f64()?;
            interval(days, words as u64)
        };
        Ok(days.iter().filter_map(of_day).collect())
    }

    /// Describes the size and the state of the archive.
    pub(super) fn describe(&self) -> Result<IndexState> {
        let snapshot = self.latest();
        let manifest = snapshot.manifest_view()?;
        let (articles, ledger) = (&self.cluster.articles, &self.cluster.ledger.index);
        let path = format!("/{articles},{ledger}/_stats/store,segments");
        let usage = self.cluster.client.call(Method::Get, &path, Body::None)?;
        let number = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64);
        let count = self.cluster.count()?;
        Ok(IndexState {
            articles: count,
            missing_articles: 0,
            // A cluster knows no stories yet.
            stories: 0,
            bytes: number("/_all/total/store/size_in_bytes").unwrap_or(0),
            segments: number("/_all/primaries/segments/count").unwrap_or(0) as usize,
            generation: snapshot.commit.generation,
            roots: manifest.roots.clone(),
            labels_only: manifest.labels_only,
            report: manifest.report.clone(),
        })
    }

    /// Returns what an answer to a plan leaves out, in words. Names are taken as each article has
    /// them: who is who across articles is not found yet.
    pub(super) fn omitted(&self, plan: &Plan) -> Result<Vec<String>> {
        let is_about_names = |field: Field| matches!(field, Field::People | Field::Organisations);
        let mut has_names = plan.facets.iter().any(|(field, _)| is_about_names(*field))
            || plan.selections.iter().any(|selection| is_about_names(selection.field));
        plan.query.leaves(&mut |leaf, _| {
            has_names |= match leaf {
                Query::Facet(field, name) => is_about_names(*field) && *name != NameQuery::Any,
                Query::Major(_) => true,
                _ => false,
            };
        });
        let mut omitted = Vec::new();
        if has_names && !self.latest().manifest_view()?.labels_only {
            omitted.push(
                "on a cluster, people and organisations are counted by the names that each article \
                 gives them: the same person may be listed under several names"
                    .to_owned(),
            );
        }
        Ok(omitted)
    }
}
