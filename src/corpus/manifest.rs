//! What became of every file and record, and what has changed since: the ledger of an archive.
//!
//! The account is an append-only file of JSON lines beside the index. A commit of the index carries a *seal*: the
//! ledger's name, how many of its bytes count, and their digest. The ledger is on disk before the commit that seals it,
//! so whatever the moment of a crash, index and account agree: bytes behind the seal never happened.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use super::outcome::{
    IgnoredMembers, ReadSettings, Contested, Duplicate, FileEntry, Outcome, FileRecords, RejectedRecord, FileStamp,
};
use crate::error::{ErrorContext, Error, Result};

/// Entries that no longer count before a ledger is written anew, at the least.
const STALE_LIMIT: usize = 10_000;

/// One line of the ledger.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    File { path: String, entry: Box<FileEntry> },
    Gone { path: String },
    Root { path: String },
}

/// What a commit of the index carries: the part of the ledger that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seal {
    ledger: String,
    bytes: u64,
    digest: String,
}

/// The account of an archive, and its ledger on disk.
pub struct Manifest {
    folder: PathBuf,
    files: BTreeMap<String, FileEntry>,
    roots: BTreeSet<String>,
    ledger: Option<Ledger>,
    unwritten: BTreeSet<String>,
    unwritten_roots: BTreeSet<String>,
    stale: usize,
    generation: u64,
}

/// The file that is appended to; it is opened for that when there is something to append.
struct Ledger {
    name: String,
    file: Option<File>,
    bytes: u64,
    hasher: blake3::Hasher,
}

impl Manifest {
    /// An empty account for the index in this folder. Its ledger will be a new one, beside any that is there.
    pub fn new(folder: &Path) -> Self {
        let numbers = ledgers(folder).into_iter().filter_map(|name| number(&name));
        Self {
            folder: folder.to_path_buf(),
            files: BTreeMap::new(),
            roots: BTreeSet::new(),
            ledger: None,
            unwritten: BTreeSet::new(),
            unwritten_roots: BTreeSet::new(),
            stale: 0,
            generation: numbers.max().unwrap_or(0),
        }
    }

    /// The account that this seal belongs to; without a seal, an empty one.
    ///
    /// # Errors
    /// When the ledger is gone or is not what was sealed.
    pub fn open(folder: &Path, seal: Option<&str>) -> Result<Self> {
        let mut account = Self::new(folder);
        let Some(seal) = seal else { return Ok(account) };
        let seal: Seal = serde_json::from_str(seal)
            .context(|| format!("cannot read the seal of `{}`", folder.display()))?;
        let path = folder.join(&seal.ledger);
        let mut text = String::new();
        File::open(&path)
            .and_then(|file| BufReader::new(file).take(seal.bytes).read_to_string(&mut text))
            .context(|| format!("cannot read the account `{}`", path.display()))
            .map_err(|error| {
                error.hint(
                    "run `morgue index --rebuild` with your folders to make index and account anew",
                )
            })?;
        if blake3::hash(text.as_bytes()).to_hex().as_str() != seal.digest {
            return Err(Error::new(format!(
                "the account `{}` is not the one the index was written with",
                path.display()
            ))
            .hint(
                "run `morgue index --rebuild` with your folders to make index and account anew",
            ));
        }
        account.replay(&text).context(|| format!("cannot read the account `{}`", path.display()))?;
        account.ledger = Some(Ledger::sealed(&seal, &text));
        Ok(account)
    }

    fn replay(&mut self, text: &str) -> Result<(), serde_json::Error> {
        for line in text.lines() {
            match serde_json::from_str(line)? {
                Line::File { path, entry } => {
                    self.stale += usize::from(self.files.insert(path, *entry).is_some())
                }
                Line::Gone { path } => {
                    self.stale += 1 + usize::from(self.files.remove(&path).is_some())
                }
                Line::Root { path } => drop(self.roots.insert(path)),
            }
        }
        Ok(())
    }

    /// An empty account that takes this one's place.
    pub fn renewed(&self) -> Self {
        Self::new(&self.folder)
    }

    /// The folders and files this archive was made from.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(String::as_str)
    }

    /// Remembers a root.
    pub fn add_root(&mut self, path: &str) {
        if self.roots.insert(path.to_string()) {
            self.unwritten_roots.insert(path.to_string());
        }
    }

    /// Every file and what became of it, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &FileEntry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// Every file that was read and what it held, by path.
    pub fn records(&self) -> impl Iterator<Item = (&str, &FileRecords)> {
        self.files().filter_map(|(path, entry)| Some((path, entry.reading()?)))
    }

    /// What became of one file.
    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        self.files.get(path)
    }

    /// Writes down what became of a file.
    pub fn set(&mut self, path: &str, entry: FileEntry) {
        self.stale += usize::from(self.files.insert(path.to_string(), entry).is_some());
        self.unwritten.insert(path.to_string());
    }

    /// Changes what is said of a file that was read.
    pub fn amend(&mut self, path: &str, change: impl FnOnce(&mut FileRecords)) {
        if let Some(FileEntry { fate: Outcome::Read(reading), .. }) = self.files.get_mut(path) {
            change(reading);
            self.stale += 1;
            self.unwritten.insert(path.to_string());
        }
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &str) {
        if self.files.remove(path).is_some() {
            self.unwritten.insert(path.to_string());
        }
    }

    /// How many articles the files hold by this account.
    pub fn articles(&self) -> u64 {
        self.records().map(|(_, reading)| reading.articles).sum()
    }

    /// Whether anything is not yet on disk.
    pub fn is_dirty(&self) -> bool {
        !self.unwritten.is_empty() || !self.unwritten_roots.is_empty()
    }

    /// Puts everything on disk and gives the seal that the next commit of the index must carry.
    ///
    /// # Errors
    /// When the disk refuses; the sealed part of the ledger is untouched then.
    pub fn save(&mut self) -> Result<String> {
        if self.ledger.is_none() || (self.stale > STALE_LIMIT && self.stale > self.files.len()) {
            self.start_ledger();
        }
        let mut lines = Vec::new();
        for path in std::mem::take(&mut self.unwritten_roots) {
            push(&mut lines, &Line::Root { path });
        }
        for path in std::mem::take(&mut self.unwritten) {
            let line = match self.files.get(&path) {
                Some(entry) => Line::File { path, entry: Box::new(entry.clone()) },
                None => Line::Gone { path },
            };
            push(&mut lines, &line);
        }
        match &mut self.ledger {
            Some(ledger) => ledger.append(&self.folder, &lines),
            None => Err(Error::new("the account has no ledger")),
        }
    }

    /// Begins a ledger with everything that still counts; the old one stays until its seal is no longer needed.
    fn start_ledger(&mut self) {
        self.generation += 1;
        let name = format!("account-{}.jsonl", self.generation);
        self.ledger = Some(Ledger::new(name));
        self.unwritten = self.files.keys().cloned().collect();
        self.unwritten_roots = self.roots.clone();
        self.stale = 0;
    }

    /// Deletes ledgers that no commit needs any more: to be called after a commit.
    pub fn sweep(&self) {
        let current = self.ledger.as_ref().map(|ledger| ledger.name.as_str());
        for name in ledgers(&self.folder).into_iter().filter(|name| Some(name.as_str()) != current)
        {
            // A ledger that stays behind costs space, nothing else.
            let _ = fs::remove_file(self.folder.join(name));
        }
    }
}

fn push(lines: &mut Vec<u8>, line: &Line) {
    // Writing to memory can not fail, and our lines have no maps with keys that are not strings.
    if serde_json::to_writer(&mut *lines, line).is_ok() {
        lines.push(b'\n');
    }
}

/// Which ledger a file is, by its name.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix("account-")?.strip_suffix(".jsonl")?.parse().ok()
}

fn ledgers(folder: &Path) -> Vec<String> {
    let Ok(names) = fs::read_dir(folder) else { return Vec::new() };
    let names = names.filter_map(|file| file.ok()?.file_name().into_string().ok());
    names.filter(|name| number(name).is_some()).collect()
}

impl Ledger {
    fn new(name: String) -> Self {
        Self { name, file: None, bytes: 0, hasher: blake3::Hasher::new() }
    }

    /// The ledger of which this much is sealed.
    fn sealed(seal: &Seal, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(text.as_bytes());
        Self { name: seal.ledger.clone(), file: None, bytes: seal.bytes, hasher }
    }

    /// Appends behind the sealed part; what a crash left there is cut off.
    fn append(&mut self, folder: &Path, lines: &[u8]) -> Result<String> {
        self.write(folder, lines).context(|| {
            format!("cannot write the account `{}`", folder.join(&self.name).display())
        })?;
        self.hasher.update(lines);
        self.bytes += lines.len() as u64;
        let digest = self.hasher.finalize().to_hex().to_string();
        let seal = Seal { ledger: self.name.clone(), bytes: self.bytes, digest };
        serde_json::to_string(&seal).context(|| "cannot seal the account".to_string())
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
        file.set_len(self.bytes)?;
        file.seek(SeekFrom::Start(self.bytes))?;
        file.write_all(lines)?;
        file.sync_all()?;
        self.file = Some(file);
        Ok(())
    }
}
