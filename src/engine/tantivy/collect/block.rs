//! Articles of one segment as a search hands them out, gathered so that each column is read for many at a time: counting
//! hits by the column costs half of what counting them one by one does.

use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::Column;

/// How many articles make a block.
pub const BLOCK: usize = 1024;

/// The values of a column for a block, and the room they are read in.
#[derive(Default)]
pub struct Values<T> {
    docs: Vec<DocId>,
    rows: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Default + PartialOrd + std::fmt::Debug + Send + Sync + 'static> Values<T> {
    /// The values of these articles, in order.
    pub fn of(&mut self, column: &Column<T>, docs: &[DocId]) -> &[T] {
        self.docs.clear();
        self.rows.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.values.resize(self.rows.len(), T::default());
        column.values.get_vals(&self.rows, &mut self.values);
        &self.values
    }

    /// The values of every article from one to another, in order.
    pub fn of_all(&mut self, column: &Column<T>, docs: Range<DocId>) -> &[T] {
        let rows = column.index.docid_range_to_rowids(docs);
        self.values.resize(rows.len(), T::default());
        column.values.get_range(u64::from(rows.start), &mut self.values);
        &self.values
    }
}

/// Articles in their order, as they are counted.
pub struct Block<'d> {
    /// The articles.
    pub docs: &'d [DocId],
    /// Where they are most of a range, that and the others in it: all of the range are read at once, and the others taken
    /// away.
    pub whole: Option<(Range<DocId>, &'d [DocId])>,
}

impl<'d> Block<'d> {
    /// Of articles in their order; `between` is the room to list others in.
    pub fn of(docs: &'d [DocId], between: &'d mut Vec<DocId>) -> Self {
        let range =
            docs.first().zip(docs.last()).map(|(first, last)| *first..last.saturating_add(1));
        let Some(range) = range.filter(|range| range.len() < docs.len() * 2) else {
            return Self { docs, whole: None };
        };
        between.clear();
        let mut next = range.start;
        for doc in docs {
            between.extend(next..*doc);
            next = doc.saturating_add(1);
        }
        Self { docs, whole: Some((range, between)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_a_range_is_the_range_but_for_the_others() {
        let (mut between, docs) = (Vec::new(), [3, 4, 6, 7]);
        assert_eq!(Block::of(&docs, &mut between).whole, Some((3..8, &[5][..])));
        assert_eq!(Block::of(&[9], &mut between).whole, Some((9..10, &[][..])));
        assert_eq!(Block::of(&[1, 4], &mut between).whole, None);
        assert_eq!(Block::of(&[], &mut between).whole, None);
    }
}
