//! Rendering of the report of a run.

use std::fmt::Write;

use super::style::{DIM, STRONG, WARNING, count, plural};
use crate::corpus::report::{EmptyRoot, Report};
use crate::ingest::staging::share::Share;
use crate::ingest::staging::worker::WorkerReport;

/// Number of rejections listed without -v.
const MAX_LISTED: usize = 5;

/// The formats that are read, for a folder in which nothing was found.
const FORMATS: &str = "morgue reads plain text, Markdown, HTML, RTF, DOCX, ODT, PDF, e-mail, \
    RSS, Atom, WordPress, NITF, NewsML, NewsML-G2, ninjs, IPTC 7901, ANPA, ALTO, Reuters \
    and TREC SGML, Nexis, Factiva and ProQuest exports, JSON, JSON Lines and CSV, also in \
    zip, tar, gzip, bzip2, xz, zstd, WARC and ARC files";

/// Renders the counts of a run and its rejections: the first few, or all.
pub(crate) fn report(report: &Report, all: bool) -> String {
    let mut page = format!(
        "{STRONG}{}{STRONG:#} in {} ({} new, {} updated, {} removed; {}), {:.1} MB read in {:.1} s",
        plural(report.articles, "article", "articles"),
        plural(report.files, "file", "files"),
        count(report.added),
        count(report.updated),
        count(report.removed),
        plural(report.duplicates, "duplicate", "duplicates"),
        report.bytes_read as f64 / 1e6,
        report.seconds,
    );
    let _ = write!(
        page,
        "\n{DIM}files: {} read, {} unchanged, {} ignored, {} rejected{DIM:#}",
        count(report.files_read),
        count(report.files_unchanged),
        count(report.files_ignored),
        count(report.files_rejected)
    );
    page.push_str(&rejections(report, all));
    page
}

/// Renders what a worker did, and what is to be done next.
pub(crate) fn worker_report(report: &WorkerReport, share: Share) -> String {
    let mut page = format!(
        "{STRONG}{}{STRONG:#} in {} staged by worker {share}, {:.1} MB read in {:.1} s",
        plural(report.articles, "article", "articles"),
        plural(report.staged, "file", "files"),
        report.bytes_read as f64 / 1e6,
        report.seconds,
    );
    let _ = write!(
        page,
        "\n{DIM}{} of its files staged before, {} not readable; {} rejected{DIM:#}",
        count(report.staged_before),
        count(report.unreadable),
        plural(report.rejected, "record", "records"),
    );
    page.push_str("\nWhen all workers have finished, run `morgue index` with the same folders");
    page
}

/// Renders rejections with their reasons: the first few, or all.
pub(crate) fn rejections(report: &Report, all: bool) -> String {
    let shown = if all { usize::MAX } else { MAX_LISTED };
    let mut page = String::new();
    for rejection in report.rejections.iter().take(shown) {
        let record = rejection.record.map_or(String::new(), |record| format!(", record {record}"));
        let _ = write!(
            page,
            "\n{WARNING}rejected{WARNING:#} {}{record}: {}",
            rejection.path, rejection.reason
        );
    }
    let hidden = report.rejections.len().saturating_sub(shown);
    if hidden > 0 {
        let hidden = count(hidden as u64);
        let _ = write!(page, "\n{DIM}and {hidden} more; `morgue status -v` lists them all{DIM:#}");
    }
    page
}

/// Renders notes on roots without articles, and the formats that are read.
pub(crate) fn empty_roots(roots: &[EmptyRoot]) -> String {
    let mut page = String::new();
    for EmptyRoot { path, files } in roots {
        let _ = match files {
            0 => writeln!(page, "{WARNING}note:{WARNING:#} no files found in `{path}`"),
            _ => writeln!(
                page,
                "{WARNING}note:{WARNING:#} no articles found in `{path}` ({})",
                plural(*files, "file", "files")
            ),
        };
    }
    if !roots.is_empty() {
        page.push_str(FORMATS);
        page.push('\n');
    }
    page
}
