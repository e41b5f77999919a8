//! Integrity of an open index: which of its files are sound, and which segments are left out because
//! a file of theirs is not.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

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
    /// The files that were sound when the index was opened or when they were written.
    verified: Mutex<VerifiedFiles>,
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
        let integrity = Self { hidden, verified: Mutex::new(verified), damaged: RwLock::default() };
        integrity.hide(folder, damaged);
        integrity
    }

    /// Verifies all files of the index, hides the segments with a damaged one, and returns the
    /// damaged files.
    ///
    /// # Errors
    /// Fails when the list of segments is damaged or cannot be read.
    pub(crate) fn verify(&self, folder: &Path, index: &Index) -> Result<Vec<DamagedFile>> {
        let segments = Self::segments(folder)?;
        let (_, damaged) = VerifiedFiles::default().verify(index, folder, &segments);
        Ok(self.hide(folder, damaged))
    }

    /// Hides the segments of these files, as far as they still have them: a writer may have replaced
    /// a file while it was verified.
    fn hide(&self, folder: &Path, mut damaged: Vec<DamagedFile>) -> Vec<DamagedFile> {
        if !damaged.is_empty() {
            // Without a list, nothing is known to be damaged.
            let listed = Self::segments(folder).unwrap_or_default();
            let names: HashSet<String> = listed.iter().flat_map(ListedSegment::files).collect();
            damaged.retain(|file| names.contains(&file.name));
        }
        self.hidden.set(damaged.iter().map(|file| file.segment.clone()));
        self.damaged.write().unwrap_or_else(PoisonError::into_inner).clone_from(&damaged);
        damaged
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
        let mut segments = Self::segments(folder)?;
        segments.retain(|segment| !self.hidden.contains(segment));
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).save(folder, &segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_a_commit_has_replaced_is_not_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let list = r#"{
  "segments": [
    { "segment_id": "0a-1", "max_doc": 5, "deletes": { "num_deleted_docs": 2, "opstamp": 9 } }
  ]
}"#;
        let list = json_digest::with_digest(list.as_bytes());
        fs::write(folder.path().join(SEGMENT_LIST), list).unwrap();
        let integrity = Integrity {
            hidden: Arc::default(),
            verified: Mutex::default(),
            damaged: RwLock::default(),
        };
        let missing = |name: &str| DamagedFile {
            path: folder.path().join(name),
            name: name.to_string(),
            segment: "0a1".to_string(),
            reason: "is missing",
        };
        let segments = Integrity::segments(folder.path()).unwrap();
        assert!(integrity.hide(folder.path(), vec![missing("0a1.5.del")]).is_empty());
        assert!(!integrity.hidden.contains(&segments[0]));
        assert_eq!(integrity.hide(folder.path(), vec![missing("0a1.9.del")]).len(), 1);
        assert!(integrity.hidden.contains(&segments[0]));
        // Once it is sound again, it is there again.
        integrity.hide(folder.path(), Vec::new());
        assert!(!integrity.hidden.contains(&segments[0]));
    }
}
