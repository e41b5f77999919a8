//! The built-in engine: Tantivy, in one folder. Nothing outside this folder of the source knows it.

mod analysis;
mod collect;
mod deadline;
mod doc_address;
mod hidden_fields;
mod id_prefix;
mod identity;
mod lookup;
mod ordinals;
mod query;
mod schema;
mod search;
mod similar;
mod snapshot;
mod storage;
mod stories;
mod writer;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy};

use crate::article::document;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::error::{Error, ErrorContext, Result};
use crate::identity::authority::AuthorityFile;
use crate::identity::coreference::Findings;
use crate::query::Pattern;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::facets::terms::FacetTerms;
use crate::search::plan::{Expansion, Plan};
use crate::search::records::{DuplicateRecord, IndexState, IndexedRecord};
use crate::search::results::{Match, SearchResult};
use identity::authority_cache::AuthorityCache;
use ordinals::raw_values::RawValues;
use schema::Fields;
use snapshot::Snapshots;
use storage::directory::IndexDirectory;
pub(crate) use storage::index_meta;
use storage::manifest_view::ManifestView;
use stories::StoryFinder;
pub use writer::TantivyWriter;

/// Authority file of an index, where no other is named.
const AUTHORITY_FILE: &str = "canon.log";

/// Versions of one story that are returned: no agency sends more, but the instances of a form may
/// seem to be one story.
const MAX_VERSIONS: usize = 200;

/// A manifest view and the seal of the commit it belongs to.
type SealedManifestView = (Option<String>, Arc<ManifestView>);

/// Engine over an index in a folder.
pub struct TantivyEngine {
    folder: PathBuf,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    snapshots: Snapshots,
    story_finder: Arc<StoryFinder>,
    manifest_view: Mutex<Option<SealedManifestView>>,
    authority: AuthorityCache,
}

impl TantivyEngine {
    /// Opens the index in this folder. Opening and searching write nothing.
    ///
    /// # Errors
    /// Fails when there is no index, when another version of morgue wrote it, or when it cannot be
    /// read.
    pub fn open(folder: &Path) -> Result<Self> {
        if !index_meta::is_index(folder) {
            return Err(Error::new(format!("there is no index in `{}`", folder.display()))
                .hint("make one with `morgue index FOLDER...`, or name another with --index"));
        }
        index_meta::check(folder)?;
        let context = || format!("cannot open the index `{}`", folder.display());
        let index = Index::open(IndexDirectory::open(folder).context(context)?).context(context)?;
        Self::with_index(folder, index)
    }

    /// Opens the index in this folder, or creates one where there is none.
    ///
    /// # Errors
    /// Fails as [`open`](Self::open) does, and when the folder cannot be written.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        if index_meta::is_index(folder) {
            return Self::open(folder);
        }
        index_meta::write(folder)?;
        let context = || format!("cannot make an index in `{}`", folder.display());
        let directory = IndexDirectory::open(folder).context(context)?;
        let index = Index::create(directory, schema::schema(), IndexSettings::default());
        Self::with_index(folder, index.context(context)?)
    }

    fn with_index(folder: &Path, index: Index) -> Result<Self> {
        analysis::analyzer::register(index.tokenizers());
        let fields = Fields::open(&index)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader = reader.context(|| format!("cannot read the index `{}`", folder.display()))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            index,
            fields,
            reader,
            snapshots: Snapshots::default(),
            story_finder: Arc::new(StoryFinder::new(folder.to_path_buf())),
            manifest_view: Mutex::default(),
            authority: AuthorityCache::new(folder.join(AUTHORITY_FILE)),
        })
    }

    /// Replaces the authority file of the index by the one at this path.
    #[must_use]
    pub fn with_authority_file(mut self, path: &Path) -> Self {
        self.authority = AuthorityCache::new(path.to_path_buf());
        self
    }

    /// Returns the path of the authority file, which need not exist.
    pub fn authority_path(&self) -> &Path {
        &self.authority.path
    }

    /// Returns the authority file as it is now.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    pub fn authority_file(&self) -> Result<Arc<AuthorityFile>> {
        self.authority.current()
    }

    /// Returns the coreference findings of the archive, before the authority file overrules any.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn findings(&self) -> Result<Arc<Findings>> {
        self.findings_of(&self.latest_snapshot())
    }

    /// Returns the values that articles themselves have in a facet, before identity changes any.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn raw_values(&self, field: Field) -> Result<Arc<RawValues>> {
        let snapshot = self.latest_snapshot();
        let view = self.view(&snapshot)?;
        view.dictionaries.raw_values(field, &snapshot.searcher, &self.fields)
    }

    /// Locks the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// Fails when another process holds the lock, or when the folder cannot be written.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<TantivyWriter> {
        let (folder, fields) = (self.folder.clone(), self.fields.clone());
        let (reader, stories) = (self.reader.clone(), Arc::clone(&self.story_finder));
        TantivyWriter::open(folder, &self.index, fields, reader, stories, threads, memory)
    }

    /// Reads the manifest of the last commit.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn manifest(&self) -> Result<Manifest> {
        let meta = self.index.load_metas().context(|| self.read_context())?;
        Manifest::open(&self.folder, meta.payload.as_deref())
    }

    /// Returns the manifest for a rebuild from named folders: the committed one, or an empty one where
    /// that is missing or damaged.
    pub fn manifest_for_rebuild(&self) -> Manifest {
        self.manifest().unwrap_or_else(|_| Manifest::new(&self.folder))
    }

    /// Lists every indexed article as a manifest knows it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        writer::indexed_records(&self.latest_snapshot().searcher).context(|| self.read_context())
    }

    /// Returns the files of the index whose checksum is wrong.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn damaged_files(&self) -> Result<Vec<String>> {
        let damaged = self.index.validate_checksum().context(|| self.read_context())?;
        let mut files: Vec<String> =
            damaged.iter().map(|file| self.folder.join(file).display().to_string()).collect();
        files.sort();
        Ok(files)
    }

    /// Loads what another process has committed since.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn refresh(&self) -> Result<()> {
        self.reader.reload().context(|| self.read_context())
    }

    fn read_context(&self) -> String {
        format!("cannot read the index `{}`", self.folder.display())
    }
}

impl Engine for TantivyEngine {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        let snapshot = self.snapshot_at(plan.after.as_ref());
        let view = self.view(&snapshot)?;
        let (options, collected) = self.collect(plan, &snapshot, &view)?;
        self.search_result(plan, &snapshot, &view, &options, collected)
    }

    fn scan(&self, plan: &Plan, visit: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        self.scan_pages(plan, visit)
    }

    fn article(&self, id: &str) -> Result<Option<Document>> {
        let snapshot = self.latest_snapshot();
        let view = self.view(&snapshot)?;
        let address = self.find_by_id(&snapshot, id)?;
        address.map(|address| self.document(&snapshot, &view, address)).transpose()
    }

    fn articles_by_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Document>> {
        self.find_by_id_prefix(prefix, limit)
    }

    fn similar(&self, document: &Document, limit: usize, budget: &Budget) -> Result<Vec<Match>> {
        self.more_like_this(document, limit, budget)
    }

    fn copies(&self, document: &Document) -> Result<Vec<DuplicateRecord>> {
        let manifest = self.manifest_view()?;
        let digest = document::text_digest(&document.article);
        Ok(manifest.duplicates_by_text.get(&digest).cloned().unwrap_or_default())
    }

    fn versions(&self, document: &Document) -> Result<Vec<Document>> {
        let snapshot = self.latest_snapshot();
        let Some(address) = self.find_by_id(&snapshot, &document.id)? else {
            return Ok(Vec::new());
        };
        let (view, stories) = (self.view(&snapshot)?, self.stories(&snapshot)?);
        let Some(story) = stories.story(address) else { return Ok(Vec::new()) };
        let others = story.versions.iter().filter(|version| **version != address);
        let versions = std::iter::once(&address).chain(others.take(MAX_VERSIONS - 1));
        versions.map(|version| self.document(&snapshot, &view, *version)).collect()
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        let snapshot = self.latest_snapshot();
        let view = self.view(&snapshot)?;
        let dictionary = view.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
        Ok(Arc::clone(&dictionary.terms))
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        query::patterns::expand(pattern, &self.latest_snapshot().searcher, &self.fields)
            .context(|| self.read_context())
    }

    fn roots(&self) -> Result<Vec<String>> {
        Ok(self.manifest_view()?.roots.clone())
    }

    fn state(&self) -> Result<IndexState> {
        let snapshot = self.latest_snapshot();
        let usage = snapshot.searcher.space_usage().context(|| self.read_context())?;
        let manifest = self.manifest_view()?;
        let stories = self.stories(&snapshot)?;
        let articles = snapshot.searcher.num_docs();
        // An article that is not a version of a story is a story too.
        let single_articles = articles.saturating_sub(stories.versions());
        Ok(IndexState {
            stories: single_articles + stories.len() as u64,
            roots: manifest.roots.clone(),
            report: manifest.report.clone(),
            articles,
            bytes: usage.total().get_bytes(),
            segments: snapshot.searcher.segment_readers().len(),
            generation: snapshot.generation,
        })
    }
}
