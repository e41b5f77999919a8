//! The values that articles themselves have in a facet, before identity merges or moves any, and
//! the names they give them.

use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader};

use super::ordinal::Ordinal;
use crate::article::schema::Field;
use crate::engine::tantivy::schema::{Fields, NAME_SEPARATOR};
use crate::search::facets::terms::FacetTerm;

/// The archive-wide ordinal of each segment ordinal; none for values that are not listed.
pub(crate) type OrdinalTable = Arc<[Option<Ordinal>]>;

/// The values of one segment by their ordinals; none for those that only deleted articles have.
pub(crate) type SegmentValues = Vec<Option<String>>;

/// The values that articles themselves have in a facet.
pub struct RawValues {
    /// Values of each segment.
    pub(super) by_segment: Vec<SegmentValues>,
    /// Every key with the name that most articles give it, by key.
    pub(super) named: Vec<FacetTerm>,
}

impl RawValues {
    /// Reads the values of a facet.
    pub(super) fn read(
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Self> {
        let mut by_segment = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().str(field.name())?;
            by_segment.push(segment_values(column.as_ref(), segment)?);
        }
        let names = if field.key_prefix().is_empty() {
            Vec::new()
        } else {
            majority_names(field, searcher, fields)?
        };
        let named = names.into_iter().map(|(key, name)| FacetTerm::new(key, name)).collect();
        Ok(Self { by_segment, named })
    }

    /// Returns the name that most articles give a key.
    pub fn name(&self, key: &str) -> Option<&str> {
        let at = self.named.binary_search_by(|known| known.value.as_str().cmp(key)).ok()?;
        self.named.get(at).map(|known| known.name.as_str())
    }
}

/// Reads the values of one segment; a segment without a column has none.
pub(crate) fn segment_values(
    column: Option<&StrColumn>,
    segment: &SegmentReader,
) -> tantivy::Result<SegmentValues> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let live = segment.alive_bitset().map(|alive| {
        let mut live = vec![false; column.dictionary().num_terms()];
        for ordinal in alive.iter_alive().flat_map(|doc| column.term_ords(doc)) {
            if let Some(live) = live.get_mut(ordinal as usize) {
                *live = true;
            }
        }
        live
    });
    let mut values = Vec::with_capacity(column.dictionary().num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        let is_deleted = live.as_ref().is_some_and(|live| live.get(values.len()) == Some(&false));
        values.push((!is_deleted).then(|| String::from_utf8_lossy(stream.key()).into_owned()));
    }
    Ok(values)
}

/// Maps the ordinals of a segment to those in `all`. Both are sorted, and `all` contains every
/// value of the segment.
pub(crate) fn ordinal_table(segment: &SegmentValues, all: &[&String]) -> OrdinalTable {
    let mut index = 0;
    let mut table = Vec::with_capacity(segment.len());
    for value in segment {
        table.push(value.as_ref().map(|value| {
            while all.get(index).is_some_and(|known| *known < value) {
                index += 1;
            }
            debug_assert_eq!(all.get(index), Some(&value));
            Ordinal::new(index)
        }));
    }
    table.into()
}

/// Returns the name that most articles give each value, by key; of names used equally often the
/// first by alphabet.
pub(crate) fn majority_names(
    field: Field,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<(String, String)>> {
    let terms = name_terms(field, searcher, fields)?;
    let mut names: Vec<(String, String)> = Vec::new();
    for same_key in terms.chunk_by(|one, other| one.key() == other.key()) {
        // A chunk is never empty.
        let [first, ..] = same_key else { continue };
        let mut best = (first, 0);
        // A key with one name needs no count, and nearly every key has one.
        if same_key.iter().any(|other| other.term != first.term) {
            for same_name in same_key.chunk_by(|one, other| one.term == other.term) {
                let articles = same_name
                    .iter()
                    .map(|term| term.articles(fields))
                    .sum::<tantivy::Result<u32>>()?;
                if let Some(term) = same_name.first().filter(|_| articles > best.1) {
                    best = (term, articles);
                }
            }
        }
        if let Some((key, name)) = best.0.term.split_once(NAME_SEPARATOR) {
            names.push((key.to_string(), name.to_string()));
        }
    }
    names.sort();
    Ok(names)
}

/// A key and a name of it, as one segment has them.
struct NameTerm<'s> {
    term: String,
    segment: &'s SegmentReader,
    info: TermInfo,
}

impl NameTerm<'_> {
    fn key(&self) -> &str {
        self.term.split_once(NAME_SEPARATOR).map_or(&self.term, |(key, _)| key)
    }

    /// Counts the articles that use the name and are not deleted.
    fn articles(&self, fields: &Fields) -> tantivy::Result<u32> {
        let Some(alive) = self.segment.alive_bitset() else { return Ok(self.info.doc_freq) };
        let postings = self
            .segment
            .inverted_index(fields.hidden.names)?
            .read_postings_from_terminfo(&self.info, IndexRecordOption::Basic)?;
        Ok(postings.doc_freq_given_deletes(alive))
    }
}

/// Reads all names of the values of a facet, sorted.
fn name_terms<'s>(
    field: Field,
    searcher: &'s Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<NameTerm<'s>>> {
    let mut terms: Vec<NameTerm> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.hidden.names)?;
        let mut stream = index.terms().range().ge(field.key_prefix()).into_stream()?;
        while stream.advance() {
            let Some(term) = std::str::from_utf8(stream.key())
                .ok()
                .filter(|term| term.starts_with(field.key_prefix()))
            else {
                break;
            };
            terms.push(NameTerm { term: term.to_string(), segment, info: stream.value().clone() });
        }
    }
    // Concatenated from sorted runs, which a stable sort merges.
    terms.sort_by(|one, other| one.term.cmp(&other.term));
    Ok(terms)
}
