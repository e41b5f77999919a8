//! The log of a manifest on disk, its lines, and the seal by which a commit names the part that belongs to it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::outcome::FileEntry;
use crate::error::{ErrorContext, Result};

/// The advice for a manifest that is damaged.
pub(super) const REBUILD: &str = "run `morgue index` to read the files of its folders again";

/// One line of the log.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LogLine {
    /// The outcome of a file; replaces an earlier one.
    File { path: String, entry: Box<FileEntry> },
    /// A file that was removed.
    #[serde(rename = "gone")]
    Removed { path: String },
    /// A root.
    Root { path: String },
    /// What is found in articles, where that is less than everything.
    #[serde(rename = "extraction")]
    Extraction { labels_only: bool },
}

/// The settings of an archive, which a run that builds it again from nothing needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestSettings {
    /// The folders and files that were indexed.
    pub roots: BTreeSet<String>,
    /// True if the archive has no names and topics but those that publishers assign.
    pub labels_only: bool,
}

/// The payload of a commit: the part of the log that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManifestSeal {
    /// File name of the log.
    #[serde(rename = "ledger")]
    pub(super) log: String,
    /// Length of the sealed part.
    pub(super) bytes: u64,
    /// BLAKE3 digest of the sealed part in hexadecimal.
    pub(super) digest: String,
    /// The roots, so that an archive with a damaged log can be built again.
    #[serde(default)]
    pub(super) roots: BTreeSet<String>,
    /// As in [`ManifestSettings`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) labels_only: bool,
    /// The number of articles that the index has with this commit.
    #[serde(default)]
    pub(super) articles: u64,
}

/// The log on disk. Opened at the first append.
pub(super) struct Log {
    pub(super) name: String,
    file: Option<File>,
    /// Length and hash of what has been appended so far.
    pub(super) bytes: u64,
    hasher: blake3::Hasher,
}

pub(super) fn push_line(lines: &mut Vec<u8>, line: &LogLine) -> Result<()> {
    serde_json::to_writer(&mut *lines, line)
        .context(|| "cannot write the manifest as JSON".to_string())?;
    lines.push(b'\n');
    Ok(())
}

/// The number in the file name of a log; `None` for other files.
pub(super) fn log_number(name: &str) -> Option<u64> {
    name.strip_prefix("account-")?.strip_suffix(".jsonl")?.parse().ok()
}

/// The names of all logs in an index folder.
pub(super) fn log_names(folder: &Path) -> Vec<String> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    names.filter(|name| log_number(name).is_some()).collect()
}

impl Log {
    pub(super) fn new(name: String) -> Self {
        Self { name, file: None, bytes: 0, hasher: blake3::Hasher::new() }
    }

    /// The log of a commit, with its sealed text.
    pub(super) fn sealed(seal: &ManifestSeal, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(text.as_bytes());
        Self { name: seal.log.clone(), file: None, bytes: seal.bytes, hasher }
    }

    /// Appends lines after the sealed part and returns the new seal.
    pub(super) fn append(
        &mut self,
        folder: &Path,
        lines: &[u8],
        settings: &ManifestSettings,
        articles: u64,
    ) -> Result<String> {
        self.write(folder, lines).context(|| {
            format!("cannot write the manifest `{}`", folder.join(&self.name).display())
        })?;
        self.hasher.update(lines);
        self.bytes += lines.len() as u64;
        let digest = self.hasher.finalize().to_hex().to_string();
        let (log, bytes) = (self.name.clone(), self.bytes);
        let ManifestSettings { roots, labels_only } = settings.clone();
        let seal = ManifestSeal { log, bytes, digest, roots, labels_only, articles };
        serde_json::to_string(&seal).context(|| "cannot write the commit payload".to_string())
    }

    fn write(&mut self, folder: &Path, lines: &[u8]) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(folder.join(&self.name))?,
        };
        // Removes what a crashed run left after the sealed part.
        file.set_len(self.bytes)?;
        file.seek(SeekFrom::Start(self.bytes))?;
        file.write_all(lines)?;
        file.sync_all()?;
        self.file = Some(file);
        Ok(())
    }
}
