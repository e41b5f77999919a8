//! One facet in one segment: judges articles by the facet's chosen values, and counts its values.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::gather::Dimension;

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
    included: Option<Vec<bool>>,
    excluded: Vec<bool>,
    /// Articles per value, by the segment's numbers.
    pub counts: Vec<u32>,
}

impl Judge {
    /// The judge of a facet in this segment.
    pub fn new(dimension: &Dimension, number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(dimension.field.name())?;
        let places = dimension.dictionary.places.get(number as usize).map(|places| &places[..]).unwrap_or_default();
        let marked =
            |chosen: &Vec<usize>| places.iter().map(|place| chosen.binary_search(&(*place as usize)).is_ok()).collect();
        Ok(Self {
            values: column.map(|column| column.ords().clone()),
            included: dimension.included.as_ref().map(marked),
            excluded: if dimension.excluded.is_empty() { Vec::new() } else { marked(&dimension.excluded) },
            counts: vec![0; places.len()],
        })
    }

    /// Whether any article can fail.
    pub fn is_constraint(&self) -> bool {
        self.included.is_some() || self.excluded.contains(&true)
    }

    fn values(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.values.iter().flat_map(move |column| column.values_for_doc(doc))
    }

    /// What speaks against an article.
    pub fn faults(&self, doc: DocId) -> impl Iterator<Item = Fault> {
        let is = |marked: &[bool], value: u64| marked.get(value as usize).copied().unwrap_or(false);
        let lacking = self.included.as_ref().filter(|included| !self.values(doc).any(|value| is(included, value)));
        let excluded =
            (!self.excluded.is_empty()).then(|| self.values(doc).filter(move |value| is(&self.excluded, *value)));
        lacking.map(|_| Fault::Lacking).into_iter().chain(excluded.into_iter().flatten().map(Fault::Excluded))
    }

    /// Counts every value of an article.
    pub fn count(&mut self, doc: DocId) {
        let Some(column) = &self.values else { return };
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
