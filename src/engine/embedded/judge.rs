//! One facet in one segment: judges articles by the facet's chosen values, and counts its values.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::gather::Dimension;
use super::numbering::Joined;

/// Why an article fails the chosen values of a facet.
pub enum Fault {
    /// It has none of the included values.
    Lacking,
    /// It has this excluded value.
    Excluded(u64),
}

/// One facet in one segment: judges articles by its chosen values, and counts its values.
pub struct Judge {
    values: Option<Column<u64>>,
    joined: Option<Arc<Joined>>,
    included: Option<Vec<bool>>,
    excluded: Vec<bool>,
    /// The numbers of the article that is judged, where they are not simply the segment's own.
    numbers: Vec<u64>,
    /// Articles per value, by the segment's numbers.
    pub counts: Vec<u32>,
}

impl Judge {
    /// The judge of a facet in this segment.
    pub fn new(dimension: &Dimension, number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(dimension.field.name())?;
        let numbering = dimension.dictionary.segments.get(number as usize);
        let places = numbering.map(|numbering| &numbering.places[..]).unwrap_or_default();
        let marked =
            |chosen: &Vec<usize>| places.iter().map(|place| chosen.binary_search(&(*place as usize)).is_ok()).collect();
        Ok(Self {
            values: column.map(|column| column.ords().clone()),
            joined: numbering.and_then(|numbering| numbering.joined.clone()),
            included: dimension.included.as_ref().map(marked),
            excluded: if dimension.excluded.is_empty() { Vec::new() } else { marked(&dimension.excluded) },
            numbers: Vec::new(),
            counts: vec![0; places.len()],
        })
    }

    /// Whether any article can fail.
    pub fn is_constraint(&self) -> bool {
        self.included.is_some() || self.excluded.contains(&true)
    }

    /// Turns to an article.
    fn turn_to(&mut self, doc: DocId) {
        if let (Some(joined), Some(column)) = (&self.joined, &self.values) {
            joined.numbers(doc, column.values_for_doc(doc), &mut self.numbers);
        }
    }

    /// The numbers of the article it has turned to.
    fn values(&self, doc: DocId) -> impl Iterator<Item = u64> {
        let own = self.values.iter().filter(|_| self.joined.is_none());
        own.flat_map(move |column| column.values_for_doc(doc)).chain(self.numbers.iter().copied())
    }

    /// What speaks against an article.
    pub fn faults(&mut self, doc: DocId) -> impl Iterator<Item = Fault> {
        self.turn_to(doc);
        let judge = &*self;
        let is = |marked: &[bool], value: u64| marked.get(value as usize).copied().unwrap_or(false);
        let lacking = judge.included.as_ref().filter(|included| !judge.values(doc).any(|value| is(included, value)));
        let excluded =
            (!judge.excluded.is_empty()).then(|| judge.values(doc).filter(move |value| is(&judge.excluded, *value)));
        lacking.map(|_| Fault::Lacking).into_iter().chain(excluded.into_iter().flatten().map(Fault::Excluded))
    }

    /// Counts every value of an article.
    pub fn count(&mut self, doc: DocId) {
        self.turn_to(doc);
        let Some(column) = &self.values else { return };
        if self.joined.is_some() {
            for at in 0..self.numbers.len() {
                self.numbers.get(at).copied().into_iter().for_each(|value| self.count_value(value));
            }
            return;
        }
        for value in column.values_for_doc(doc) {
            if let Some(count) = self.counts.get_mut(value as usize) {
                *count += 1;
            }
        }
    }

    /// Counts an article for a single value.
    pub fn count_value(&mut self, value: u64) {
        if let Some(count) = self.counts.get_mut(value as usize) {
            *count += 1;
        }
    }
}
