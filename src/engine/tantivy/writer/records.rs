//! Articles as the index keeps them: their records, and whole documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{
    DocAddress, DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, TantivyDocument,
    TantivyError, Term,
};

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
        let mut columns = RecordColumns::open(segment)?;
        for doc in segment.doc_ids_alive() {
            records.push(columns.record(doc)?);
        }
    }
    Ok(records)
}

/// Lists the articles that have a term.
pub(super) fn with_term(searcher: &Searcher, term: &Term) -> tantivy::Result<Vec<IndexedRecord>> {
    let mut records = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted_index = segment.inverted_index(term.field())?;
        let Some(mut docs) = inverted_index.read_postings(term, IndexRecordOption::Basic)? else {
            continue;
        };
        let mut columns = RecordColumns::open(segment)?;
        while docs.doc() != TERMINATED {
            if !segment.is_deleted(docs.doc()) {
                records.push(columns.record(docs.doc())?);
            }
            docs.advance();
        }
    }
    Ok(records)
}

/// Counts the articles of each file.
pub(super) fn by_file(searcher: &Searcher) -> tantivy::Result<HashMap<String, u64>> {
    let mut counts = HashMap::new();
    for segment in searcher.segment_readers() {
        let files = TextColumn::open(segment, HIDDEN.file.name)?;
        let mut by_ordinal: BTreeMap<u64, u64> = BTreeMap::new();
        for doc in segment.doc_ids_alive() {
            let ordinal = required(files.ordinal(doc), HIDDEN.file.name)?;
            *by_ordinal.entry(ordinal).or_default() += 1;
        }
        for (ordinal, count) in by_ordinal {
            *counts.entry(files.text_of(ordinal)?).or_default() += count;
        }
    }
    Ok(counts)
}

/// The columns of one segment that tell the record of an article.
struct RecordColumns {
    files: TextColumn,
    paths: TextColumn,
    ids: TextColumn,
    text_digests: TextColumn,
    publishers: TextColumn,
    numbers: Column<u64>,
    record_digests: Column<u64>,
    /// Texts that many articles share, by ordinal.
    publisher_names: HashMap<Option<u64>, Arc<str>>,
    locations: HashMap<Option<u64>, (Arc<str>, Arc<str>)>,
}

impl RecordColumns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            files: TextColumn::open(segment, HIDDEN.file.name)?,
            paths: TextColumn::open(segment, Field::Path.name())?,
            ids: TextColumn::open(segment, Field::Id.name())?,
            text_digests: TextColumn::open(segment, HIDDEN.text_digest.name)?,
            publishers: TextColumn::open(segment, Field::Publisher.name())?,
            numbers: columns.u64(HIDDEN.record.name)?,
            record_digests: columns.u64(HIDDEN.record_digest.name)?,
            publisher_names: HashMap::new(),
            locations: HashMap::new(),
        })
    }

    fn record(&mut self, doc: DocId) -> tantivy::Result<IndexedRecord> {
        let (file, inner_path) = self.location(doc)?;
        let record_digest = self.record_digests.first(doc);
        Ok(IndexedRecord {
            file,
            inner_path,
            record: required(self.numbers.first(doc), HIDDEN.record.name)? as u32,
            id: self.ids.required(doc)?,
            text_digest: self.text_digests.required(doc)?,
            record_digest: required(record_digest, HIDDEN.record_digest.name)?,
            publisher: self.publisher(doc)?,
        })
    }

    /// The file of an article, and the path inside it.
    fn location(&mut self, doc: DocId) -> tantivy::Result<(Arc<str>, Arc<str>)> {
        let ordinal = self.paths.ordinal(doc);
        if let Some(known) = self.locations.get(&ordinal) {
            return Ok(known.clone());
        }
        let (file, path) = (self.files.required(doc)?, self.paths.required(doc)?);
        debug_assert!(path.starts_with(&file), "a path begins with its file");
        let inner_path = path.strip_prefix(&file).unwrap_or_default().into();
        let location: (Arc<str>, Arc<str>) = (file.as_str().into(), inner_path);
        self.locations.insert(ordinal, location.clone());
        Ok(location)
    }

    fn publisher(&mut self, doc: DocId) -> tantivy::Result<Arc<str>> {
        let ordinal = self.publishers.ordinal(doc);
        if let Some(known) = self.publisher_names.get(&ordinal) {
            return Ok(Arc::clone(known));
        }
        let publisher: Arc<str> = self.publishers.text(doc)?.unwrap_or_default().into();
        self.publisher_names.insert(ordinal, Arc::clone(&publisher));
        Ok(publisher)
    }
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
        signature: None,
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

    /// Reads the text with this ordinal.
    fn text_of(&self, ordinal: u64) -> tantivy::Result<String> {
        let mut text = String::new();
        required(self.column.as_ref(), self.name)?.ord_to_str(ordinal, &mut text)?;
        Ok(text)
    }

    /// Reads the text of an article, where it has one.
    fn text(&self, doc: DocId) -> tantivy::Result<Option<String>> {
        self.ordinal(doc).map(|ordinal| self.text_of(ordinal)).transpose()
    }

    /// Reads the text of an article that has one.
    fn required(&self, doc: DocId) -> tantivy::Result<String> {
        required(self.text(doc)?, self.name)
    }
}
