//! The values of a facet in all segments of a snapshot, merged into one sorted list. No identity
//! changes them, so that an entry in the authority file reads no dictionary again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::{Searcher, SegmentReader};

use crate::article::schema::Field;
use crate::search::facets::sorted_values::SortedValues;

/// The values of every segment under one numbering.
pub(crate) struct MergedValues {
    /// Every value that a segment has.
    pub values: Arc<SortedValues>,
    /// For each value whether an article has it that is not deleted.
    pub is_live: Vec<bool>,
    /// For each segment and each ordinal of its own the index of the value.
    pub segments: Vec<Vec<u32>>,
}

impl MergedValues {
    /// Reads and merges the values of the segments.
    pub(crate) fn new(field: Field, searcher: &Searcher) -> tantivy::Result<Self> {
        let read = |segment: &SegmentReader| SegmentValues::read(field, segment);
        let segments: tantivy::Result<Vec<_>> =
            searcher.segment_readers().iter().map(read).collect();
        Ok(Self::merge(&segments?))
    }

    fn merge(segments: &[SegmentValues]) -> Self {
        let longest = segments.iter().map(|segment| segment.values.len()).max().unwrap_or(0);
        let mut values = SortedValues::with_capacity(longest);
        let mut is_live = Vec::with_capacity(longest);
        let mut indexes: Vec<Vec<u32>> =
            segments.iter().map(|segment| Vec::with_capacity(segment.values.len())).collect();
        let mut next: BinaryHeap<Reverse<(&str, usize)>> = segments
            .iter()
            .zip(0..)
            .filter_map(|(segment, number)| Some(Reverse((segment.values.get(0)?, number))))
            .collect();
        while let Some(mut top) = next.peek_mut() {
            let Reverse((value, number)) = *top;
            let Some((segment, indexes)) = segments.get(number).zip(indexes.get_mut(number)) else {
                break;
            };
            if values.last() != Some(value) {
                values.push(value);
                is_live.push(false);
            }
            if let Some(is_live) = is_live.last_mut() {
                *is_live |= segment.is_live(indexes.len());
            }
            indexes.push(values.len() as u32 - 1);
            match segment.values.get(indexes.len()) {
                Some(value) => *top = Reverse((value, number)),
                None => drop(PeekMut::pop(top)),
            }
        }
        Self { values: Arc::new(values), is_live, segments: indexes }
    }
}

/// The values of one segment by their ordinals.
#[derive(Default)]
struct SegmentValues {
    values: SortedValues,
    /// For each value whether an article has it that is not deleted; nothing if all have.
    live: Option<Vec<bool>>,
}

impl SegmentValues {
    /// Reads the values of a segment; one without a column has none.
    fn read(field: Field, segment: &SegmentReader) -> tantivy::Result<Self> {
        let Some(column) = segment.fast_fields().str(field.name())? else {
            return Ok(Self::default());
        };
        let mut values = SortedValues::with_capacity(column.dictionary().num_terms());
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            values.push(&String::from_utf8_lossy(stream.key()));
        }
        Ok(Self { values, live: live_values(&column, segment) })
    }

    fn is_live(&self, ordinal: usize) -> bool {
        self.live.as_ref().is_none_or(|live| live.get(ordinal) == Some(&true))
    }
}

/// Returns for each value whether an article has it that is not deleted; nothing if none is deleted.
fn live_values(column: &StrColumn, segment: &SegmentReader) -> Option<Vec<bool>> {
    let alive = segment.alive_bitset()?;
    let mut live = vec![false; column.dictionary().num_terms()];
    for ordinal in alive.iter_alive().flat_map(|doc| column.term_ords(doc)) {
        if let Some(live) = live.get_mut(ordinal as usize) {
            *live = true;
        }
    }
    Some(live)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn segment(values: &BTreeMap<String, bool>) -> SegmentValues {
        let live = values.values().any(|live| !live).then(|| values.values().copied().collect());
        SegmentValues { values: values.keys().map(String::as_str).collect(), live }
    }

    proptest! {
        #[test]
        fn every_value_of_every_segment_is_found_under_its_index(
            segments in prop::collection::vec(
                prop::collection::btree_map("[a-d]{0,3}", any::<bool>(), 0..12),
                0..5,
            ),
        ) {
            let merged = MergedValues::merge(&segments.iter().map(segment).collect::<Vec<_>>());
            let all: BTreeSet<&String> = segments.iter().flat_map(BTreeMap::keys).collect();
            prop_assert!(merged.values.iter().eq(all.iter().map(|value| value.as_str())));
            for (values, indexes) in segments.iter().zip(&merged.segments) {
                let found: Vec<&str> = indexes
                    .iter()
                    .filter_map(|index| merged.values.get(*index as usize))
                    .collect();
                prop_assert!(found.iter().eq(values.keys()));
            }
            for (value, is_live) in merged.values.iter().zip(&merged.is_live) {
                let expected = segments.iter().any(|values| values.get(value) == Some(&true));
                prop_assert_eq!(*is_live, expected, "{}", value);
            }
        }
    }
}
