//! What a run did.

use std::fmt::Write;

use super::style::{QUIET, STRONG, WARNING, count, plural};
use crate::corpus::report::Report;

/// How many rejections a tally names, unless all are asked for.
const NAMED: usize = 5;

/// What a run did.
pub fn tally(tally: &Report, all: bool) -> String {
    let megabytes = tally.bytes_read as f64 / 1e6;
    let mut page = format!(
        "{STRONG}{}{STRONG:#} in {} ({} new, {} updated, {} removed; {}), {:.1} MB read in {:.1} s",
        plural(tally.articles, "article", "articles"),
        plural(tally.files, "file", "files"),
        count(tally.added),
        count(tally.updated),
        count(tally.removed),
        plural(tally.duplicates, "duplicate", "duplicates"),
        megabytes,
        tally.seconds,
    );
    let _ = write!(
        page,
        "\n{QUIET}files: {} read, {} unchanged, {} ignored, {} rejected{QUIET:#}",
        count(tally.files_read),
        count(tally.files_unchanged),
        count(tally.files_ignored),
        count(tally.files_rejected)
    );
    page.push_str(&rejections(tally, all));
    page
}

/// What was rejected, and why: the first few, or all.
pub fn rejections(tally: &Report, all: bool) -> String {
    let shown = if all { usize::MAX } else { NAMED };
    let mut page = String::new();
    for rejection in tally.rejections.iter().take(shown) {
        let record = rejection.record.map_or(String::new(), |record| format!(", record {record}"));
        let _ = write!(
            page,
            "\n{WARNING}rejected{WARNING:#} {}{record}: {}",
            rejection.path, rejection.reason
        );
    }
    let hidden = tally.rejections.len().saturating_sub(shown);
    if hidden > 0 {
        let _ = write!(
            page,
            "\n{QUIET}and {} more; `morgue status -v` names them all{QUIET:#}",
            count(hidden as u64)
        );
    }
    page
}
