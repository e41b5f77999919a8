//! The writer of an index: one at a time, and readers see its work after a commit.

mod home_terms;
mod homes;
mod records;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::directory::error::LockError;
use tantivy::indexer::PreparedCommit;
use tantivy::{Index, IndexReader, IndexWriter, TantivyError, Term};

use super::identity::findings;
use super::schema::Fields;
use super::storage::directory;
use super::stories::StoryFinder;
use crate::article::home::{Home, HomeEvidence};
use crate::error::{Error, ErrorContext, Result};
use crate::search::engine::Writer;
use crate::search::records::{IndexDocument, IndexedRecord};
pub(super) use home_terms::terms as home_terms;
pub(super) use records::indexed_records;

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

    fn read_context(&self) -> String {
        format!("cannot read the index `{}`", self.folder.display())
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
        indexed_records(&self.reader.searcher()).context(|| self.read_context())
    }

    fn home_evidence(&self) -> Result<HashMap<String, HomeEvidence>> {
        homes::evidence(&self.reader.searcher(), &self.fields).context(|| self.read_context())
    }

    fn replace_moved(
        &mut self,
        homes: &HashMap<String, Home>,
        replace: &mut dyn FnMut(&mut IndexDocument),
    ) -> Result<u64> {
        let searcher = self.reader.searcher();
        let moved = homes::moved(&searcher, &self.fields, homes).context(|| self.read_context())?;
        for address in &moved {
            let mut document =
                records::read(&searcher, &self.fields, *address).context(|| self.read_context())?;
            replace(&mut document);
            self.remove_text(&document.text_digest);
            self.add(&document)?;
        }
        Ok(moved.len() as u64)
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
