//! Collection of one facet in one segment: filters documents by the selected values, and counts
//! values.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::block::{BLOCK_LEN, Block, ColumnValues};
use super::options::Dimension;
use super::story_counts::StoryCounts;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::tantivy::ordinals::ordinal_map::{Override, Overrides};
use crate::engine::tantivy::schema::required;

/// Reason why a document fails the filter of a facet.
pub(crate) enum FilterFailure {
    /// It has none of the included values.
    NotIncluded,
    /// It has this excluded value, a segment ordinal.
    Excluded(Ordinal),
}

/// Collector of one facet in one segment.
pub(crate) struct FacetCollector {
    /// Segment ordinals of the values; no column where no document has a value.
    column: Option<Column<u64>>,
    overrides: Arc<Overrides>,
    /// For each segment ordinal whether it is included; no filter where there are none.
    included: Option<Vec<bool>>,
    /// For each segment ordinal whether it is excluded; empty where none is.
    excluded: Vec<bool>,
    /// Segment ordinals of the current document.
    ordinals: Vec<Ordinal>,
    /// Documents that fail this facet alone, before they are counted.
    sideways: Vec<DocId>,
    buffers: ColumnValues<u64>,
    fruit: FacetFruit,
}

/// Counts of one facet in one segment.
pub(crate) struct FacetFruit {
    /// Documents by segment ordinal.
    pub counts: Vec<u32>,
    /// Values that matching versions of stories have.
    pub stories: StoryCounts,
    /// Excluded values that alone keep versions of stories from matching.
    pub excluded_stories: StoryCounts,
}

impl FacetCollector {
    /// Opens the collector of a facet in a segment.
    pub(crate) fn open(
        dimension: &Dimension,
        segment_ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let name = dimension.field.name();
        let column = segment.fast_fields().str(name)?;
        let map = required(dimension.dictionary.segments.get(segment_ordinal as usize), name)?;
        let selected = |values: &Vec<usize>| {
            let is_selected = |value: &Option<Ordinal>| {
                value.is_some_and(|value| values.binary_search(&value.index()).is_ok())
            };
            map.global.iter().map(is_selected).collect::<Vec<bool>>()
        };
        let excluded = &dimension.excluded;
        Ok(Self {
            column: column.map(|column| column.ords().clone()),
            overrides: Arc::clone(&map.overrides),
            included: dimension.included.as_ref().map(selected),
            excluded: if excluded.is_empty() { Vec::new() } else { selected(excluded) },
            ordinals: Vec::new(),
            sideways: Vec::new(),
            buffers: ColumnValues::default(),
            fruit: FacetFruit {
                counts: vec![0; map.global.len()],
                stories: StoryCounts::default(),
                excluded_stories: StoryCounts::default(),
            },
        })
    }

    /// Returns whether a document of the segment can fail the filter.
    pub(crate) fn is_filter(&self) -> bool {
        self.included.is_some() || self.excluded.contains(&true)
    }

    /// Loads the ordinals of a document.
    fn load(&mut self, doc: DocId) {
        self.ordinals.clear();
        let ordinals = self.column.iter().flat_map(|column| column.values_for_doc(doc));
        self.ordinals.extend(ordinals.map(|ordinal| Ordinal::new(ordinal as usize)));
        let overrides = self.overrides.for_doc(doc);
        if overrides.is_empty() {
            return;
        }
        let (added, removed): (Vec<&Override>, Vec<&Override>) =
            overrides.iter().partition(|it| it.is_added);
        self.ordinals.retain(|ordinal| !removed.iter().any(|it| it.ordinal == *ordinal));
        self.ordinals.extend(added.iter().map(|it| it.ordinal));
    }

    /// Returns the reasons why a document fails the filter.
    pub(crate) fn failures(&mut self, doc: DocId) -> impl Iterator<Item = FilterFailure> {
        if self.included.is_some() || !self.excluded.is_empty() {
            self.load(doc);
        }
        let Self { included, excluded, ordinals, .. } = &*self;
        let is_set =
            |flags: &[bool], ordinal: &Ordinal| flags.get(ordinal.index()).copied() == Some(true);
        let is_missing = included
            .as_ref()
            .is_some_and(|included| !ordinals.iter().any(|ordinal| is_set(included, ordinal)));
        let excluded = (!excluded.is_empty())
            .then(|| ordinals.iter().copied().filter(move |ordinal| is_set(excluded, ordinal)));
        is_missing
            .then_some(FilterFailure::NotIncluded)
            .into_iter()
            .chain(excluded.into_iter().flatten().map(FilterFailure::Excluded))
    }

    /// Counts every value of the documents of a block.
    pub(crate) fn count(&mut self, block: &Block) {
        let Some(column) = &self.column else { return };
        let counts = &mut self.fruit.counts;
        match &block.dense {
            None => add(counts, self.buffers.read(column, block.docs), 1),
            Some((range, gaps)) => {
                add(counts, self.buffers.read_range(column, range.clone()), 1);
                add(counts, self.buffers.read(column, gaps), -1);
            }
        }
        if self.overrides.is_empty() {
            return;
        }
        for it in block.docs.iter().flat_map(|doc| self.overrides.for_doc(*doc)) {
            add(counts, &[it.ordinal.index() as u64], if it.is_added { 1 } else { -1 });
        }
    }

    /// Counts every value of a document that fails this facet alone.
    pub(crate) fn count_sideways(&mut self, doc: DocId) {
        self.sideways.push(doc);
        if self.sideways.len() >= BLOCK_LEN {
            self.flush_sideways();
        }
    }

    /// Counts a document for a single value.
    pub(crate) fn count_value(&mut self, value: Ordinal) {
        add(&mut self.fruit.counts, &[value.index() as u64], 1);
    }

    /// Notes every value of a document that is a version of a story.
    pub(crate) fn add_story(&mut self, story: Ordinal, doc: DocId) {
        self.load(doc);
        for ordinal in &self.ordinals {
            self.fruit.stories.add(story, *ordinal);
        }
    }

    /// Notes an excluded value that alone keeps a version of a story from matching.
    pub(crate) fn add_excluded_story(&mut self, story: Ordinal, value: Ordinal) {
        self.fruit.excluded_stories.add(story, value);
    }

    /// Returns the counts.
    pub(crate) fn harvest(mut self) -> FacetFruit {
        self.flush_sideways();
        self.fruit
    }

    fn flush_sideways(&mut self) {
        let mut docs = std::mem::take(&mut self.sideways);
        self.count(&Block::new(&docs, &mut Vec::new()));
        docs.clear();
        self.sideways = docs;
    }
}

/// Adds to the count of each value. Only what was counted before is subtracted.
fn add(counts: &mut [u32], values: &[u64], delta: i32) {
    for value in values {
        if let Some(count) = counts.get_mut(*value as usize) {
            *count = count.wrapping_add_signed(delta);
        }
    }
}
