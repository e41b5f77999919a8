//! States of the index: the newest, and for cursors by relevance the ones just before.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tantivy::Searcher;

use super::ordinals::dictionary::Dictionaries;
use super::stories::Stories;
use crate::error::Result;
use crate::identity::authority::AuthorityFile;
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;

/// How long a cursor by relevance finds the state of the index it was made in, and how many states are kept for it.
const KEPT_FOR: Duration = Duration::from_secs(600);
const KEPT: usize = 8;

/// One state of the index.
pub struct Snapshot {
    /// What can be searched.
    pub searcher: Searcher,
    /// A number that two states share only when they hold the same.
    pub generation: u64,
    /// What the evidence of its articles says.
    pub findings: Once<Findings>,
    /// Which of its articles are versions of one story.
    pub stories: Once<Stories>,
    /// It as the authority file has it.
    view: Mutex<Option<Arc<View>>>,
    /// When it was last the newest.
    seen: Mutex<Instant>,
}

/// What is made when somebody first asks for it.
pub struct Once<T>(Mutex<Option<Arc<T>>>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Once<T> {
    /// It, made now where it is not yet.
    ///
    /// # Errors
    /// When it can not be made; it is tried again when next asked for.
    pub fn get(&self, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let mut made = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match &*made {
            Some(made) => Ok(Arc::clone(made)),
            None => Ok(Arc::clone(made.insert(Arc::new(make()?)))),
        }
    }
}

/// A state of the index as the authority file has it.
pub struct View {
    /// The authority file.
    pub canon: Arc<AuthorityFile>,
    /// Who is who.
    pub identity: Arc<Identity>,
    /// The values of its facets.
    pub dictionaries: Dictionaries,
}

/// The states that are still known, the newest last.
#[derive(Default)]
pub struct Snapshots {
    known: Mutex<Vec<Arc<Snapshot>>>,
}

impl Snapshots {
    /// The state that this searcher sees.
    pub fn now(&self, searcher: Searcher) -> Arc<Snapshot> {
        let generation = generation(&searcher);
        // A thread that panicked while it held the lock left the list whole.
        let mut known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(newest) = known.last().filter(|newest| newest.generation == generation) {
            newest.touch();
            return Arc::clone(newest);
        }
        known.retain(|old| old.is_kept());
        if known.len() >= KEPT {
            known.remove(0);
        }
        let seen = Mutex::new(Instant::now());
        let fresh = Arc::new(Snapshot {
            searcher,
            generation,
            findings: Once::default(),
            stories: Once::default(),
            view: Mutex::default(),
            seen,
        });
        known.push(Arc::clone(&fresh));
        fresh
    }

    /// The state of this number, where it is still known.
    pub fn of(&self, generation: u64) -> Option<Arc<Snapshot>> {
        let known = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.iter().find(|old| old.generation == generation).map(Arc::clone)
    }
}

impl Snapshot {
    /// It as this authority file has it; made anew when that says something else.
    ///
    /// # Errors
    /// When it can not be told who is who.
    pub fn view(
        &self,
        canon: Arc<AuthorityFile>,
        identify: impl FnOnce(&AuthorityFile) -> Result<Identity>,
    ) -> Result<Arc<View>> {
        let mut known = self.view.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(view) = known.as_ref().filter(|view| Arc::ptr_eq(&view.canon, &canon)) {
            return Ok(Arc::clone(view));
        }
        let identity = Arc::new(identify(&canon)?);
        let before = known.as_ref().map(|view| &view.dictionaries);
        let dictionaries = Dictionaries::under(Arc::clone(&identity), before);
        let view = Arc::new(View { canon, identity, dictionaries });
        *known = Some(Arc::clone(&view));
        Ok(view)
    }

    fn is_kept(&self) -> bool {
        self.seen.lock().is_ok_and(|seen| seen.elapsed() < KEPT_FOR)
    }

    fn touch(&self) {
        if let Ok(mut seen) = self.seen.lock() {
            *seen = Instant::now();
        }
    }
}

fn generation(searcher: &Searcher) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (segment, deletes) in searcher.generation().segments() {
        (segment.uuid_string(), deletes).hash(&mut hasher);
    }
    hasher.finish()
}
