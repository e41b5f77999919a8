//! Integrity of an open index: which of its files are sound, and which segments are left out because
//! a file of theirs is not.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::Index;

use super::file_names::SEGMENT_LIST;
use super::json_digest;
use super::segment_list;
use super::segment_list::{HiddenSegments, ListedSegment};
use super::verified_files::{DamagedFile, VerifiedFiles};
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;

/// What is known about the files of an open index.
pub(crate) struct Integrity {
    hidden: Arc<HiddenSegments>,
    /// The files that were sound when the index was opened.
    verified: VerifiedFiles,
    damaged: RwLock<Vec<DamagedFile>>,
}

impl Integrity {
    /// Reads the segments of an index, those that are left out too.
    ///
    /// # Errors
    /// Fails when the list of segments is damaged or cannot be read.
    pub(crate) fn segments(folder: &Path) -> Result<Vec<ListedSegment>> {
        let path = folder.join(SEGMENT_LIST);
        let damaged = || segment_list::is_damaged(folder);
        let sealed = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(damaged().with_source(error));
            }
            sealed => sealed.context(|| format!("cannot read `{}`", path.display()))?,
        };
        let list = json_digest::without_digest(&sealed).ok_or_else(damaged)?;
        segment_list::segments(&list).map_err(|error| damaged().with_source(error))
    }

    /// Verifies the files of these segments that are not known to be sound, and hides the segments
    /// with a damaged one.
    pub(crate) fn of(
        folder: &Path,
        hidden: Arc<HiddenSegments>,
        index: &Index,
        segments: &[ListedSegment],
    ) -> Self {
        let (verified, damaged) = VerifiedFiles::load(folder).verify(index, folder, segments);
        hidden.hide(damaged.iter().map(|file| file.segment.clone()));
        Self { hidden, verified, damaged: RwLock::new(damaged) }
    }

    /// Verifies all files of the index, hides the segments with a damaged one, and returns the
    /// damaged files.
    ///
    /// # Errors
    /// Fails when the list of segments is damaged or cannot be read.
    pub(crate) fn verify(&self, folder: &Path, index: &Index) -> Result<Vec<DamagedFile>> {
        let segments = Self::segments(folder)?;
        let (_, mut damaged) = VerifiedFiles::default().verify(index, folder, &segments);
        if !damaged.is_empty() {
            // A file that a merge has removed meanwhile is not missing.
            let listed = Self::segments(folder)?;
            let is_listed = |stem: &str| listed.iter().any(|segment| segment.file_stem() == stem);
            damaged.retain(|file| is_listed(&file.segment));
        }
        self.hidden.hide(damaged.iter().map(|file| file.segment.clone()));
        self.damaged.write().unwrap_or_else(PoisonError::into_inner).clone_from(&damaged);
        Ok(damaged)
    }

    /// Returns the damaged files that were found last.
    pub(crate) fn damaged(&self) -> Vec<DamagedFile> {
        self.damaged.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of articles that searches leave out.
    pub(crate) fn missing_articles(&self) -> u64 {
        self.hidden.articles()
    }

    /// Saves which files are sound, so that they are not verified again: those that were when the
    /// index was opened, and those written since.
    ///
    /// # Errors
    /// Fails when the folder cannot be read or written.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        self.verified.save(folder, &Self::segments(folder)?)
    }
}
