//! The authority file as a running program follows it: read again when it has changed.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::error::Result;
use crate::identity::authority::AuthorityFile;

/// A file that was changed so shortly before it was read may change again without looking changed.
const FRESH: Duration = Duration::from_secs(2);

/// The authority file.
pub struct AuthorityCache {
    /// Where it is, or would be.
    pub path: PathBuf,
    read: Mutex<Option<Read>>,
}

/// The file as it was read.
struct Read {
    stamp: Option<Stamp>,
    /// Whether an equal stamp proves nothing.
    fresh: bool,
    canon: Arc<AuthorityFile>,
}

/// Size and last change; of no file, nothing.
type Stamp = (u64, SystemTime);

impl AuthorityCache {
    /// The authority file at this path.
    pub fn new(path: PathBuf) -> Self {
        Self { path, read: Mutex::default() }
    }

    /// What it says now; the very same value as long as it says the same.
    ///
    /// # Errors
    /// When it is there and can not be read.
    pub fn now(&self) -> Result<Arc<AuthorityFile>> {
        let stamp = fs::metadata(&self.path)
            .ok()
            .and_then(|file| Some((file.len(), file.modified().ok()?)));
        // A thread that panicked while it held the lock left nothing half read behind.
        let mut read = self.read.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(read) = read.as_ref().filter(|read| !read.fresh && read.stamp == stamp) {
            return Ok(Arc::clone(&read.canon));
        }
        let canon = AuthorityFile::read(&self.path)?;
        let fresh =
            stamp.is_some_and(|(_, changed)| changed.elapsed().is_ok_and(|age| age < FRESH));
        let canon = match read.as_ref().filter(|read| *read.canon == canon) {
            Some(read) => Arc::clone(&read.canon),
            None => Arc::new(canon),
        };
        *read = Some(Read { stamp, fresh, canon: Arc::clone(&canon) });
        Ok(canon)
    }
}
