//! The manifest: the outcome of every file and record of an archive.
//!
//! It is an append-only log of JSON lines in the index folder, `account-N.jsonl`. Each commit of
//! the index carries a [`ManifestSeal`] as its payload: the log's name, the number of bytes that
//! belong to the commit, and their digest. The log is on disk before the commit that seals it, so
//! index and manifest agree after a crash at any moment: bytes after the sealed part are ignored
//! and overwritten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::manifest_log::{
    Log, LogLine, ManifestSeal, ManifestSettings, REBUILD, log_names, log_number, push_line,
};
use super::outcome::{FileEntry, FileRecords, Outcome};
use crate::error::{Error, ErrorContext, Result};

/// Number of superseded lines a log may have before it is rewritten.
const MAX_STALE_LINES: usize = 10_000;

/// The outcome of every file of an archive, and the log that stores it.
pub struct Manifest {
    folder: PathBuf,
    files: BTreeMap<String, FileEntry>,
    /// Set where the files are not known, because the log is damaged.
    is_damaged: bool,
    settings: ManifestSettings,
    log: Option<Log>,
    /// Files and roots that changed since the last save.
    unsaved_files: BTreeSet<String>,
    unsaved_roots: BTreeSet<String>,
    unsaved_extraction: bool,
    /// Number of superseded lines in the log.
    stale_lines: usize,
    /// Number of the newest log in the folder.
    log_number: u64,
}

impl Manifest {
    /// An empty manifest for the index in this folder. It gets a new log; existing ones stay until
    /// the next commit.
    pub fn new(folder: &Path) -> Self {
        let numbers = log_names(folder).into_iter().filter_map(|name| log_number(&name));
        Self {
            folder: folder.to_path_buf(),
            files: BTreeMap::new(),
            is_damaged: false,
            settings: ManifestSettings::default(),
            log: None,
            unsaved_files: BTreeSet::new(),
            unsaved_roots: BTreeSet::new(),
            unsaved_extraction: false,
            stale_lines: 0,
            log_number: numbers.max().unwrap_or(0),
        }
    }

    /// Opens the manifest that belongs to this commit payload; an empty one without a payload.
    ///
    /// # Errors
    /// Fails when the log cannot be read or does not match the seal.
    pub fn open(folder: &Path, seal: Option<&str>) -> Result<Self> {
        let mut manifest = Self::new(folder);
        let Some(seal) = seal else { return Ok(manifest) };
        let seal: ManifestSeal = serde_json::from_str(seal)
            .context(|| format!("cannot read the commit payload of `{}`", folder.display()))?;
        let path = folder.join(&seal.log);
        let message = || format!("cannot read the manifest `{}`", path.display());
        let mut text = String::new();
        let read = File::open(&path)
            .and_then(|file| BufReader::new(file).take(seal.bytes).read_to_string(&mut text));
        match read {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                return Err(Error::new(message()).with_source(error).hint(REBUILD).damage());
            }
            read => read.context(message)?,
        };
        if blake3::hash(text.as_bytes()).to_hex().as_str() != seal.digest {
            let message = format!("the manifest `{}` of the index is damaged", path.display());
            return Err(Error::new(message).hint(REBUILD).damage());
        }
        manifest.replay(&text).context(message)?;
        manifest.log = Some(Log::sealed(&seal, &text));
        Ok(manifest)
    }

    /// The number of articles that an index has by its commit payload.
    pub fn sealed_articles(seal: Option<&str>) -> u64 {
        let seal = seal.and_then(|seal| serde_json::from_str::<ManifestSeal>(seal).ok());
        seal.map_or(0, |seal| seal.articles)
    }

    /// A manifest that knows the roots of a commit payload and no file, for an archive whose log is
    /// damaged.
    pub fn of_roots(folder: &Path, seal: Option<&str>) -> Self {
        let seal = seal.and_then(|seal| serde_json::from_str::<ManifestSeal>(seal).ok());
        let mut manifest = Self { is_damaged: true, ..Self::new(folder) };
        if let Some(ManifestSeal { roots, labels_only, .. }) = seal {
            roots.iter().for_each(|root| manifest.add_root(root));
            manifest.set_labels_only(labels_only);
        }
        manifest
    }

    /// Finds the settings in the logs of a folder, for an archive whose commits cannot be read. Lines
    /// that are damaged are left out.
    pub fn logged_settings(folder: &Path) -> ManifestSettings {
        let logs = log_names(folder).into_iter();
        let texts = logs.filter_map(|name| fs::read(folder.join(name)).ok());
        let mut settings = ManifestSettings::default();
        for text in texts {
            let lines = text.split(|&byte| byte == b'\n');
            for line in lines.filter_map(|line| serde_json::from_slice(line).ok()) {
                match line {
                    LogLine::Root { path } => drop(settings.roots.insert(path)),
                    LogLine::Extraction { labels_only } => settings.labels_only = labels_only,
                    LogLine::File { .. } | LogLine::Removed { .. } => {}
                }
            }
        }
        settings
    }

    fn replay(&mut self, text: &str) -> Result<(), serde_json::Error> {
        for line in text.lines() {
            match serde_json::from_str(line)? {
                LogLine::File { path, entry } => {
                    self.stale_lines += usize::from(self.files.insert(path, *entry).is_some());
                }
                LogLine::Removed { path } => {
                    self.stale_lines += 1 + usize::from(self.files.remove(&path).is_some());
                }
                LogLine::Root { path } => drop(self.settings.roots.insert(path)),
                LogLine::Extraction { labels_only } => self.settings.labels_only = labels_only,
            }
        }
        Ok(())
    }

    /// An empty manifest for the same index folder.
    pub fn emptied(&self) -> Self {
        Self::new(&self.folder)
    }

    /// The folder of the index.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folders and files that were indexed.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.settings.roots.iter().map(String::as_str)
    }

    /// Adds a root.
    pub fn add_root(&mut self, path: &str) {
        if self.settings.roots.insert(path.to_string()) {
            self.unsaved_roots.insert(path.to_string());
        }
    }

    /// True if nothing was ever indexed.
    pub(crate) fn is_new(&self) -> bool {
        self.settings.roots.is_empty() && self.files.is_empty()
    }

    /// True if the archive has no names and topics but those that publishers assign.
    pub(crate) fn has_labels_only(&self) -> bool {
        self.settings.labels_only
    }

    /// Sets whether the archive has no names and topics but those that publishers assign.
    pub(crate) fn set_labels_only(&mut self, labels_only: bool) {
        self.unsaved_extraction |= self.settings.labels_only != labels_only;
        self.settings.labels_only = labels_only;
    }

    /// True if this was a root and the number of its files is not known.
    pub(crate) fn has_lost(&self, root: &str) -> bool {
        self.is_damaged && self.settings.roots.contains(root)
    }

    /// Every file, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &FileEntry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// The records of every file that was read, by path.
    pub fn read_files(&self) -> impl Iterator<Item = (&str, &FileRecords)> {
        self.files().filter_map(|(path, entry)| Some((path, entry.records()?)))
    }

    /// The entry of one file.
    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        self.files.get(path)
    }

    /// Sets the entry of a file.
    pub fn set(&mut self, path: &str, entry: FileEntry) {
        self.stale_lines += usize::from(self.files.insert(path.to_string(), entry).is_some());
        self.unsaved_files.insert(path.to_string());
    }

    /// Changes the records of a file that was read.
    pub fn amend(&mut self, path: &str, change: impl FnOnce(&mut FileRecords)) {
        if let Some(FileEntry { outcome: Outcome::Read(records), .. }) = self.files.get_mut(path) {
            change(records);
            self.stale_lines += 1;
            self.unsaved_files.insert(path.to_string());
        }
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        if self.files.remove(path).is_some() {
            self.unsaved_files.insert(path.to_string());
        }
    }

    /// The number of articles, according to the manifest.
    pub fn articles(&self) -> u64 {
        self.read_files().map(|(_, records)| records.articles).sum()
    }

    /// True if there are unsaved changes.
    pub fn is_dirty(&self) -> bool {
        !self.unsaved_files.is_empty() || !self.unsaved_roots.is_empty() || self.unsaved_extraction
    }

    /// Writes all changes to disk. Returns the seal, which must be the payload of the next commit.
    ///
    /// # Errors
    /// Fails when the log cannot be written. The sealed part of the log stays intact.
    pub fn save(&mut self) -> Result<String> {
        let too_stale = self.stale_lines > MAX_STALE_LINES && self.stale_lines > self.files.len();
        let mut log = match self.log.take() {
            Some(log) if !too_stale => log,
            _ => self.start_log(),
        };
        let mut lines = Vec::new();
        if std::mem::take(&mut self.unsaved_extraction) {
            let labels_only = self.settings.labels_only;
            push_line(&mut lines, &LogLine::Extraction { labels_only })?;
        }
        for path in std::mem::take(&mut self.unsaved_roots) {
            push_line(&mut lines, &LogLine::Root { path })?;
        }
        for path in std::mem::take(&mut self.unsaved_files) {
            let line = match self.files.get(&path) {
                Some(entry) => LogLine::File { path, entry: Box::new(entry.clone()) },
                None => LogLine::Removed { path },
            };
            push_line(&mut lines, &line)?;
        }
        let articles = self.articles();
        let seal = log.append(&self.folder, &lines, &self.settings, articles);
        self.log = Some(log);
        seal
    }

    /// Starts a new log with all current entries. The old one stays until the next commit.
    fn start_log(&mut self) -> Log {
        self.log_number += 1;
        self.unsaved_files = self.files.keys().cloned().collect();
        self.unsaved_roots = self.settings.roots.clone();
        self.unsaved_extraction = self.settings.labels_only;
        self.stale_lines = 0;
        Log::new(format!("account-{}.jsonl", self.log_number))
    }

    /// Deletes the logs of earlier commits. To be called after a commit.
    pub fn remove_old_logs(&self) {
        let current = self.log.as_ref().map(|log| log.name.as_str());
        let names = log_names(&self.folder);
        for name in names.into_iter().filter(|name| Some(name.as_str()) != current) {
            // An old log that stays takes up space, nothing else.
            let _ = fs::remove_file(self.folder.join(name));
        }
    }
}
