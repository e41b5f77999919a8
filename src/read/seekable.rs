//! Files that are read from any position: archives and tables with a directory at their end.

use std::io::{self, Read, Seek};

use tempfile::SpooledTempFile;

/// Size up to which a file inside an archive is held in memory, in bytes. Larger ones go to a temporary
/// file.
const IN_MEMORY: usize = 8 << 20;

/// Opens the file on the disk once more.
pub(crate) type Reopen<'r> = dyn Fn() -> io::Result<Box<dyn SeekableFile>> + 'r;

/// A stream that can be read from any position.
pub(crate) trait SeekableFile: Read + Seek + Send {}

impl<T: Read + Seek + Send> SeekableFile for T {}

/// Copies a stream to memory or a temporary file. Also returns the error that ended it early.
pub(super) fn copy(
    stream: &mut dyn Read,
) -> io::Result<(Box<dyn SeekableFile>, Option<io::Error>)> {
    let mut copy = SpooledTempFile::new(IN_MEMORY);
    let error = io::copy(stream, &mut copy).err();
    copy.rewind()?;
    Ok((Box::new(copy), error))
}
