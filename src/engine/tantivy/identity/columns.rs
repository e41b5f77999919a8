//! Columns of a segment, as identity reads them: keys by their hashes, and days of publication.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::article::schema::Field;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::text::hash;

/// Days beyond which a date says little about an article's time.
const MAX_UNCERTAINTY: i64 = 31;

/// A column of keys, known by their hashes.
pub(super) struct KeyColumn {
    /// The column; none in a segment without values.
    pub column: Option<StrColumn>,
    /// The hash of each key, by ordinal.
    pub keys: Vec<u64>,
}

impl KeyColumn {
    /// Opens the column of a field.
    pub(super) fn open(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(name)?;
        let mut keys = Vec::new();
        if let Some(column) = &column {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                keys.push(hash::of(stream.key()));
            }
        }
        Ok(Self { column, keys })
    }

    /// The values of an article, as ordinals.
    pub(super) fn ordinals(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.column.iter().flat_map(move |column| column.term_ords(doc))
    }

    /// The values of an article, as hashes.
    pub(super) fn hashes(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.ordinals(doc).filter_map(|ordinal| self.keys.get(ordinal as usize).copied())
    }

    /// Counts for each ordinal the articles that have it.
    pub(super) fn counts(&self, articles: &[DocId]) -> Vec<u32> {
        let mut counts = vec![0; self.keys.len()];
        for ordinal in articles.iter().flat_map(|doc| self.ordinals(*doc)) {
            counts.get_mut(ordinal as usize).into_iter().for_each(|count| *count += 1);
        }
        counts
    }

    /// Tells for each ordinal whether an article that is not deleted has it.
    pub(super) fn live(&self, segment: &SegmentReader) -> Vec<bool> {
        let Some(alive) = segment.alive_bitset() else { return vec![true; self.keys.len()] };
        let articles: Vec<DocId> = alive.iter_alive().collect();
        self.counts(&articles).into_iter().map(|count| count > 0).collect()
    }
}

/// Publication days of a segment's articles; no columns where no article has a date.
pub(super) struct DayColumns {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
}

impl DayColumns {
    /// Opens the columns of a segment.
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            first: columns.column_opt(Field::Published.name())?,
            last: columns.column_opt(HIDDEN.last_day.name)?,
        })
    }

    /// Returns the first day of a date that is certain enough.
    pub(super) fn day(&self, doc: DocId) -> Option<i64> {
        let first = self.first.as_ref()?.first(doc)?;
        let last = self.last.as_ref()?.first(doc)?;
        (last - first <= MAX_UNCERTAINTY).then_some(first)
    }
}
