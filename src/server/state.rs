//! What every page and endpoint answers from.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;

use crate::error::Result;
use crate::ingest::progress::Progress;
use crate::search::autocomplete::Completions;
use crate::search::engine::Engine;

/// What every page and endpoint answers from.
#[derive(Clone)]
pub struct AppState {
    /// The archive.
    pub engine: Arc<dyn Engine>,
    /// How far indexing has come, while it goes on.
    pub gauge: Arc<Progress>,
    /// How long a search may take.
    pub timeout: Duration,
    /// The names of the archive as it was when they were last asked for.
    completions: Arc<Mutex<Option<Arc<Completions>>>>,
}

impl AppState {
    /// A desk before this archive, where no search takes longer than this.
    pub fn new(engine: Arc<dyn Engine>, gauge: Arc<Progress>, timeout: Duration) -> Self {
        Self { engine, gauge, timeout, completions: Arc::default() }
    }

    /// The names of the archive, made anew when they have changed; who asks meanwhile waits for the same.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn completions(&self) -> Result<Arc<Completions>> {
        // A thread that panicked while it held the lock left it whole.
        let mut known = self.completions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(completions) = known.as_ref()
            && completions.are_of(&*self.engine)?
        {
            return Ok(Arc::clone(completions));
        }
        let fresh = Arc::new(Completions::of(&*self.engine, today())?);
        *known = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// Today's date where the server stands.
pub fn today() -> Date {
    jiff::Zoned::now().date()
}
