//! Progress of a run, for progress bars and status pages.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::corpus::changes::PendingFile;

/// Counters that grow during a run.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to read.
    pub files: AtomicU64,
    /// Bytes in them.
    pub bytes: AtomicU64,
    /// Files read.
    pub files_done: AtomicU64,
    /// Bytes in the files read.
    pub bytes_done: AtomicU64,
    /// Articles indexed.
    pub articles: AtomicU64,
    /// Set while a run goes on.
    running: AtomicBool,
    /// Why the last run did not get to its end.
    failure: RwLock<Option<String>>,
}

impl Progress {
    /// Begins a run, whose files are not known yet.
    pub fn start(&self) {
        self.running.store(true, Ordering::Relaxed);
    }

    /// Returns whether a run goes on.
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }

    /// Adds files to read.
    pub fn add_pending(&self, files: &[PendingFile]) {
        self.files.fetch_add(files.len() as u64, Ordering::Relaxed);
        self.bytes.fetch_add(files.iter().map(|file| file.stamp.size).sum(), Ordering::Relaxed);
    }

    /// Ends the run, with what stopped it if it did not get to its end. No files are pending then.
    pub fn finish(&self, failure: Option<String>) {
        *self.failure.write().unwrap_or_else(PoisonError::into_inner) = failure;
        self.files.store(self.files_done.load(Ordering::Relaxed), Ordering::Relaxed);
        self.running.store(false, Ordering::Relaxed);
    }

    /// Returns why the last run did not get to its end, if it did not.
    pub fn failure(&self) -> Option<String> {
        self.failure.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a file that was read.
    pub fn file_done(&self, file: &PendingFile) {
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.bytes_done.fetch_add(file.stamp.size, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_from_its_start_to_its_end() {
        let progress = Progress::default();
        assert!(!progress.is_running());
        // Before any file is known, a page must not call the archive empty.
        progress.start();
        assert!(progress.is_running() && progress.files.load(Ordering::Relaxed) == 0);
        progress.finish(None);
        assert!(!progress.is_running() && progress.failure().is_none());
    }
}
