//! Records that an index takes in, the area in which workers stage them, and the state that an index reports.

use std::sync::Arc;

use crate::article::document::Document;
use crate::article::home::LocalRegions;
use crate::corpus::report::Report;
use crate::error::{Error, Result};
use crate::stories::Signature;

/// An article to index.
#[derive(Debug, Clone)]
pub struct IndexDocument {
    /// The file it was read from, which may be a container of many.
    pub file: String,
    /// The article.
    pub document: Document,
    /// The digest of its text as letters, unique within an index.
    pub text_digest: String,
    /// The digest of its record, which tells an update from a repetition.
    pub record_digest: u64,
    /// The regions that its places are in.
    pub regions: LocalRegions,
    /// The signature that its story is found by; nothing where it is too short, or no stories are sought.
    pub signature: Option<Signature>,
}

impl IndexDocument {
    /// Returns the path inside its file, where that is a container.
    pub fn inner_path(&self) -> &str {
        self.document.path.strip_prefix(&self.file).unwrap_or_default()
    }
}

/// An indexed article, as far as indexing needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedRecord {
    /// The file it was read from.
    pub file: Arc<str>,
    /// The path inside the file, where that is a container: `!/1987/a.txt`.
    pub inner_path: Arc<str>,
    /// The number of the record in the file.
    pub record: u32,
    /// The id.
    pub id: String,
    /// The digest of its text, as letters.
    pub text_digest: String,
    /// The digest of its record.
    pub record_digest: u64,
    /// The publisher.
    pub publisher: Arc<str>,
}

/// Another record with the text of an indexed article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateRecord {
    /// Its id, by which the article is found too.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// The number of the record in the file.
    pub record: u32,
    /// The publisher.
    pub publisher: String,
}

/// The size and the state of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IndexState {
    /// The number of articles.
    pub articles: u64,
    /// The number of articles that cannot be searched, since their files are damaged.
    pub missing_articles: u64,
    /// The number of stories: all versions of a story are one.
    pub stories: u64,
    /// The size on disk in bytes.
    pub bytes: u64,
    /// The number of segments.
    pub segments: usize,
    /// A number that changes with every change of the index.
    pub generation: u64,
    /// The folders and files it was built from.
    pub roots: Vec<String>,
    /// True if it has no names and topics but those that publishers assign.
    pub labels_only: bool,
    /// The report on everything in them, as of the last update.
    pub report: Report,
}

/// Area in which what workers read of files waits for the run that indexes it. It keeps, for each file, a text (its head) and any number of further ones (its parts). A head is there only
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
pub(crate) fn no_workers() -> Error {
    Error::new("several workers for one archive need an archive on a cluster")
        .user_error()
        .hint("leave out --worker: one process indexes into a folder, on all cores")
}
