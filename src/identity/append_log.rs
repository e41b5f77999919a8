//! Files to which lines are only ever appended, by one process at a time.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

/// Locks a file for one writer, where the file system supports it. Closing the file unlocks it.
///
/// # Errors
/// Fails when the file cannot be locked.
pub(crate) fn lock(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        locked => locked,
    }
}

/// Locks a file and reads its complete lines. A last line without its end was cut off by a crash and is
/// removed; the file stands at its end.
///
/// # Errors
/// Fails when the file cannot be locked, read or written.
pub(crate) fn lock_and_read(file: &mut File) -> io::Result<Vec<u8>> {
    lock(file)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if complete < bytes.len() {
        bytes.truncate(complete);
        file.set_len(complete as u64)?;
    }
    file.seek(SeekFrom::End(0))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_line_without_its_end_is_removed_and_the_next_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let open = || OpenOptions::new().read(true).write(true).open(&path).unwrap();
        for (before, complete) in [("one\ntwo\ncut", "one\ntwo\n"), ("cut", ""), ("one\n", "one\n")]
        {
            std::fs::write(&path, before).unwrap();
            let mut file = open();
            assert_eq!(lock_and_read(&mut file).unwrap(), complete.as_bytes());
            file.write_all(b"new\n").unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{complete}new\n"));
        }
    }
}
