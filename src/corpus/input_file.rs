//! Reads a whole input file of a command, up to a bound.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{ErrorContext as _, Result};

/// Reads a file, or standard input where the path is `-`, up to this number of bytes.
///
/// # Errors
/// Fails when it cannot be read.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let context = || format!("cannot read `{}`", path.display());
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        let stdin = std::io::stdin().lock();
        stdin
            .take(limit)
            .read_to_end(&mut bytes)
            .context(|| "cannot read standard input".into())?;
    } else {
        let file = File::open(path).context(context)?;
        file.take(limit).read_to_end(&mut bytes).context(context)?;
    }
    Ok(bytes)
}
