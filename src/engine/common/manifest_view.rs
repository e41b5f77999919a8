//! The part of a manifest that searches need, read once per commit.

use std::collections::{BTreeSet, HashMap};

use crate::corpus::manifest::Manifest;
use crate::corpus::outcome::Duplicate;
use crate::corpus::report::Report;
use crate::search::records::DuplicateRecord;

/// Summary of a manifest for searches.
pub(crate) struct ManifestView {
    /// Folders and files the archive was made from.
    pub roots: Vec<String>,
    /// True if the archive has no names and topics but those that publishers assign.
    pub labels_only: bool,
    /// Counts of what became of the files and records in them.
    pub report: Report,
    /// Text digest of every duplicate record, by the id of the record.
    pub text_by_duplicate: HashMap<String, String>,
    /// Duplicate records, by text digest.
    pub duplicates_by_text: HashMap<String, Vec<DuplicateRecord>>,
}

impl ManifestView {
    /// Summarises a manifest.
    pub(crate) fn new(manifest: &Manifest) -> Self {
        let mut text_by_duplicate = HashMap::new();
        let mut duplicates_by_text = HashMap::<String, Vec<DuplicateRecord>>::new();
        for (path, file) in manifest.read_files() {
            for Duplicate { record, inner_path, id, text_digest, publisher } in &file.duplicates {
                text_by_duplicate.insert(id.clone(), text_digest.clone());
                duplicates_by_text.entry(text_digest.clone()).or_default().push(DuplicateRecord {
                    id: id.clone(),
                    path: format!("{path}{inner_path}"),
                    record: *record,
                    publisher: publisher.clone(),
                });
            }
        }
        Self {
            roots: manifest.roots().map(str::to_string).collect(),
            labels_only: manifest.has_labels_only(),
            report: Report::from_files(manifest.files(), &BTreeSet::new()),
            text_by_duplicate,
            duplicates_by_text,
        }
    }
}
