//! Coreference findings of one snapshot: computed at the end of an update from those of the update before,
//! and kept in a sidecar.

use std::path::Path;

use tantivy::Searcher;

use super::names::SnapshotNames;
use crate::article::schema;
use crate::engine::common::identity::findings::update;
use crate::engine::common::identity::findings_lines;
use crate::engine::common::identity::state::IdentityState;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::engine::tantivy::storage::sidecar;
use crate::error::Result;
use crate::identity::coreference::Findings;

/// Version of the rules of coreference: findings of another version are computed again.
const RULES: &str = "morgue identity 7";

/// Returns the findings of a snapshot: from the sidecar, or else computed in memory.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn load(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Findings> {
    match read(&folder.join(sidecar::IDENTITY), &sidecar::state(RULES, searcher)) {
        Some(findings) => Ok(findings),
        None => Ok(compute(folder, searcher, fields)?.0),
    }
}

/// Brings the sidecars up to date with a snapshot.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn save(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<()> {
    let state = sidecar::state(RULES, searcher);
    if read(&folder.join(sidecar::IDENTITY), &state).is_none() {
        let (findings, later) = compute(folder, searcher, fields)?;
        let lines = findings_lines::encode(&findings);
        // Sidecars that cannot be written cost later searches time, nothing else. The findings come last:
        // as long as they are missing, the state is written again too.
        let _ = sidecar::write(folder, sidecar::IDENTITY_STATE, &rules(), &later.encode())
            .and_then(|()| sidecar::write(folder, sidecar::IDENTITY, &state, lines.as_bytes()));
    }
    Ok(())
}

/// Returns the version of the rules and of the articles that a state was computed from.
pub(crate) fn rules() -> String {
    format!("{RULES} of {}", schema::VERSION)
}

fn compute(
    folder: &Path,
    searcher: &Searcher,
    fields: &Fields,
) -> Result<(Findings, IdentityState)> {
    let before = read_state(&folder.join(sidecar::IDENTITY_STATE));
    let state = SnapshotNames::open(searcher, fields)
        .and_then(|names| update(&names, &before))
        .context(|| format!("cannot read the names of the index `{}`", folder.display()))?;
    Ok((state.findings.clone(), state))
}

/// Reads the state that an earlier update by the same rules left; an empty one where there is none.
fn read_state(path: &Path) -> IdentityState {
    let file = sidecar::read_bytes(path).filter(|(known, _)| *known == rules());
    file.and_then(|(_, bytes)| IdentityState::decode(&bytes)).unwrap_or_default()
}

fn read(path: &Path, state: &str) -> Option<Findings> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    findings_lines::decode(&lines)
}
