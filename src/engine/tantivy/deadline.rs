//! When a search is to stop: at its deadline, or because nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::search::engine::Budget;

/// How many articles are looked at between two looks at the clock.
const TICK: u32 = 256;

/// Says when to stop, and remembers that it did.
#[derive(Debug, Clone, Default)]
pub struct Deadline {
    patience: Budget,
    stopped: Arc<AtomicBool>,
}

impl Deadline {
    /// Stops when patience ends.
    pub fn new(patience: Budget) -> Self {
        Self { patience, stopped: Arc::default() }
    }

    /// An eye on it, for one who looks at many articles.
    pub fn watch(&self) -> DeadlineCheck {
        DeadlineCheck { halt: self.clone(), ticks: 0 }
    }

    /// Whether anything was stopped.
    pub fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn is_over(&self) -> bool {
        let Budget { deadline, cancelled } = &self.patience;
        let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let unwanted =
            cancelled.as_ref().is_some_and(|cancelled| cancelled.load(Ordering::Relaxed));
        if late || unwanted {
            self.stopped.store(true, Ordering::Relaxed);
        }
        self.has_stopped()
    }
}

/// An eye on a [`Halt`], which looks at the clock now and then.
#[derive(Debug)]
pub struct DeadlineCheck {
    halt: Deadline,
    ticks: u32,
}

impl DeadlineCheck {
    /// Whether to stop; to be asked once per article.
    pub fn is_over(&mut self) -> bool {
        let look = self.ticks.is_multiple_of(TICK);
        self.ticks = self.ticks.wrapping_add(1);
        if look { self.halt.is_over() } else { self.halt.has_stopped() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_late_or_unwanted_stops_and_is_remembered() {
        let (late, free) = (Deadline::new(Budget::of(Some(Duration::ZERO))), Deadline::default());
        assert!(late.watch().is_over() && late.has_stopped());
        assert!(!free.watch().is_over() && !free.has_stopped());
        let unwanted = Arc::new(AtomicBool::new(false));
        let cancelled =
            Deadline::new(Budget { deadline: None, cancelled: Some(Arc::clone(&unwanted)) });
        let mut watch = cancelled.watch();
        assert!(!watch.is_over());
        unwanted.store(true, Ordering::Relaxed);
        assert!((0..TICK).any(|_| watch.is_over()) && cancelled.has_stopped());
    }
}
