//! Whose index a folder holds: one of this version, of another, or none.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::identity::findings;
use super::{sidecar, stories};
use crate::article::schema;
use crate::error::{ErrorContext, Error, Result};

/// The file that says whose index this is.
const IDENTITY: &str = "morgue.json";

/// What [`IDENTITY`] holds.
#[derive(Serialize, Deserialize)]
struct IndexMeta {
    /// The version of fields, analysis and account.
    schema: u32,
}

/// Whether the folder holds an index, of whatever version.
pub fn is_index(folder: &Path) -> bool {
    folder.join("meta.json").is_file()
}

/// Makes the folder one of this version.
///
/// # Errors
/// When it can not be written.
pub fn write(folder: &Path) -> Result<()> {
    let doing = || format!("cannot make an index in `{}`", folder.display());
    fs::create_dir_all(folder).context(doing)?;
    let identity = serde_json::to_string(&IndexMeta { schema: schema::VERSION }).context(doing)?;
    fs::write(folder.join(IDENTITY), identity).context(doing)
}

/// Refuses an index that another version wrote.
///
/// # Errors
/// With a sentence that says what to do.
pub fn check(folder: &Path) -> Result<()> {
    let Ok(found) = fs::read_to_string(folder.join(IDENTITY)) else {
        return Err(of_another_program(folder));
    };
    let other = match serde_json::from_str::<IndexMeta>(&found) {
        Ok(identity) if identity.schema == schema::VERSION => return Ok(()),
        Ok(identity) => format!("index version {}", identity.schema),
        Err(_) => "an unknown index version".to_string(),
    };
    Err(Error::new(format!(
        "the index in `{}` was written by a morgue of {other}; this one writes version {}",
        folder.display(),
        schema::VERSION
    ))
    .hint("run `morgue index --rebuild` with your folders to make it anew, or name another with --index"))
}

fn of_another_program(folder: &Path) -> Error {
    Error::new(format!("the index in `{}` was written by another program", folder.display()))
        .hint("name another folder with --index")
}

/// Takes every file of an index out of the folder, of whatever version. Files that are not an index's stay.
///
/// # Errors
/// When a file can not be removed, or the index is another program's.
pub fn clear(folder: &Path) -> Result<()> {
    if is_index(folder) && !folder.join(IDENTITY).is_file() {
        return Err(of_another_program(folder));
    }
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    for file in files.filter_map(|file| file.ok()) {
        if file.file_name().to_str().is_some_and(is_of_an_index) {
            fs::remove_file(file.path())
                .context(|| format!("cannot remove `{}`", file.path().display()))?;
        }
    }
    Ok(())
}

/// Whether a file of this name belongs to an index.
fn is_of_an_index(name: &str) -> bool {
    let segment = name
        .split_once('.')
        .is_some_and(|(uuid, _)| uuid.len() == 32 && uuid.bytes().all(|b| b.is_ascii_hexdigit()));
    let ledger = name.starts_with("account-") && name.ends_with(".jsonl");
    let found = [findings::FILE, stories::FILE, stories::JUDGED].contains(&name)
        || name.starts_with(sidecar::DRAFT);
    segment || ledger || found || matches!(name, "meta.json" | ".managed.json" | IDENTITY)
}
