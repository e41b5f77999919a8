//! Reassignments: single articles in which a key is a different person than elsewhere, according to
//! the coreference findings or to a split in the authority file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TantivyError, Term};

use super::ordinal::Ordinal;
use crate::article::schema::Field;
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::query::doc_set::DocIds;
use crate::engine::tantivy::schema::Fields;
use crate::identity::authority;
use crate::identity::resolve::Identity;

/// An article in which a value is replaced by another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocReassignment {
    /// Index of the segment.
    pub segment: usize,
    /// The article.
    pub doc: DocId,
    /// Value that the article has.
    pub from: String,
    /// Segment ordinal of that value.
    pub from_ordinal: Ordinal,
    /// Value that it means in this article.
    pub to: String,
}

/// A key that is replaced by another in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MovedKey<'m> {
    /// Key that the article has.
    pub from: &'m str,
    /// Key that it means in this article.
    pub to: &'m str,
    /// Index of the segment.
    pub segment: usize,
    /// The article.
    pub doc: DocId,
}

/// The keys of a facet that are replaced by others in some articles, each pair with its articles.
#[derive(Default)]
pub(crate) struct MovedKeys {
    by_from: HashMap<String, BTreeMap<String, Arc<DocIds>>>,
    by_to: HashMap<String, BTreeSet<String>>,
}

impl MovedKeys {
    /// Collects the keys of moves in these segments.
    pub(crate) fn new<'m>(
        moves: impl Iterator<Item = MovedKey<'m>>,
        segments: &[SegmentReader],
    ) -> Self {
        let mut pairs: HashMap<(&str, &str), DocIds> = HashMap::new();
        for it in moves {
            if let Some(segment) = segments.get(it.segment) {
                let docs = pairs.entry((it.from, it.to)).or_default();
                docs.entry(segment.segment_id()).or_default().insert(it.doc);
            }
        }
        let mut moved = Self::default();
        for ((from, to), docs) in pairs {
            let (from, to) = (from.to_owned(), to.to_owned());
            moved.by_to.entry(to.clone()).or_default().insert(from.clone());
            moved.by_from.entry(from).or_default().insert(to, Arc::new(docs));
        }
        moved
    }

    /// Lists the moves in these segments, sorted.
    pub(crate) fn moves(&self, segments: &[SegmentReader]) -> Vec<MovedKey<'_>> {
        let number = |id| segments.iter().position(|segment| segment.segment_id() == id);
        let mut moves = Vec::new();
        for (from, targets) in &self.by_from {
            for (to, docs) in targets {
                for (segment, docs) in docs.iter() {
                    let Some(segment) = number(*segment) else { continue };
                    moves.extend(docs.iter().map(|doc| MovedKey { from, to, segment, doc: *doc }));
                }
            }
        }
        moves.sort_unstable();
        moves
    }

    /// The articles in which a key means one of the values that are `meant`; nothing where there are none.
    pub(crate) fn docs(&self, from: &str, meant: impl Fn(&str) -> bool) -> Option<Arc<DocIds>> {
        let targets = self.by_from.get(from)?.iter().filter(|(to, _)| meant(to));
        let mut docs: Vec<&Arc<DocIds>> = targets.map(|(_, docs)| docs).collect();
        let first = docs.pop()?;
        if docs.is_empty() {
            return Some(Arc::clone(first));
        }
        let mut all = DocIds::clone(first);
        for (segment, docs) in docs.into_iter().flat_map(|docs| docs.iter()) {
            all.entry(*segment).or_default().extend(docs);
        }
        Some(Arc::new(all))
    }

    /// The keys that mean a value in some articles.
    pub(crate) fn sources(&self, to: &str) -> impl Iterator<Item = &str> {
        self.by_to.get(to).into_iter().flatten().map(String::as_str)
    }
}

impl DocReassignment {
    /// The move of its key.
    pub(crate) fn moved_key(&self) -> MovedKey<'_> {
        let Self { segment, doc, from, to, .. } = self;
        MovedKey { from, to, segment: *segment, doc: *doc }
    }
}

/// Finds the reassignments of a facet.
pub(crate) fn reassignments(
    field: Field,
    segments: &[SegmentReader],
    identity: &Identity,
) -> tantivy::Result<Vec<DocReassignment>> {
    let mut by_segment: BTreeMap<u32, BTreeMap<&str, BTreeMap<DocId, &str>>> = BTreeMap::new();
    for (article, from, to) in identity.reassigned_keys() {
        if authority::facet_of_key(from) == Some(field) {
            let address = doc_address::unpack(article);
            let values = by_segment.entry(address.segment_ord).or_default();
            values.entry(from).or_default().insert(address.doc_id, to);
        }
    }
    let mut reassignments = Vec::new();
    for (index, values) in by_segment {
        let index = index as usize;
        let segment = segments.get(index).ok_or_else(|| {
            TantivyError::InternalError(format!("identity names a document of segment {index}"))
        })?;
        // A split in the authority file may name articles that do not have the value.
        let Some(column) = segment.fast_fields().str(field.name())? else { continue };
        for (from, docs) in values {
            let Some(ordinal) = column.dictionary().term_ord(from.as_bytes())? else { continue };
            let has_value = |doc: DocId| {
                doc < segment.max_doc()
                    && !segment.is_deleted(doc)
                    && column.term_ords(doc).any(|own| own == ordinal)
            };
            for (doc, to) in docs.into_iter().filter(|(doc, _)| has_value(*doc)) {
                reassignments.push(DocReassignment {
                    segment: index,
                    doc,
                    from: from.to_string(),
                    from_ordinal: Ordinal::new(ordinal as usize),
                    to: to.to_string(),
                });
            }
        }
    }
    Ok(reassignments)
}

/// Returns the values that are reassigned in every article that has them.
pub(crate) fn fully_reassigned(
    field: Field,
    segments: &[SegmentReader],
    fields: &Fields,
    reassignments: &[DocReassignment],
) -> tantivy::Result<HashSet<String>> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    reassignments.iter().for_each(|it| *counts.entry(&it.from).or_default() += 1);
    let mut full = HashSet::new();
    for (from, reassigned) in counts {
        let mut articles = 0;
        for segment in segments {
            articles += articles_with(segment, &fields.term(field, from))?;
        }
        if articles <= reassigned {
            full.insert(from.to_string());
        }
    }
    Ok(full)
}

/// Returns, of the fully reassigned values, those that mean the same other value in every article,
/// each with that value.
pub(crate) fn sole_targets<'r>(
    reassignments: &'r [DocReassignment],
    fully_reassigned: &HashSet<String>,
) -> Vec<(&'r str, &'r str)> {
    let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in reassignments.iter().filter(|it| fully_reassigned.contains(&it.from)) {
        targets.entry(&it.from).or_default().insert(&it.to);
    }
    let sole = targets.into_iter().filter(|(_, targets)| targets.len() == 1);
    sole.filter_map(|(from, targets)| Some((from, *targets.first()?))).collect()
}

/// Counts the articles of a segment that have a term.
fn articles_with(segment: &SegmentReader, term: &Term) -> tantivy::Result<u64> {
    let index = segment.inverted_index(term.field())?;
    let Some(info) = index.get_term_info(term)? else { return Ok(0) };
    Ok(u64::from(match segment.alive_bitset() {
        None => info.doc_freq,
        Some(alive) => index
            .read_postings_from_terminfo(&info, IndexRecordOption::Basic)?
            .doc_freq_given_deletes(alive),
    }))
}
