//! The digest of the articles of a segment that match. It costs a column read for each match, and no
//! sorting.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::tantivy::hidden_fields::HIDDEN;

/// The digests of the records of one segment, and what was added of them.
pub(crate) struct SegmentDigest {
    records: Option<Column<u64>>,
    /// Buffer of the digests of a block.
    block: Vec<Option<u64>>,
    sum: ArticleDigest,
}

impl SegmentDigest {
    /// Opens the column of a segment.
    pub(crate) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let records = segment.fast_fields().column_opt(HIDDEN.record_digest.name)?;
        Ok(Self { records, block: Vec::new(), sum: ArticleDigest::default() })
    }

    /// Adds these articles.
    pub(crate) fn add(&mut self, docs: &[DocId]) {
        let Some(records) = &self.records else { return };
        self.block.clear();
        self.block.resize(docs.len(), None);
        records.first_vals(docs, &mut self.block);
        for record in self.block.iter().flatten() {
            self.sum.add(*record);
        }
    }

    /// Returns the digest of all articles that were added.
    pub(crate) fn harvest(&self) -> ArticleDigest {
        self.sum
    }
}
