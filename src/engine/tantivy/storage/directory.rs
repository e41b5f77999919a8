//! The folder of an index as Tantivy sees it: memory-mapped files that other users can read and
//! that a search leaves alone.
//!
//! Tantivy's [`MmapDirectory`] writes `meta.json` through a temporary file of mode 0600, so that
//! nobody else could open the index, and creates a lock file for every reader, so that a folder
//! without write permission could not be searched. Tantivy also keeps a list of the files it may
//! delete, `.managed.json`, which a full disk or a crash leaves behind the truth. Here that list is
//! the folder itself: every file of a segment.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    WatchCallback, WatchHandle, WritePtr,
};

use super::atomic_write::atomic_write;
use super::file_names::{MANAGED_FILES, SEGMENT_LIST};
use super::json_digest;
use super::orphans;
use super::segment_list;
use super::segment_list::HiddenSegments;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::{Error, Result};

/// A [`MmapDirectory`] whose files follow the umask, whose readers write nothing, and whose damaged
/// segments nobody sees.
#[derive(Debug, Clone)]
pub(crate) struct IndexDirectory {
    folder: PathBuf,
    files: MmapDirectory,
    hidden: Arc<HiddenSegments>,
}

impl IndexDirectory {
    /// Opens the folder of an index.
    ///
    /// # Errors
    /// Fails when there is no such folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        let files = MmapDirectory::open(folder)?;
        Ok(Self { folder: folder.to_path_buf(), files, hidden: Arc::default() })
    }

    /// Returns the segments that are hidden; all clones of a directory share them.
    pub(crate) fn hidden(&self) -> Arc<HiddenSegments> {
        Arc::clone(&self.hidden)
    }

    fn read_segment_list(&self) -> io::Result<Vec<u8>> {
        let sealed = fs::read(self.folder.join(SEGMENT_LIST))?;
        let list = json_digest::without_digest(&sealed);
        let list = list.ok_or_else(|| io::Error::other(segment_list::is_damaged(&self.folder)))?;
        self.hidden.remove_from(list)
    }

    fn managed_files(&self) -> io::Result<Vec<u8>> {
        let mut names = orphans::segment_files(&self.folder).map_err(io::Error::other)?;
        names.push(SEGMENT_LIST.to_string());
        Ok(serde_json::to_vec(&names)?)
    }
}

/// Creates the file by whose lock a writer keeps the files that a reader is opening. Readers do
/// without it where it does not exist.
///
/// # Errors
/// Fails when the folder cannot be written.
pub(crate) fn create_reader_lock(folder: &Path) -> io::Result<()> {
    let path = folder.join(&META_LOCK.filepath);
    OpenOptions::new().write(true).create(true).truncate(false).open(path).map(drop)
}

/// Locks the index in a folder for writing, without waiting, until the value is dropped.
///
/// # Errors
/// Fails when another process holds the lock, or when the folder cannot be written.
pub(crate) fn lock_for_writing(folder: &Path) -> Result<DirectoryLock> {
    let context = || format!("cannot write the index `{}`", folder.display());
    let directory = IndexDirectory::open(folder).context(context)?;
    directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|error| match error {
        LockError::LockBusy => is_locked(folder),
        error => Error::new(context()).with_source(error),
    })
}

/// Returns whether another process writes the index in a folder.
pub(crate) fn is_being_written(folder: &Path) -> bool {
    let directory = IndexDirectory::open(folder);
    let lock = directory.map(|directory| directory.acquire_lock(&INDEX_WRITER_LOCK));
    matches!(lock, Ok(Err(LockError::LockBusy)))
}

/// Error for an index that another process writes.
pub(crate) fn is_locked(folder: &Path) -> Error {
    Error::new(format!(
        "the index `{}` is being written by another morgue process",
        folder.display()
    ))
    .hint("wait until it is done, or name another index with --index")
}

impl Directory for IndexDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = match path.to_str() {
            Some(SEGMENT_LIST) if self.files.exists(path)? => self.read_segment_list(),
            Some(MANAGED_FILES) => self.managed_files(),
            _ => return self.files.atomic_read(path),
        };
        read.map_err(|error| OpenReadError::wrap_io_error(error, path.to_path_buf()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        match path.to_str() {
            Some(SEGMENT_LIST) => atomic_write(&self.folder, path, &json_digest::with_digest(data)),
            Some(MANAGED_FILES) => Ok(()),
            _ => atomic_write(&self.folder, path, data),
        }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath != META_LOCK.filepath {
            return self.files.acquire_lock(lock);
        }
        let path = self.folder.join(&lock.filepath);
        let held = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => {
                file.lock().map_err(LockError::wrap_io_error)?;
                Some(file)
            }
            // Where this process cannot write, it locks what it can read: some file systems refuse.
            Err(_) => File::open(&path).ok().filter(|file| file.lock().is_ok()),
        };
        Ok(DirectoryLock::from(Box::new(held)))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}
