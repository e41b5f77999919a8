//! The deadline of one search: passed when its time is up or when the client has cancelled it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::search::budget::Budget;

/// Documents between two readings of the clock, which costs more than the document.
const CHECK_INTERVAL: u32 = 256;

/// Deadline of one search, shared by all its scorers and collectors. Remembers that it has passed.
#[derive(Debug, Clone, Default)]
pub(super) struct Deadline {
    budget: Budget,
    passed: Arc<AtomicBool>,
}

impl Deadline {
    /// Creates a deadline that passes when the budget is used up.
    pub(super) fn new(budget: Budget) -> Self {
        Self { budget, passed: Arc::default() }
    }

    /// Returns a check for a loop over documents.
    pub(super) fn check(&self) -> DeadlineCheck {
        DeadlineCheck { deadline: self.clone(), documents: 0 }
    }

    /// Returns whether some loop was cut short.
    pub(super) fn has_passed(&self) -> bool {
        self.passed.load(Ordering::Relaxed)
    }

    fn read_clock(&self) -> bool {
        let Budget { deadline, cancelled, turn } = &self.budget;
        let is_wanted = || {
            let is_late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            let is_cancelled =
                cancelled.as_ref().is_some_and(|cancelled| cancelled.load(Ordering::Relaxed));
            !is_late && !is_cancelled
        };
        if let Some(turn) = turn {
            turn.wait(&is_wanted);
        }
        if !is_wanted() {
            self.passed.store(true, Ordering::Relaxed);
        }
        self.has_passed()
    }
}

/// Check of a [`Deadline`] in a loop over documents; reads the clock every [`CHECK_INTERVAL`]
/// documents.
#[derive(Debug)]
pub(super) struct DeadlineCheck {
    deadline: Deadline,
    documents: u32,
}

impl DeadlineCheck {
    /// Returns whether the loop must end. Call it once per document.
    pub(super) fn is_over(&mut self) -> bool {
        let is_due = self.documents.is_multiple_of(CHECK_INTERVAL);
        self.documents = self.documents.wrapping_add(1);
        if is_due { self.deadline.read_clock() } else { self.deadline.has_passed() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_late_or_cancelled_search_ends_and_the_deadline_remembers_it() {
        let (late, free) =
            (Deadline::new(Budget::from_timeout(Some(Duration::ZERO))), Deadline::default());
        assert!(late.check().is_over() && late.has_passed());
        assert!(!free.check().is_over() && !free.has_passed());
        let cancelled = Arc::new(AtomicBool::new(false));
        let deadline =
            Deadline::new(Budget { cancelled: Some(Arc::clone(&cancelled)), ..Budget::default() });
        let mut check = deadline.check();
        assert!(!check.is_over());
        cancelled.store(true, Ordering::Relaxed);
        assert!((0..CHECK_INTERVAL).any(|_| check.is_over()) && deadline.has_passed());
    }
}
