//! Verification of segment files. Tantivy stores a checksum in every file and looks at none. Each
//! file is verified when an index is opened, unless its stamp says that it is as it was when it was
//! last verified: a file that was copied, restored, changed, or left by a crash is verified again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::Index;
use tantivy::directory::error::OpenReadError;

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
    /// Name of the file.
    pub name: String,
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

    /// Saves the stamps of the files of these segments. Files that the writer made since the last time
    /// get their present ones.
    ///
    /// # Errors
    /// Fails when the folder cannot be written.
    pub(crate) fn save(&mut self, folder: &Path, segments: &[ListedSegment]) -> Result<()> {
        let mut stamps = BTreeMap::new();
        for name in segments.iter().flat_map(ListedSegment::files) {
            let present = || fs::metadata(folder.join(&name)).ok().map(|file| stamp(&file));
            let stamp = self.0.get(&name).cloned().or_else(present);
            stamps.extend(stamp.map(|stamp| (name, stamp)));
        }
        self.0 = stamps;
        if Self::load(folder) == *self {
            return Ok(());
        }
        let mut lines = String::new();
        for (name, stamp) in &self.0 {
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{name}\t{stamp}");
        }
        sidecar::write(folder, VERIFIED_FILES, HEADER, lines.as_bytes())
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
                let (state, stamp) = match fs::metadata(&path) {
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        (FileState::Damaged("is missing"), String::new())
                    }
                    Err(_) => (FileState::Unreadable, String::new()),
                    Ok(file) => {
                        let stamp = stamp(&file);
                        let is_known = self.0.get(&name) == Some(&stamp);
                        let state = match file.len() {
                            _ if is_known => FileState::Sound,
                            // Tantivy asserts what it should check, and the assertion prints.
                            ..SHORTEST => FileState::Damaged("is damaged: its end cannot be read"),
                            _ => state(index, &name),
                        };
                        (state, stamp)
                    }
                };
                match state {
                    FileState::Sound => drop(sound.insert(name, stamp)),
                    FileState::Damaged(reason) => {
                        let segment = segment.file_stem();
                        damaged.push(DamagedFile { path, name, segment, reason });
                    }
                    // Whoever reads it says why.
                    FileState::Unreadable => {}
                }
            }
        }
        (Self(sound), damaged)
    }
}

/// Bytes after the footer of a file, which give its length and its kind: no file is shorter.
const SHORTEST: u64 = 8;

/// What is known about a file.
enum FileState {
    Sound,
    /// What is wrong.
    Damaged(&'static str),
    /// The disk or the system refuses it for now.
    Unreadable,
}

/// Compares a file with its checksum.
fn state(index: &Index, name: &str) -> FileState {
    // Tantivy asserts that a file is long enough.
    let validate = || index.directory().validate_checksum(Path::new(name));
    match catch_unwind(AssertUnwindSafe(validate)) {
        Ok(Ok(true)) => FileState::Sound,
        Ok(Ok(false)) => FileState::Damaged("is damaged: its checksum is wrong"),
        Ok(Err(OpenReadError::FileDoesNotExist(_))) => FileState::Damaged("is missing"),
        Ok(Err(OpenReadError::IoError { io_error, .. })) if !is_about_content(&io_error) => {
            FileState::Unreadable
        }
        Ok(Err(_)) | Err(_) => FileState::Damaged("is damaged: its end cannot be read"),
    }
}

/// Returns true for an error about what a file holds, not about reading it.
fn is_about_content(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
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
