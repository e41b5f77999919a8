//! The names of one snapshot as coreference reads them: from the columns of its segments, without opening
//! an article.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, Searcher, SegmentReader, TERMINATED, TantivyError};

use super::columns::{DayColumns, SegmentKeys};
use crate::article::schema::Field;
use crate::engine::common::identity::key_names::KeyNames;
use crate::engine::common::identity::name_archive::{KeyColumn as _, NameArchive, NameSegment};
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::ordinals::raw_values;
use crate::engine::tantivy::schema::Fields;

/// The names of a snapshot.
pub(super) struct SnapshotNames<'s> {
    searcher: &'s Searcher,
    fields: &'s Fields,
    segments: Vec<SegmentNames<'s>>,
}

/// The columns of a segment.
pub(super) struct SegmentNames<'s> {
    reader: &'s SegmentReader,
    people: SegmentKeys,
    organisations: SegmentKeys,
    places: SegmentKeys,
    days: DayColumns,
    texts: SegmentKeys,
}

impl<'s> SnapshotNames<'s> {
    /// Opens the columns of a snapshot.
    pub(super) fn open(searcher: &'s Searcher, fields: &'s Fields) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(SegmentNames::open);
        Ok(Self { searcher, fields, segments: segments.collect::<tantivy::Result<_>>()? })
    }
}

impl<'s> SegmentNames<'s> {
    fn open(reader: &'s SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            reader,
            people: SegmentKeys::open(reader, Field::People.name())?,
            organisations: SegmentKeys::open(reader, Field::Organisations.name())?,
            places: SegmentKeys::open(reader, Field::Places.name())?,
            days: DayColumns::open(reader)?,
            texts: SegmentKeys::open(reader, HIDDEN.text_digest.name)?,
        })
    }
}

impl NameSegment for SegmentNames<'_> {
    type Column = SegmentKeys;

    fn column(&self, field: Field) -> &SegmentKeys {
        match field {
            Field::People => &self.people,
            Field::Organisations => &self.organisations,
            _ => &self.places,
        }
    }

    fn docs(&self) -> impl Iterator<Item = u32> {
        self.reader.doc_ids_alive()
    }

    fn has_removed(&self) -> bool {
        self.reader.alive_bitset().is_some()
    }

    fn day(&self, doc: u32) -> Option<i64> {
        self.days.day(doc)
    }

    fn text(&self, doc: u32) -> u64 {
        self.texts.hashes(doc).next().unwrap_or_default()
    }
}

impl<'s> NameArchive for SnapshotNames<'s> {
    type Segment = SegmentNames<'s>;
    type Error = TantivyError;

    fn segments(&self) -> &[SegmentNames<'s>] {
        &self.segments
    }

    fn number(&self, segment: usize, doc: u32) -> u64 {
        doc_address::pack(DocAddress::new(segment as u32, doc))
    }

    fn text_of(&self, article: u64) -> u64 {
        let address = doc_address::unpack(article);
        let segment = self.segments.get(address.segment_ord as usize);
        segment.map_or(0, |segment| segment.text(address.doc_id))
    }

    fn read_keys(
        &self,
        segment: usize,
        field: Field,
        ordinals: &[u64],
        read: &mut dyn FnMut(String),
    ) -> tantivy::Result<()> {
        let column = self.segments.get(segment).and_then(|it| it.column(field).column.as_ref());
        if let Some(column) = column {
            column.dictionary().sorted_ords_to_term_cb(ordinals, |key| {
                read(String::from_utf8_lossy(key).into_owned());
            })?;
        }
        Ok(())
    }

    fn all_names(&self, field: Field) -> tantivy::Result<Vec<KeyNames>> {
        raw_values::key_names(field, self.searcher, self.fields)
    }

    fn names_of_key(&self, _: Field, key: &str) -> tantivy::Result<Option<KeyNames>> {
        raw_values::names_of_key(key, self.searcher, self.fields)
    }

    fn articles_with_both(&self, organisation: &str, place: u64) -> tantivy::Result<u64> {
        let term = self.fields.term(Field::Organisations, organisation);
        let mut articles = 0;
        for segment in &self.segments {
            let index = segment.reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let is_there = !segment.reader.is_deleted(doc);
                if is_there && segment.places.hashes(doc).any(|it| it == place) {
                    articles += 1;
                }
                postings.advance();
            }
        }
        Ok(articles)
    }
}
