//! Lookups in an archive on a cluster: articles by id, its state, and what it leaves out.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::cluster::client::{Body, Method};
use super::search::{DOCUMENT_FIELDS, interval};
use super::{OpenSearchEngine, fields};
use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::budget::Budget;
use crate::search::engine::Engine as _;
use crate::search::plan::Plan;
use crate::search::records::IndexState;
use crate::search::timeline::Interval;

/// Versions of one story that are returned: no agency sends more, but the instances of a form may
/// seem to be one story.
const MAX_VERSIONS: usize = 200;

/// Ids in one request.
const IDS: usize = 10_000;

impl OpenSearchEngine {
    /// Returns the ids that articles have for these, own ids or those of duplicate records; nothing for those that
    /// are gone.
    pub(super) fn find_ids(&self, ids: &[&str]) -> Result<Vec<Option<String>>> {
        let cluster = Arc::clone(&self.latest()?.cluster);
        let (field, mut own) = (Field::Id.name(), HashSet::new());
        for ids in ids.chunks(IDS) {
            let search = json!({
                "size": IDS, "query": {"terms": {field: ids}}, "_source": [field],
                "sort": ["_doc"], "track_total_hits": false,
            });
            let found = cluster.search(&search, &Budget::default())?;
            let hits = found.pointer("/hits/hits").and_then(Value::as_array);
            let ids = hits.into_iter().flatten().map(|hit| hit.member("_source").member(field));
            own.extend(ids.filter_map(|id| id.as_str().map(str::to_owned)));
        }
        let resolve = |id: &&str| match own.get(*id) {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.article(id)?.map(|document| document.id)),
        };
        ids.iter().map(resolve).collect()
    }

    /// Finds an article by its id, or by the id of a duplicate record.
    pub(super) fn find_by_id(&self, id: &str) -> Result<Option<Document>> {
        let with_id = json!({"term": {Field::Id.name(): id}});
        if let Some(found) = self.find_documents(&with_id, 1)?.pop() {
            return Ok(Some(found));
        }
        match self.latest()?.manifest_view()?.text_by_duplicate.get(id) {
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
        let manifest = self.latest()?.manifest_view()?;
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
            "_source": DOCUMENT_FIELDS,
        });
        let snapshot = self.latest()?;
        let view = self.view(&snapshot)?;
        let found = snapshot.cluster.search(&search, &Budget::default())?;
        let hits = found.pointer("/hits/hits").and_then(Value::as_array);
        let document = |hit: &Value| self.document(hit.member("_source"), &snapshot, &view);
        hits.into_iter().flatten().map(document).collect()
    }

    /// Finds the versions of the story that an article is part of, itself first.
    pub(super) fn find_versions(&self, document: &Document) -> Result<Vec<Document>> {
        let digest = document::text_digest(&document.article);
        let stories = self.latest()?.stories()?;
        let Some(story) = stories.story(&digest) else { return Ok(Vec::new()) };
        let texts: Vec<&str> = story.versions.iter().map(|it| it.text.as_str()).collect();
        let is_version = json!({"terms": {fields::TEXT_DIGEST: texts}});
        let mut versions = self.find_documents(&is_version, texts.len())?;
        versions.sort_by_key(|version| version.id != document.id);
        versions.truncate(MAX_VERSIONS);
        Ok(versions)
    }

    /// Counts the words of the bodies of dated articles, by first and last day.
    pub(super) fn count_words_by_date(&self) -> Result<Vec<Interval>> {
        let words = json!({"words": {"sum": {"field": fields::WORD_COUNT}}});
        let all = json!({"match_all": {}});
        let cluster = &self.latest()?.cluster;
        let days = cluster.buckets(fields::INTERVAL, &all, Some(&words), &Budget::default())?;
        let of_day = |bucket: &Value| {
            let days = bucket.pointer("/key/value")?.as_str()?;
            let words = bucket.pointer("/words/value")?.as_f64()?;
            interval(days, words as u64)
        };
        Ok(days.iter().filter_map(of_day).collect())
    }

    /// Describes the size and the state of the archive.
    pub(super) fn describe(&self) -> Result<IndexState> {
        let snapshot = self.latest()?;
        let manifest = snapshot.manifest_view()?;
        let (articles, ledger) = (&snapshot.cluster.articles, &snapshot.cluster.ledger.index);
        let path = format!("/{articles},{ledger}/_stats/store,segments");
        let usage = snapshot.cluster.client.call(Method::Get, &path, Body::None)?;
        let number = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64);
        let (count, stories) = (snapshot.cluster.count()?, snapshot.stories()?);
        Ok(IndexState {
            articles: count,
            missing_articles: 0,
            // An article that is not a version of a story is a story too.
            stories: count.saturating_sub(stories.versions()) + stories.len(),
            bytes: number("/_all/total/store/size_in_bytes").unwrap_or(0),
            segments: number("/_all/primaries/segments/count").unwrap_or(0) as usize,
            generation: snapshot.commit.generation,
            roots: manifest.roots.clone(),
            labels_only: manifest.labels_only,
            report: manifest.report.clone(),
        })
    }

    /// Returns what an answer to a plan leaves out, in words: who is who, and stories, in articles that a
    /// run added which ended before it found them.
    pub(super) fn omitted(&self, plan: &Plan) -> Result<Vec<String>> {
        let snapshot = self.latest()?;
        let commit = &snapshot.commit;
        let mut omitted = Vec::new();
        if commit.names != commit.generation && is_about_names(plan) {
            omitted.push(
                "people and organisations of the articles that were added last are not merged yet: \
                 `morgue index` does that when it ends"
                    .to_owned(),
            );
        }
        if commit.stories != commit.generation && is_about_stories(plan) {
            omitted.push(
                "stories of the articles that were added last are not found yet: `morgue index` does \
                 that when it ends"
                    .to_owned(),
            );
        }
        Ok(omitted)
    }
}

/// Returns whether an answer to a plan depends on who is who.
fn is_about_names(plan: &Plan) -> bool {
    let is_named = |field: Field| matches!(field, Field::People | Field::Organisations);
    let mut has_names = plan.facets.iter().any(|(field, _)| is_named(*field))
        || plan.selections.iter().any(|selection| is_named(selection.field));
    plan.query.leaves(&mut |leaf, _| {
        has_names |= match leaf {
            Query::Facet(field, name) => is_named(*field) && *name != NameQuery::Any,
            Query::Major(_) => true,
            _ => false,
        };
    });
    has_names
}

/// Returns whether an answer to a plan depends on stories.
fn is_about_stories(plan: &Plan) -> bool {
    let mut has_stories = plan.collapsed;
    plan.query.leaves(&mut |leaf, _| {
        has_stories |= matches!(leaf, Query::Corrected | Query::WordsChanged(_));
    });
    has_stories
}
