//! Verification of segment files. Tantivy stores a checksum in every file and looks at none. Each
//! file is verified when an index is opened, unless its stamp says that it is as it was when it was
//! last verified: a file that was copied, restored, changed, or left by a crash is verified again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use tantivy::Index;

use super::segment_list::ListedSegment;
use super::sidecar;
use super::sidecar::VERIFIED_FILES;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::{Error, Result};

/// The first line of the sidecar.
const HEADER: &str = "morgue verified files 1";

/// Stamps of files at the time when they were verified, by file name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct VerifiedFiles(BTreeMap<String, String>);

/// A file of a segment that is damaged or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DamagedFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Stem of the names of its segment's files.
    pub segment: String,
    /// What is wrong.
    pub reason: &'static str,
}

impl DamagedFile {
    /// Returns the damage as an error.
    pub(crate) fn to_error(&self) -> Error {
        let message = format!("the file `{}` of the index {}", self.path.display(), self.reason);
        Error::new(message)
            .hint("run `morgue index` to read the articles that it held again")
            .damage()
    }
}

impl VerifiedFiles {
    /// Loads the stamps of an index; none where the sidecar is missing or damaged.
    pub(crate) fn load(folder: &Path) -> Self {
        let Some((header, lines)) = sidecar::read(&folder.join(VERIFIED_FILES)) else {
            return Self::default();
        };
        let stamps = lines.lines().filter(|_| header == HEADER);
        let stamps = stamps.filter_map(|line| line.split_once('\t'));
        Self(stamps.map(|(name, stamp)| (name.to_string(), stamp.to_string())).collect())
    }

    /// Saves the stamps of the files of these segments: those in `self`, and for files that the
    /// writer made since, their present ones.
    ///
    /// # Errors
    /// Fails when the folder cannot be written.
    pub(crate) fn save(&self, folder: &Path, segments: &[ListedSegment]) -> Result<()> {
        let mut lines = String::new();
        for name in segments.iter().flat_map(ListedSegment::files) {
            let present = || fs::metadata(folder.join(&name)).ok().map(|file| stamp(&file));
            if let Some(stamp) = self.0.get(&name).cloned().or_else(present) {
                // Writing to a string cannot fail.
                let _ = writeln!(lines, "{name}\t{stamp}");
            }
        }
        sidecar::write(folder, VERIFIED_FILES, HEADER, &lines)
            .context(|| format!("cannot write `{}`", folder.join(VERIFIED_FILES).display()))
    }

    /// Verifies the files of these segments that have no stamp here, or another.
    pub(crate) fn verify(
        &self,
        index: &Index,
        folder: &Path,
        segments: &[ListedSegment],
    ) -> (Self, Vec<DamagedFile>) {
        let (mut sound, mut damaged) = (BTreeMap::new(), Vec::new());
        for segment in segments {
            for name in segment.files() {
                let path = folder.join(&name);
                let stamp = fs::metadata(&path).ok().map(|file| stamp(&file));
                let is_known = stamp.is_some() && stamp.as_ref() == self.0.get(&name);
                let reason = match &stamp {
                    None => Some("is missing"),
                    Some(_) if is_known => None,
                    Some(_) => fault(index, &name),
                };
                match (reason, stamp) {
                    (Some(reason), _) => {
                        damaged.push(DamagedFile { path, segment: segment.file_stem(), reason });
                    }
                    (None, Some(stamp)) => drop(sound.insert(name, stamp)),
                    (None, None) => {}
                }
            }
        }
        (Self(sound), damaged)
    }
}

/// Compares a file with its checksum.
fn fault(index: &Index, name: &str) -> Option<&'static str> {
    match index.directory().validate_checksum(Path::new(name)) {
        Ok(true) => None,
        Ok(false) => Some("is damaged: its checksum is wrong"),
        Err(_) => Some("is damaged: its end cannot be read"),
    }
}

/// Describes the state of a file: whoever writes to it, replaces it or copies it changes the stamp,
/// also when the modification time is set back.
fn stamp(file: &Metadata) -> String {
    let modified =
        file.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = modified.unwrap_or_default().as_nanos();
    format!("{}\t{modified}\t{}", file.len(), identity(file))
}

#[cfg(unix)]
fn identity(file: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt as _;
    format!("{}\t{}.{:09}", file.ino(), file.ctime(), file.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> &'static str {
    ""
}
