//! Articles as the index keeps them: their records, and whole documents.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader, TantivyDocument, TantivyError};

use crate::article::document::Document;
use crate::article::home::LocalRegions;
use crate::article::schema::Field;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::schema::{Fields, required};
use crate::search::records::{IndexDocument, IndexedRecord};

/// Lists every indexed article as a manifest knows it.
pub(crate) fn indexed_records(searcher: &Searcher) -> tantivy::Result<Vec<IndexedRecord>> {
    let mut records = Vec::with_capacity(searcher.num_docs() as usize);
    for segment in searcher.segment_readers() {
        push_records(segment, &mut records)?;
    }
    Ok(records)
}

fn push_records(segment: &SegmentReader, records: &mut Vec<IndexedRecord>) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let files = TextColumn::open(segment, HIDDEN.file.name)?;
    let paths = TextColumn::open(segment, Field::Path.name())?;
    let ids = TextColumn::open(segment, Field::Id.name())?;
    let digests = TextColumn::open(segment, HIDDEN.text_digest.name)?;
    let publishers = TextColumn::open(segment, Field::Publisher.name())?;
    let numbers = columns.u64(HIDDEN.record.name)?;
    let record_digests = columns.u64(HIDDEN.record_digest.name)?;
    let mut publisher_names: HashMap<Option<u64>, Arc<str>> = HashMap::new();
    let mut locations: HashMap<Option<u64>, (Arc<str>, Arc<str>)> = HashMap::new();
    for doc in segment.doc_ids_alive() {
        let path_ordinal = paths.ordinal(doc);
        let (file, inner_path) = match locations.get(&path_ordinal) {
            Some(location) => location.clone(),
            None => {
                let (file, path) = (files.required(doc)?, paths.required(doc)?);
                debug_assert!(path.starts_with(&file), "a path begins with its file");
                let inner_path = path.strip_prefix(&file).unwrap_or_default().into();
                let location: (Arc<str>, Arc<str>) = (file.as_str().into(), inner_path);
                locations.insert(path_ordinal, location.clone());
                location
            }
        };
        let publisher_ordinal = publishers.ordinal(doc);
        let publisher = match publisher_names.get(&publisher_ordinal) {
            Some(publisher) => Arc::clone(publisher),
            None => {
                let publisher: Arc<str> = publishers.text(doc)?.unwrap_or_default().into();
                publisher_names.insert(publisher_ordinal, Arc::clone(&publisher));
                publisher
            }
        };
        records.push(IndexedRecord {
            file,
            inner_path,
            record: required(numbers.first(doc), HIDDEN.record.name)? as u32,
            id: ids.required(doc)?,
            text_digest: digests.required(doc)?,
            record_digest: required(record_digests.first(doc), HIDDEN.record_digest.name)?,
            publisher,
        });
    }
    Ok(())
}

/// Reads an article as it was indexed, but for the regions of its places, which are not stored.
pub(super) fn read(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
) -> tantivy::Result<IndexDocument> {
    let segment = searcher.segment_reader(address.segment_ord);
    let text = |name| TextColumn::open(segment, name)?.required(address.doc_id);
    let record_digest = segment.fast_fields().u64(HIDDEN.record_digest.name)?;
    let stored: TantivyDocument = searcher.doc(address)?;
    let json = stored.get_first(fields.hidden.document).and_then(|value| value.as_bytes());
    let document: Document = serde_json::from_slice(required(json, HIDDEN.document.name)?)
        .map_err(|error| TantivyError::InternalError(error.to_string()))?;
    Ok(IndexDocument {
        file: text(HIDDEN.file.name)?,
        text_digest: text(HIDDEN.text_digest.name)?,
        record_digest: required(record_digest.first(address.doc_id), HIDDEN.record_digest.name)?,
        regions: LocalRegions::default(),
        document,
    })
}

/// A column of single texts in one segment.
struct TextColumn {
    name: &'static str,
    /// No column where no article has a value.
    column: Option<StrColumn>,
}

impl TextColumn {
    fn open(segment: &SegmentReader, name: &'static str) -> tantivy::Result<Self> {
        Ok(Self { name, column: segment.fast_fields().str(name)? })
    }

    fn ordinal(&self, doc: DocId) -> Option<u64> {
        self.column.as_ref()?.ords().first(doc)
    }

    /// Reads the text of an article, where it has one.
    fn text(&self, doc: DocId) -> tantivy::Result<Option<String>> {
        let Some((column, ordinal)) = self.column.as_ref().zip(self.ordinal(doc)) else {
            return Ok(None);
        };
        let mut text = String::new();
        column.ord_to_str(ordinal, &mut text)?;
        Ok(Some(text))
    }

    /// Reads the text of an article that has one.
    fn required(&self, doc: DocId) -> tantivy::Result<String> {
        required(self.text(doc)?, self.name)
    }
}
