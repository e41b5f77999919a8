//! What has changed since the last run: the walk of the folders held against the account, without reading what has not.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::manifest::{Manifest, ReadSettings, FileEntry, Outcome, FileStamp};
use super::walk;
use super::walk::{ReadOptions, WalkEvent, WalkedFile};
use crate::error::{Error, Result};

/// How shortly before it is read a file may have changed for its stamp to prove nothing, in nanoseconds: clocks of file
/// systems tick slowly.
const FRESH: i128 = 2_000_000_000;

/// What a run has to do, and what it has not.
#[derive(Debug, Default)]
pub struct Changes {
    /// Every file that lies in the roots now.
    pub present: BTreeSet<String>,
    /// Files to read: new ones, and changed ones.
    pub read: Vec<PendingFile>,
    /// Files the account knows that are gone, or no longer wanted.
    pub gone: Vec<String>,
    /// Files that are as they were.
    pub unchanged: BTreeSet<String>,
    /// Files that are not read, with what the account will say of them: by rule, or because the system says no.
    pub settled: Vec<(String, FileEntry)>,
    /// Files that are as they were but for their stamp.
    pub touched: Vec<PendingFile>,
}

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    /// Its path.
    pub path: String,
    /// What it looked like when it was found.
    pub stamp: FileStamp,
    /// Whether it was changed just now.
    pub fresh: bool,
}

/// Walks the roots and holds what lies there against the account; with `anew`, as if the account knew no file.
///
/// # Errors
/// When a root holds nothing to read where the account says that files were read, and `prune` does not allow that.
pub fn find(
    roots: &[String],
    account: &Manifest,
    how: &ReadOptions,
    prune: bool,
    anew: bool,
) -> Result<Changes> {
    let mut changes = Changes::default();
    let limits = how.limits.to_string();
    let holds = |entry: &FileEntry| entry.bounds.hold(how.rules.said(), &limits);
    for root in roots {
        let (mut readable, mut closed) = (0, Vec::new());
        if walk::is_there(Path::new(root)) {
            walk::walk(Path::new(root), &how.rules, &mut |met| match met {
                WalkEvent::File(seen) => {
                    readable += usize::from(seen.ignored.is_none());
                    let known = account.file(&seen.path).filter(|entry| !anew && holds(entry));
                    changes.weigh(seen, known);
                }
                WalkEvent::Closed { path, why } => closed.push((path, why)),
            });
        }
        if readable == 0 && !prune {
            refuse_if_emptied(root, account)?;
        }
        closed.into_iter().for_each(|(path, why)| changes.pass_by(path, why, account));
    }
    let in_roots = |path: &str| roots.iter().any(|root| walk::lies_in(path, root));
    let gone = account
        .files()
        .map(|(path, _)| path)
        .filter(|path| in_roots(path) && !changes.present.contains(*path));
    changes.gone = gone.map(str::to_string).collect();
    Ok(changes)
}

fn refuse_if_emptied(root: &str, account: &Manifest) -> Result<()> {
    let held = account.records().filter(|(path, _)| walk::lies_in(path, root)).count();
    if held == 0 {
        return Ok(());
    }
    Err(Error::new(format!("`{root}` held {held} files of articles and now holds none"))
        .hint("mount the disk it lies on, or say --prune to take its articles out of the index"))
}

impl Changes {
    fn weigh(&mut self, seen: WalkedFile, known: Option<&FileEntry>) {
        let WalkedFile { path, stamp, ignored, unreadable } = seen;
        if !self.present.insert(path.clone()) {
            return; // two roots hold it
        }
        if let Some(why) = ignored {
            return self.settle(path, stamp, Outcome::Ignored { why, rule: true });
        }
        if let Some(why) = unreadable {
            return self.settle(path, stamp, Outcome::Rejected { why, retry: true });
        }
        match known.and_then(|entry| still_true(entry, &path, stamp)) {
            Some(entry) if Some(&entry) == known => drop(self.unchanged.insert(path)),
            Some(FileEntry { stamp, fresh, .. }) => {
                self.unchanged.insert(path.clone());
                self.touched.push(PendingFile { path, stamp, fresh });
            }
            None => self.read.push(PendingFile { path, stamp, fresh: is_fresh(stamp) }),
        }
    }

    /// A folder that can not be looked into: what was known to lie there stays as it was.
    fn pass_by(&mut self, folder: String, why: String, account: &Manifest) {
        let below =
            account.files().map(|(path, _)| path).filter(|path| walk::lies_in(path, &folder));
        for path in below.filter(|path| **path != folder) {
            self.present.insert(path.to_string());
            self.unchanged.insert(path.to_string());
        }
        self.present.insert(folder.clone());
        self.settle(folder, FileStamp { size: 0, modified: 0 }, Outcome::Rejected { why, retry: true });
    }

    fn settle(&mut self, path: String, stamp: FileStamp, fate: Outcome) {
        self.settled.push((
            path,
            FileEntry { stamp, digest: None, fresh: false, fate, bounds: ReadSettings::default() },
        ));
    }
}

/// What the account says of a file, where that still holds: its stamp is the same, or its bytes are.
fn still_true(entry: &FileEntry, path: &str, stamp: FileStamp) -> Option<FileEntry> {
    if matches!(entry.fate, Outcome::Ignored { rule: true, .. } | Outcome::Rejected { retry: true, .. }) {
        return None;
    }
    if entry.stamp == stamp && !entry.fresh {
        return Some(entry.clone());
    }
    let same_size = entry.stamp.size == stamp.size;
    let same = same_size && entry.digest.is_some() && walk::digest(path).ok() == entry.digest;
    same.then(|| FileEntry { stamp, fresh: is_fresh(stamp), ..entry.clone() })
}

fn is_fresh(stamp: FileStamp) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    i128::try_from(now).is_ok_and(|now| now - stamp.modified < FRESH)
}
