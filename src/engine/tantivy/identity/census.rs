//! The census of one snapshot, read from its columns without opening an article.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::article::schema::Field;
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::ordinals::raw_values;
use crate::engine::tantivy::ordinals::raw_values::{OrdinalTable, SegmentValues};
use crate::engine::tantivy::schema::Fields;
use crate::identity::census::{Census, CensusArticle, CensusPerson};

/// Days beyond which a date says little about an article's time.
const MAX_UNCERTAINTY: i64 = 31;

/// Reads which article names whom.
pub(crate) fn read(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Census> {
    let mut census = Census::default();
    let segments = searcher.segment_readers();
    let names = raw_values::key_names(Field::People, searcher, fields)?;
    let (people, keys) = facet_columns(Field::People, segments)?;
    let named = |key: String| {
        let found = names.binary_search_by(|known| known.key.cmp(&key)).ok();
        let name = found.and_then(|at| names.get(at)).map(|known| known.name.clone());
        // Tantivy drops terms above 64 KiB, so that a name may be missing.
        CensusPerson { name: name.unwrap_or_default(), key }
    };
    census.people = keys.into_iter().map(named).collect();
    let mut others: Vec<Vec<FacetColumn>> = segments.iter().map(|_| Vec::new()).collect();
    for field in [Field::Organisations, Field::Places] {
        let (columns, keys) = facet_columns(field, segments)?;
        let offset = census.others.len();
        for (others, column) in others.iter_mut().zip(columns) {
            others.push(FacetColumn { offset, ..column });
        }
        census.others.extend(keys);
    }
    for (index, ((segment, people), others)) in (0..).zip(segments.iter().zip(people).zip(others)) {
        let days = DayColumns::open(segment)?;
        for doc in segment.doc_ids_alive() {
            let mut people: Vec<u32> = people.values(doc).collect();
            if people.is_empty() {
                continue;
            }
            people.sort_unstable();
            let others = others.iter().flat_map(|others| others.values(doc)).collect();
            census.articles.push(CensusArticle {
                number: doc_address::pack(DocAddress::new(index, doc)),
                day: days.day(doc),
                people,
                others,
            });
        }
    }
    Ok(census)
}

/// Values of a facet in one segment, numbered as in the whole index.
struct FacetColumn {
    column: Option<StrColumn>,
    ordinals: OrdinalTable,
    /// Added to every number: several facets share one list.
    offset: usize,
}

impl FacetColumn {
    fn values(&self, doc: DocId) -> impl Iterator<Item = u32> {
        let ordinals = self.column.iter().flat_map(move |column| column.term_ords(doc));
        let global = ordinals.filter_map(|ordinal| *self.ordinals.get(ordinal as usize)?);
        global.map(|ordinal| (self.offset + ordinal.index()) as u32)
    }
}

/// Opens the columns of a facet, one for each segment, and lists its values, sorted.
fn facet_columns(
    field: Field,
    segments: &[SegmentReader],
) -> tantivy::Result<(Vec<FacetColumn>, Vec<String>)> {
    let mut by_segment: Vec<SegmentValues> = Vec::new();
    let mut columns = Vec::new();
    for segment in segments {
        let column = segment.fast_fields().str(field.name())?;
        by_segment.push(raw_values::segment_values(column.as_ref(), segment)?);
        columns.push(column);
    }
    let mut all: Vec<&String> = by_segment.iter().flatten().flatten().collect();
    all.sort_unstable();
    all.dedup();
    let tables = by_segment.iter().map(|values| raw_values::ordinal_table(values, &all));
    let columns = columns.into_iter().zip(tables);
    let columns = columns.map(|(column, ordinals)| FacetColumn { column, ordinals, offset: 0 });
    Ok((columns.collect(), all.into_iter().cloned().collect()))
}

/// Publication days of a segment's articles; no columns where no article has a date.
struct DayColumns {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
}

impl DayColumns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            first: columns.column_opt(Field::Published.name())?,
            last: columns.column_opt(HIDDEN.last_day.name)?,
        })
    }

    /// Returns the first day of a date that is certain enough.
    fn day(&self, doc: DocId) -> Option<i64> {
        let first = self.first.as_ref()?.first(doc)?;
        let last = self.last.as_ref()?.first(doc)?;
        (last - first <= MAX_UNCERTAINTY).then_some(first)
    }
}
