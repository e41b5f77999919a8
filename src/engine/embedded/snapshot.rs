//! States of the index: the newest, and for cursors by relevance the ones just before.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tantivy::Searcher;

use super::values::Dictionaries;

/// How long a cursor by relevance finds the state of the index it was made in, and how many states are kept for it.
const KEPT_FOR: Duration = Duration::from_secs(600);
const KEPT: usize = 8;

/// One state of the index.
pub struct Snapshot {
    /// What can be searched.
    pub searcher: Searcher,
    /// A number that two states share only when they hold the same.
    pub generation: u64,
    /// The values of its facets.
    pub dictionaries: Dictionaries,
    /// When it was last the newest.
    seen: Mutex<Instant>,
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
        let (dictionaries, seen) = (Dictionaries::default(), Mutex::new(Instant::now()));
        let fresh = Arc::new(Snapshot { searcher, generation, dictionaries, seen });
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
