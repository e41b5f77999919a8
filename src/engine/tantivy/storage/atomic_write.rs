//! Replacement of a file as a whole: readers find the old bytes or the new ones, also after a
//! crash.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Prefix of the name of a file that is being written.
pub(crate) const DRAFT_PREFIX: &str = "morgue-draft.";

/// Writes a draft in the same folder, syncs it, renames it over the file, and syncs the folder, so
/// that no power loss brings the old bytes back. The permissions follow the umask, as those of every
/// other file of the index.
///
/// # Errors
/// Fails when the folder cannot be written.
pub(crate) fn atomic_write(folder: &Path, name: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!("{DRAFT_PREFIX}{}.{}", name.display(), std::process::id()));
    let written = write_synced(&draft, bytes)
        .and_then(|()| fs::rename(&draft, folder.join(name)))
        .and_then(|()| sync_folder(folder));
    if written.is_err() {
        // The draft may not exist; the error of the write is the one to report.
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// Only Unix can sync a folder; elsewhere renaming is durable by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_data() } else { Ok(()) }
}
