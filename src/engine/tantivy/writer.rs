//! The writer of an index: one at a time, and readers see its work after a commit.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::directory::error::LockError;
use tantivy::indexer::PreparedCommit;
use tantivy::{
    DocId, Index, IndexReader, IndexWriter, Searcher, SegmentReader, TantivyError, Term,
};

use super::hidden_fields::HIDDEN;
use super::identity::findings;
use super::schema::{Fields, required};
use super::storage::directory;
use super::stories::StoryFinder;
use crate::article::schema::Field;
use crate::error::{Error, ErrorContext, Result};
use crate::search::engine::Writer;
use crate::search::records::{IndexDocument, IndexedRecord};

/// Bytes of memory that one indexing thread of Tantivy can work with.
const MIN_THREAD_MEMORY: usize = 16 << 20;
const MAX_THREAD_MEMORY: usize = 4000 << 20;

/// Writer of an index in a folder.
pub struct TantivyWriter {
    folder: PathBuf,
    fields: Fields,
    reader: IndexReader,
    stories: Arc<StoryFinder>,
    writer: IndexWriter,
}

impl TantivyWriter {
    /// Locks the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// Fails when another process holds the lock, or when the folder cannot be written.
    pub(super) fn open(
        folder: PathBuf,
        index: &Index,
        fields: Fields,
        reader: IndexReader,
        stories: Arc<StoryFinder>,
        threads: usize,
        memory: usize,
    ) -> Result<Self> {
        let threads = threads.clamp(1, (memory / MIN_THREAD_MEMORY).max(1));
        let memory = memory.clamp(MIN_THREAD_MEMORY * threads, MAX_THREAD_MEMORY * threads);
        let context = || format!("cannot write the index `{}`", folder.display());
        directory::create_reader_lock(&folder).context(context)?;
        let writer =
            index.writer_with_num_threads(threads, memory).map_err(|error| match error {
                TantivyError::LockFailure(LockError::LockBusy, _) => directory::is_locked(&folder),
                error => Error::new(context()).with_source(error),
            })?;
        Ok(Self { folder, fields, reader, stories, writer })
    }

    fn context(&self) -> String {
        format!("cannot write the index `{}`", self.folder.display())
    }

    /// Finds the cause of a failed indexing thread. The error of `add_document` says only that the
    /// thread is gone; the next commit tells why.
    fn thread_failure(&mut self, error: TantivyError) -> Error {
        let cause = match self.writer.prepare_commit().map(PreparedCommit::abort) {
            Err(cause) => cause,
            Ok(_) => error,
        };
        Error::new(self.context()).with_source(cause)
    }
}

impl Writer for TantivyWriter {
    fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        self.reader.reload().context(|| self.context())?;
        indexed_records(&self.reader.searcher())
            .context(|| format!("cannot read the index `{}`", self.folder.display()))
    }

    fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    fn add(&mut self, added: &IndexDocument) -> Result<()> {
        let document = self.fields.document(added)?;
        self.writer.add_document(document).map(drop).map_err(|error| self.thread_failure(error))
    }

    fn remove_text(&mut self, text: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.hidden.text_digest, text));
    }

    fn remove_file(&mut self, path: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.hidden.file, path));
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        let context = self.context();
        let mut prepared = self.writer.prepare_commit().context(|| context.clone())?;
        prepared.set_payload(seal);
        prepared.commit().context(|| context.clone())?;
        self.reader.reload().context(|| context)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let context = self.context();
        let Self { writer, reader, folder, fields, stories } = *self;
        // Files of merged segments that stay behind cost space, nothing else.
        let _ = writer.garbage_collect_files().wait();
        writer.wait_merging_threads().context(|| context.clone())?;
        reader.reload().context(|| context)?;
        // Computed now, so that no search has to wait for it.
        findings::save(&folder, &reader.searcher(), &fields)?;
        stories.save(&reader.searcher(), &fields)
    }
}

/// Lists every indexed article as a manifest knows it.
pub(super) fn indexed_records(searcher: &Searcher) -> tantivy::Result<Vec<IndexedRecord>> {
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
