//! States of the index: the newest, and for cursors by relevance the ones just before.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tantivy::Searcher;

use super::values::Dictionaries;
use crate::canon::Canon;
use crate::error::Result;
use crate::evidence::Findings;
use crate::identity::Identity;

/// How long a cursor by relevance finds the state of the index it was made in, and how many states are kept for it.
const KEPT_FOR: Duration = Duration::from_secs(600);
const KEPT: usize = 8;

/// One state of the index.
pub struct Snapshot {
    /// What can be searched.
    pub searcher: Searcher,
    /// A number that two states share only when they hold the same.
    pub generation: u64,
    /// What the evidence of its articles says, once somebody asks.
    findings: Mutex<Option<Arc<Findings>>>,
    /// It as the authority file has it.
    view: Mutex<Option<Arc<View>>>,
    /// When it was last the newest.
    seen: Mutex<Instant>,
}

/// A state of the index as the authority file has it.
pub struct View {
    /// The authority file.
    pub canon: Arc<Canon>,
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
        let fresh =
            Arc::new(Snapshot { searcher, generation, findings: Mutex::default(), view: Mutex::default(), seen });
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
    /// What the evidence says; found when first asked for.
    ///
    /// # Errors
    /// When it can not be found.
    pub fn findings(&self, find: impl FnOnce() -> Result<Findings>) -> Result<Arc<Findings>> {
        let mut known = self.findings.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(findings) = &*known {
            return Ok(Arc::clone(findings));
        }
        let findings = Arc::new(find()?);
        *known = Some(Arc::clone(&findings));
        Ok(findings)
    }

    /// It as this authority file has it; made anew when that says something else.
    ///
    /// # Errors
    /// When it can not be told who is who.
    pub fn view(&self, canon: Arc<Canon>, identify: impl FnOnce(&Canon) -> Result<Identity>) -> Result<Arc<View>> {
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
