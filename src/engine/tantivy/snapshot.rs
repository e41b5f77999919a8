//! Snapshots of the index: the latest, and recent ones for the cursors that were made in them.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tantivy::Searcher;

use super::collect::article_sets::ArticleSets;
use super::identity::findings;
use super::ordinals::dictionary::FacetDictionaries;
use super::ordinals::saved::SavedDictionaries;
use super::storage::sidecar;
use super::stories::{Revisions, Stories};
use crate::engine::common::authority_cache;
use crate::engine::common::memo::Memo;
use crate::error::Result;
use crate::identity::authority::AuthorityFile;
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;
use crate::text::hash;

/// Time for which a cursor by relevance finds the snapshot it was made in.
const CURSOR_LIFETIME: Duration = Duration::from_secs(600);

/// Snapshots that are kept: the latest, and two for cursors.
const MAX_SNAPSHOTS: usize = 3;

/// Version of the rules of dictionaries: those of another version are not used.
const FACET_RULES: &str = "morgue facets 1";

/// One state of the index, with what was derived from it.
pub(super) struct Snapshot {
    /// Searcher over its segments, without the withheld articles.
    pub searcher: Searcher,
    /// Searcher over all its articles, for what is kept on disk and what verifies the index.
    pub complete: Searcher,
    /// Ids of the articles that are withheld.
    pub withheld: Arc<BTreeSet<String>>,
    /// Number that differs between any two states of the index.
    pub generation: u64,
    /// Coreference findings of its articles.
    pub findings: Memo<Findings>,
    /// Stories that its articles are versions of.
    pub stories: Memo<Stories>,
    /// Articles that a later version superseded.
    pub revisions: Memo<Revisions>,
    /// Number of articles that its commit should have and it has not.
    pub missing_articles: Memo<u64>,
    view: Mutex<Option<Arc<View>>>,
    /// When it was last the latest.
    last_used: Mutex<Instant>,
}

/// A snapshot under one version of the authority file.
pub(super) struct View {
    /// The authority file.
    pub authority: Arc<AuthorityFile>,
    /// Digest of the authority file.
    pub digest: String,
    /// Identity across the articles.
    pub identity: Arc<Identity>,
    /// Facet dictionaries under that identity.
    pub dictionaries: FacetDictionaries,
    /// The articles of queries that are asked again and again.
    pub article_sets: ArticleSets,
}

/// The snapshots that are kept, the latest last.
#[derive(Default)]
pub(super) struct Snapshots {
    kept: Mutex<Vec<Arc<Snapshot>>>,
    /// Held while the next one is made ready.
    replacing: Mutex<()>,
}

impl Snapshots {
    /// Returns the latest snapshot without the articles that are withheld; the first is that of
    /// `searcher`. Where others are withheld than before, none of the snapshots that are kept is shown
    /// any more, not even to a cursor.
    ///
    /// # Errors
    /// Fails when `make` fails.
    pub(super) fn latest(
        &self,
        withheld: &Arc<BTreeSet<String>>,
        searcher: impl FnOnce() -> Searcher,
        make: impl FnOnce(Searcher) -> Result<Snapshot>,
    ) -> Result<Arc<Snapshot>> {
        let mut kept = self.lock();
        let complete = match kept.last() {
            Some(latest) if latest.withheld == *withheld => {
                latest.touch();
                return Ok(Arc::clone(latest));
            }
            Some(latest) => latest.complete.clone(),
            None => searcher(),
        };
        let first = Arc::new(make(complete)?);
        kept.clear();
        kept.push(Arc::clone(&first));
        Ok(first)
    }

    /// Makes the snapshot of this searcher the latest, once it is ready. Until then the one before
    /// answers.
    ///
    /// # Errors
    /// Fails when `make` or `make_ready` does. The snapshot before stays.
    pub(super) fn replace(
        &self,
        searcher: Searcher,
        make: impl FnOnce(Searcher) -> Result<Snapshot>,
        make_ready: impl FnOnce(&Snapshot, &Snapshot) -> Result<()>,
    ) -> Result<()> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let _replacing = self.replacing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(before) = self.lock().last().map(Arc::clone) else { return Ok(()) };
        let fresh = make(searcher)?;
        if fresh.generation == before.generation {
            return Ok(());
        }
        make_ready(&fresh, &before)?;
        let mut kept = self.lock();
        kept.retain(|old| old.is_alive() && old.withheld == fresh.withheld);
        if kept.len() >= MAX_SNAPSHOTS {
            kept.remove(0);
        }
        kept.push(Arc::new(fresh));
        Ok(())
    }

    /// Returns the snapshot of this generation, where it is still kept.
    pub(super) fn get(&self, generation: u64) -> Option<Arc<Snapshot>> {
        self.lock().iter().find(|old| old.generation == generation).map(Arc::clone)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Snapshot>>> {
        // A thread that panicked while it held the lock left the list whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Snapshot {
    /// Creates the snapshot of a searcher, and of the same without the articles that are withheld.
    pub(super) fn new(
        complete: Searcher,
        searcher: Searcher,
        withheld: Arc<BTreeSet<String>>,
    ) -> Self {
        Self {
            generation: generation(&searcher),
            searcher,
            complete,
            withheld,
            findings: Memo::default(),
            stories: Memo::default(),
            revisions: Memo::default(),
            missing_articles: Memo::default(),
            view: Mutex::default(),
            last_used: Mutex::new(Instant::now()),
        }
    }

    /// Returns the view that was used last; nothing before the first search.
    pub(super) fn last_view(&self) -> Option<Arc<View>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the view under this authority file, with the dictionaries that are saved in the folder of the index;
    /// computes it again when the file has changed.
    ///
    /// # Errors
    /// Fails when the identity cannot be resolved.
    pub(super) fn view(
        &self,
        folder: &Path,
        authority: Arc<AuthorityFile>,
        resolve: impl FnOnce(&AuthorityFile) -> Result<Identity>,
    ) -> Result<Arc<View>> {
        let mut latest = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = latest.as_ref().filter(|view| Arc::ptr_eq(&view.authority, &authority))
        {
            return Ok(Arc::clone(view));
        }
        let identity = Arc::new(resolve(&authority)?);
        let before = latest.as_ref().map(|view| &view.dictionaries);
        let digest = authority_cache::digest(&authority);
        let saved = self.saved_dictionaries(folder, &digest);
        let dictionaries = FacetDictionaries::under_identity(Arc::clone(&identity), saved, before);
        let view = Arc::new(View {
            authority,
            digest,
            identity,
            dictionaries,
            article_sets: ArticleSets::default(),
        });
        *latest = Some(Arc::clone(&view));
        Ok(view)
    }

    /// The dictionaries that are saved for this snapshot under the authority file with this digest.
    fn saved_dictionaries(&self, folder: &Path, authority: &str) -> SavedDictionaries {
        let withheld = self
            .withheld
            .iter()
            .fold(0, |digest, id| hash::combine(digest, hash::of(id.as_bytes())));
        let rules = format!("{FACET_RULES} of {}, {authority} {withheld:x}", findings::rules());
        let state = sidecar::state(&rules, &self.complete);
        SavedDictionaries { folder: folder.to_path_buf(), state }
    }

    fn is_alive(&self) -> bool {
        let last_used = self.last_used.lock().unwrap_or_else(PoisonError::into_inner);
        last_used.elapsed() < CURSOR_LIFETIME
    }

    fn touch(&self) {
        *self.last_used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// Hashes the segments of a searcher and their deletes.
fn generation(searcher: &Searcher) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (segment, deletes) in searcher.generation().segments() {
        (segment.uuid_string(), deletes).hash(&mut hasher);
    }
    hasher.finish()
}
