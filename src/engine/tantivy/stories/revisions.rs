//! The articles of a snapshot that a later version of the same desk superseded.

use std::collections::HashMap;

use tantivy::{DocAddress, SegmentReader};

use crate::engine::tantivy::query::doc_set::DocIds;
use crate::stories::revision::Revision;

/// The superseded articles of one snapshot.
#[derive(Debug, Default)]
pub(crate) struct Revisions(HashMap<DocAddress, Revision>);

impl Revisions {
    /// Adds the revision of an article.
    pub(crate) fn add(&mut self, address: DocAddress, revision: Revision) {
        self.0.insert(address, revision);
    }

    /// The articles whose revision meets a condition.
    pub(crate) fn docs(
        &self,
        segments: &[SegmentReader],
        is_match: impl Fn(&Revision) -> bool,
    ) -> DocIds {
        let mut docs = DocIds::new();
        for (address, _) in self.0.iter().filter(|(_, revision)| is_match(revision)) {
            if let Some(segment) = segments.get(address.segment_ord as usize) {
                docs.entry(segment.segment_id()).or_default().insert(address.doc_id);
            }
        }
        docs
    }
}
