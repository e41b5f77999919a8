//! The memory that the pages of a file take up. Columns are compressed in pieces, and reading a row holds a
//! piece of every column, so that a file is read with far more than a row in memory.

use std::sync::{Mutex, PoisonError};

use crate::read::record_memory::{RecordMemory, Reservation};

/// Bytes of pages that any file may hold. Beyond that it waits until no other file does.
const SMALL: usize = 16 << 20;

/// Counts the pages of a file.
#[derive(Debug)]
pub(super) struct PageMemory {
    memory: RecordMemory,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: usize,
    /// The right to hold more than little.
    reservation: Option<Reservation>,
}

impl PageMemory {
    pub(super) fn new(memory: RecordMemory) -> Self {
        Self { memory, state: Mutex::default() }
    }

    /// Counts a page of this many bytes.
    ///
    /// # Errors
    /// Fails with a reason where all pages together are longer than may be held.
    pub(super) fn hold(&self, bytes: usize) -> Result<(), String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = self.memory.longest_pages();
        let held = state.held.saturating_add(bytes);
        if held > limit {
            return Err(self.memory.too_long("what a row needs of the compressed columns", limit));
        }
        state.held = held;
        if held > SMALL && state.reservation.is_none() {
            state.reservation = self.memory.reserve_pages();
        }
        Ok(())
    }

    /// Gives the memory of a page back.
    pub(super) fn release(&self, bytes: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.held = state.held.saturating_sub(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_within_the_memory() {
        let pages = PageMemory::new(RecordMemory::new(1 << 20));
        assert_eq!(pages.hold(1 << 20), Ok(()));
        let refused = pages.hold(3 << 20).expect_err("too much");
        assert!(refused.contains("--memory"), "{refused}");
        pages.release(1 << 20);
        assert_eq!(pages.hold(1 << 20), Ok(()));
    }
}
