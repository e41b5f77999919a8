//! Lookups in one snapshot: views, stories, documents by id, and the manifest of its commit.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use super::TantivyEngine;
use super::doc_address;
use super::hidden_fields::HIDDEN;
use super::identity::findings;
use super::schema::required;
use super::snapshot::{Snapshot, View};
use super::storage::withheld;
use super::stories::{Revisions, Stories};
use crate::article::document::Document;
use crate::article::salience;
use crate::article::schema::Field;
use crate::corpus::manifest::Manifest;
use crate::engine::common::identity::canonicalize;
use crate::engine::common::manifest_view::ManifestView;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::identity::authority::{Action, AuthorityFile};
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;
use crate::search::cursor::Cursor;

impl TantivyEngine {
    /// Returns the latest snapshot.
    ///
    /// # Errors
    /// Fails when the index or the log of withheld articles cannot be read.
    pub(super) fn latest_snapshot(&self) -> Result<Arc<Snapshot>> {
        let withheld = self.withheld.current()?;
        let make = |complete| self.snapshot_without(complete, &withheld);
        self.snapshots.latest(&withheld, || self.reader.searcher(), make)
    }

    /// Makes the snapshot of a searcher without the articles that are withheld.
    pub(super) fn snapshot_without(
        &self,
        complete: Searcher,
        withheld: &Arc<BTreeSet<String>>,
    ) -> Result<Snapshot> {
        let mut docs = Vec::new();
        for id in &**withheld {
            docs.extend(self.find_in(&complete, id)?);
        }
        let searcher = match docs.is_empty() {
            true => complete.clone(),
            false => withheld::without(&complete, &*self.directory, &docs)
                .context(|| self.read_context())?,
        };
        Ok(Snapshot::new(complete, searcher, Arc::clone(withheld)))
    }

    /// Computes for a snapshot what searches have needed of the one before, so that none has to wait
    /// for it.
    pub(super) fn make_ready(&self, snapshot: &Snapshot, before: &Snapshot) -> Result<()> {
        let Some(used) = before.last_view() else { return Ok(()) };
        let view = self.view(snapshot)?;
        view.dictionaries.make_ready(&used.dictionaries, &snapshot.searcher, &self.fields)?;
        self.stories(snapshot).map(drop)
    }

    /// Returns the snapshot that a cursor by relevance was made in, where it is still kept; else
    /// the latest.
    ///
    /// # Errors
    /// Fails as [`latest_snapshot`](Self::latest_snapshot) does.
    pub(super) fn snapshot_at(&self, after: Option<&Cursor>) -> Result<Arc<Snapshot>> {
        let latest = self.latest_snapshot()?;
        let by_relevance = after.filter(|cursor| cursor.sort.is_by_score());
        Ok(by_relevance.and_then(|cursor| self.snapshots.get(cursor.generation)).unwrap_or(latest))
    }

    /// Returns the stories of a snapshot. They are found among all articles, as they are kept on disk;
    /// versions that are withheld are in none.
    pub(super) fn stories(&self, snapshot: &Snapshot) -> Result<Arc<Stories>> {
        snapshot.stories.get_or_try_init(|| {
            let all = self.story_finder.load(&snapshot.complete, &self.fields)?;
            match snapshot.withheld.is_empty() {
                true => Ok(all),
                false => all.of_live(&snapshot.searcher).context(|| self.read_context()),
            }
        })
    }

    /// Returns the articles of a snapshot that a later version superseded.
    pub(super) fn revisions(&self, snapshot: &Snapshot) -> Result<Arc<Revisions>> {
        snapshot.revisions.get_or_try_init(|| {
            let stories = self.stories(snapshot)?;
            Revisions::load(&self.folder, &snapshot.searcher, &self.fields, &stories)
                .context(|| self.read_context())
        })
    }

    /// Returns the coreference findings of a snapshot.
    pub(super) fn findings_of(&self, snapshot: &Snapshot) -> Result<Arc<Findings>> {
        snapshot
            .findings
            .get_or_try_init(|| findings::load(&self.folder, &snapshot.complete, &self.fields))
    }

    /// Returns the view of a snapshot under the authority file as it is now.
    pub(super) fn view(&self, snapshot: &Snapshot) -> Result<Arc<View>> {
        snapshot.view(&self.folder, self.authority.current()?, |authority| {
            let findings = self.findings_of(snapshot)?;
            let addresses = self.split_articles(snapshot, authority)?;
            Ok(Identity::new(&findings, authority, |id| addresses.get(id).copied()))
        })
    }

    /// Finds the articles that the splits of the authority file name.
    fn split_articles<'a>(
        &self,
        snapshot: &Snapshot,
        authority: &'a AuthorityFile,
    ) -> Result<HashMap<&'a str, u64>> {
        let mut addresses = HashMap::new();
        for action in authority.active_actions() {
            let Action::Split { articles, .. } = action else { continue };
            for id in articles {
                // An article may have left the archive since.
                if let Some(address) = self.find_by_id(snapshot, id)? {
                    addresses.insert(id.as_str(), doc_address::pack(address));
                }
            }
        }
        Ok(addresses)
    }

    /// Reads a document with its canonical subjects.
    pub(super) fn document(
        &self,
        snapshot: &Snapshot,
        view: &View,
        address: DocAddress,
    ) -> Result<Document> {
        let stored: TantivyDocument =
            snapshot.searcher.doc(address).context(|| self.read_context())?;
        let json = stored.get_first(self.fields.hidden.document).and_then(|value| value.as_bytes());
        let json = required(json, HIDDEN.document.name).context(|| self.read_context())?;
        let mut document: Document =
            serde_json::from_slice(json).context(|| self.read_context())?;
        let article = doc_address::pack(address);
        canonicalize::canonicalize(
            &mut document.subjects,
            &view.identity,
            article,
            &|field, key| view.dictionaries.term(field, key, &snapshot.searcher, &self.fields),
        )?;
        salience::score(&document.article, &mut document.subjects);
        Ok(document)
    }

    /// Finds an article by its id, or by the id of a duplicate record.
    pub(super) fn find_by_id(&self, snapshot: &Snapshot, id: &str) -> Result<Option<DocAddress>> {
        self.find_in(&snapshot.searcher, id)
    }

    /// Finds an article by its id, or by the id of a duplicate record, in a searcher.
    fn find_in(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>> {
        if let Some(address) = self.find_by_term(searcher, self.fields.term(Field::Id, id))? {
            return Ok(Some(address));
        }
        match self.manifest_view()?.text_by_duplicate.get(id) {
            Some(text) => {
                let term = Term::from_field_text(self.fields.hidden.text_digest, text);
                self.find_by_term(searcher, term)
            }
            None => Ok(None),
        }
    }

    /// Finds an article by a term that no two articles share.
    fn find_by_term(&self, searcher: &Searcher, term: Term) -> Result<Option<DocAddress>> {
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let first = TopDocs::with_limit(1).order_by_score();
        let found = searcher.search(&query, &first).context(|| self.read_context())?;
        Ok(found.first().map(|(_, address)| *address))
    }

    /// Returns the view of the last commit's manifest, which is read once per commit.
    pub(super) fn manifest_view(&self) -> Result<Arc<ManifestView>> {
        // A commit of another process may remove the manifest after its name was read. Then there
        // is a newer one.
        self.load_manifest_view().or_else(|_| self.load_manifest_view())
    }

    fn load_manifest_view(&self) -> Result<Arc<ManifestView>> {
        let seal = self.index.load_metas().context(|| self.read_context())?.payload;
        let mut latest = self.manifest_view.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, view)) = latest.as_ref().filter(|(known, _)| *known == seal) {
            return Ok(Arc::clone(view));
        }
        let manifest = Manifest::open(&self.folder, seal.as_deref())?;
        let view = Arc::new(ManifestView::new(&manifest));
        *latest = Some((seal, Arc::clone(&view)));
        Ok(view)
    }
}
