//! When a search is to stop: at its deadline, or because nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;

/// How many articles are looked at between two looks at the clock.
const TICK: u32 = 256;

/// Says when to stop, and remembers that it did.
#[derive(Debug, Clone, Default)]
pub struct Halt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    deadline: Option<Instant>,
    cancelled: Option<Arc<AtomicBool>>,
    over: AtomicBool,
    ticks: AtomicU32,
}

impl Halt {
    /// Stops at a deadline, and when the flag is set.
    pub fn new(deadline: Option<Instant>, cancelled: Option<Arc<AtomicBool>>) -> Self {
        Self(Arc::new(State { deadline, cancelled, ..State::default() }))
    }

    /// Whether to stop. Most calls only count.
    pub fn is_over(&self) -> bool {
        let state = &*self.0;
        if !state.ticks.fetch_add(1, Ordering::Relaxed).is_multiple_of(TICK) {
            return state.over.load(Ordering::Relaxed);
        }
        let late = state.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let unwanted = state.cancelled.as_ref().is_some_and(|cancelled| cancelled.load(Ordering::Relaxed));
        if late || unwanted {
            state.over.store(true, Ordering::Relaxed);
        }
        state.over.load(Ordering::Relaxed)
    }

    /// Whether anything was stopped.
    pub fn has_stopped(&self) -> bool {
        self.0.over.load(Ordering::Relaxed)
    }
}
