//! The days of hits: single days in a table, wider intervals one by one.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher};

use crate::article::schema::Field;
use crate::search::timeline::Interval;

/// The widest range of days that is counted in a table, in days; wider ones are not dates of newspapers.
const TABLE: i64 = 400_000;

/// The last day any article was published on, counted from 1970; the first of all days where none has a date.
pub fn newest(searcher: &Searcher) -> tantivy::Result<i64> {
    let mut newest = i64::MIN;
    for segment in searcher.segment_readers() {
        let days = segment.fast_fields().column_opt::<i64>(Field::Published.name())?;
        newest = days
            .filter(|days| days.values.num_vals() > 0)
            .map_or(newest, |days| newest.max(days.max_value()));
    }
    Ok(newest)
}

/// Counts the days of hits: single days in a table, wider intervals one by one.
pub struct Days {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
    counted: bool,
    least: i64,
    table: Vec<u32>,
    wider: HashMap<(i64, i64), u64>,
    undated: u64,
    /// First and last days of the articles that are counted.
    firsts: Vec<Option<i64>>,
    lasts: Vec<Option<i64>>,
}

impl Days {
    /// Over the columns of first and last days of a segment.
    pub fn new(first: Option<Column<i64>>, last: Option<Column<i64>>, counted: bool) -> Self {
        let least = first.as_ref().map_or(0, Column::min_value);
        let span = first
            .as_ref()
            .map_or(0, |column| column.max_value().saturating_sub(least).saturating_add(1));
        let table = if counted && (0..=TABLE).contains(&span) {
            vec![0; span as usize]
        } else {
            Vec::new()
        };
        let wider = HashMap::new();
        Self {
            first,
            last,
            counted,
            least,
            table,
            wider,
            undated: 0,
            firsts: Vec::new(),
            lasts: Vec::new(),
        }
    }

    /// The days of these articles, counted where days are.
    pub fn count(&mut self, docs: &[DocId]) -> impl Iterator<Item = Option<(i64, i64)>> {
        self.read(docs);
        for (first, last) in self.firsts.iter().zip(&self.lasts) {
            let Some(first) = *first else {
                self.undated += 1;
                continue;
            };
            if !self.counted {
                continue;
            }
            let last = last.unwrap_or(first);
            let cell =
                usize::try_from(first - self.least).ok().and_then(|at| self.table.get_mut(at));
            match cell.filter(|_| first == last) {
                Some(count) => *count += 1,
                None => *self.wider.entry((first, last)).or_default() += 1,
            }
        }
        self.intervals()
    }

    /// The days of these articles.
    pub fn of(&mut self, docs: &[DocId]) -> impl Iterator<Item = Option<(i64, i64)>> {
        self.read(docs);
        self.intervals()
    }

    fn read(&mut self, docs: &[DocId]) {
        read(self.first.as_ref(), docs, &mut self.firsts);
        read(self.last.as_ref(), docs, &mut self.lasts);
    }

    fn intervals(&self) -> impl Iterator<Item = Option<(i64, i64)>> {
        self.firsts
            .iter()
            .zip(&self.lasts)
            .map(|(first, last)| first.map(|first| (first, last.unwrap_or(first))))
    }

    /// What was counted, and how many articles have no date.
    pub fn harvest(self) -> (Vec<Interval>, u64) {
        let single = self.table.iter().zip(self.least..).filter(|(count, _)| **count > 0);
        let single = single.map(|(count, day)| ((day, day), u64::from(*count)));
        (single.chain(self.wider).collect(), self.undated)
    }
}

/// The value each article has in a column, if any.
fn read(column: Option<&Column<i64>>, docs: &[DocId], values: &mut Vec<Option<i64>>) {
    values.clear();
    values.resize(docs.len(), None);
    if let Some(column) = column {
        column.first_vals(docs, values);
    }
}
