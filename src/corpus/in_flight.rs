//! The files that are being read, in a file of the index folder. When a process ends while it reads,
//! the next run finds there which files it may have ended at. The file stays until the run has committed
//! everything.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// File in the index folder, with one slot for each worker.
pub(crate) const IN_FLIGHT: &str = "reading.log";

/// Length of a slot in bytes: the longest path that is noted, and a line feed.
const SLOT: usize = 4096;

/// Notes which files are being read.
#[derive(Debug)]
pub(crate) struct InFlight {
    file: Mutex<File>,
}

impl InFlight {
    /// Lists the files that were being read when the last run of an index ended, if it did not end in
    /// order.
    pub(crate) fn left(folder: &Path) -> Vec<String> {
        let noted = fs::read(folder.join(IN_FLIGHT)).unwrap_or_default();
        // A slot that was never written is a hole in the file.
        let paths = noted.chunks(SLOT).filter_map(|slot| {
            let path = slot.split(|&byte| byte == b'\n').next()?;
            String::from_utf8(path.to_vec())
                .ok()
                .filter(|path| !path.is_empty() && !path.contains('\0'))
        });
        paths.collect()
    }

    /// True if the last run of an index did not end in order.
    pub(crate) fn is_unfinished(folder: &Path) -> bool {
        folder.join(IN_FLIGHT).exists()
    }

    /// Starts to note files, without any.
    ///
    /// # Errors
    /// Fails when the folder cannot be written.
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        let path = folder.join(IN_FLIGHT);
        let file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Notes that a worker reads a file.
    pub(crate) fn begin(&self, worker: usize, path: &str) {
        self.write(worker, path);
    }

    /// Notes that a worker reads no file.
    pub(crate) fn end(&self, worker: usize) {
        self.write(worker, "");
    }

    fn write(&self, worker: usize, path: &str) {
        if path.len() >= SLOT {
            return;
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let note = format!("{path}\n");
        // Without the note, a file that ends the process ends the next one too: a pity, no more.
        let _ = file
            .seek(SeekFrom::Start((worker * SLOT) as u64))
            .and_then(|_| file.write_all(note.as_bytes()));
    }

    /// Ends a run in order: removes the notes from the folder of its index.
    pub(crate) fn remove(folder: &Path) {
        // A file that stays makes the next run look more closely.
        let _ = fs::remove_file(folder.join(IN_FLIGHT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_were_not_read_to_their_end_are_left() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(InFlight::left(folder.path()), [""; 0]);
        let noted = InFlight::create(folder.path()).unwrap();
        noted.begin(0, "/a/long/path.txt");
        noted.begin(2, "/b.txt");
        noted.end(0);
        noted.begin(0, "/c.txt");
        assert_eq!(InFlight::left(folder.path()), ["/c.txt", "/b.txt"]);
        noted.end(0);
        noted.end(2);
        assert_eq!(InFlight::left(folder.path()), [""; 0]);
        assert!(InFlight::is_unfinished(folder.path()));
        InFlight::remove(folder.path());
        assert!(!InFlight::is_unfinished(folder.path()));
    }
}
