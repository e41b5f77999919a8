//! The contract of a search engine: what it must find, count and store. Nothing here knows Tantivy.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::budget::Budget;
use super::facets::terms::FacetTerms;
use super::plan::{Expansion, Plan};
use super::records::{
    self, DuplicateRecord, IndexDocument, IndexState, IndexedRecord, StagingArea,
};
use super::results::{Match, MatchedArticles, SearchResult};
use super::timeline::Interval;
use crate::article::document::Document;
use crate::article::home::{Home, HomeEvidence};
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::enrich::usage::WordUsage;
use crate::error::{Error, Result};
use crate::identity::clippings::Clippings;
use crate::query::{Pattern, Query};

/// Searches one index. Every call sees one committed state of it.
pub trait Engine: Send + Sync {
    /// Finds the articles that match a plan, in its order, and counts them and their facets.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn search(&self, plan: &Plan) -> Result<SearchResult>;

    /// Returns what the engine leaves out of the answer to a plan, in words. Counts are not exact then.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn omissions(&self, _plan: &Plan) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Returns whether the engine finds stories, so that it knows which versions were superseded.
    fn finds_stories(&self) -> bool {
        true
    }

    /// Visits every article that matches a plan, in its order, until `visit` breaks. The plan's
    /// limit, facets and timeline are ignored.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or when the plan's budget is used up.
    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()>;

    /// Returns the ids of all articles that match a plan, sorted, without loading the articles. The
    /// plan's order, limit, facets and timeline are ignored.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or when the plan's budget is used up.
    fn matching(&self, plan: &Plan) -> Result<MatchedArticles>;

    /// Counts, for each of some queries, the articles that match a plan and it. The plan's order, limit,
    /// facets and timeline are ignored. Nothing is counted where the plan's budget is used up.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn counts_within(&self, plan: &Plan, queries: &[Query]) -> Result<Vec<u64>> {
        let within = |query: &Query| {
            let base = Some(&plan.query).filter(|query| **query != Query::All).cloned();
            let counted = Plan {
                query: Query::and(base.into_iter().chain([query.clone()])),
                limit: 0,
                after: None,
                facets: Vec::new(),
                timeline: false,
                collapsed: false,
                ..plan.clone()
            };
            Ok(self.search(&counted)?.articles)
        };
        queries.iter().map(within).collect()
    }

    /// Returns the corrections of names in the authority file, undone ones too.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    fn corrections(&self) -> Result<Vec<String>>;

    /// Returns the article with this id, or that one of whose duplicate records has it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn article(&self, id: &str) -> Result<Option<Document>>;

    /// Returns, for each of these ids, own or of duplicate records, the own id of its article; nothing where the
    /// archive does not have it, or does not show it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn resolve_ids(&self, ids: &[&str]) -> Result<Vec<Option<String>>> {
        ids.iter().map(|id| Ok(self.article(id)?.map(|document| document.id))).collect()
    }

    /// Returns the articles with an id, own or of a duplicate record, that begins with this prefix,
    /// sorted by id. Of more than `limit` any may be left out, not only the last.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn articles_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>>;

    /// Finds articles that share with this one what distinguishes it: people, places,
    /// organisations, topics and rare words. The best come first, each scored by the share from
    /// 0 to 1. Of every other story the best version is returned, of the article's own story none.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn similar(&self, document: &Document, limit: usize, budget: &Budget) -> Result<Vec<Match>>;

    /// Returns the other records with the text of this article.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn copies(&self, document: &Document) -> Result<Vec<DuplicateRecord>>;

    /// Returns the versions of the story that this article is part of, itself included, up to a
    /// limit that a reader can use; none where it is the only one.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn versions(&self, document: &Document) -> Result<Vec<Document>>;

    /// Returns every value of a facet.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>>;

    /// Returns the words of the index that match a pattern.
    ///
    /// # Errors
    /// Fails when the pattern is invalid or the index cannot be read.
    fn expand(&self, pattern: &Pattern) -> Result<Expansion>;

    /// Returns the tags, collections and notes that readers gave to articles, whether the archive has these or
    /// not.
    ///
    /// # Errors
    /// Fails when they cannot be read.
    fn clippings(&self) -> Result<Arc<Clippings>> {
        Ok(Arc::default())
    }

    /// Returns how the archive uses its words, which is learned from it when it is first needed; `None` where the
    /// engine does not learn it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn word_usage(&self) -> Result<Option<Arc<WordUsage>>> {
        Ok(None)
    }

    /// Returns the number of words in the bodies of all dated articles, by first and last day.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn words_by_date(&self) -> Result<Vec<Interval>>;

    /// Returns a number that changes with every commit that searches see and with every correction of names.
    /// It costs no search.
    ///
    /// # Errors
    /// Fails when the authority file cannot be read.
    fn version(&self) -> Result<u64>;

    /// Returns the size and the state of the index.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn state(&self) -> Result<IndexState>;

    /// Returns the folders and files the archive was built from, as absolute paths.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn roots(&self) -> Result<Vec<String>>;
}

/// An engine whose index can be updated and followed.
pub trait UpdatableEngine: Engine {
    /// Locks the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// Fails when another process writes it, or when it cannot be written.
    fn open_writer(&self, threads: usize, memory: usize) -> Result<Box<dyn Writer>>;

    /// Reads the manifest of the last commit.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    fn manifest(&self) -> Result<Manifest>;

    /// Reads the manifest for an update. Of a damaged one only the folders are left, so that the
    /// update reads all their files again; the damage is returned with it.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    fn manifest_for_update(&self) -> Result<(Manifest, Option<Error>)>;

    /// Opens the area in which workers stage what they read, and makes it where it is missing.
    ///
    /// # Errors
    /// Fails when the engine has none, or when it cannot be reached.
    fn open_staging(&self) -> Result<Arc<dyn StagingArea>> {
        Err(records::no_workers())
    }

    /// Loads what was committed since.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn refresh(&self) -> Result<()>;

    /// Keeps what the first search of another process needs, where the engine can. It is called at the end of an
    /// update.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn prepare_searches(&self) -> Result<()> {
        Ok(())
    }

    /// Lists every indexed article as a manifest knows it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn indexed_records(&self) -> Result<Vec<IndexedRecord>>;

    /// Verifies what is stored by its checksums, where that is the work of the engine.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn verify_files(&self) -> Result<Vec<Error>> {
        Ok(Vec::new())
    }

    /// Lists files that belong to no commit, where the engine keeps any.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    fn orphaned_files(&self) -> Result<Vec<PathBuf>> {
        Ok(Vec::new())
    }

    /// Returns the damage that was found when the index was opened.
    fn damage(&self) -> Vec<Error> {
        Vec::new()
    }
}

/// The records that the last commit left in an index.
pub trait CommittedRecords {
    /// Returns the record of the article with this text digest.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn record_of_text(&self, text_digest: &str) -> Result<Option<IndexedRecord>>;

    /// Returns the records of the articles with this id. Two texts have it where an update that
    /// gives one of them another id has not ended.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn records_with_id(&self, id: &str) -> Result<Vec<IndexedRecord>>;

    /// Returns the records of the articles that were read from this file.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn records_of_file(&self, path: &str) -> Result<Vec<IndexedRecord>>;

    /// Returns the number of articles that were read from each file.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn articles_by_file(&self) -> Result<HashMap<String, u64>>;
}

/// Writes one index. Readers see changes after a commit, all at once.
pub trait Writer: CommittedRecords + Send {
    /// Returns the area in which workers have staged what they read, where there is one.
    fn staging(&self) -> Option<Arc<dyn StagingArea>> {
        None
    }

    /// Returns the number of articles that the last commit left in the index.
    fn count(&self) -> u64;

    /// Returns what the articles of each publisher tell about its home, in the last commit.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn home_evidence(&self) -> Result<HashMap<String, HomeEvidence>>;

    /// Replaces the articles of the last commit whose places were resolved with another home than
    /// their publisher has, as far as that changes them. Returns how many there were.
    ///
    /// # Errors
    /// Fails when the index cannot be read or written.
    fn replace_moved(
        &mut self,
        homes: &HashMap<String, Home>,
        replace: &mut dyn FnMut(&mut IndexDocument),
    ) -> Result<u64>;

    /// Adds an article.
    ///
    /// # Errors
    /// Fails when the index cannot be written, as on a full disk.
    fn add(&mut self, document: &IndexDocument) -> Result<()>;

    /// Removes the article with this text digest.
    fn remove_text(&mut self, text_digest: &str);

    /// Removes every article that was read from this file.
    fn remove_file(&mut self, path: &str);

    /// Makes all changes durable and visible, together with the seal of the manifest.
    ///
    /// # Errors
    /// Fails when the disk refuses; the previous commit stays in force.
    fn commit(&mut self, seal: &str) -> Result<()>;

    /// Ends the work and waits for merges in the background. Uncommitted changes are lost.
    ///
    /// # Errors
    /// Fails when the index cannot be written.
    fn finish(self: Box<Self>) -> Result<()>;
}
