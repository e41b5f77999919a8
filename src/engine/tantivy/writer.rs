//! The hand that files: one at a time per index, everything seen at once after a commit.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::directory::error::LockError;
use tantivy::indexer::PreparedCommit;
use tantivy::{
    DocId, Index, IndexReader, IndexWriter, Searcher, SegmentReader, TantivyError, Term,
};

use super::identity::findings;
use super::schema::{Fields, hidden};
use super::stories;
use crate::article::schema::Field;
use crate::error::{ErrorContext, Error, Result};
use crate::search::engine::{IndexDocument, IndexedRecord, Writer};

/// The least and the most memory a thread of Tantivy works with, in bytes.
const LEAST_MEMORY: usize = 16 << 20;
const MOST_MEMORY: usize = 4000 << 20;

/// Files articles into an embedded index.
pub struct TantivyWriter {
    folder: PathBuf,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
}

impl TantivyWriter {
    /// Takes the index for writing, with this many threads and bytes of memory in all.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn open(
        folder: PathBuf,
        index: &Index,
        fields: Fields,
        reader: IndexReader,
        threads: usize,
        memory: usize,
    ) -> Result<Self> {
        let threads = threads.clamp(1, (memory / LEAST_MEMORY).max(1));
        let memory = memory.clamp(LEAST_MEMORY * threads, MOST_MEMORY * threads);
        let writer = index.writer_with_num_threads(threads, memory).map_err(|why| match why {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::new(format!(
                "the index `{}` is being written by another morgue",
                folder.display()
            ))
            .hint("wait until it is done, or name another index with --index"),
            why => {
                Error::new(format!("cannot write the index `{}`", folder.display())).with_source(why)
            }
        })?;
        Ok(Self { folder, fields, reader, writer })
    }

    fn doing(&self) -> String {
        format!("cannot write the index `{}`", self.folder.display())
    }

    /// Tantivy says of a thread that fell only that it fell; what it fell over it says when its work is called in.
    fn fallen(&mut self, why: TantivyError) -> Error {
        let cause = match self.writer.prepare_commit().map(PreparedCommit::abort) {
            Err(cause) => cause,
            Ok(_) => why,
        };
        Error::new(self.doing()).with_source(cause)
    }
}

impl Writer for TantivyWriter {
    fn holdings(&self) -> Result<Vec<IndexedRecord>> {
        self.reader.reload().context(|| self.doing())?;
        holdings(&self.reader.searcher())
            .context(|| format!("cannot read `{}`", self.folder.display()))
    }

    fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    fn add(&mut self, filing: &IndexDocument) -> Result<()> {
        let document = self.fields.document(filing)?;
        self.writer.add_document(document).map(drop).map_err(|why| self.fallen(why))
    }

    fn remove_text(&mut self, text: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.text, text));
    }

    fn remove_file(&mut self, path: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.file, path));
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        let doing = self.doing();
        let mut prepared = self.writer.prepare_commit().context(|| doing.clone())?;
        prepared.set_payload(seal);
        prepared.commit().context(|| doing.clone())?;
        self.reader.reload().context(|| doing)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let doing = self.doing();
        let Self { writer, reader, folder, fields } = *self;
        // Files of segments that were merged away cost space, nothing else.
        let _ = writer.garbage_collect_files().wait();
        writer.wait_merging_threads().context(|| doing.clone())?;
        reader.reload().context(|| doing)?;
        // Found now, so that whoever asks next need not wait for it.
        findings::of(&folder, &reader.searcher(), &fields)?;
        stories::of(&folder, &reader.searcher(), &fields).map(drop)
    }
}

/// Every article that is filed.
pub fn holdings(searcher: &Searcher) -> tantivy::Result<Vec<IndexedRecord>> {
    let mut holdings = Vec::with_capacity(usize::try_from(searcher.num_docs()).unwrap_or(0));
    for segment in searcher.segment_readers() {
        read_holdings(segment, &mut holdings)?;
    }
    Ok(holdings)
}

fn read_holdings(segment: &SegmentReader, holdings: &mut Vec<IndexedRecord>) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let (files, paths) = (columns.str(hidden::FILE)?, columns.str(Field::Path.name())?);
    let ids = columns.str(Field::Id.name())?;
    let (texts, records) = (columns.str(hidden::TEXT)?, columns.u64(hidden::RECORD)?);
    let versions = columns.u64(hidden::VERSION)?;
    let publishers = columns.str(Field::Publisher.name())?;
    let mut named: HashMap<u64, Arc<str>> = HashMap::new();
    let mut places: HashMap<u64, (Arc<str>, Arc<str>)> = HashMap::new();
    for doc in segment.doc_ids_alive() {
        let path = paths.as_ref().and_then(|paths| paths.ords().first(doc)).unwrap_or(u64::MAX);
        let (file, within) = places.entry(path).or_insert_with(|| {
            let (file, path) = (string(&files, doc), string(&paths, doc));
            (file.as_str().into(), path.strip_prefix(&file).unwrap_or_default().into())
        });
        let publisher = publishers
            .as_ref()
            .and_then(|publishers| publishers.ords().first(doc))
            .unwrap_or(u64::MAX);
        let publisher = named.entry(publisher).or_insert_with(|| string(&publishers, doc).into());
        holdings.push(IndexedRecord {
            file: Arc::clone(file),
            within: Arc::clone(within),
            record: u32::try_from(records.first(doc).unwrap_or(0)).unwrap_or(u32::MAX),
            id: string(&ids, doc),
            text: string(&texts, doc),
            version: versions.first(doc).unwrap_or(0),
            publisher: Arc::clone(publisher),
        });
    }
    Ok(())
}

/// The value of an article; empty where it has none or it can not be read.
fn string(column: &Option<StrColumn>, doc: DocId) -> String {
    let mut value = String::new();
    let read = column
        .as_ref()
        .and_then(|column| column.ord_to_str(column.ords().first(doc)?, &mut value).ok());
    read.map_or_else(String::new, |_| value)
}
