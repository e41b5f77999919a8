//! What a run did, and what an index holds, in JSON.

use serde::Serialize;

use crate::article::schema;
use crate::corpus::report::{Ignored, Rejection, Report};
use crate::search::engine::IndexState;

/// What a run did.
#[derive(Serialize)]
pub struct TallyJson<'a> {
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
pub struct RejectionJson<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    reason: &'a str,
}

impl<'a> From<&'a Rejection> for RejectionJson<'a> {
    fn from(rejection: &'a Rejection) -> Self {
        Self { path: &rejection.path, record: rejection.record, reason: &rejection.reason }
    }
}

impl<'a> From<&'a Report> for TallyJson<'a> {
    fn from(tally: &'a Report) -> Self {
        Self {
            files: tally.files,
            files_read: tally.files_read,
            files_unchanged: tally.files_unchanged,
            files_ignored: tally.files_ignored,
            files_rejected: tally.files_rejected,
            records: tally.records,
            articles: tally.articles,
            added: tally.added,
            updated: tally.updated,
            removed: tally.removed,
            duplicates: tally.duplicates,
            rejected: tally.rejected,
            bytes_read: tally.bytes_read,
            seconds: (tally.seconds * 1e3).round() / 1e3,
            rejections: tally.rejections.iter().map(RejectionJson::from).collect(),
        }
    }
}

/// What the index holds.
#[derive(Serialize)]
pub struct StatusJson<'a> {
    articles: u64,
    stories: u64,
    bytes: u64,
    segments: usize,
    schema: u32,
    roots: &'a [String],
    files: u64,
    files_read: u64,
    files_ignored: u64,
    files_rejected: u64,
    records: u64,
    duplicates: u64,
    rejected: u64,
    rejections: Vec<RejectionJson<'a>>,
    ignored: Vec<IgnoredJson<'a>>,
}

/// What was ignored for one reason.
#[derive(Serialize)]
struct IgnoredJson<'a> {
    reason: &'a str,
    files: u64,
    members: u64,
    first: &'a [String],
}

impl<'a> From<(&'a String, &'a Ignored)> for IgnoredJson<'a> {
    fn from((reason, ignored): (&'a String, &'a Ignored)) -> Self {
        Self { reason, files: ignored.files, members: ignored.members, first: &ignored.first }
    }
}

impl<'a> From<&'a IndexState> for StatusJson<'a> {
    fn from(state: &'a IndexState) -> Self {
        let tally = &state.report;
        Self {
            articles: state.articles,
            stories: state.stories,
            bytes: state.bytes,
            segments: state.segments,
            schema: schema::VERSION,
            roots: &state.roots,
            files: tally.files,
            files_read: tally.files_unchanged,
            files_ignored: tally.files_ignored,
            files_rejected: tally.files_rejected,
            records: tally.records,
            duplicates: tally.duplicates,
            rejected: tally.rejected,
            rejections: tally.rejections.iter().map(RejectionJson::from).collect(),
            ignored: tally.ignored.iter().map(IgnoredJson::from).collect(),
        }
    }
}
