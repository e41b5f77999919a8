//! Blocks of matching documents, so that each column is read for many at a time: that halves the
//! cost of counting them one by one.

use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

/// Documents in a block.
pub(crate) const BLOCK_LEN: usize = 1024;

/// Buffers in which the values of a column are read.
#[derive(Default)]
pub(crate) struct ColumnValues<T> {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Default + PartialOrd + std::fmt::Debug + Send + Sync + 'static> ColumnValues<T> {
    /// Reads the values of these documents, in order.
    pub(crate) fn read(&mut self, column: &Column<T>, docs: &[DocId]) -> &[T] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), T::default());
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }

    /// Reads the values of a range of documents, in order.
    pub(crate) fn read_range(&mut self, column: &Column<T>, docs: Range<DocId>) -> &[T] {
        let rows = column.index.docid_range_to_rowids(docs);
        self.values.resize(rows.len(), T::default());
        column.values.get_range(u64::from(rows.start), &mut self.values);
        &self.values
    }
}

/// Documents to be counted, in order.
pub(crate) struct Block<'d> {
    /// The documents.
    pub docs: &'d [DocId],
    /// Where they are most of a range, that range and the gaps in it: the values of the range are
    /// read at once and those of the gaps subtracted.
    pub dense: Option<(Range<DocId>, &'d [DocId])>,
}

impl<'d> Block<'d> {
    /// Creates a block of sorted documents; `gaps` is a buffer.
    pub(crate) fn new(docs: &'d [DocId], gaps: &'d mut Vec<DocId>) -> Self {
        let range =
            docs.first().zip(docs.last()).map(|(first, last)| *first..last.saturating_add(1));
        let Some(range) = range.filter(|range| range.len() < docs.len() * 2) else {
            return Self { docs, dense: None };
        };
        gaps.clear();
        let mut next = range.start;
        for doc in docs {
            gaps.extend(next..*doc);
            next = doc.saturating_add(1);
        }
        Self { docs, dense: Some((range, gaps)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_fill_most_of_a_range_are_the_range_without_its_gaps() {
        let (mut gaps, docs) = (Vec::new(), [3, 4, 6, 7]);
        assert_eq!(Block::new(&docs, &mut gaps).dense, Some((3..8, &[5][..])));
        assert_eq!(Block::new(&[9], &mut gaps).dense, Some((9..10, &[][..])));
        assert_eq!(Block::new(&[1, 4], &mut gaps).dense, None);
        assert_eq!(Block::new(&[], &mut gaps).dense, None);
    }
}
