//! Names of the files in the folder of an index.

use super::atomic_write::DRAFT_PREFIX;
use super::sidecar;
use crate::corpus::in_flight::IN_FLIGHT;

/// File that makes a folder an index of morgue.
pub(crate) const INDEX_META: &str = "morgue.json";

/// File in which Tantivy lists the segments; without it there is no index.
pub(crate) const SEGMENT_LIST: &str = "meta.json";

/// Tantivy's list of the files that it may delete. Versions before 8 wrote it.
pub(crate) const MANAGED_FILES: &str = ".managed.json";

/// The comparisons of stories in an index of 0.1.0.
const COMPARISONS: &str = "judged.tsv";

/// Authority file of an index, where no other is named. It may be there before the index.
pub(crate) const AUTHORITY_FILE: &str = "canon.log";

/// Files beside the authority file: what users decided or keep, which no index can be made without.
pub(crate) const BESIDE: [&str; 3] = ["withheld.log", "clippings.log", "watches"];

/// Files by which Tantivy locks an index.
pub(crate) const LOCKS: [&str; 2] = [".tantivy-writer.lock", ".tantivy-meta.lock"];

/// Returns whether a file of this name belongs to a segment.
pub(crate) fn is_segment_file(name: &str) -> bool {
    name.split_once('.')
        .is_some_and(|(uuid, _)| uuid.len() == 32 && uuid.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Returns whether a file of this name is the log of a manifest.
pub(crate) fn is_manifest(name: &str) -> bool {
    name.starts_with("account-") && name.ends_with(".jsonl")
}

/// Returns whether a file of this name is one that was being written.
pub(crate) fn is_draft(name: &str) -> bool {
    name.starts_with(DRAFT_PREFIX)
}

/// Returns whether a file of this name belongs to an index and can be made again.
pub(crate) fn is_index_file(name: &str) -> bool {
    const OTHERS: [&str; 5] = [SEGMENT_LIST, MANAGED_FILES, COMPARISONS, INDEX_META, IN_FLIGHT];
    is_segment_file(name)
        || is_manifest(name)
        || is_draft(name)
        || sidecar::is_sidecar(name)
        || OTHERS.contains(&name)
}
