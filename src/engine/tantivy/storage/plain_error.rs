//! Errors of Tantivy in plain words. Its own messages print Rust's debug forms.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::error::{Error, Result};

/// Converts errors of Tantivy, adding what was being done.
pub(crate) trait TantivyContext<T> {
    /// Adds a message: ``index.reader().context(|| format!("cannot read the index `{path}`"))``.
    fn context(self, message: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<TantivyError>> TantivyContext<T> for std::result::Result<T, E> {
    fn context(self, message: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Error::new(message()).with_source(plain(error.into())))
    }
}

/// Puts the cause of an error in plain words.
pub(crate) fn plain(error: TantivyError) -> Box<dyn StdError + Send + Sync> {
    match error {
        TantivyError::IoError(error)
        | TantivyError::LockFailure(LockError::IoError(error), _)
        | TantivyError::OpenDirectoryError(
            OpenDirectoryError::IoError { io_error: error, .. }
            | OpenDirectoryError::FailedToCreateTempDir(error),
        )
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => {
            cause(error)
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            format!("its file `{}` is missing", path.display()).into()
        }
        TantivyError::OpenWriteError(OpenWriteError::FileAlreadyExists(path)) => {
            format!("its file `{}` exists already", path.display()).into()
        }
        TantivyError::DataCorruption(_) => "its data is damaged".into(),
        error => error.into(),
    }
}

/// Unwraps the error that Tantivy wrapped in an I/O error of its own.
fn cause(error: Arc<io::Error>) -> Box<dyn StdError + Send + Sync> {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<TantivyError>());
    match inner {
        Some(inner) => plain(inner.clone()),
        None => Box::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_plain() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let write = OpenWriteError::wrap_io_error(full(), "a.store".into());
        let read = OpenReadError::FileDoesNotExist("a.pos".into());
        for (error, expected) in [
            (TantivyError::from(full()), full().to_string()),
            (write.into(), full().to_string()),
            (read.into(), "its file `a.pos` is missing".to_string()),
        ] {
            assert_eq!(plain(error).to_string(), expected);
        }
    }
}
