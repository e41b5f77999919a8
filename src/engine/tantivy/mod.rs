//! The engine in the binary: Tantivy, in one folder. Nothing outside this folder of the source knows it.

mod analysis;
mod collect;
mod deadline;
mod identity;
pub mod index_meta;
mod manifest_view;
mod ordinals;
mod query;
mod schema;
mod search;
mod sidecar;
mod similar;
mod snapshot;
mod stories;
mod writer;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::schema::Value as _;
use tantivy::{DocAddress, Index, IndexReader, IndexSettings, ReloadPolicy, TantivyDocument};

use crate::article::document;
use crate::article::document::Document;
use crate::article::salience;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::error::{ErrorContext, Error, Result};
use crate::identity::authority::{AuthorityFile, Action};
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;
use crate::query::Pattern;
use crate::search::cursor::Cursor;
use crate::search::engine::{DuplicateRecord, Engine, Expansion, SearchResult, IndexedRecord, Match, Budget, Plan, IndexState};
use crate::search::facets::values::FacetTerms;
use identity::authority::AuthorityCache;
use manifest_view::ManifestView;
use ordinals::dictionary::Own;
use schema::Fields;
use snapshot::{Snapshot, Snapshots, View};
use stories::Stories;
pub use writer::TantivyWriter;

/// The authority file of an index, where no other is named.
const CANON: &str = "canon.log";

/// How many versions of one story are told: no desk sends more, but a form that is filled in may seem to be one.
const VERSIONS: usize = 200;

/// An index in a folder.
pub struct TantivyEngine {
    folder: PathBuf,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    snapshots: Snapshots,
    facts: Mutex<Option<(Option<String>, Arc<ManifestView>)>>,
    authority: AuthorityCache,
}

impl TantivyEngine {
    /// Opens the index in this folder.
    ///
    /// # Errors
    /// When there is none, when another version of morgue wrote it, or when it can not be read.
    pub fn open(folder: &Path) -> Result<Self> {
        if !index_meta::is_index(folder) {
            return Err(Error::new(format!("there is no index in `{}`", folder.display()))
                .hint("make one with `morgue index FOLDER...`, or name another with --index"));
        }
        index_meta::check(folder)?;
        let index = Index::open_in_dir(folder)
            .context(|| format!("cannot open the index `{}`", folder.display()))?;
        Self::over(folder, index)
    }

    /// Opens the index in this folder, or makes one where there is none.
    ///
    /// # Errors
    /// As [`Embedded::open`], and when the folder can not be written.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        if index_meta::is_index(folder) {
            return Self::open(folder);
        }
        index_meta::write(folder)?;
        let doing = || format!("cannot make an index in `{}`", folder.display());
        let directory = tantivy::directory::MmapDirectory::open(folder).context(doing)?;
        let index =
            Index::create(directory, schema::schema(), IndexSettings::default()).context(doing)?;
        Self::over(folder, index)
    }

    fn over(folder: &Path, index: Index) -> Result<Self> {
        let doing = || format!("cannot read the index `{}`", folder.display());
        analysis::analyzer::register(index.tokenizers());
        let fields = Fields::of(&index)?;
        let reader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().context(doing)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            index,
            fields,
            reader,
            snapshots: Snapshots::default(),
            facts: Mutex::default(),
            authority: AuthorityCache::new(folder.join(CANON)),
        })
    }

    /// The same, with the authority file of this path instead of the index's own.
    #[must_use]
    pub fn with_canon(mut self, path: &Path) -> Self {
        self.authority = AuthorityCache::new(path.to_path_buf());
        self
    }

    /// Where the authority file is, or would be.
    pub fn canon_path(&self) -> &Path {
        &self.authority.path
    }

    /// What the authority file says.
    ///
    /// # Errors
    /// When it is there and can not be read.
    pub fn canon(&self) -> Result<Arc<AuthorityFile>> {
        self.authority.now()
    }

    /// What the evidence of the articles says, before the authority file has its say.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn findings(&self) -> Result<Arc<Findings>> {
        let snapshot = self.now();
        snapshot
            .findings
            .get(|| identity::findings::of(&self.folder, &snapshot.searcher, &self.fields))
    }

    /// Every key that articles have in a facet, with the name most of them give it, whoever it is.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn keys(&self, field: Field) -> Result<Arc<Own>> {
        let snapshot = self.now();
        self.view(&snapshot)?.dictionaries.own(field, &snapshot.searcher, &self.fields)
    }

    /// Takes the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<TantivyWriter> {
        let (folder, fields) = (self.folder.clone(), self.fields.clone());
        TantivyWriter::open(folder, &self.index, fields, self.reader.clone(), threads, memory)
    }

    /// The account that the last commit sealed.
    ///
    /// # Errors
    /// When it can not be read.
    pub fn account(&self) -> Result<Manifest> {
        let meta = self.index.load_metas().context(|| self.doing())?;
        Manifest::open(&self.folder, meta.payload.as_deref())
    }

    /// Every article that is filed, as far as an account knows it.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn holdings(&self) -> Result<Vec<IndexedRecord>> {
        writer::holdings(&self.now().searcher).context(|| self.doing())
    }

    /// The files of the index whose bytes are not those that were written.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn damaged(&self) -> Result<Vec<String>> {
        let damaged = self.index.validate_checksum().context(|| self.doing())?;
        let mut files: Vec<String> =
            damaged.iter().map(|file| self.folder.join(file).display().to_string()).collect();
        files.sort();
        Ok(files)
    }

    /// An account that knows nothing, for an index that is made anew.
    pub fn blank_account(&self) -> Manifest {
        Manifest::new(&self.folder)
    }

    /// Looks for what another process has written since.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn refresh(&self) -> Result<()> {
        self.reader.reload().context(|| self.doing())
    }

    fn doing(&self) -> String {
        format!("cannot read the index `{}`", self.folder.display())
    }

    /// The state of the index now.
    fn now(&self) -> Arc<Snapshot> {
        self.snapshots.now(self.reader.searcher())
    }

    /// The state a cursor by relevance was made in, where it is still known; else the state now.
    fn at(&self, after: Option<&Cursor>) -> Arc<Snapshot> {
        let now = self.now();
        let by_relevance = after.filter(|cursor| cursor.sort.is_by_score());
        by_relevance.and_then(|cursor| self.snapshots.of(cursor.generation)).unwrap_or(now)
    }

    /// Which articles of a state of the index are versions of one story.
    fn stories(&self, snapshot: &Snapshot) -> Result<Arc<Stories>> {
        snapshot.stories.get(|| stories::of(&self.folder, &snapshot.searcher, &self.fields))
    }

    /// A state of the index as the authority file has it now.
    fn view(&self, snapshot: &Snapshot) -> Result<Arc<View>> {
        snapshot.view(self.authority.now()?, |canon| {
            let findings = snapshot
                .findings
                .get(|| identity::findings::of(&self.folder, &snapshot.searcher, &self.fields))?;
            let mut ids = HashMap::new();
            let split = canon.standing().flat_map(|deed| {
                if let Action::Split { articles, .. } = deed { &articles[..] } else { &[] }
            });
            for id in split {
                if let Some(address) = self.address(snapshot, id)? {
                    ids.insert(
                        id.as_str(),
                        identity::census::number(address.segment_ord as usize, address.doc_id),
                    );
                }
            }
            Ok(Identity::of(&findings, canon, |id| ids.get(id).copied()))
        })
    }

    /// An article, with everybody in it called by who they are.
    fn clipping(&self, snapshot: &Snapshot, view: &View, address: DocAddress) -> Result<Document> {
        let document: TantivyDocument = snapshot.searcher.doc(address).context(|| self.doing())?;
        let json = document
            .get_first(self.fields.clipping)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        let mut clipping: Document = serde_json::from_slice(json).context(|| self.doing())?;
        let number = identity::census::number(address.segment_ord as usize, address.doc_id);
        identity::canonicalize::retell(&mut clipping.subjects, &view.identity, number, &|field| {
            Ok(Arc::clone(&view.dictionaries.get(field, &snapshot.searcher, &self.fields)?.values))
        })?;
        salience::score(&clipping.article, &mut clipping.subjects);
        Ok(clipping)
    }

    /// Where the article called by this id lies, also by the id of a record that had the same text.
    fn address(&self, snapshot: &Snapshot, id: &str) -> Result<Option<DocAddress>> {
        if let Some(address) = self.bearing(snapshot, self.fields.term(Field::Id, id))? {
            return Ok(Some(address));
        }
        match self.facts()?.texts.get(id) {
            Some(text) => {
                self.bearing(snapshot, tantivy::Term::from_field_text(self.fields.text, text))
            }
            None => Ok(None),
        }
    }

    /// The article that bears this value in a field of single terms.
    fn bearing(&self, snapshot: &Snapshot, term: tantivy::Term) -> Result<Option<DocAddress>> {
        let query = tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
        let first = tantivy::collector::TopDocs::with_limit(1).order_by_score();
        let found = snapshot.searcher.search(&query, &first).context(|| self.doing())?;
        Ok(found.first().map(|(_, address)| *address))
    }

    /// What the account of the last commit says. It is read once per commit.
    fn facts(&self) -> Result<Arc<ManifestView>> {
        // A commit of another process may take away the account between the two looks; then there is a newer one.
        match self.read_facts() {
            Err(_) => self.read_facts(),
            facts => facts,
        }
    }

    fn read_facts(&self) -> Result<Arc<ManifestView>> {
        let seal = self.index.load_metas().context(|| self.doing())?.payload;
        let mut known = self.facts.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((_, facts)) = known.as_ref().filter(|(of, _)| *of == seal) {
            return Ok(Arc::clone(facts));
        }
        let facts = Arc::new(ManifestView::of(&Manifest::open(&self.folder, seal.as_deref())?));
        *known = Some((seal, Arc::clone(&facts)));
        Ok(facts)
    }
}

impl Engine for TantivyEngine {
    fn search(&self, plan: &Plan) -> Result<SearchResult> {
        let snapshot = self.at(plan.after.as_ref());
        let view = self.view(&snapshot)?;
        let (gather, gathered) = self.pass(plan, &snapshot, &view)?;
        self.found(plan, &snapshot, &view, &gather, gathered)
    }

    fn scan(&self, plan: &Plan, see: &mut dyn FnMut(Document) -> ControlFlow<()>) -> Result<()> {
        self.page_by_page(plan, see)
    }

    fn article(&self, id: &str) -> Result<Option<Document>> {
        let snapshot = self.now();
        let view = self.view(&snapshot)?;
        self.address(&snapshot, id)?
            .map(|address| self.clipping(&snapshot, &view, address))
            .transpose()
    }

    fn similar(
        &self,
        clipping: &Document,
        limit: usize,
        patience: &Budget,
    ) -> Result<Vec<Match>> {
        self.sharing(clipping, limit, patience)
    }

    fn copies(&self, clipping: &Document) -> Result<Vec<DuplicateRecord>> {
        let facts = self.facts()?;
        Ok(facts.copies.get(&document::text_digest(&clipping.article)).cloned().unwrap_or_default())
    }

    fn versions(&self, clipping: &Document) -> Result<Vec<Document>> {
        let snapshot = self.now();
        let Some(address) = self.address(&snapshot, &clipping.id)? else { return Ok(Vec::new()) };
        let (view, stories) = (self.view(&snapshot)?, self.stories(&snapshot)?);
        let versions = stories.story(address).map(|story| &story.versions[..]).unwrap_or_default();
        let others = versions.iter().filter(|version| **version != address).take(VERSIONS - 1);
        let told = std::iter::once(&address).chain(others).filter(|_| !versions.is_empty());
        told.map(|version| self.clipping(&snapshot, &view, *version)).collect()
    }

    fn facet_terms(&self, field: Field) -> Result<Arc<FacetTerms>> {
        let snapshot = self.now();
        let dictionary =
            self.view(&snapshot)?.dictionaries.get(field, &snapshot.searcher, &self.fields)?;
        Ok(Arc::clone(&dictionary.values))
    }

    fn expand(&self, pattern: &Pattern) -> Result<Expansion> {
        query::patterns::forms(pattern, &self.now().searcher, &self.fields).context(|| self.doing())
    }

    fn state(&self) -> Result<IndexState> {
        let snapshot = self.now();
        let usage = snapshot.searcher.space_usage().context(|| self.doing())?;
        let facts = self.facts()?;
        let (told, versions) = self.stories(&snapshot)?.count();
        Ok(IndexState {
            stories: snapshot.searcher.num_docs().saturating_sub(versions) + told,
            roots: facts.roots.clone(),
            report: facts.tally.clone(),
            articles: snapshot.searcher.num_docs(),
            bytes: usage.total().get_bytes(),
            segments: snapshot.searcher.segment_readers().len(),
            generation: snapshot.generation,
        })
    }
}
