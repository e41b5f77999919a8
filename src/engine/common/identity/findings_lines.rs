//! Findings as lines of text: three fields for each link, five for each reassignment, one for each firm.

use std::fmt::Write as _;

use crate::identity::coreference::{Findings, Link, Reassignment};

/// Decodes findings; nothing where a line is none.
pub(crate) fn decode(lines: &str) -> Option<Findings> {
    let mut findings = Findings::default();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            [from, to, reason] => {
                findings.links.push(Link {
                    from: from.to_string(),
                    to: to.to_string(),
                    reason: reason.to_string(),
                });
            }
            [firm] => findings.firms.push(firm.to_string()),
            [article, from, to, dominant, all] => findings.reassignments.push(Reassignment {
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

/// Encodes findings: a line of three fields for each link, of five for each moved mention, of one for
/// each firm.
pub(crate) fn encode(findings: &Findings) -> String {
    let mut lines = String::new();
    for Link { from, to, reason } in &findings.links {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{from}\t{to}\t{reason}");
    }
    for Reassignment { article, from, to, dominant, all } in &findings.reassignments {
        let _ = writeln!(lines, "{article}\t{from}\t{to}\t{dominant}\t{all}");
    }
    for firm in &findings.firms {
        let _ = writeln!(lines, "{firm}");
    }
    lines
}
