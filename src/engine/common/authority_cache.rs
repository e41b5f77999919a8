//! The authority file in memory, read again when it has changed on disk.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::Result;
use crate::identity::authority::AuthorityFile;

/// Letters of the digest of a file.
const DIGEST_LEN: usize = 32;

/// Age below which a file may change again without a new modification time.
const TIMESTAMP_RESOLUTION: Duration = Duration::from_secs(2);

/// The authority file of an index.
pub(crate) struct AuthorityCache {
    /// Path of the file, which need not exist.
    pub path: PathBuf,
    loaded: Mutex<Option<Loaded>>,
    /// Number of different contents that were read.
    revision: AtomicU64,
}

/// The file as it was last read.
struct Loaded {
    stamp: Option<Stamp>,
    /// True if the file was modified so recently that an equal stamp proves nothing.
    is_fresh: bool,
    authority: Arc<AuthorityFile>,
}

/// Size and modification time of a file.
type Stamp = (u64, SystemTime);

impl AuthorityCache {
    /// Creates a cache of the file at this path.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, loaded: Mutex::default(), revision: AtomicU64::default() }
    }

    /// Returns a number that changes with the content of the file.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    pub(crate) fn revision(&self) -> Result<u64> {
        self.current()?;
        Ok(self.revision.load(Ordering::Relaxed))
    }

    /// Returns the content of the file: the same `Arc` as long as the content is the same.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    pub(crate) fn current(&self) -> Result<Arc<AuthorityFile>> {
        let stamp = fs::metadata(&self.path)
            .ok()
            .and_then(|file| Some((file.len(), file.modified().ok()?)));
        // A thread that panicked while it held the lock left nothing half read behind.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.as_ref().filter(|it| !it.is_fresh && it.stamp == stamp) {
            return Ok(Arc::clone(&known.authority));
        }
        let authority = AuthorityFile::read(&self.path)?;
        let is_fresh = stamp.is_some_and(|(_, modified)| {
            modified.elapsed().is_ok_and(|age| age < TIMESTAMP_RESOLUTION)
        });
        let authority = match loaded.as_ref().filter(|it| *it.authority == authority) {
            Some(known) => Arc::clone(&known.authority),
            None => {
                self.revision.fetch_add(1, Ordering::Relaxed);
                Arc::new(authority)
            }
        };
        *loaded = Some(Loaded { stamp, is_fresh, authority: Arc::clone(&authority) });
        Ok(authority)
    }
}

/// Computes a digest of the entries of a file; comments do not count.
pub(crate) fn digest(authority: &AuthorityFile) -> String {
    let mut hasher = blake3::Hasher::new();
    for entry in &authority.entries {
        hasher.update(entry.to_string().as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex().chars().take(DIGEST_LEN).collect()
}
