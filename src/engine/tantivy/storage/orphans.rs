//! Files of segments that no commit lists: what a crash, a full disk or a damaged segment leaves.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::file_names;
use super::segment_list::ListedSegment;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;

/// Lists the files of segments in a folder that are not among these segments.
///
/// # Errors
/// Fails when the folder cannot be read.
pub(crate) fn orphans(folder: &Path, segments: &[ListedSegment]) -> Result<Vec<PathBuf>> {
    let listed: HashSet<String> = segments.iter().flat_map(ListedSegment::files).collect();
    let mut orphans: Vec<PathBuf> = segment_files(folder)?
        .into_iter()
        .filter(|name| !listed.contains(name))
        .map(|name| folder.join(name))
        .collect();
    orphans.sort();
    Ok(orphans)
}

/// Lists the names of the files of segments in a folder.
///
/// # Errors
/// Fails when the folder cannot be read.
pub(super) fn segment_files(folder: &Path) -> Result<Vec<String>> {
    let context = || format!("cannot read the folder `{}`", folder.display());
    let mut names = Vec::new();
    for file in fs::read_dir(folder).context(context)? {
        let name = file.context(context)?.file_name();
        names.extend(name.into_string().ok().filter(|name| file_names::is_segment_file(name)));
    }
    Ok(names)
}
