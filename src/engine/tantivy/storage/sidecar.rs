//! Sidecar files: results computed from one state of the index and stored in its folder, so that no
//! search has to compute them. A sidecar that is missing, damaged or of another state is computed
//! again: in memory by a search, which writes nothing, and on disk at the end of an update.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use tantivy::Searcher;

use super::atomic_write::atomic_write;

/// Sidecar of the coreference findings.
pub(crate) const IDENTITY: &str = "identity.tsv";
/// Sidecar of the stories.
pub(crate) const STORIES: &str = "stories.tsv";
/// Sidecar of the comparisons by which the stories were found.
pub(crate) const COMPARISONS: &str = "judged.tsv";
/// Sidecar with the stamps of the files that were verified.
pub(crate) const VERIFIED_FILES: &str = "verified.tsv";
/// Names of all sidecars.
pub(crate) const NAMES: [&str; 4] = [IDENTITY, STORIES, COMPARISONS, VERIFIED_FILES];

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

/// Reads the state line and the content of a sidecar; nothing when it is missing or damaged.
pub(crate) fn read(path: &Path) -> Option<(String, String)> {
    let text = fs::read_to_string(path).ok()?;
    let (state, rest) = text.split_once('\n')?;
    let (digest, lines) = rest.split_once('\n')?;
    (blake3::hash(lines.as_bytes()).to_hex().as_str() == digest)
        .then(|| (state.to_string(), lines.to_string()))
}

/// Replaces a sidecar with these lines of this state.
///
/// # Errors
/// Fails when the folder cannot be written.
pub(crate) fn write(folder: &Path, name: &str, state: &str, lines: &str) -> io::Result<()> {
    let digest = blake3::hash(lines.as_bytes()).to_hex();
    atomic_write(folder, Path::new(name), format!("{state}\n{digest}\n{lines}").as_bytes())
}
