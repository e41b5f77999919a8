//! The days of hits: single days in a table, wider intervals one by one.

use std::collections::HashMap;

use tantivy::DocId;
use tantivy::columnar::Column;

use crate::timeline::Interval;

/// The widest range of days that is counted in a table, in days; wider ones are not dates of newspapers.
const TABLE: i64 = 400_000;

/// Counts the days of hits: single days in a table, wider intervals one by one.
pub struct Days {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
    counted: bool,
    least: i64,
    table: Vec<u32>,
    wider: HashMap<(i64, i64), u64>,
    undated: u64,
}

impl Days {
    /// Over the columns of first and last days of a segment.
    pub fn new(first: Option<Column<i64>>, last: Option<Column<i64>>, counted: bool) -> Self {
        let least = first.as_ref().map_or(0, Column::min_value);
        let span = first.as_ref().map_or(0, |column| column.max_value().saturating_sub(least).saturating_add(1));
        let table = if counted && (0..=TABLE).contains(&span) { vec![0; span as usize] } else { Vec::new() };
        Self { first, last, counted, least, table, wider: HashMap::new(), undated: 0 }
    }

    /// The days of an article, counted where days are.
    pub fn count(&mut self, doc: DocId) -> Option<(i64, i64)> {
        let first = self.first.as_ref().and_then(|column| column.first(doc));
        let Some(first) = first else {
            self.undated += 1;
            return None;
        };
        let last = self.last.as_ref().and_then(|column| column.first(doc)).unwrap_or(first);
        if self.counted {
            let cell = usize::try_from(first - self.least).ok().and_then(|at| self.table.get_mut(at));
            match cell.filter(|_| first == last) {
                Some(count) => *count += 1,
                None => *self.wider.entry((first, last)).or_default() += 1,
            }
        }
        Some((first, last))
    }

    /// What was counted, and how many articles have no date.
    pub fn harvest(self) -> (Vec<Interval>, u64) {
        let single = self.table.iter().zip(self.least..).filter(|(count, _)| **count > 0);
        let single = single.map(|(count, day)| ((day, day), u64::from(*count)));
        (single.chain(self.wider).collect(), self.undated)
    }
}
