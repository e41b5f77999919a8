//! What is found of one state of the index and kept in a file beside it, so that nobody waits for it. It is a function of
//! the index: a file that is not there, not of this state, or not whole is made anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tantivy::Searcher;

/// What the name of a file begins with that is being written.
pub const DRAFT: &str = "morgue-draft.";

/// Tells states of the index apart, and the order of their segments, and by which rules something was found.
pub fn state(rules: &str, searcher: &Searcher) -> String {
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
        // Writing to a string can not fail.
        let _ = write!(state, " {id}.{deletes}");
    }
    state
}

/// The state that a file is of, and its lines; nothing where it is not there or not whole.
pub fn read(path: &Path) -> Option<(String, String)> {
    let text = fs::read_to_string(path).ok()?;
    let (state, rest) = text.split_once('\n')?;
    let (digest, lines) = rest.split_once('\n')?;
    (blake3::hash(lines.as_bytes()).to_hex().as_str() == digest)
        .then(|| (state.to_string(), lines.to_string()))
}

/// Written whole beside the old one, which it then replaces.
///
/// # Errors
/// When the folder can not be written.
pub fn write(folder: &Path, name: &str, state: &str, lines: &str) -> io::Result<()> {
    let digest = blake3::hash(lines.as_bytes()).to_hex();
    let draft = folder.join(format!("{DRAFT}{name}.{}", std::process::id()));
    let mut file = File::create(&draft)?;
    file.write_all(format!("{state}\n{digest}\n{lines}").as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, folder.join(name))
}
