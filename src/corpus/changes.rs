//! Change detection: compares the folders with the manifest and reads only files whose stamp
//! changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::companions;
use super::file_reader::{self, ReadOptions};
use super::manifest::Manifest;
use super::outcome::{FileEntry, FileStamp, Outcome, ReadSettings};
use super::walk::{self, WalkEvent, WalkedFile};
use crate::error::{Error, Result};
use crate::read::timeout::ReadTimeout;

/// Age below which a modification time is not trusted, in nanoseconds. File systems keep time
/// coarsely, so that two changes may get the same stamp.
const RECENT: i128 = 2_000_000_000;

/// A folder held many articles if they came from this many files, or from a tenth of all files and
/// not just a few.
const MANY_FILES: usize = 20;
const FEW_FILES: usize = 3;

/// The difference between folders and manifest: what a run has to do.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Every file that exists in the roots.
    pub present: BTreeSet<String>,
    /// Files to read: new and changed ones.
    pub read: Vec<PendingFile>,
    /// Files in the manifest that no longer exist.
    pub removed: Vec<String>,
    /// Files that have not changed.
    pub unchanged: BTreeSet<String>,
    /// Files that are not read, because of a rule or an I/O error, with their new entries.
    pub skipped: Vec<(String, FileEntry)>,
    /// Unchanged files with a new stamp.
    pub touched: Vec<PendingFile>,
}

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    /// Its path.
    pub path: String,
    /// Its stamp when it was found.
    pub stamp: FileStamp,
    /// True if it was modified so recently that its stamp proves nothing.
    pub recently_modified: bool,
}

/// Walks the roots and compares every file with the manifest. With `rebuild`, every file counts as
/// new.
///
/// # Errors
/// Fails when a root that had articles is now empty or missing, a folder that had many is empty, or a
/// rebuild cannot list a folder that had some, unless `prune` is set.
pub(crate) fn detect(
    roots: &[String],
    manifest: &Manifest,
    options: &ReadOptions,
    prune: bool,
    rebuild: bool,
) -> Result<Changes> {
    let mut changes = Changes::default();
    let is_valid = |entry: &&FileEntry| {
        let settings = &entry.read_settings;
        !rebuild && options.agrees(settings) && !options.has_more_memory(settings)
    };
    for root in roots {
        let (mut readable, mut unreadable_folders) = (0, Vec::new());
        walk::walk(Path::new(root), &options.rules, &options.timeout, &mut |event| match event {
            WalkEvent::File(file) => {
                // A file without a byte may stand where a disk is not mounted.
                readable += usize::from(file.ignored.is_none() && file.stamp.size > 0);
                let known = manifest.file(&file.path).filter(is_valid);
                changes.classify(file, known, &options.timeout);
            }
            WalkEvent::Unreadable { path, reason } => unreadable_folders.push((path, reason)),
        });
        if !prune {
            match unreadable_folders.as_slice() {
                [] if readable == 0 => refuse_emptied_root(root, manifest)?,
                folders if rebuild => refuse_unlisted_folders(folders, manifest)?,
                _ => {}
            }
        }
        for (path, reason) in unreadable_folders {
            changes.skip_folder(path, reason, manifest);
        }
    }
    let in_roots = |path: &str| roots.iter().any(|root| walk::is_within(path, root));
    let removed = manifest
        .files()
        .map(|(path, _)| path)
        .filter(|path| in_roots(path) && !changes.present.contains(*path));
    changes.removed = removed.map(str::to_string).collect();
    changes.reread_pages(manifest, &options.timeout);
    if !prune {
        refuse_emptied_folders(&changes, manifest, roots)?;
    }
    Ok(changes)
}

/// Fails when a folder that held many articles is still there and empty: its disk may not be mounted.
fn refuse_emptied_folders(changes: &Changes, manifest: &Manifest, roots: &[String]) -> Result<()> {
    let mut removed: BTreeMap<&Path, usize> = BTreeMap::new();
    let had_records =
        |path: &&String| manifest.file(path).is_some_and(|entry| entry.records().is_some());
    for path in changes.removed.iter().filter(had_records) {
        let folders = Path::new(path).ancestors().skip(1);
        let is_inside = |folder: &&Path| {
            folder.to_str().is_some_and(|it| roots.iter().any(|root| walk::is_within(it, root)))
        };
        folders.take_while(is_inside).for_each(|folder| *removed.entry(folder).or_default() += 1);
    }
    let tenth = (manifest.read_files().count() / 10).max(FEW_FILES);
    for (folder, files) in removed.into_iter().filter(|(_, files)| *files >= tenth.min(MANY_FILES))
    {
        let name = folder.to_string_lossy();
        let first = changes.present.range(name.to_string()..).next();
        let is_empty = first.is_none_or(|path| !walk::is_within(path, &name));
        if is_empty && folder.is_dir() {
            return Err(emptied(&name, files));
        }
    }
    Ok(())
}

fn refuse_emptied_root(root: &str, manifest: &Manifest) -> Result<()> {
    if manifest.has_lost(root) {
        return Err(Error::new(format!("`{root}` was indexed and is now empty or missing"))
            .hint("mount its disk, or use --prune to remove its articles from the index"));
    }
    let files = manifest.read_files().filter(|(path, _)| walk::is_within(path, root)).count();
    if files == 0 { Ok(()) } else { Err(emptied(root, files)) }
}

/// Fails when a folder with articles cannot be listed: a rebuild would lose them.
fn refuse_unlisted_folders(unreadable: &[(String, String)], manifest: &Manifest) -> Result<()> {
    for (folder, reason) in unreadable {
        if manifest.read_files().any(|(path, _)| walk::is_within(path, folder)) {
            return Err(Error::new(format!(
                "`{folder}` cannot be listed, and has articles in the index"
            ))
            .with_source(reason.as_str())
            .hint("wait until it can be listed, or use --prune to remove its articles"));
        }
    }
    Ok(())
}

fn emptied(folder: &str, files: usize) -> Error {
    let noun = if files == 1 { "file" } else { "files" };
    Error::new(format!("`{folder}` had {files} {noun} in the index and is now empty or missing"))
        .hint("mount its disk, or use --prune to remove its articles from the index")
}

/// The result of comparing a file with its manifest entry.
enum Comparison {
    Unchanged,
    /// Only the stamp is new.
    Touched,
    Changed,
}

impl Changes {
    fn classify(&mut self, file: WalkedFile, known: Option<&FileEntry>, timeout: &ReadTimeout) {
        let WalkedFile { path, stamp, ignored, unreadable } = file;
        if !self.present.insert(path.clone()) {
            return; // also in a root before
        }
        if let Some(reason) = ignored {
            return self.skip(path, stamp, Outcome::Ignored { reason, by_rule: true });
        }
        if let Some(reason) = unreadable {
            return self.skip(path, stamp, Outcome::Rejected { reason, retry: true });
        }
        let file = PendingFile { path, stamp, recently_modified: is_recent(stamp) };
        match known.map_or(Comparison::Changed, |entry| compare(entry, &file, timeout)) {
            Comparison::Unchanged => drop(self.unchanged.insert(file.path)),
            Comparison::Touched => {
                self.unchanged.insert(file.path.clone());
                self.touched.push(file);
            }
            Comparison::Changed => self.read.push(file),
        }
    }

    /// Moves pages of digitised newspapers whose issue changed to the files to read.
    fn reread_pages(&mut self, manifest: &Manifest, timeout: &ReadTimeout) {
        let changed = self.read.iter().map(|file| &*file.path);
        let changed: Vec<&str> = changed.chain(self.removed.iter().map(String::as_str)).collect();
        for path in companions::stale_pages(&self.unchanged, &changed, manifest, timeout) {
            self.unchanged.remove(&path);
            let touched = self.touched.iter().position(|file| file.path == path);
            let touched = touched.map(|at| self.touched.swap_remove(at));
            let known = manifest.file(&path).map(|entry| PendingFile {
                path,
                stamp: entry.stamp,
                recently_modified: entry.recently_modified,
            });
            self.read.extend(touched.or(known));
        }
    }

    /// Skips a folder that cannot be listed. The files known in it count as unchanged.
    fn skip_folder(&mut self, folder: String, reason: String, manifest: &Manifest) {
        let paths = manifest.files().map(|(path, _)| path);
        for path in paths.filter(|path| walk::is_within(path, &folder) && **path != folder) {
            if self.present.insert(path.to_string()) {
                self.unchanged.insert(path.to_string());
            }
        }
        self.present.insert(folder.clone());
        let stamp = FileStamp { size: 0, modified: 0 };
        self.skip(folder, stamp, Outcome::Rejected { reason, retry: true });
    }

    fn skip(&mut self, path: String, stamp: FileStamp, outcome: Outcome) {
        let read_settings = ReadSettings::default();
        let entry =
            FileEntry { stamp, digest: None, recently_modified: false, outcome, read_settings };
        self.skipped.push((path, entry));
    }
}

/// Compares stamps, and digests where stamps prove nothing.
fn compare(entry: &FileEntry, file: &PendingFile, timeout: &ReadTimeout) -> Comparison {
    if matches!(
        entry.outcome,
        Outcome::Ignored { by_rule: true, .. } | Outcome::Rejected { retry: true, .. }
    ) {
        return Comparison::Changed;
    }
    let same_stamp = entry.stamp == file.stamp;
    if same_stamp && !entry.recently_modified {
        return Comparison::Unchanged;
    }
    let same_bytes = entry.stamp.size == file.stamp.size
        && entry.digest.is_some()
        && file_reader::digest(&file.path, timeout).ok() == entry.digest;
    match same_bytes {
        false => Comparison::Changed,
        true if same_stamp && file.recently_modified => Comparison::Unchanged,
        true => Comparison::Touched,
    }
}

fn is_recent(stamp: FileStamp) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    i128::try_from(now).is_ok_and(|now| now - stamp.modified < RECENT)
}
