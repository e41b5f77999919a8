//! The clippings beside an index, read again when their file has changed.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::Result;
use crate::identity::clippings::Clippings;

/// Age below which a file may change again without a new modification time.
const TIMESTAMP_RESOLUTION: Duration = Duration::from_secs(2);

/// Length and time of the last change of a file.
type Stamp = Option<(u64, SystemTime)>;

/// Cache of the clippings.
pub(crate) struct ClippingCache {
    /// Path of the file, which need not exist.
    pub path: PathBuf,
    loaded: Mutex<Option<(Stamp, Arc<Clippings>)>>,
}

impl ClippingCache {
    /// Creates a cache of the file at this path.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, loaded: Mutex::default() }
    }

    /// Returns the clippings as the file has them now.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    pub(crate) fn current(&self) -> Result<Arc<Clippings>> {
        let file = fs::metadata(&self.path).ok();
        let stamp = file.and_then(|file| Some((file.len(), file.modified().ok()?)));
        let is_fresh = |stamp: &Stamp| {
            stamp.is_some_and(|(_, at)| at.elapsed().is_ok_and(|age| age < TIMESTAMP_RESOLUTION))
        };
        // A thread that panicked while it held the lock left nothing half read behind.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, clippings)) = loaded.as_ref()
            && *known == stamp
            && !is_fresh(known)
        {
            return Ok(Arc::clone(clippings));
        }
        let clippings = Arc::new(Clippings::read(&self.path)?);
        *loaded = Some((stamp, Arc::clone(&clippings)));
        Ok(clippings)
    }
}
