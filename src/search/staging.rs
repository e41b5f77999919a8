//! The contract of a staging area: what workers read of files waits there for the run that indexes it.

use crate::error::{Error, Result};

/// Keeps, for each file, a text (its head) and any number of further ones (its parts). A head is there only
/// if all its parts are.
pub trait StagingArea: Send + Sync {
    /// Returns the head of a file, where it has one.
    ///
    /// # Errors
    /// Fails when the area cannot be read.
    fn head(&self, path: &str) -> Result<Option<String>>;

    /// Returns a part of a file, by its number from zero.
    ///
    /// # Errors
    /// Fails when the area cannot be read.
    fn part(&self, path: &str, number: u32) -> Result<Option<String>>;

    /// Replaces a part of a file.
    ///
    /// # Errors
    /// Fails when the area cannot be written.
    fn put_part(&self, path: &str, number: u32, text: &str) -> Result<()>;

    /// Replaces the head of a file that has this many parts. It may be kept in memory until the next
    /// [`flush`](Self::flush), and is lost with the process until then.
    ///
    /// # Errors
    /// Fails when the area cannot be written.
    fn put_head(&self, path: &str, parts: u32, text: &str) -> Result<()>;

    /// Waits until everything is kept.
    ///
    /// # Errors
    /// Fails when the area cannot be written.
    fn flush(&self) -> Result<()>;

    /// Returns the paths of all files that have a head or a part, sorted.
    ///
    /// # Errors
    /// Fails when the area cannot be read.
    fn files(&self) -> Result<Vec<String>>;

    /// Removes all that is kept of these files.
    ///
    /// # Errors
    /// Fails when the area cannot be written.
    fn remove(&self, files: &[String]) -> Result<()>;
}

/// Returns the refusal of an engine that has no staging area.
pub(crate) fn unsupported() -> Error {
    Error::new("several workers for one archive need an archive on a cluster")
        .user_error()
        .hint("leave out --worker: one process indexes into a folder, on all cores")
}
