//! Directory walk: lists the files of a root in a fixed order, and tells which of them to read.

use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use super::outcome::FileStamp;
use super::rules::Rules;
use crate::error::{Error, Result};
use crate::read::source::Flow;
use crate::read::timeout::{Answers, ReadTimeout};

/// A file found in a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkedFile {
    /// Its full path.
    pub path: String,
    /// Its size and modification time.
    pub stamp: FileStamp,
    /// The reason to ignore it, if a rule says so.
    pub ignored: Option<String>,
    /// The reason why it cannot be read, if the operating system refuses.
    pub unreadable: Option<String>,
}

/// A step of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkEvent {
    /// A file.
    File(WalkedFile),
    /// A folder that cannot be listed, so that its files are unknown.
    Unreadable {
        /// The folder.
        path: String,
        /// The reason.
        reason: String,
    },
}

/// Most events that the walking thread sends at a time, and the interval at which it sends fewer.
const BATCH: usize = 256;
const INTERVAL: Duration = Duration::from_millis(50);

/// Calls `visit` for every file of a root, sorted by name. The root may be a file itself; one that does
/// not exist has no files. A root with a folder that does not answer in time is unreadable as a whole.
pub fn walk(root: &Path, rules: &Rules, timeout: &ReadTimeout, visit: &mut dyn FnMut(WalkEvent)) {
    let folder = Arc::new(Mutex::new(root.to_path_buf()));
    if let Err(error) = walk_in_time(root, rules, timeout, &folder, visit) {
        let folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = format!("`{}` or a folder in it: {error}", path_text(&folder));
        visit(WalkEvent::Unreadable { path: path_text(root), reason });
    }
}

/// Walks on a thread of its own, and notes the last folder that was listed.
fn walk_in_time(
    root: &Path,
    rules: &Rules,
    timeout: &ReadTimeout,
    folder: &Arc<Mutex<PathBuf>>,
    visit: &mut dyn FnMut(WalkEvent),
) -> io::Result<()> {
    let (root, rules, folder) = (root.to_path_buf(), rules.clone(), Arc::clone(folder));
    let batches = timeout.start(move |batches| _ = send_events(&root, &rules, &folder, batches))?;
    while let Some(batch) = batches.next()? {
        batch.into_iter().for_each(&mut *visit);
    }
    Ok(())
}

/// Sends the events of a walk, and then nothing as its end.
fn send_events(
    root: &Path,
    rules: &Rules,
    folder: &Mutex<PathBuf>,
    batches: &Answers<Option<Vec<WalkEvent>>>,
) -> Flow {
    let walker = WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_index(entry, rules));
    let (mut batch, mut sent) = (Vec::new(), Instant::now());
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                *folder.lock().unwrap_or_else(PoisonError::into_inner) = entry.into_path();
            }
            Ok(entry) => batch.push(WalkEvent::File(walked_file(root, &entry, rules))),
            Err(error) if error.depth() == 0 && is_missing(&error) => {}
            Err(error) => {
                let reason =
                    error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                let path = path_text(error.path().unwrap_or(root));
                batch.push(WalkEvent::Unreadable { path, reason });
            }
        }
        if batch.len() >= BATCH || sent.elapsed() > INTERVAL {
            batches.send(Some(mem::take(&mut batch)))?;
            sent = Instant::now();
        }
    }
    batches.send(Some(batch))?;
    batches.send(None)
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn is_index(entry: &DirEntry, rules: &Rules) -> bool {
    entry.file_type().is_dir() && rules.is_index(entry.path())
}

fn walked_file(root: &Path, entry: &DirEntry, rules: &Rules) -> WalkedFile {
    let path = entry.path();
    let relative = path.strip_prefix(root).ok().filter(|path| !path.as_os_str().is_empty());
    let is_root = relative.is_none();
    let ignored = match rules.ignore_reason(relative.unwrap_or(Path::new(entry.file_name()))) {
        _ if entry.file_type().is_symlink() => {
            Some("a symbolic link; to index its target, name the target as a folder")
        }
        _ if !entry.file_type().is_file() => Some("not a regular file"),
        // A file named on the command line is read whatever it is called.
        Some(_) if is_root => None,
        reason => reason,
    };
    let bad_name = path.to_str().is_none().then_some("the file name is not UTF-8; rename the file");
    let stamp = stamp(entry);
    WalkedFile {
        path: path_text(path),
        stamp: stamp.as_ref().copied().unwrap_or(FileStamp { size: 0, modified: 0 }),
        ignored: ignored.map(str::to_string),
        unreadable: bad_name.map(str::to_string).or(stamp.err()),
    }
}

/// A path as text. Bytes that are not UTF-8 are escaped, so that different paths stay different.
pub(crate) fn path_text(path: &Path) -> String {
    match path.to_str() {
        Some(path) => path.to_string(),
        None => path.as_os_str().as_encoded_bytes().escape_ascii().to_string(),
    }
}

fn stamp(entry: &DirEntry) -> Result<FileStamp, String> {
    let meta = entry.metadata().map_err(|error| error.to_string())?;
    let modified = meta.modified().map_err(|error| error.to_string())?;
    let nanoseconds = |time: Duration| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX);
    let modified = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    };
    Ok(FileStamp { size: meta.len(), modified })
}

/// Resolves a root to its full path without symbolic links.
///
/// # Errors
/// Fails when it does not exist or does not answer in time, or when its path is not UTF-8.
pub(crate) fn resolve_root(path: &Path, timeout: &ReadTimeout) -> Result<String> {
    let named = path.to_path_buf();
    let resolved = timeout.run(|| fs::canonicalize(named)).and_then(|resolved| resolved);
    let path = resolved.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::TimedOut => "see whether its disk or network folder is connected",
            _ => "name a folder or file that exists",
        };
        Error::new(format!("cannot find `{}`", path.display())).with_source(error).hint(hint)
    })?;
    path.into_os_string().into_string().map_err(|path| {
        Error::new(format!("the path `{}` is not UTF-8", path.display())).hint("rename the folder")
    })
}

/// True if there is no file with a byte in it at this path, and no folder with anything in it.
pub(crate) fn is_empty(root: &Path) -> bool {
    let Ok(metadata) = fs::metadata(root) else { return true };
    if !metadata.is_dir() {
        return metadata.len() == 0;
    }
    fs::read_dir(root).map_or(true, |mut files| files.next().is_none())
}

/// True if there is a folder at this path.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// True if a path is inside a root or is the root.
pub(crate) fn is_within(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_within_its_root_but_not_within_a_root_with_a_shorter_name() {
        assert!(
            is_within("/news/a.txt", "/news")
                && is_within("/news", "/news")
                && is_within("/news", "/")
        );
        assert!(!is_within("/newsroom/a.txt", "/news"));
    }
}
