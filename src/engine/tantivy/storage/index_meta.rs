//! The index version of a folder, stored in a small file next to Tantivy's metadata.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file_names;
use super::file_names::{AUTHORITY_FILE, BESIDE, INDEX_META, LOCKS, SEGMENT_LIST};
use super::{atomic_write, directory, json_digest};
use crate::article::schema;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::{Error, Result};

/// Length of the longest [`INDEX_META`] without a digest, as versions before 8 wrote it, in bytes.
const LONGEST_WITHOUT_DIGEST: usize = 32;

/// Content of [`INDEX_META`].
#[derive(Serialize, Deserialize)]
struct IndexMeta {
    /// Version of fields, analysis and manifest.
    schema: u32,
}

/// Returns whether the folder holds an index, of whatever version and however damaged.
pub(crate) fn is_index(folder: &Path) -> bool {
    let has_data = || {
        let files = fs::read_dir(folder).into_iter().flatten();
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        names
            .into_iter()
            .any(|name| file_names::is_segment_file(&name) || file_names::is_manifest(&name))
    };
    folder.join(SEGMENT_LIST).is_file() || folder.join(INDEX_META).is_file() && has_data()
}

/// Marks the folder as an index of this version; creates it where it does not exist.
///
/// # Errors
/// Fails when the folder holds files of others, and when it cannot be written.
pub(crate) fn write(folder: &Path) -> Result<()> {
    require_own(folder)?;
    let context = || format!("cannot make an index in `{}`", folder.display());
    fs::create_dir_all(folder).context(context)?;
    let meta = serde_json::to_vec(&IndexMeta { schema: schema::VERSION }).context(context)?;
    let meta = json_digest::with_digest(&meta);
    atomic_write::atomic_write(folder, Path::new(INDEX_META), &meta).context(context)
}

/// Checks that the index has the version of this program.
///
/// # Errors
/// Fails when another version of morgue or another program wrote the index.
pub(crate) fn check(folder: &Path) -> Result<()> {
    let path = folder.join(INDEX_META);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && is_own(folder) => Vec::new(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(foreign_index(folder)),
        Err(error) => return Err(error).context(|| format!("cannot read `{}`", path.display())),
    };
    let meta = serde_json::from_slice::<IndexMeta>(&text);
    match meta.ok().filter(|meta| !meta.is_damaged(&text)) {
        Some(meta) if meta.schema == schema::VERSION => Ok(()),
        Some(meta) => Err(Error::new(format!(
            "the index in `{}` has index version {}; this morgue reads version {}",
            folder.display(),
            meta.schema,
            schema::VERSION
        ))
        .hint(
            "run `morgue index --rebuild` with your folders to rebuild it, \
             or name another index with --index",
        )),
        None => Err(Error::new(format!(
            "the file `{}` of the index is damaged or missing",
            path.display()
        ))
        .hint("run `morgue index` to build the index again from its folders")
        .damage()),
    }
}

impl IndexMeta {
    /// Returns true if the file should have the digest of its content and does not.
    fn is_damaged(&self, text: &[u8]) -> bool {
        let has_digest = text.len() > LONGEST_WITHOUT_DIGEST || self.schema == schema::VERSION;
        has_digest && json_digest::without_digest(text).is_none()
    }
}

fn foreign_index(folder: &Path) -> Error {
    Error::new(format!("the index in `{}` was written by another program", folder.display()))
        .hint("name another folder with --index")
}

/// Returns whether morgue made the files of a folder: it has the file that marks an index, or a list
/// of segments with a digest.
fn is_own(folder: &Path) -> bool {
    let has_digest = |list: Vec<u8>| json_digest::without_digest(&list).is_some();
    folder.join(INDEX_META).is_file() || fs::read(folder.join(SEGMENT_LIST)).is_ok_and(has_digest)
}

/// Checks that a folder is free for an index: it holds one of morgue, or nothing.
fn require_own(folder: &Path) -> Result<()> {
    if is_own(folder) {
        return Ok(());
    }
    if folder.join(SEGMENT_LIST).is_file() {
        return Err(foreign_index(folder));
    }
    // A folder that does not exist holds nothing.
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    for file in files {
        let name = file.context(|| format!("cannot read the folder `{}`", folder.display()))?;
        let name = name.file_name();
        let name = name.to_string_lossy();
        let is_known = name == AUTHORITY_FILE
            || BESIDE.contains(&&*name)
            || LOCKS.contains(&&*name)
            || file_names::is_draft(&name);
        if !is_known {
            return Err(Error::new(format!(
                "the folder `{}` is not an index and holds other files, such as `{name}`",
                folder.display()
            ))
            .hint("name an empty or a new folder with --index"));
        }
    }
    Ok(())
}

/// Removes every file of an index, of whatever version, from the folder. Other files stay.
///
/// # Errors
/// Fails when a file cannot be removed, when another process writes the index, or when another
/// program wrote it.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    require_own(folder)?;
    // A folder that does not exist holds no index.
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    let _lock = directory::lock_for_writing(folder)?;
    // The file that marks the folder goes last, so that what a crash leaves is still an index.
    let mut names = vec![INDEX_META.to_string()];
    for file in files {
        let file = file.context(|| format!("cannot read the folder `{}`", folder.display()))?;
        let name = file.file_name().into_string().ok();
        names.extend(name.filter(|name| name != INDEX_META && file_names::is_index_file(name)));
    }
    for name in names.iter().rev() {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            removed => removed.context(|| format!("cannot remove `{}`", path.display()))?,
        }
    }
    Ok(())
}
