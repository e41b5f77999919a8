//! One facet in one segment: judges articles by the facet's chosen values, and counts its values.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::block::{BLOCK, Block, Values};
use super::collector::Dimension;
use super::story_counts::StoryCounts;
use crate::engine::tantivy::ordinals::ordinal_map::{Override, Overrides};

/// Why an article fails the chosen values of a facet.
pub enum Fault {
    /// It has none of the included values.
    Lacking,
    /// It has this excluded value.
    Excluded(u64),
}

/// One facet in one segment: judges articles by its chosen values, and counts its values.
pub struct FacetCollector {
    column: Option<Column<u64>>,
    exceptions: Arc<Overrides>,
    included: Option<Vec<bool>>,
    excluded: Vec<bool>,
    /// The numbers of the article that is judged.
    numbers: Vec<u64>,
    /// Articles that fail this facet alone and are not counted yet.
    sideways: Vec<DocId>,
    values: Values<u64>,
    /// Articles per value, by the segment's numbers.
    counts: Vec<u32>,
    /// Stories with the values that their versions have, and with those that stand against all of theirs here.
    told: StoryCounts,
    barred: StoryCounts,
}

/// What one facet counted in a segment.
pub struct Counted {
    /// Articles per value, by the segment's numbers.
    pub counts: Vec<u32>,
    /// The values that versions of stories have.
    pub told: StoryCounts,
    /// The excluded values that stand against versions of stories.
    pub barred: StoryCounts,
}

impl FacetCollector {
    /// The judge of a facet in this segment.
    pub fn new(
        dimension: &Dimension,
        number: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(dimension.field.name())?;
        let numbering = dimension.dictionary.segments.get(number as usize);
        let places = numbering.map(|numbering| &numbering.places[..]).unwrap_or_default();
        let marked = |chosen: &Vec<usize>| {
            places.iter().map(|place| chosen.binary_search(&(*place as usize)).is_ok()).collect()
        };
        Ok(Self {
            column: column.map(|column| column.ords().clone()),
            exceptions: numbering
                .map(|numbering| Arc::clone(&numbering.exceptions))
                .unwrap_or_default(),
            included: dimension.included.as_ref().map(marked),
            excluded: if dimension.excluded.is_empty() {
                Vec::new()
            } else {
                marked(&dimension.excluded)
            },
            numbers: Vec::new(),
            sideways: Vec::new(),
            values: Values::default(),
            counts: vec![0; places.len()],
            told: StoryCounts::default(),
            barred: StoryCounts::default(),
        })
    }

    /// Whether any article can fail.
    pub fn is_constraint(&self) -> bool {
        self.included.is_some() || self.excluded.contains(&true)
    }

    /// Turns to the numbers of an article.
    fn turn_to(&mut self, doc: DocId) {
        self.numbers.clear();
        self.numbers.extend(self.column.iter().flat_map(|column| column.values_for_doc(doc)));
        let exceptions = self.exceptions.of_article(doc);
        if exceptions.is_empty() {
            return;
        }
        let (borne, gone): (Vec<&Override>, Vec<&Override>) =
            exceptions.iter().partition(|exception| exception.is_borne);
        self.numbers.retain(|number| !gone.iter().any(|gone| u64::from(gone.number) == *number));
        self.numbers.extend(borne.iter().map(|borne| u64::from(borne.number)));
    }

    /// What speaks against an article.
    pub fn faults(&mut self, doc: DocId) -> impl Iterator<Item = Fault> {
        if self.included.is_some() || !self.excluded.is_empty() {
            self.turn_to(doc);
        }
        let judge = &*self;
        let is = |marked: &[bool], value: u64| marked.get(value as usize).copied().unwrap_or(false);
        let lacking = judge
            .included
            .as_ref()
            .filter(|included| !judge.numbers.iter().any(|value| is(included, *value)));
        let excluded = (!judge.excluded.is_empty()).then(|| {
            judge.numbers.iter().copied().filter(move |value| is(&judge.excluded, *value))
        });
        lacking
            .map(|_| Fault::Lacking)
            .into_iter()
            .chain(excluded.into_iter().flatten().map(Fault::Excluded))
    }

    /// Counts every value of the articles of a block.
    pub fn count(&mut self, block: &Block) {
        let Some(column) = &self.column else { return };
        match &block.whole {
            None => tally(&mut self.counts, self.values.of(column, block.docs), 1),
            Some((range, but)) => {
                tally(&mut self.counts, self.values.of_all(column, range.clone()), 1);
                tally(&mut self.counts, self.values.of(column, but), -1);
            }
        }
        if self.exceptions.is_empty() {
            return;
        }
        for exception in block.docs.iter().flat_map(|doc| self.exceptions.of_article(*doc)) {
            tally(
                &mut self.counts,
                &[u64::from(exception.number)],
                if exception.is_borne { 1 } else { -1 },
            );
        }
    }

    /// Counts every value of an article that is no hit.
    pub fn count_sideways(&mut self, doc: DocId) {
        self.sideways.push(doc);
        if self.sideways.len() >= BLOCK {
            self.count_rest();
        }
    }

    /// Counts an article for a single value.
    pub fn count_value(&mut self, value: u64) {
        tally(&mut self.counts, &[value], 1);
    }

    /// Notes every value of an article that is a version of this story.
    pub fn tell(&mut self, doc: DocId, story: u32) {
        self.turn_to(doc);
        self.numbers.iter().for_each(|number| self.told.add(story, *number));
    }

    /// Notes a value that stands against a version of this story.
    pub fn bar(&mut self, value: u64, story: u32) {
        self.barred.add(story, value);
    }

    /// What it counted.
    pub fn harvest(mut self) -> Counted {
        self.count_rest();
        Counted { counts: self.counts, told: self.told, barred: self.barred }
    }

    fn count_rest(&mut self) {
        let mut docs = std::mem::take(&mut self.sideways);
        self.count(&Block::of(&docs, &mut Vec::new()));
        docs.clear();
        self.sideways = docs;
    }
}

/// Adds so much to the count of each value. What is taken away was counted before.
fn tally(counts: &mut [u32], values: &[u64], by: i32) {
    for value in values {
        if let Some(count) = counts.get_mut(*value as usize) {
            *count = count.wrapping_add_signed(by);
        }
    }
}
