//! The engine over an OpenSearch cluster: the same archive for many people and more articles than one
//! machine holds.
//!
//! Analysis is morgue's own. An article is sent as lists of terms (stems, words, annotations) that the
//! cluster looks up without analysing them, and a list of the positions of all terms, which a script
//! reads where a query depends on positions. So both engines find the same, count the same, and rank
//! alike. Articles are stored whole, and highlighted by the same code.

mod clippings;
mod cluster;
mod corrections;
mod facets;
mod fields;
mod identity;
mod lexicon;
mod lookup;
mod matching;
mod query;
mod records;
mod search;
mod similar;
mod snapshot;
mod staging;
mod stories;
mod withheld;
mod writer;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::error::{Error, ErrorContext as _, Result};
use crate::identity::clippings::Clippings;
use crate::query::Pattern;
use crate::search::budget::Budget;
use crate::search::engine::{Engine, UpdatableEngine, Writer};
use crate::search::facets::terms::FacetTerms;
use crate::search::plan::{Expansion, Plan};
use crate::search::records::StagingArea;
use crate::search::records::{DuplicateRecord, IndexState, IndexedRecord};
use crate::search::results::{Match, MatchedArticles, SearchResult};
use crate::search::timeline::Interval;
use crate::text::hash;
use clippings::SharedClippings;
pub use cluster::address::ClusterAddress;
pub use cluster::client::ClusterAccess;
use cluster::{Cluster, mapping};
use identity::authority::AuthorityStore;
use identity::view::View;
use snapshot::Snapshot;
use staging::ClusterStaging;
use withheld::WithheldArticles;
use writer::OpenSearchWriter;

/// Engine over an archive on a cluster.
pub struct OpenSearchEngine {
    cluster: Arc<Cluster>,
    snapshot: Mutex<Arc<Snapshot>>,
    authority: AuthorityStore,
    withheld: WithheldArticles,
    clippings: SharedClippings,
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
        let withheld = WithheldArticles::new(&cluster);
        let first = Snapshot::new(Arc::clone(&cluster), commit, withheld.current()?)?;
        let snapshot = Mutex::new(Arc::new(first));
        let folder = tempfile::tempdir().context(|| "cannot make a temporary folder".to_owned())?;
        let authority = AuthorityStore::in_ledger(&cluster);
        let clippings = SharedClippings::new(&cluster);
        Ok(Self { cluster, snapshot, authority, withheld, clippings, folder })
    }

    /// Replaces the authority file of the archive by the one at this path.
    #[must_use]
    pub fn with_authority_file(mut self, path: &Path) -> Self {
        self.authority = AuthorityStore::at(path);
        self
    }

    /// Returns the path of the authority file, where it is not in the archive.
    pub(crate) fn authority_path(&self) -> Option<&Path> {
        match &self.authority {
            AuthorityStore::File(file) => Some(&file.path),
            AuthorityStore::Ledger(_) => None,
        }
    }

    /// Returns the address of the archive, for messages and names of files.
    pub(crate) fn address(&self) -> String {
        self.cluster.address.to_string()
    }

    /// Returns the view of a snapshot under the authority file as it is now.
    fn view(&self, snapshot: &Snapshot) -> Result<Arc<View>> {
        snapshot.view(self.authority.current()?)
    }

    /// Returns the latest snapshot, without the articles that are withheld now.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    fn latest(&self) -> Result<Arc<Snapshot>> {
        let withheld = self.withheld.current()?;
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut latest = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.withheld != withheld {
            let commit = latest.commit.clone();
            *latest = Arc::new(Snapshot::new(Arc::clone(&self.cluster), commit, withheld)?);
        }
        Ok(Arc::clone(&latest))
    }
}

impl Engine for OpenSearchEngine {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        let snapshot = self.latest()?;
        self.find(plan, &snapshot)
    }

    fn omissions(&self, plan: &Plan) -> Result<Vec<String>> {
        self.omitted(plan)
    }

    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        let snapshot = self.latest()?;
        self.scan_all(plan, &snapshot, visit)
    }

    fn matching(&self, plan: &Plan) -> Result<MatchedArticles> {
        let snapshot = self.latest()?;
        self.matching_articles(plan, &snapshot)
    }

    fn corrections(&self) -> Result<Vec<String>> {
        let authority = self.authority.current()?;
        Ok(authority.entries.iter().map(ToString::to_string).collect())
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
        let manifest = self.latest()?.manifest_view()?;
        let digest = document::text_digest(&document.article);
        Ok(manifest.duplicates_by_text.get(&digest).cloned().unwrap_or_default())
    }

    fn versions(&self, document: &Document) -> Result<Vec<Document>> {
        self.find_versions(document)
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        let snapshot = self.latest()?;
        let view = self.view(&snapshot)?;
        Ok(Arc::clone(&snapshot.facet(field, &view)?.terms))
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        let snapshot = self.latest()?;
        lexicon::expand(pattern, &snapshot.words()?, &snapshot.cluster)
    }

    fn clippings(&self) -> Result<Arc<Clippings>> {
        self.clippings.current()
    }

    fn resolve_ids(&self, ids: &[&str]) -> Result<Vec<Option<String>>> {
        self.find_ids(ids)
    }

    fn words_by_date(&self) -> Result<Vec<Interval>> {
        self.count_words_by_date()
    }

    fn version(&self) -> Result<u64> {
        let commit = self.latest()?.commit.clone();
        let articles =
            hash::combine(commit.generation, hash::combine(commit.names, commit.stories));
        let articles = hash::combine(articles, self.clippings.current()?.entries as u64);
        Ok(hash::combine(articles, self.authority.revision()?))
    }

    fn state(&self) -> Result<IndexState> {
        self.describe()
    }

    fn roots(&self) -> Result<Vec<String>> {
        Ok(self.latest()?.manifest_view()?.roots.clone())
    }
}

impl UpdatableEngine for OpenSearchEngine {
    fn open_writer(&self, _: usize, _: usize) -> Result<Box<dyn Writer>> {
        let folder = self.folder.path().to_path_buf();
        Ok(Box::new(OpenSearchWriter::open(Arc::clone(&self.cluster), folder)?))
    }

    fn manifest(&self) -> Result<Manifest> {
        self.latest()?.manifest()
    }

    fn manifest_for_update(&self) -> Result<(Manifest, Option<Error>)> {
        self.refresh()?;
        let seal = self.latest()?.commit.seal.clone();
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

    fn open_staging(&self) -> Result<Arc<dyn StagingArea>> {
        Ok(Arc::new(ClusterStaging::open_or_create(&self.cluster)?))
    }

    fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        records::records(&self.cluster, &json!({"match_all": {}}))
    }

    fn refresh(&self) -> Result<()> {
        let commit = self.cluster.ledger.commit()?.unwrap_or_default();
        let withheld = self.withheld.current()?;
        let mut latest = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.commit != commit {
            *latest = Arc::new(Snapshot::new(Arc::clone(&self.cluster), commit, withheld)?);
        }
        Ok(())
    }
}
