//! The original of an article: the file it was read from, or the member of an archive file.

use std::io::{self, ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use crate::error::{ErrorContext, Result};
use crate::read::container;
use crate::read::container::{Extracted, Limits};
use crate::read::timeout::{ReadTimeout, TimedFile};

/// The end of a file's name where its path goes on inside it.
const INSIDE: &str = "!/";

/// An original that has been found.
pub(crate) enum Original {
    /// A file as it is on the disk.
    File(Box<TimedFile>),
    /// A member of an archive file, unpacked.
    Member(Vec<u8>),
}

impl Original {
    /// Opens the original at a path such as `/news/a.txt` or `/news/b.zip!/c.txt`. `None` where an archive
    /// file has no such member any more. A file that does not answer within `limit` is left; `is_over` says
    /// when to stop looking for a member.
    ///
    /// # Errors
    /// Fails when the file cannot be opened.
    pub(crate) fn open(
        path: &str,
        limit: Duration,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Option<Self>> {
        let timeout = &ReadTimeout::new(limit);
        for (index, _) in path.match_indices(INSIDE) {
            let (outer, inner) = path.split_at(index);
            if let Ok(mut file) = container::open(Path::new(outer), timeout) {
                let member = member(&mut file, inner, is_over);
                return Ok(member.map(Self::Member));
            }
        }
        let file = timeout.open(Path::new(path)).context(|| format!("cannot read `{path}`"))?;
        Ok(Some(Self::File(Box::new(file))))
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Fails when it cannot be read or written.
    pub(crate) fn write_to(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::File(mut file) => {
                io::copy(&mut file, out)?;
            }
            Self::Member(bytes) => out.write_all(&bytes)?,
        }
        out.flush()
    }

    /// Returns whether an error says that the file is not there any more.
    pub(crate) fn is_gone(error: &(dyn std::error::Error + 'static)) -> bool {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return error.kind() == ErrorKind::NotFound;
            }
            cause = error.source();
        }
        false
    }
}

/// Unpacks the member at a path inside a file.
fn member(
    file: &mut container::OpenFile,
    inner: &str,
    is_over: &dyn Fn() -> bool,
) -> Option<Vec<u8>> {
    let mut found = None;
    file.read(Limits::default(), &|_| None, &mut |extracted| match extracted {
        Extracted::Source(mut source, location) if location.inner_path == inner => {
            found = source.read_bytes().ok();
            ControlFlow::Break(())
        }
        _ if is_over() => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found
}
