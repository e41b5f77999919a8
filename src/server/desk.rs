//! What every page and endpoint answers from.

use std::sync::Arc;
use std::time::Duration;

use crate::gauge::Gauge;
use crate::search::Engine;

/// How long a search may take.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// What every page and endpoint answers from.
#[derive(Clone)]
pub struct Desk {
    /// The archive.
    pub engine: Arc<dyn Engine>,
    /// How far indexing has come, while it goes on.
    pub gauge: Arc<Gauge>,
}
