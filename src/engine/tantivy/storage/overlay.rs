//! A directory that lies over another: it has its own list of segments and its own deletes in memory, and
//! everything else from below. Nothing is written to disk.

use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, RamDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::file_names::{MANAGED_FILES, SEGMENT_LIST};

/// A directory over another.
#[derive(Debug, Clone)]
pub(super) struct OverlayDirectory {
    below: Box<dyn Directory>,
    own: RamDirectory,
    segment_list: Arc<RwLock<Vec<u8>>>,
}

impl OverlayDirectory {
    /// Lays a directory over this one.
    pub(super) fn over(below: Box<dyn Directory>) -> Self {
        Self { below, own: RamDirectory::create(), segment_list: Arc::default() }
    }

    /// Sets the list of segments.
    pub(super) fn set_segment_list(&self, list: Vec<u8>) {
        *self.segment_list.write().unwrap_or_else(PoisonError::into_inner) = list;
    }
}

impl Directory for OverlayDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.own.exists(path)? {
            true => self.own.get_file_handle(path),
            false => self.below.get_file_handle(path),
        }
    }

    fn delete(&self, _: &Path) -> Result<(), DeleteError> {
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.own.exists(path)? || self.below.exists(path)?)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.own.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match path.to_str() {
            Some(SEGMENT_LIST) => {
                Ok(self.segment_list.read().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Some(MANAGED_FILES) => Ok(b"[]".to_vec()),
            _ => self.below.atomic_read(path),
        }
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.below.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.own.watch(callback)
    }
}
