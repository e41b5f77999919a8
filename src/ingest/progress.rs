//! How far a run has come, for whoever watches.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::corpus::changes::PendingFile;

/// Counts that grow while a run goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to be read.
    pub files: AtomicU64,
    /// Bytes in them.
    pub bytes: AtomicU64,
    /// Files read.
    pub files_done: AtomicU64,
    /// Bytes in these.
    pub bytes_done: AtomicU64,
    /// Articles filed.
    pub articles: AtomicU64,
}

impl Progress {
    /// Says what is to be read.
    pub fn expect(&self, files: &[PendingFile]) {
        self.files.fetch_add(files.len() as u64, Ordering::Relaxed);
        self.bytes.fetch_add(files.iter().map(|file| file.stamp.size).sum(), Ordering::Relaxed);
    }

    /// Says that nothing more is to be expected, however the run ended.
    pub fn end(&self) {
        self.files.store(self.files_done.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Says that a file has been read.
    pub fn done(&self, file: &PendingFile) {
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.bytes_done.fetch_add(file.stamp.size, Ordering::Relaxed);
    }
}
