//! Progress of a run, for progress bars and status pages.

use std::sync::atomic::{AtomicU64, Ordering};

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
}

impl Progress {
    /// Adds files to read.
    pub fn add_pending(&self, files: &[PendingFile]) {
        self.files.fetch_add(files.len() as u64, Ordering::Relaxed);
        self.bytes.fetch_add(files.iter().map(|file| file.stamp.size).sum(), Ordering::Relaxed);
    }

    /// Ends the run: no files are pending, even if it failed.
    pub fn finish(&self) {
        self.files.store(self.files_done.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Counts a file that was read.
    pub fn file_done(&self, file: &PendingFile) {
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.bytes_done.fetch_add(file.stamp.size, Ordering::Relaxed);
    }
}
