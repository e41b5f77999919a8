//! What the evidence says of one state of the index: found once at the end of a run and kept beside the index, so that
//! nobody waits for it. A function of the index: a file that is not there, not of this state, or not whole is made anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tantivy::Searcher;

use super::census;
use super::fields::Fields;
use crate::error::{Doing, Result};
use crate::evidence::{self, Findings, Link, Moved};

/// The file, and how the one is called that is being written.
pub const FILE: &str = "identity.tsv";
pub const DRAFT: &str = "identity.tsv.";

/// The version of the rules: what others found is found anew.
const RULES: u32 = 2;

/// What the evidence says of this state.
///
/// # Errors
/// When the index can not be read.
pub fn of(folder: &Path, searcher: &Searcher, fields: &Fields) -> Result<Findings> {
    let state = state(searcher);
    if let Some(findings) = read(&folder.join(FILE), &state) {
        return Ok(findings);
    }
    let census =
        census::read(searcher, fields).doing(|| format!("cannot read the people of `{}`", folder.display()))?;
    let findings = evidence::find(&census);
    // In a folder that can not be written it is found again each time.
    let _ = write(folder, &state, &findings);
    Ok(findings)
}

/// Tells states of the index apart, and the order of their segments.
fn state(searcher: &Searcher) -> String {
    let deletes: BTreeMap<String, Option<u64>> =
        searcher.generation().segments().iter().map(|(id, deletes)| (id.uuid_string(), *deletes)).collect();
    let mut state = format!("morgue identity {RULES}");
    for segment in searcher.segment_readers() {
        let id = segment.segment_id().uuid_string();
        let deletes = deletes.get(&id).copied().flatten().unwrap_or(0);
        // Writing to a string can not fail.
        let _ = write!(state, " {id}.{deletes}");
    }
    state
}

fn read(path: &Path, state: &str) -> Option<Findings> {
    let text = fs::read_to_string(path).ok()?;
    let (known, rest) = text.split_once('\n')?;
    let (digest, rest) = rest.split_once('\n')?;
    if known != state || blake3::hash(rest.as_bytes()).to_hex().as_str() != digest {
        return None;
    }
    let mut findings = Findings::default();
    for line in rest.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            [from, to, why] => {
                findings.links.push(Link { from: from.to_string(), to: to.to_string(), why: why.to_string() });
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

/// Written whole beside the old one, which it then replaces.
fn write(folder: &Path, state: &str, findings: &Findings) -> io::Result<()> {
    let mut lines = String::new();
    for Link { from, to, why } in &findings.links {
        let _ = writeln!(lines, "{from}\t{to}\t{why}");
    }
    for Moved { article, from, to, dominant, all } in &findings.moved {
        let _ = writeln!(lines, "{article}\t{from}\t{to}\t{dominant}\t{all}");
    }
    let digest = blake3::hash(lines.as_bytes()).to_hex();
    let draft = folder.join(format!("{DRAFT}{}", std::process::id()));
    let mut file = File::create(&draft)?;
    file.write_all(format!("{state}\n{digest}\n{lines}").as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, folder.join(FILE))
}
