//! Snapshots of the index: the latest, and recent ones for the cursors that were made in them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tantivy::Searcher;

use super::ordinals::dictionary::FacetDictionaries;
use super::stories::Stories;
use crate::error::Result;
use crate::identity::authority::AuthorityFile;
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;

/// Time for which a cursor by relevance finds the snapshot it was made in.
const CURSOR_LIFETIME: Duration = Duration::from_secs(600);

/// Snapshots that are kept for cursors.
const MAX_SNAPSHOTS: usize = 8;

/// One state of the index, with what was derived from it.
pub(super) struct Snapshot {
    /// Searcher over its segments.
    pub searcher: Searcher,
    /// Number that differs between any two states of the index.
    pub generation: u64,
    /// Coreference findings of its articles.
    pub findings: Memo<Findings>,
    /// Stories that its articles are versions of.
    pub stories: Memo<Stories>,
    /// Number of articles that its commit should have and it has not.
    pub missing_articles: Memo<u64>,
    view: Mutex<Option<Arc<View>>>,
    /// When it was last the latest.
    last_used: Mutex<Instant>,
}

/// A value that is computed when it is first needed, and again when that failed.
pub(super) struct Memo<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Memo<T> {
    /// Returns the value, computing it where that has not been done.
    ///
    /// # Errors
    /// Fails when `compute` fails.
    pub(super) fn get_or_try_init(&self, compute: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*value {
            Some(value) => Ok(Arc::clone(value)),
            None => Ok(Arc::clone(value.insert(Arc::new(compute()?)))),
        }
    }
}

/// A snapshot under one version of the authority file.
pub(super) struct View {
    /// The authority file.
    pub authority: Arc<AuthorityFile>,
    /// Identity across the articles.
    pub identity: Arc<Identity>,
    /// Facet dictionaries under that identity.
    pub dictionaries: FacetDictionaries,
}

/// The snapshots that are kept, the latest last.
#[derive(Default)]
pub(super) struct Snapshots {
    kept: Mutex<Vec<Arc<Snapshot>>>,
}

impl Snapshots {
    /// Returns the snapshot of this searcher, which becomes the latest.
    pub(super) fn latest(&self, searcher: Searcher) -> Arc<Snapshot> {
        let generation = generation(&searcher);
        // A thread that panicked while it held the lock left the list whole.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = kept.last().filter(|latest| latest.generation == generation) {
            latest.touch();
            return Arc::clone(latest);
        }
        kept.retain(|old| old.is_alive());
        if kept.len() >= MAX_SNAPSHOTS {
            kept.remove(0);
        }
        let fresh = Arc::new(Snapshot {
            searcher,
            generation,
            findings: Memo::default(),
            stories: Memo::default(),
            missing_articles: Memo::default(),
            view: Mutex::default(),
            last_used: Mutex::new(Instant::now()),
        });
        kept.push(Arc::clone(&fresh));
        fresh
    }

    /// Returns the snapshot of this generation, where it is still kept.
    pub(super) fn get(&self, generation: u64) -> Option<Arc<Snapshot>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|old| old.generation == generation).map(Arc::clone)
    }
}

impl Snapshot {
    /// Returns the view under this authority file; computes it again when the file has changed.
    ///
    /// # Errors
    /// Fails when the identity cannot be resolved.
    pub(super) fn view(
        &self,
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
        let dictionaries = FacetDictionaries::under_identity(Arc::clone(&identity), before);
        let view = Arc::new(View { authority, identity, dictionaries });
        *latest = Some(Arc::clone(&view));
        Ok(view)
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
