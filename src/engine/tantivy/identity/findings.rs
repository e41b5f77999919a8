//! What the evidence says of one state of the index, found once at the end of a run and kept beside the index.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use tantivy::Searcher;

use super::census;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::sidecar;
use crate::error::{ErrorContext, Result};
use crate::identity::coreference;
use crate::identity::coreference::{Findings, Link, Moved};

/// The file.
pub const FILE: &str = "identity.tsv";

/// The rules: what others found is found anew.
const RULES: &str = "morgue identity 2";

/// What the evidence says of this state.
///
/// # Errors
/// When the index can not be read.
pub fn of(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Findings> {
    let state = sidecar::state(RULES, searcher);
    if let Some(findings) = read(&folder.join(FILE), &state) {
        return Ok(findings);
    }
    let census = census::read(searcher, fields)
        .context(|| format!("cannot read the people of `{}`", folder.display()))?;
    let findings = coreference::find(&census);
    // In a folder that can not be written it is found again each time.
    let _ = write(folder, &state, &findings);
    Ok(findings)
}

fn read(path: &Path, state: &str) -> Option<Findings> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    let mut findings = Findings::default();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            [from, to, why] => {
                findings.links.push(Link {
                    from: from.to_string(),
                    to: to.to_string(),
                    why: why.to_string(),
                });
            }
            [article, from, to, dominant, all] => findings.moved.push(Moved {
                article: article.parse().ok()?,
                from: from.to_string(),
                to: to.to_string(),
                dominant: dominant.parse().ok()?,
                all: all.parse().ok()?,
            }),
            _ => return None,
        }
    }
    Some(findings)
}

fn write(folder: &Path, state: &str, findings: &Findings) -> io::Result<()> {
    let mut lines = String::new();
    for Link { from, to, why } in &findings.links {
        // Writing to a string can not fail.
        let _ = writeln!(lines, "{from}\t{to}\t{why}");
    }
    for Moved { article, from, to, dominant, all } in &findings.moved {
        let _ = writeln!(lines, "{article}\t{from}\t{to}\t{dominant}\t{all}");
    }
    sidecar::write(folder, FILE, state, &lines)
}
