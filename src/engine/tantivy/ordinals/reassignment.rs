//! Reassignments: single articles in which a key is a different person than elsewhere, according to
//! the coreference findings or to a split in the authority file.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TantivyError, Term};

use crate::article::schema::Field;
use crate::engine::common::identity::moved_keys::{ArticleSet, MovedKeys};
use crate::engine::common::ordinal::Ordinal;
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

/// Collects the keys of moves in these segments, with their articles.
pub(crate) fn moved_keys<'m>(
    moves: impl Iterator<Item = MovedKey<'m>>,
    segments: &[SegmentReader],
) -> MovedKeys<DocIds> {
    let mut pairs: HashMap<(&str, &str), DocIds> = HashMap::new();
    for it in moves {
        if let Some(segment) = segments.get(it.segment) {
            let docs = pairs.entry((it.from, it.to)).or_default();
            docs.entry(segment.segment_id()).or_default().insert(it.doc);
        }
    }
    MovedKeys::new(pairs.into_iter())
}

/// Lists the moves of keys in these segments, sorted.
pub(crate) fn moves<'m>(
    moved: &'m MovedKeys<DocIds>,
    segments: &[SegmentReader],
) -> Vec<MovedKey<'m>> {
    let number = |id| segments.iter().position(|segment| segment.segment_id() == id);
    let mut moves = Vec::new();
    for (from, to, docs) in moved.pairs() {
        for (segment, docs) in docs {
            let Some(segment) = number(*segment) else { continue };
            moves.extend(docs.iter().map(|doc| MovedKey { from, to, segment, doc: *doc }));
        }
    }
    moves.sort_unstable();
    moves
}

impl ArticleSet for DocIds {
    fn extend_with(&mut self, other: &Self) {
        for (segment, docs) in other {
            self.entry(*segment).or_default().extend(docs);
        }
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
