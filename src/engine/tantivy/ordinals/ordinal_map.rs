//! The map from a segment's ordinals of a facet to the archive-wide ones, where several values are
//! one person, and where in single articles one is another.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::{BitSet, DocId};

use super::raw_values::OrdinalTable;
use super::reassignment::DocReassignment;
use crate::engine::common::ordinal::Ordinal;
use crate::search::facets::sorted_values::SortedValues;

/// Map of one segment.
pub(crate) struct OrdinalMap {
    /// Archive-wide ordinals. Behind the segment's own ordinals come virtual ones, for values that
    /// its articles have by reassignment only.
    pub global: OrdinalTable,
    /// Corrections of what single articles have.
    pub overrides: Arc<Overrides>,
}

/// Corrections of the segment ordinals that single articles have: of two that map to one value only
/// one counts, and a reassigned one counts as another.
#[derive(Default)]
pub(crate) struct Overrides {
    /// In the order of articles.
    all: Vec<Override>,
    /// The corrected articles, for the test of every hit.
    docs: Option<BitSet>,
}

/// A segment ordinal that an article gains or loses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Override {
    /// The article.
    pub doc: DocId,
    /// Segment ordinal, or a virtual one.
    pub ordinal: Ordinal,
    /// True if the article gains the value, false if it loses it.
    pub is_added: bool,
}

impl Overrides {
    /// Indexes overrides that are in the order of articles, all of which are below `max_doc`.
    pub(super) fn new(all: Vec<Override>, max_doc: DocId) -> Self {
        let docs = (!all.is_empty()).then(|| {
            let mut docs = BitSet::with_max_value(max_doc);
            for it in &all {
                docs.insert(it.doc);
            }
            docs
        });
        Self { all, docs }
    }

    /// Returns the overrides of an article.
    pub(crate) fn for_doc(&self, doc: DocId) -> &[Override] {
        if !self.docs.as_ref().is_some_and(|docs| docs.contains(doc)) {
            return &[];
        }
        let (_, rest) = self.all.split_at(self.all.partition_point(|it| it.doc < doc));
        let (of_doc, _) = rest.split_at(rest.partition_point(|it| it.doc == doc));
        of_doc
    }

    /// Returns all overrides in the order of articles.
    pub(super) fn all(&self) -> &[Override] {
        &self.all
    }

    /// Returns whether no article is corrected.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl OrdinalMap {
    /// Builds the map of a segment from the archive-wide ordinals of its values, the listed values
    /// of the archive, its reassignments, and the column of its articles' ordinals.
    pub(crate) fn new(
        segment: impl Iterator<Item = Option<Ordinal>>,
        listed: &SortedValues,
        reassignments: &[&DocReassignment],
        column: Option<&Column<u64>>,
    ) -> Self {
        let mut builder = Builder {
            listed,
            global: Vec::with_capacity(segment.size_hint().0),
            first: vec![None; listed.len()],
            is_shared: Vec::with_capacity(segment.size_hint().0),
        };
        segment.for_each(|global| builder.add(global));
        let mut reassigned = Reassigned::new();
        for it in reassignments {
            let to = builder.segment_ordinal(&it.to);
            reassigned.entry(it.doc).or_default().push((it.from_ordinal, to));
        }
        let overrides =
            column.map(|column| builder.overrides(column, &reassigned)).unwrap_or_default();
        Self { global: builder.global.into(), overrides: Arc::new(overrides) }
    }

    /// Returns whether every value of the segment is listed.
    pub(crate) fn is_complete(&self) -> bool {
        !self.global.contains(&None)
    }

    /// Returns whether an article has a listed value.
    pub(crate) fn has_listed_value(&self, column: &Column<u64>, doc: DocId) -> bool {
        let overrides = self.overrides.for_doc(doc);
        let is_removed = |ordinal: usize| {
            overrides.iter().any(|it| !it.is_added && it.ordinal.index() == ordinal)
        };
        let kept = column
            .values_for_doc(doc)
            .map(|ordinal| ordinal as usize)
            .filter(|ordinal| !is_removed(*ordinal));
        let added = overrides.iter().filter(|it| it.is_added).map(|it| it.ordinal.index());
        kept.chain(added).any(|ordinal| self.global.get(ordinal).is_some_and(Option::is_some))
    }
}

/// Reassignments of each article: a segment ordinal and the one it counts as.
type Reassigned = BTreeMap<DocId, Vec<(Ordinal, Ordinal)>>;

/// Builder of an [`OrdinalMap`].
struct Builder<'a> {
    /// Listed values of the archive.
    listed: &'a SortedValues,
    global: Vec<Option<Ordinal>>,
    /// For each listed value the first segment ordinal that maps to it.
    first: Vec<Option<Ordinal>>,
    /// For each segment ordinal whether another maps to the same value.
    is_shared: Vec<bool>,
}

impl Builder<'_> {
    /// Adds the next segment ordinal, whose value has this archive-wide one.
    fn add(&mut self, global: Option<Ordinal>) {
        let ordinal = Ordinal::new(self.global.len());
        self.global.push(global);
        self.is_shared.push(false);
        let Some(first) = global.and_then(|global| self.first.get_mut(global.index())) else {
            return;
        };
        let Some(first) = *first else {
            *first = Some(ordinal);
            return;
        };
        for shared in [first, ordinal] {
            if let Some(is_shared) = self.is_shared.get_mut(shared.index()) {
                *is_shared = true;
            }
        }
    }

    /// Returns a segment ordinal of a value: the first of the segment's own, or else a virtual one.
    fn segment_ordinal(&mut self, head: &str) -> Ordinal {
        let global = self.listed.index_of(head).map(Ordinal::new);
        let virtual_ordinal = Ordinal::new(self.global.len());
        let mut unlisted = None;
        let first = global.and_then(|global| self.first.get_mut(global.index()));
        let first = first.unwrap_or(&mut unlisted);
        if first.is_none() {
            self.global.push(global);
        }
        *first.get_or_insert(virtual_ordinal)
    }

    fn overrides(&self, column: &Column<u64>, reassigned: &Reassigned) -> Overrides {
        let is_shared = |ordinal: &u64| self.is_shared.get(*ordinal as usize) == Some(&true);
        let mut docs: Vec<DocId> = reassigned.keys().copied().collect();
        if self.is_shared.contains(&true) {
            docs.extend(
                (0..column.num_docs())
                    .filter(|doc| column.values_for_doc(*doc).filter(is_shared).count() > 1),
            );
            docs.sort_unstable();
            docs.dedup();
        }
        let mut all = Vec::new();
        for doc in docs {
            let reassigned = reassigned.get(&doc).map(Vec::as_slice).unwrap_or_default();
            let local = column.values_for_doc(doc).map(|ordinal| Ordinal::new(ordinal as usize));
            self.push_overrides(doc, local, reassigned, &mut all);
        }
        Overrides::new(all, column.num_docs())
    }

    /// Adds the overrides of an article that has these segment ordinals.
    fn push_overrides(
        &self,
        doc: DocId,
        local: impl Iterator<Item = Ordinal>,
        reassigned: &[(Ordinal, Ordinal)],
        all: &mut Vec<Override>,
    ) {
        let global = |ordinal: Ordinal| self.global.get(ordinal.index());
        let mut counted: Vec<Ordinal> = Vec::new();
        for local in local {
            let target = reassigned.iter().find(|(from, _)| *from == local).map(|(_, to)| *to);
            let ordinal = target.unwrap_or(local);
            // An article has few values, so a linear search is fast.
            let is_counted = counted.iter().any(|known| global(*known) == global(ordinal));
            if is_counted || ordinal != local {
                all.push(Override { doc, ordinal: local, is_added: false });
            }
            if !is_counted {
                counted.push(ordinal);
                if ordinal != local {
                    all.push(Override { doc, ordinal, is_added: true });
                }
            }
        }
    }
}
