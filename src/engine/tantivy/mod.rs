//! The built-in engine: Tantivy, in one folder. Nothing outside this folder of the source knows it.

mod analysis;
mod answers;
mod collect;
mod deadline;
mod doc_address;
mod hidden_fields;
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
#[cfg(test)]
mod tests;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::{Directory, Index, IndexReader, IndexSettings, ReloadPolicy};

use crate::corpus::manifest::Manifest;
use crate::corpus::manifest_log::ManifestSettings;
use crate::engine::common::authority_cache::AuthorityCache;
use crate::engine::common::manifest_view::ManifestView;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::{Error, Result};
use crate::identity::clippings;
use crate::identity::withheld;
use crate::search::engine::Writer as _;
use crate::search::records::IndexedRecord;
use schema::Fields;
use snapshot::{Snapshot, Snapshots};
use storage::clippings::ClippingCache;
use storage::directory;
use storage::directory::IndexDirectory;
use storage::file_names::AUTHORITY_FILE;
pub(crate) use storage::index_meta;
use storage::integrity::Integrity;
use storage::orphans;
use storage::segment_list::HiddenSegments;
use storage::usage::UsageCache;
use storage::verified_files::DamagedFile;
use storage::withheld::WithheldArticles;
use stories::StoryFinder;
pub use writer::TantivyWriter;

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
    withheld: WithheldArticles,
    clippings: ClippingCache,
    usage: UsageCache,
    /// Directory of the index, for views of it.
    directory: Box<dyn Directory>,
    integrity: Arc<Integrity>,
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
        let directory = IndexDirectory::open(folder).context(context)?;
        let hidden = directory.hidden();
        Self::open_through(folder, Box::new(directory), hidden)
    }

    /// Opens the index in a folder through a directory with these hidden segments.
    fn open_through(
        folder: &Path,
        directory: Box<dyn Directory>,
        hidden: Arc<HiddenSegments>,
    ) -> Result<Self> {
        let segments = Integrity::segments(folder)?;
        let index = Index::open(directory.box_clone())
            .context(|| format!("cannot open the index `{}`", folder.display()))?;
        let integrity = Integrity::of(folder, hidden, &index, &segments);
        Self::with_index(folder, index, directory, integrity)
    }

    /// Opens the index in this folder, or creates one where there is none.
    ///
    /// # Errors
    /// Fails as [`open`](Self::open) does, when the folder holds other files than an index, and when
    /// it cannot be written.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        if index_meta::is_index(folder) {
            return Self::open(folder);
        }
        index_meta::write(folder)?;
        let context = || format!("cannot make an index in `{}`", folder.display());
        let directory = IndexDirectory::open(folder).context(context)?;
        let hidden = directory.hidden();
        let settings = IndexSettings::default();
        let index = Index::create(directory.clone(), schema::schema(), settings);
        let index = index.context(context)?;
        let integrity = Integrity::of(folder, hidden, &index, &[]);
        Self::with_index(folder, index, Box::new(directory), integrity)
    }

    fn with_index(
        folder: &Path,
        index: Index,
        directory: Box<dyn Directory>,
        integrity: Integrity,
    ) -> Result<Self> {
        guarded(folder, || Self::assemble(folder, index, directory, integrity))
    }

    fn assemble(
        folder: &Path,
        index: Index,
        directory: Box<dyn Directory>,
        integrity: Integrity,
    ) -> Result<Self> {
        analysis::analyzer::register(index.tokenizers());
        let fields = Fields::open(&index)?;
        let reader = open_reader(&index);
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
            withheld: WithheldArticles::new(withheld::path_beside(&folder.join(AUTHORITY_FILE))),
            clippings: ClippingCache::new(clippings::path_beside(&folder.join(AUTHORITY_FILE))),
            usage: UsageCache::default(),
            directory,
            integrity: Arc::new(integrity),
        })
    }

    /// Replaces the authority file of the index by the one at this path.
    #[must_use]
    pub fn with_authority_file(mut self, path: &Path) -> Self {
        self.authority = AuthorityCache::new(path.to_path_buf());
        self.withheld = WithheldArticles::new(withheld::path_beside(path));
        self.clippings = ClippingCache::new(clippings::path_beside(path));
        self
    }

    /// Returns the path of the authority file, which need not exist.
    pub fn authority_path(&self) -> &Path {
        &self.authority.path
    }

    /// Returns the path of the clippings, which need not exist.
    pub(crate) fn clippings_path(&self) -> &Path {
        &self.clippings.path
    }

    /// Locks the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// Fails when another process holds the lock, or when the folder cannot be written.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<TantivyWriter> {
        let (folder, fields) = (self.folder.clone(), self.fields.clone());
        // Searches see its commits after the next refresh.
        let reader = open_reader(&self.index).context(|| self.read_context())?;
        let (stories, integrity) = (Arc::clone(&self.story_finder), Arc::clone(&self.integrity));
        let parts = writer::Parts { folder, fields, reader, stories, integrity };
        TantivyWriter::open(parts, &self.index, threads, memory)
    }

    /// Reads the manifest of the last commit.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn manifest(&self) -> Result<Manifest> {
        let meta = self.index.load_metas().context(|| self.read_context())?;
        Manifest::open(&self.folder, meta.payload.as_deref())
    }

    /// Reads the manifest for an update. Of a damaged one only the folders are left, so that the
    /// update reads all their files again; the damage is returned with it.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn manifest_for_update(&self) -> Result<(Manifest, Option<Error>)> {
        match self.manifest() {
            Err(damage) if damage.is_damage() => {
                let meta = self.index.load_metas().context(|| self.read_context())?;
                let manifest = Manifest::of_roots(&self.folder, meta.payload.as_deref());
                Ok((manifest, Some(damage)))
            }
            manifest => Ok((manifest?, None)),
        }
    }

    /// Commits these roots, and whether only labels are wanted, to an index without articles, so that it
    /// knows them before the first article is committed.
    ///
    /// # Errors
    /// Fails when the index cannot be written.
    pub fn record_settings(&self, settings: &ManifestSettings) -> Result<()> {
        let mut manifest = Manifest::new(&self.folder);
        settings.roots.iter().for_each(|root| manifest.add_root(root));
        manifest.set_labels_only(settings.labels_only);
        let seal = manifest.save()?;
        let mut writer = self.writer(1, 0)?;
        writer.commit(&seal)?;
        Box::new(writer).finish()
    }

    /// Lists every indexed article as a manifest knows it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        self.guarded(|| {
            writer::indexed_records(&self.latest_snapshot()?.complete)
                .context(|| self.read_context())
        })
    }

    /// Verifies every file of the index by its checksum, whether or not that was done before, and
    /// leaves segments with damaged files out of searches from now on.
    ///
    /// # Errors
    /// Fails when the list of segments cannot be read.
    pub fn verify_files(&self) -> Result<Vec<Error>> {
        let damaged = self.integrity.verify(&self.folder, &self.index)?;
        if !damaged.is_empty() {
            self.refresh()?;
        }
        Ok(damaged.iter().map(DamagedFile::to_error).collect())
    }

    /// Returns the damage that was found when the index was opened.
    pub fn damage(&self) -> Vec<Error> {
        self.integrity.damaged().iter().map(DamagedFile::to_error).collect()
    }

    /// Lists files of segments that no commit of the index lists, as a crash or a full disk leaves
    /// them. The next update removes them. While another process writes, its files are no orphans.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn orphaned_files(&self) -> Result<Vec<PathBuf>> {
        if directory::is_being_written(&self.folder) {
            return Ok(Vec::new());
        }
        orphans::orphans(&self.folder, &Integrity::segments(&self.folder)?)
    }

    /// Loads what was committed since. Searches see it when all that they have needed before is ready;
    /// until then they see the state before.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn refresh(&self) -> Result<()> {
        self.guarded(|| {
            self.reader.reload().context(|| self.read_context())?;
            let make_ready = |fresh: &Snapshot, before: &Snapshot| self.make_ready(fresh, before);
            let withheld = self.withheld.current()?;
            let make = |complete| self.snapshot_without(complete, &withheld);
            self.snapshots.replace(self.reader.searcher(), make, make_ready)
        })
    }

    /// Saves what the first search of a process needs, for facets with this many values or more: it takes a while
    /// to put together where there are many.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn save_facets(&self, least_values: usize) -> Result<()> {
        self.refresh()?;
        self.guarded(|| {
            let snapshot = self.latest_snapshot()?;
            let view = self.view(&snapshot)?;
            view.dictionaries.save(least_values, &snapshot.searcher, &self.fields)
        })
    }

    fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        guarded(&self.folder, work)
    }

    fn read_context(&self) -> String {
        format!("cannot read the index `{}`", self.folder.display())
    }
}

/// Opens a reader that is reloaded on demand.
fn open_reader(index: &Index) -> tantivy::Result<IndexReader> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

/// Turns a panic into an error: Tantivy asserts where a file changed after it was verified.
fn guarded<T>(folder: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let folder = folder.display();
        let message = format!("cannot read the index `{folder}`: a file of it may be damaged");
        Err(Error::new(message)
            .hint("run `morgue verify` to find damaged files, and `morgue index` to repair them"))
    })
}
