//! Turns of long searches: a search that is done quickly never waits; of those that take longer only
//! a few work at a time, so that many expensive queries do not slow a plain one.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time for which a search works before it needs a turn, and for which a turn lasts while others
/// wait.
const SLICE: Duration = Duration::from_millis(100);

/// Longest wait between two looks at whether a waiting search is still wanted.
const POLL: Duration = Duration::from_millis(50);

/// The turns of all searches of a server.
#[derive(Debug)]
pub(crate) struct Turns {
    /// Number of long searches that work at a time.
    limit: usize,
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    working: usize,
    next_ticket: u64,
    /// Tickets of searches that wait, the oldest first.
    waiting: VecDeque<u64>,
}

impl State {
    fn is_next(&self, ticket: u64, limit: usize) -> bool {
        self.working < limit && self.waiting.front() == Some(&ticket)
    }
}

/// The turn of one search, shared by its threads.
#[derive(Debug)]
pub struct Turn {
    turns: Arc<Turns>,
    /// Start of the search.
    started: Instant,
    /// Start of the turn, while the search has one.
    since: Mutex<Option<Instant>>,
}

impl Turns {
    /// Turns for this many long searches at a time.
    #[cfg(any(feature = "server", test))]
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit: limit.max(1), state: Mutex::default(), ended: Condvar::new() })
    }

    /// The turn of a search that starts now.
    #[cfg(any(feature = "server", test))]
    pub(crate) fn start(self: &Arc<Self>) -> Arc<Turn> {
        let turns = Arc::clone(self);
        Arc::new(Turn { turns, started: Instant::now(), since: Mutex::default() })
    }

    /// Waits for a turn while `is_wanted`, behind all that wait already. Returns whether there is one.
    fn wait(&self, is_wanted: &dyn Fn() -> bool) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(ticket);
        let mut has_turn = state.is_next(ticket, self.limit);
        while !has_turn && is_wanted() {
            let waited = self.ended.wait_timeout(state, POLL);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            has_turn = state.is_next(ticket, self.limit);
        }
        state.waiting.retain(|waiting| *waiting != ticket);
        state.working += usize::from(has_turn);
        self.ended.notify_all();
        has_turn
    }

    fn end(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.working = state.working.saturating_sub(1);
        self.ended.notify_all();
    }

    fn has_waiting(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).waiting.front().is_some()
    }
}

impl Turn {
    /// Waits until the search may go on, while `is_wanted`: at once if it is short or has its turn. A
    /// running search calls it now and then.
    pub fn wait(&self, is_wanted: &dyn Fn() -> bool) {
        if self.started.elapsed() < SLICE {
            return;
        }
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        match *since {
            Some(start) if start.elapsed() < SLICE || !self.turns.has_waiting() => return,
            Some(_) => self.turns.end(),
            None => {}
        }
        *since = self.turns.wait(is_wanted).then(Instant::now);
    }
}

impl Turn {
    /// Ends the turn before the search does: it waits for its client.
    pub fn release(&self) {
        if self.since.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            self.turns.end();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.since.get_mut().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.turns.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(turns: &Arc<Turns>) -> Turn {
        let started = Instant::now().checked_sub(SLICE).unwrap();
        Turn { turns: Arc::clone(turns), started, since: Mutex::default() }
    }

    #[test]
    fn long_searches_take_turns_and_short_ones_never_wait() {
        let turns = Turns::new(1);
        let (first, second) = (old(&turns), old(&turns));
        first.wait(&|| panic!("nobody else works"));
        assert!(first.since.lock().unwrap().is_some());
        second.wait(&|| false);
        assert!(second.since.lock().unwrap().is_none());
        turns.start().wait(&|| panic!("a short search does not wait"));
        drop(first);
        second.wait(&|| panic!("the first has ended"));
        assert!(second.since.lock().unwrap().is_some());
        drop(second);
        assert_eq!(turns.state.lock().unwrap().working, 0);
    }

    #[test]
    fn a_turn_passes_on_to_those_that_wait() {
        let turns = Turns::new(1);
        let first = old(&turns);
        first.wait(&|| true);
        *first.since.lock().unwrap() = Instant::now().checked_sub(SLICE);
        std::thread::scope(|scope| {
            let second = old(&turns);
            scope.spawn(move || second.wait(&|| true));
            while !turns.has_waiting() {
                std::thread::yield_now();
            }
            first.wait(&|| true);
        });
        assert!(first.since.lock().unwrap().is_some());
    }
}
