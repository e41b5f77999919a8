//! How a run divides its memory.

use crate::read::record_memory::RecordMemory;

/// Memory for indexing where nothing else is said, in bytes.
pub(crate) const DEFAULT_MEMORY: usize = 512 << 20;

/// Least memory that indexing works with, in bytes.
pub(crate) const LEAST_MEMORY: usize = 128 << 20;

/// Memory of one thread that reads files, in bytes: a record and what its format makes of it.
const PER_JOB: usize = 32 << 20;

/// The shares of a run's memory. The engine's writer takes twice its share while it writes a segment.
/// A record takes several times its length while it is parsed, so that records get an eighth.
#[derive(Debug, Clone)]
pub(crate) struct MemoryShares {
    /// Bytes for the engine's writer.
    pub index: usize,
    /// The bound of the records between their files and the index.
    pub records: RecordMemory,
    /// Number of files to read in parallel.
    pub jobs: usize,
}

impl MemoryShares {
    /// Divides this many bytes for a run that would read this many files in parallel.
    pub(crate) fn new(memory: usize, jobs: usize) -> Self {
        Self {
            index: memory / 4,
            records: RecordMemory::new(memory / 8),
            jobs: jobs.clamp(1, (memory / PER_JOB).max(1)),
        }
    }
}
