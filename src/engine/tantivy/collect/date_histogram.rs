//! Histogram of the dates of hits: single days in a table, wider intervals in a map.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher};

use crate::article::schema::Field;
use crate::search::timeline::Interval;

/// First and last day of an article's date, counted from 1970; nothing where it is undated.
pub(crate) type DocDays = Option<(i64, i64)>;

/// Widest range of days that is counted in a table; wider ones are not dates of newspapers.
const MAX_TABLE_LEN: i64 = 400_000;

/// Returns the last publication day of all articles, counted from 1970; the least of all days where
/// no article has a date.
pub(crate) fn newest_day(searcher: &Searcher) -> tantivy::Result<i64> {
    let mut newest = i64::MIN;
    for segment in searcher.segment_readers() {
        let days = segment.fast_fields().column_opt::<i64>(Field::Published.name())?;
        newest = days
            .filter(|days| days.values.num_vals() > 0)
            .map_or(newest, |days| newest.max(days.max_value()));
    }
    Ok(newest)
}

/// Histogram of one segment.
pub(crate) struct DateHistogram {
    first_column: Option<Column<i64>>,
    last_column: Option<Column<i64>>,
    is_counted: bool,
    /// Day of the first row of the table.
    table_start: i64,
    table: Vec<u32>,
    intervals: HashMap<(i64, i64), u64>,
    undated: u64,
    /// Buffers of the first and last days of a block.
    first_days: Vec<Option<i64>>,
    last_days: Vec<Option<i64>>,
}

impl DateHistogram {
    /// Creates the histogram over the columns of first and last days; counts only where
    /// `is_counted` says so.
    pub(crate) fn new(
        first_column: Option<Column<i64>>,
        last_column: Option<Column<i64>>,
        is_counted: bool,
    ) -> Self {
        let table_start = first_column.as_ref().map_or(0, Column::min_value);
        let len = first_column
            .as_ref()
            .map_or(0, |column| column.max_value().saturating_sub(table_start).saturating_add(1));
        let len = if is_counted && (0..=MAX_TABLE_LEN).contains(&len) { len as usize } else { 0 };
        Self {
            first_column,
            last_column,
            is_counted,
            table_start,
            table: vec![0; len],
            intervals: HashMap::new(),
            undated: 0,
            first_days: Vec::new(),
            last_days: Vec::new(),
        }
    }

    /// Reads the days of these articles and counts them.
    pub(crate) fn count(&mut self, docs: &[DocId]) -> impl Iterator<Item = DocDays> {
        self.read_days(docs);
        for (first, last) in self.first_days.iter().zip(&self.last_days) {
            let Some(first) = *first else {
                self.undated += 1;
                continue;
            };
            if !self.is_counted {
                continue;
            }
            let last = last.unwrap_or(first);
            let row = usize::try_from(first - self.table_start).ok();
            let row = row.and_then(|row| self.table.get_mut(row));
            match row.filter(|_| first == last) {
                Some(count) => *count += 1,
                None => *self.intervals.entry((first, last)).or_default() += 1,
            }
        }
        self.days()
    }

    /// Reads the days of these articles without counting them.
    pub(crate) fn read(&mut self, docs: &[DocId]) -> impl Iterator<Item = DocDays> {
        self.read_days(docs);
        self.days()
    }

    fn read_days(&mut self, docs: &[DocId]) {
        read_column(self.first_column.as_ref(), docs, &mut self.first_days);
        read_column(self.last_column.as_ref(), docs, &mut self.last_days);
    }

    fn days(&self) -> impl Iterator<Item = DocDays> {
        let days = self.first_days.iter().zip(&self.last_days);
        days.map(|(first, last)| first.map(|first| (first, last.unwrap_or(first))))
    }

    /// Returns the counts, and the number of undated articles.
    pub(crate) fn harvest(self) -> (Vec<Interval>, u64) {
        let days = self.table.iter().zip(self.table_start..).filter(|(count, _)| **count > 0);
        let days = days.map(|(count, day)| ((day, day), u64::from(*count)));
        (days.chain(self.intervals).collect(), self.undated)
    }
}

/// Reads the value of each document, where it has one.
fn read_column(column: Option<&Column<i64>>, docs: &[DocId], values: &mut Vec<Option<i64>>) {
    values.clear();
    values.resize(docs.len(), None);
    if let Some(column) = column {
        column.first_vals(docs, values);
    }
}
