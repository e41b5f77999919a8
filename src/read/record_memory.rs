//! The memory that records may take up between the file they are read from and the index.
//!
//! Whoever holds a record holds a reservation for it. A large record reserves all there is as soon as
//! it turns out to be large, so that one of them is in memory at a time, whatever the number of
//! threads. A thread that waits for a reservation holds none, so that the others can always go on.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Longest record, or whole-file article, that is ever held in memory, in bytes. No text is longer
/// either.
const LONGEST_RECORD: usize = 64 << 20;

/// Length from which a record is large, in bytes.
pub(crate) const LARGE_RECORD: usize = 1 << 20;

/// Copies of a long text that indexing makes, beyond those of its record.
const TEXT_COPIES: usize = 5;

/// Limits the length of records and, unless it is the default, bounds how many are in memory. Clones
/// share one bound.
#[derive(Debug, Clone)]
pub struct RecordMemory {
    bytes: usize,
    /// Nothing where as many records as the caller likes may be in memory.
    bound: Option<Arc<Bound>>,
    /// Held by the file whose pages take much memory. Nobody who holds a record waits for it.
    #[cfg(feature = "parquet")]
    pages: Option<Arc<Bound>>,
}

#[derive(Debug, Default)]
struct Bound {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that are reserved.
    reserved: usize,
    /// Number of large records that wait. Others let them go first, or they would wait for ever.
    large_waiting: usize,
}

/// Memory for one record, free again when it is dropped.
#[derive(Debug)]
pub struct Reservation {
    bound: Arc<Bound>,
    bytes: usize,
}

impl RecordMemory {
    /// Creates a bound of this many bytes, at least the length of a large record. More than records
    /// of the greatest length need makes no difference.
    pub fn new(bytes: usize) -> Self {
        let bytes = bytes.clamp(LARGE_RECORD, LONGEST_RECORD * TEXT_COPIES);
        Self {
            bytes,
            bound: Some(Arc::default()),
            #[cfg(feature = "parquet")]
            pages: Some(Arc::default()),
        }
    }

    /// The bound in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Length of the longest record that may be read, in bytes.
    pub fn longest_record(&self) -> usize {
        self.bytes.min(LONGEST_RECORD)
    }

    /// Length of the longest article that may be indexed, in bytes of text.
    pub fn longest_text(&self) -> usize {
        (self.bytes / TEXT_COPIES).min(LONGEST_RECORD)
    }

    /// Most bytes of the compressed columns of a table that may be in memory at a time.
    #[cfg(feature = "parquet")]
    pub(crate) fn longest_pages(&self) -> usize {
        self.bytes * 2
    }

    /// Waits until no other file holds much of its compressed columns; returns nothing where there is no bound.
    #[cfg(feature = "parquet")]
    pub(crate) fn reserve_pages(&self) -> Option<Reservation> {
        Some(self.pages.as_ref()?.wait(1, |state| state.reserved > 0))
    }

    /// Describes something that is longer.
    pub fn too_long(&self, what: &str, limit: usize) -> String {
        let remedy = if limit < LONGEST_RECORD { "; a larger --memory allows it" } else { "" };
        format!("{what} is longer than {} MiB{remedy}", limit >> 20)
    }

    /// Waits until a record of this length has room; returns nothing where there is no bound. The
    /// caller must hold no other reservation.
    pub fn reserve(&self, bytes: usize) -> Option<Reservation> {
        let (bound, bytes) = (self.bound.as_ref()?, bytes.min(self.bytes));
        let is_full =
            |state: &State| state.large_waiting > 0 || state.reserved + bytes > self.bytes;
        Some(bound.wait(bytes, is_full))
    }

    /// Waits until no record is in memory, and reserves all of it.
    pub(crate) fn reserve_all(&self) -> Option<Reservation> {
        let bound = self.bound.as_ref()?;
        bound.lock().large_waiting += 1;
        let reservation = bound.wait(self.bytes, |state| state.reserved > 0);
        bound.lock().large_waiting -= 1;
        bound.released.notify_all();
        Some(reservation)
    }
}

impl Default for RecordMemory {
    fn default() -> Self {
        Self {
            bytes: LONGEST_RECORD * TEXT_COPIES,
            bound: None,
            #[cfg(feature = "parquet")]
            pages: None,
        }
    }
}

impl Bound {
    /// Waits while a condition holds, and then reserves these bytes.
    fn wait(self: &Arc<Self>, bytes: usize, is_full: impl Fn(&State) -> bool) -> Reservation {
        let state = self.released.wait_while(self.lock(), |state| is_full(state));
        state.unwrap_or_else(PoisonError::into_inner).reserved += bytes;
        Reservation { bound: Arc::clone(self), bytes }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.bound.lock().reserved -= self.bytes;
        self.bound.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn who_sets_no_bound_may_hold_as_many_records_as_they_like() {
        let memory = RecordMemory::default();
        assert!(memory.reserve_all().is_none() && memory.reserve(usize::MAX).is_none());
        assert_eq!(
            (memory.longest_record(), memory.longest_text()),
            (LONGEST_RECORD, LONGEST_RECORD)
        );
    }

    #[test]
    fn reservations_stay_within_the_bound() {
        let memory = RecordMemory::new(LARGE_RECORD);
        let (reserved, peak) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 1..5_usize {
                let (memory, reserved, peak) = (&memory, &reserved, &peak);
                scope.spawn(move || {
                    for step in 1..50 {
                        // Some are longer than all there is.
                        let bytes = thread * step * 9973;
                        let is_large = (thread + step).is_multiple_of(7);
                        let held =
                            if is_large { memory.reserve_all() } else { memory.reserve(bytes) };
                        let held = held.expect("a bound");
                        let now = reserved.fetch_add(held.bytes, Ordering::SeqCst) + held.bytes;
                        peak.fetch_max(now, Ordering::SeqCst);
                        std::thread::yield_now();
                        reserved.fetch_sub(held.bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(peak.into_inner() <= LARGE_RECORD);
    }
}
