//! Time limit, cancellation and turns of one request.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::turns::Turn;

/// Limits how long an engine works on a request. The default sets no limit.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// The moment at which work stops and the result says that it is incomplete.
    pub deadline: Option<Instant>,
    /// Set when the client no longer waits for the answer.
    pub cancelled: Option<Arc<AtomicBool>>,
    /// The turn of the request, where long searches take turns.
    pub turn: Option<Arc<Turn>>,
}

impl Budget {
    /// Sets a deadline this far from now; without a timeout there is none.
    pub fn from_timeout(timeout: Option<Duration>) -> Self {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Self { deadline, ..Self::default() }
    }
}
