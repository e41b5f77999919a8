//! The engine over an OpenSearch cluster: the same archive for many people and more articles than one
//! machine holds.
//!
//! Analysis is morgue's own. An article is sent as lists of terms (stems, words, annotations) that the
//! cluster looks up without analysing them, and a list of the positions of all terms, which a script
//! reads where a query depends on positions. So both engines find the same, count the same, and rank
//! alike. Articles are stored whole, and highlighted by the same code.

mod cluster;
mod facets;
mod fields;
mod lexicon;
mod lookup;
mod names;
mod query;
mod records;
mod search;
mod similar;
mod snapshot;
mod writer;

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::error::{Error, ErrorContext as _, Result};
use crate::query::Pattern;
use crate::search::budget::Budget;
use crate::search::engine::{Engine, UpdatableEngine, Writer};
use crate::search::facets::terms::FacetTerms;
use crate::search::plan::{Expansion, Plan};
use crate::search::records::{DuplicateRecord, IndexState, IndexedRecord};
use crate::search::results::{Match, MatchedArticles, SearchResult};
use crate::search::timeline::Interval;
pub use cluster::address::ClusterAddress;
pub use cluster::client::ClusterAccess;
use cluster::{Cluster, mapping};
use snapshot::Snapshot;
use writer::OpenSearchWriter;

/// Engine over an archive on a cluster.
pub struct OpenSearchEngine {
    cluster: Arc<Cluster>,
    snapshot: Mutex<Arc<Snapshot>>,
    /// Folder in which an update writes the manifest before it goes to the cluster.
    folder: tempfile::TempDir,
}

impl OpenSearchEngine {
    /// Opens the archive at this address. Opening and searching write nothing.
    ///
    /// # Errors
    /// Fails when there is no archive, when another version of morgue wrote it, or when the cluster
    /// cannot be read.
    pub fn open(address: &ClusterAddress, access: &ClusterAccess) -> Result<Self> {
        let cluster = Cluster::new(address, access)?;
        if !cluster.exists()? {
            return Err(Error::new(format!("there is no archive at `{address}`"))
                .hint("make one with `morgue index FOLDER...`, or name another with --index"));
        }
        Self::with_cluster(cluster)
    }

    /// Opens the archive at this address, or makes one where there is none.
    ///
    /// # Errors
    /// Fails as [`open`](Self::open) does, and when the cluster cannot be written.
    pub fn open_or_create(address: &ClusterAddress, access: &ClusterAccess) -> Result<Self> {
        let cluster = Cluster::new(address, access)?;
        if !cluster.exists()? {
            cluster.create(mapping::DEFAULT_SHARDS)?;
        }
        Self::with_cluster(cluster)
    }

    fn with_cluster(cluster: Cluster) -> Result<Self> {
        let cluster = Arc::new(cluster);
        let commit = cluster.ledger.commit()?.unwrap_or_default();
        let snapshot = Mutex::new(Arc::new(Snapshot::new(Arc::clone(&cluster), commit)));
        let folder = tempfile::tempdir().context(|| "cannot make a temporary folder".to_owned())?;
        Ok(Self { cluster, snapshot, folder })
    }

    /// Returns the latest snapshot.
    fn latest(&self) -> Arc<Snapshot> {
        // A thread that panicked while it held the lock left nothing half made behind.
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Engine for OpenSearchEngine {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        self.find(plan, &self.latest())
    }

    fn omissions(&self, plan: &Plan) -> Result<Vec<String>> {
        self.omitted(plan)
    }

    fn finds_stories(&self) -> bool {
        false
    }

    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        self.scan_all(plan, &self.latest(), visit)
    }

    fn matching(&self, _: &Plan) -> Result<MatchedArticles> {
        Err(Error::new("receipts do not work on a cluster yet")
            .user_error()
            .hint("name an index in a folder with --index"))
    }

    fn corrections(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn article(&self, id: &str) -> Result<Option<Document>> {
        self.find_by_id(id)
    }

    fn articles_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        self.find_by_id_prefix(prefix, limit)
    }

    fn similar(&self, document: &Document, limit: usize, budget: &Budget) -> Result<Vec<Match>> {
        self.more_like_this(document, limit, budget)
    }

    fn copies(&self, document: &Document) -> Result<Vec<DuplicateRecord>> {
        let manifest = self.latest().manifest_view()?;
        let digest = document::text_digest(&document.article);
        Ok(manifest.duplicates_by_text.get(&digest).cloned().unwrap_or_default())
    }

    fn versions(&self, _: &Document) -> Result<Vec<Document>> {
        Ok(Vec::new())
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        self.latest().facet_terms(field)
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        lexicon::expand(pattern, &self.latest().words()?, &self.cluster)
    }

    fn words_by_date(&self) -> Result<Vec<Interval>> {
        self.count_words_by_date()
    }

    fn version(&self) -> Result<u64> {
        Ok(self.latest().commit.generation)
    }

    fn state(&self) -> Result<IndexState> {
        self.describe()
    }

    fn roots(&self) -> Result<Vec<String>> {
        Ok(self.latest().manifest_view()?.roots.clone())
    }
}

impl UpdatableEngine for OpenSearchEngine {
    fn open_writer(&self, _: usize, _: usize) -> Result<Box<dyn Writer>> {
        let folder = self.folder.path().to_path_buf();
        Ok(Box::new(OpenSearchWriter::open(Arc::clone(&self.cluster), folder)?))
    }

    fn manifest(&self) -> Result<Manifest> {
        self.latest().manifest()
    }

    fn manifest_for_update(&self) -> Result<(Manifest, Option<Error>)> {
        self.refresh()?;
        let seal = self.latest().commit.seal.clone();
        let folder = self.folder.path();
        if seal.is_empty() {
            return Ok((Manifest::new(folder), None));
        }
        self.cluster.ledger.download(&seal, folder)?;
        match Manifest::open(folder, Some(&seal)) {
            Err(damage) if damage.is_damage() => {
                Ok((Manifest::of_roots(folder, Some(&seal)), Some(damage)))
            }
            manifest => Ok((manifest?, None)),
        }
    }

    fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        records::records(&self.cluster, &json!({"match_all": {}}))
    }

    fn refresh(&self) -> Result<()> {
        let commit = self.cluster.ledger.commit()?.unwrap_or_default();
        let mut latest = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.commit != commit {
            *latest = Arc::new(Snapshot::new(Arc::clone(&self.cluster), commit));
        }
        Ok(())
    }
}
