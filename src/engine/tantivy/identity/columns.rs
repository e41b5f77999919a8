//! Columns of a segment, as identity reads them: keys by their hashes, and days of publication.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::article::schema::Field;
use crate::engine::common::identity::name_archive;
use crate::engine::common::identity::name_archive::KeyColumn;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::text::hash;

/// A column of keys, known by their hashes.
pub(super) struct SegmentKeys {
    /// The column; none in a segment without values.
    pub column: Option<StrColumn>,
    keys: Vec<u64>,
}

impl SegmentKeys {
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
}

impl KeyColumn for SegmentKeys {
    fn keys(&self) -> &[u64] {
        &self.keys
    }

    fn ordinals(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.column.iter().flat_map(move |column| column.term_ords(doc))
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
        name_archive::certain_day(first, last)
    }
}
