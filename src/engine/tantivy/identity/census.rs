//! The census of one state of the index: read from its columns, no article is opened.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::article::schema::Field;
use crate::engine::tantivy::ordinals::dictionary;
use crate::engine::tantivy::schema::{Fields, hidden};
use crate::identity::census::{Census, Named, Naming};

/// A date that is wider than this, in days, says little about an article's time.
const VAGUE: i64 = 31;

/// The number of an article in a state of the index.
pub fn number(segment: usize, doc: DocId) -> u64 {
    (segment as u64) << 32 | u64::from(doc)
}

/// The segment and the place in it of an article.
pub fn address(number: u64) -> (usize, DocId) {
    ((number >> 32) as usize, (number & u64::from(u32::MAX)) as DocId)
}

/// Who is named in which article.
pub fn read(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Census> {
    let mut census = Census::default();
    let segments = searcher.segment_readers();
    let names = dictionary::names(Field::People, searcher, fields)?;
    let (people, keys) = numbered(Field::People, segments)?;
    let name = |key: &String| {
        let at = names.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        names.get(at).map(|(_, name)| name.clone())
    };
    let named = |key: String| Named { name: name(&key).unwrap_or_default(), key };
    census.people = keys.into_iter().map(named).collect();
    let mut others: Vec<Vec<Numbered>> = segments.iter().map(|_| Vec::new()).collect();
    for field in [Field::Organisations, Field::Places] {
        let (own, keys) = numbered(field, segments)?;
        let before = u32::try_from(census.others.len()).unwrap_or(u32::MAX);
        for (others, own) in others.iter_mut().zip(own) {
            others.push(Numbered { before, ..own });
        }
        census.others.extend(keys);
    }
    for (at, ((segment, people), others)) in segments.iter().zip(people).zip(others).enumerate() {
        let days = Days::of(segment)?;
        for doc in segment.doc_ids_alive() {
            let mut people: Vec<u32> = people.of(doc).collect();
            if people.is_empty() {
                continue;
            }
            people.sort_unstable();
            let others = others.iter().flat_map(|others| others.of(doc)).collect();
            census.articles.push(Naming {
                number: number(at, doc),
                day: days.of_doc(doc),
                people,
                others,
            });
        }
    }
    Ok(census)
}

/// The values of a facet in a segment, numbered as in the whole index.
struct Numbered {
    column: Option<StrColumn>,
    places: dictionary::Places,
    before: u32,
}

impl Numbered {
    fn of(&self, doc: DocId) -> impl Iterator<Item = u32> {
        let numbers = self.column.iter().flat_map(move |column| column.term_ords(doc));
        numbers
            .filter_map(|number| self.places.get(number as usize))
            .map(|place| self.before + place)
    }
}

fn numbered(
    field: Field,
    segments: &[SegmentReader],
) -> tantivy::Result<(Vec<Numbered>, Vec<String>)> {
    let mut own = Vec::new();
    let mut columns = Vec::new();
    for segment in segments {
        let column = segment.fast_fields().str(field.name())?;
        own.push(
            column
                .as_ref()
                .map(|column| dictionary::strings(column, segment))
                .transpose()?
                .unwrap_or_default(),
        );
        columns.push(column);
    }
    let mut all: Vec<&String> = own.iter().flatten().flatten().collect();
    all.sort_unstable();
    all.dedup();
    let places = own.iter().map(|own| dictionary::places(own, &all));
    let numbered = columns.into_iter().zip(places).map(|(column, places)| Numbered {
        column,
        places,
        before: 0,
    });
    Ok((numbered.collect(), all.into_iter().cloned().collect()))
}

/// The days of a segment's articles.
struct Days {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
}

impl Days {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            first: columns.column_opt(Field::Published.name())?,
            last: columns.column_opt(hidden::LAST_DAY)?,
        })
    }

    fn of_doc(&self, doc: DocId) -> Option<i64> {
        let first = self.first.as_ref()?.first(doc)?;
        let last = self.last.as_ref().and_then(|column| column.first(doc)).unwrap_or(first);
        (last - first <= VAGUE).then_some(first)
    }
}
