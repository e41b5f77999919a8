//! JSON of an indexing run and of the state of an index.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::article::schema;
use crate::corpus::report::{IgnoredGroup, Rejection, Report};
use crate::ingest::staging::worker::WorkerReport;
use crate::search::records::IndexState;

/// The result of an indexing run.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct ReportJson<'a> {
    files: u64,
    files_read: u64,
    files_unchanged: u64,
    files_ignored: u64,
    files_rejected: u64,
    records: u64,
    articles: u64,
    added: u64,
    updated: u64,
    removed: u64,
    duplicates: u64,
    rejected: u64,
    bytes_read: u64,
    seconds: f64,
    rejections: Vec<RejectionJson<'a>>,
}

/// A file or record that was rejected.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct RejectionJson<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    reason: &'a str,
}

/// What a worker staged.
#[derive(Serialize)]
pub(crate) struct WorkerReportJson {
    files: u64,
    staged: u64,
    staged_before: u64,
    unreadable: u64,
    articles: u64,
    rejected: u64,
    bytes_read: u64,
    seconds: f64,
}

impl From<&WorkerReport> for WorkerReportJson {
    fn from(report: &WorkerReport) -> Self {
        Self {
            files: report.files,
            staged: report.staged,
            staged_before: report.staged_before,
            unreadable: report.unreadable,
            articles: report.articles,
            rejected: report.rejected,
            bytes_read: report.bytes_read,
            seconds: report.seconds,
        }
    }
}

impl<'a> From<&'a Rejection> for RejectionJson<'a> {
    fn from(rejection: &'a Rejection) -> Self {
        Self { path: &rejection.path, record: rejection.record, reason: &rejection.reason }
    }
}

impl<'a> From<&'a Report> for ReportJson<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            files: report.files,
            files_read: report.files_read,
            files_unchanged: report.files_unchanged,
            files_ignored: report.files_ignored,
            files_rejected: report.files_rejected,
            records: report.records,
            articles: report.articles,
            added: report.added,
            updated: report.updated,
            removed: report.removed,
            duplicates: report.duplicates,
            rejected: report.rejected,
            bytes_read: report.bytes_read,
            seconds: (report.seconds * 1e3).round() / 1e3,
            rejections: report.rejections.iter().map(RejectionJson::from).collect(),
        }
    }
}

/// The state of an index.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct StatusJson<'a> {
    articles: u64,
    missing_articles: u64,
    stories: u64,
    bytes: u64,
    segments: usize,
    schema: u32,
    roots: &'a [String],
    names: bool,
    files: u64,
    files_read: u64,
    files_ignored: u64,
    files_rejected: u64,
    records: u64,
    duplicates: u64,
    rejected: u64,
    formats: &'a BTreeMap<String, u64>,
    rejections: Vec<RejectionJson<'a>>,
    ignored: Vec<IgnoredJson<'a>>,
}

/// Files and archive members ignored for the same reason.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct IgnoredJson<'a> {
    reason: &'a str,
    files: u64,
    members: u64,
    first: &'a [String],
}

impl<'a> From<(&'a String, &'a IgnoredGroup)> for IgnoredJson<'a> {
    fn from((reason, ignored): (&'a String, &'a IgnoredGroup)) -> Self {
        Self { reason, files: ignored.files, members: ignored.members, first: &ignored.first }
    }
}

impl<'a> From<&'a IndexState> for StatusJson<'a> {
    fn from(state: &'a IndexState) -> Self {
        let report = &state.report;
        Self {
            articles: state.articles,
            missing_articles: state.missing_articles,
            stories: state.stories,
            bytes: state.bytes,
            segments: state.segments,
            schema: schema::VERSION,
            roots: &state.roots,
            names: !state.labels_only,
            files: report.files,
            files_read: report.files_unchanged,
            files_ignored: report.files_ignored,
            files_rejected: report.files_rejected,
            records: report.records,
            duplicates: report.duplicates,
            rejected: report.rejected,
            formats: &report.formats,
            rejections: report.rejections.iter().map(RejectionJson::from).collect(),
            ignored: report.ignored.iter().map(IgnoredJson::from).collect(),
        }
    }
}
