//! The index version of a folder, stored in a small file next to Tantivy's metadata.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{atomic_write, directory, sidecar};
use crate::article::schema;
use crate::error::{Error, ErrorContext, Result};

/// File that makes a folder an index of morgue.
const INDEX_META: &str = "morgue.json";

/// File that Tantivy lists the segments in; without it there is no index.
const TANTIVY_META: &str = "meta.json";

/// Content of [`INDEX_META`].
#[derive(Serialize, Deserialize)]
struct IndexMeta {
    /// Version of fields, analysis and manifest.
    schema: u32,
}

/// Returns whether the folder holds an index, of whatever version.
pub(crate) fn is_index(folder: &Path) -> bool {
    folder.join(TANTIVY_META).is_file()
}

/// Marks the folder as an index of this version; creates it where it does not exist.
///
/// # Errors
/// Fails when the folder cannot be written.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let context = || format!("cannot make an index in `{}`", folder.display());
    fs::create_dir_all(folder).context(context)?;
    let meta = serde_json::to_string(&IndexMeta { schema: schema::VERSION }).context(context)?;
    fs::write(folder.join(INDEX_META), meta).context(context)
}

/// Checks that the index has the version of this program.
///
/// # Errors
/// Fails when another version of morgue or another program wrote the index.
pub(crate) fn check(folder: &Path) -> Result<()> {
    let Ok(meta) = fs::read_to_string(folder.join(INDEX_META)) else {
        return Err(foreign_index(folder));
    };
    let version = match serde_json::from_str::<IndexMeta>(&meta) {
        Ok(meta) if meta.schema == schema::VERSION => return Ok(()),
        Ok(meta) => format!("index version {}", meta.schema),
        Err(_) => "an unknown index version".to_string(),
    };
    Err(Error::new(format!(
        "the index in `{}` has {version}; this morgue reads version {}",
        folder.display(),
        schema::VERSION
    ))
    .hint(
        "run `morgue index --rebuild` with your folders to rebuild it, \
         or name another index with --index",
    ))
}

fn foreign_index(folder: &Path) -> Error {
    Error::new(format!("the index in `{}` was written by another program", folder.display()))
        .hint("name another folder with --index")
}

/// Removes every file of an index, of whatever version, from the folder. Other files stay.
///
/// # Errors
/// Fails when a file cannot be removed, when another process writes the index, or when another
/// program wrote it.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    if is_index(folder) && !folder.join(INDEX_META).is_file() {
        return Err(foreign_index(folder));
    }
    // A folder that does not exist holds no index.
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    let _lock = directory::lock_for_writing(folder)?;
    for file in files {
        let file = file.context(|| format!("cannot read the folder `{}`", folder.display()))?;
        if file.file_name().to_str().is_some_and(is_index_file) {
            fs::remove_file(file.path())
                .context(|| format!("cannot remove `{}`", file.path().display()))?;
        }
    }
    Ok(())
}

/// Returns whether a file of this name belongs to an index.
fn is_index_file(name: &str) -> bool {
    let is_segment = name
        .split_once('.')
        .is_some_and(|(uuid, _)| uuid.len() == 32 && uuid.bytes().all(|b| b.is_ascii_hexdigit()));
    let is_manifest = name.starts_with("account-") && name.ends_with(".jsonl");
    let is_sidecar = [sidecar::IDENTITY, sidecar::STORIES, sidecar::COMPARISONS].contains(&name);
    let is_draft = name.starts_with(atomic_write::DRAFT_PREFIX);
    let is_meta = [TANTIVY_META, ".managed.json", INDEX_META].contains(&name);
    is_segment || is_manifest || is_sidecar || is_draft || is_meta
}
