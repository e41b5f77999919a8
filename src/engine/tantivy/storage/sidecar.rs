//! Sidecar files: results computed from one state of the index and stored in its folder, so that no
//! search has to compute them. A sidecar that is missing, damaged or of another state is computed
//! again: in memory by a search, which writes nothing, and on disk at the end of an update. Only the usage
//! of words is learned and written by the first search that needs it, since most archives never do.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;

use tantivy::Searcher;

use super::atomic_write::atomic_write;

/// Sidecar of the coreference findings.
pub(crate) const IDENTITY: &str = "identity.tsv";
/// Sidecar of what the next update of the findings needs of this one.
pub(crate) const IDENTITY_STATE: &str = "identity.state";
/// Sidecar of the stories.
pub(crate) const STORIES: &str = "stories.tsv";
/// Sidecar of what the next update of the stories needs of this one.
pub(crate) const STORY_STATE: &str = "stories.state";
/// Sidecar of the superseded versions of stories.
pub(crate) const REVISIONS: &str = "revisions.tsv";
/// Sidecar with the stamps of the files that were verified.
pub(crate) const VERIFIED_FILES: &str = "verified.tsv";
/// Sidecar of the usage of words.
pub(crate) const USAGE: &str = "usage.bin";
/// Names of all sidecars but those of facets.
const NAMES: [&str; 7] =
    [IDENTITY, IDENTITY_STATE, STORIES, STORY_STATE, REVISIONS, VERIFIED_FILES, USAGE];

/// Beginning and end of the names of the sidecars of facets.
const FACET: (&str, &str) = ("facet-", ".state");

/// Returns the name of the sidecar with the dictionary of a facet.
pub(crate) fn of_facet(facet: &str) -> String {
    format!("{}{facet}{}", FACET.0, FACET.1)
}

/// Returns whether a file of this name is a sidecar.
pub(crate) fn is_sidecar(name: &str) -> bool {
    NAMES.contains(&name) || (name.starts_with(FACET.0) && name.ends_with(FACET.1))
}

/// Describes the rules and the state of the index that a sidecar was computed from: the segments in
/// their order, each with the opstamp of its deletes.
pub(crate) fn state(rules: &str, searcher: &Searcher) -> String {
    let deletes: BTreeMap<String, Option<u64>> = searcher
        .generation()
        .segments()
        .iter()
        .map(|(id, deletes)| (id.uuid_string(), *deletes))
        .collect();
    let mut state = rules.to_string();
    for segment in searcher.segment_readers() {
        let id = segment.segment_id().uuid_string();
        let deletes = deletes.get(&id).copied().flatten().unwrap_or(0);
        // Writing to a string cannot fail.
        let _ = write!(state, " {id}.{deletes}");
    }
    state
}

/// Reads the state line and the lines of a sidecar; nothing when it is missing or damaged.
pub(crate) fn read(path: &Path) -> Option<(String, String)> {
    let (state, content) = read_bytes(path)?;
    Some((state, String::from_utf8(content).ok()?))
}

/// Reads the state line and the bytes of a sidecar; nothing when it is missing or damaged.
pub(crate) fn read_bytes(path: &Path) -> Option<(String, Vec<u8>)> {
    let mut bytes = fs::read(path).ok()?;
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let (state, digest, content) = (lines.next()?, lines.next()?, lines.next()?);
    let is_whole = blake3::hash(content).to_hex().as_bytes() == digest;
    let state = String::from_utf8(state.to_vec()).ok()?;
    let start = bytes.len() - content.len();
    is_whole.then(|| (state, bytes.split_off(start)))
}

/// Reads the bytes of a sidecar of this state; nothing when it is missing, damaged or of another state.
pub(crate) fn read_bytes_of(path: &Path, state: &str) -> Option<Vec<u8>> {
    is_of(path, state).then(|| read_bytes(path))?.map(|(_, bytes)| bytes)
}

/// Returns whether there is a sidecar of this state, which may be damaged. Its first line tells.
pub(crate) fn is_of(path: &Path, state: &str) -> bool {
    let mut known = vec![0; state.len() + 1];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut known));
    read.is_ok() && known.strip_suffix(b"\n") == Some(state.as_bytes())
}

/// Replaces a sidecar with this content of this state.
///
/// # Errors
/// Fails when the folder cannot be written.
pub(crate) fn write(folder: &Path, name: &str, state: &str, content: &[u8]) -> io::Result<()> {
    let digest = blake3::hash(content).to_hex();
    let header = format!("{state}\n{digest}\n");
    atomic_write(folder, Path::new(name), &[header.as_bytes(), content].concat())
}
