//! The contract of a search engine, kept by an index in a folder. A panic inside Tantivy is an error here.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::MAX_VERSIONS;
use super::TantivyEngine;
use super::collect::word_counts::words_by_date;
use super::query::patterns;
use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::enrich::usage::WordUsage;
use crate::error::Result;
use crate::identity::clippings::Clippings;
use crate::query::{Pattern, Query};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::facets::terms::FacetTerms;
use crate::search::plan::{Expansion, Plan};
use crate::search::records::{DuplicateRecord, IndexState};
use crate::search::results::{Match, MatchedArticles, SearchResult};
use crate::search::timeline::Interval;
use crate::text::hash;

impl Engine for TantivyEngine {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        self.guarded(|| {
            let snapshot = self.snapshot_at(plan.after.as_ref())?;
            let view = self.view(&snapshot)?;
            let (options, collected) = self.collect(plan, &snapshot, &view)?;
            self.search_result(plan, &snapshot, &view, &options, collected)
        })
    }

    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        self.guarded(|| self.scan_pages(plan, visit))
    }

    fn matching(&self, plan: &Plan) -> Result<MatchedArticles> {
        self.guarded(|| self.matching_articles(plan))
    }

    fn counts_within(&self, plan: &Plan, queries: &[Query]) -> Result<Vec<u64>> {
        self.guarded(|| self.count_within(plan, queries))
    }

    fn corrections(&self) -> Result<Vec<String>> {
        let authority = self.authority.current()?;
        Ok(authority.entries.iter().map(ToString::to_string).collect())
    }

    fn article(&self, id: &str) -> Result<Option<Document>> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let view = self.view(&snapshot)?;
            let address = self.find_by_id(&snapshot, id)?;
            address.map(|address| self.document(&snapshot, &view, address)).transpose()
        })
    }

    fn articles_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        self.guarded(|| self.find_by_id_prefix(prefix, limit))
    }

    fn similar(&self, document: &Document, limit: usize, budget: &Budget) -> Result<Vec<Match>> {
        self.guarded(|| self.more_like_this(document, limit, budget))
    }

    fn copies(&self, document: &Document) -> Result<Vec<DuplicateRecord>> {
        self.guarded(|| {
            let manifest = self.manifest_view()?;
            let digest = document::text_digest(&document.article);
            Ok(manifest.duplicates_by_text.get(&digest).cloned().unwrap_or_default())
        })
    }

    fn versions(&self, document: &Document) -> Result<Vec<Document>> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let Some(address) = self.find_by_id(&snapshot, &document.id)? else {
                return Ok(Vec::new());
            };
            let (view, stories) = (self.view(&snapshot)?, self.stories(&snapshot)?);
            let Some(story) = stories.story(address) else { return Ok(Vec::new()) };
            let others = story.versions.iter().filter(|version| **version != address);
            let versions = std::iter::once(&address).chain(others.take(MAX_VERSIONS - 1));
            versions.map(|version| self.document(&snapshot, &view, *version)).collect()
        })
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let view = self.view(&snapshot)?;
            let dictionary = view.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
            Ok(Arc::clone(&dictionary.terms))
        })
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        self.guarded(|| {
            patterns::expand(pattern, &self.latest_snapshot()?.searcher, &self.fields)
                .context(|| self.read_context())
        })
    }

    fn clippings(&self) -> Result<Arc<Clippings>> {
        self.clippings.current()
    }

    fn word_usage(&self) -> Result<Option<Arc<WordUsage>>> {
        self.guarded(|| self.usage_of_words().map(Some))
    }

    fn words_by_date(&self) -> Result<Vec<Interval>> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            words_by_date(&snapshot.searcher).context(|| self.read_context())
        })
    }

    fn version(&self) -> Result<u64> {
        let revision = self.authority.revision()?;
        let of_archive = hash::combine(self.latest_snapshot()?.generation, revision);
        Ok(hash::combine(of_archive, self.clippings.current()?.entries as u64))
    }

    fn roots(&self) -> Result<Vec<String>> {
        self.guarded(|| Ok(self.manifest_view()?.roots.clone()))
    }

    fn state(&self) -> Result<IndexState> {
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let usage = snapshot.searcher.space_usage().context(|| self.read_context())?;
            let manifest = self.manifest_view()?;
            let stories = self.stories(&snapshot)?;
            let articles = snapshot.searcher.num_docs();
            // An article that is not a version of a story is a story too.
            let single_articles = articles.saturating_sub(stories.versions());
            Ok(IndexState {
                stories: single_articles + stories.len() as u64,
                roots: manifest.roots.clone(),
                labels_only: manifest.labels_only,
                report: manifest.report.clone(),
                articles,
                missing_articles: self.missing_articles(&snapshot)?,
                bytes: usage.total().get_bytes(),
                segments: snapshot.searcher.segment_readers().len(),
                generation: snapshot.generation,
            })
        })
    }
}
