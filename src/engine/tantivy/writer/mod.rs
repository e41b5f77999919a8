//! The writer of an index: one at a time, and readers see its work after a commit.

mod homes;
mod queue;
mod records;
mod updates;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::LockError;
use tantivy::directory::{Directory as _, META_LOCK};
use tantivy::indexer::{IndexWriterOptions, PreparedCommit};
use tantivy::{Index, IndexReader, IndexWriter, TantivyError, Term};

use super::identity::findings;
use super::schema::Fields;
use super::storage::integrity::Integrity;
use super::storage::{directory, orphans};
use super::stories::{Revisions, StoryFinder};
use crate::article::home::{Home, HomeEvidence};
use crate::article::schema::Field;
use crate::engine::tantivy::storage::plain_error::{TantivyContext as _, plain};
use crate::error::{Error, Result};
use crate::search::engine::{CommittedRecords, Writer};
use crate::search::records::{IndexDocument, IndexedRecord};
use queue::{Queue, QueuedDocument};
pub(super) use records::indexed_records;

/// Bytes of memory that one indexing thread of Tantivy can work with.
const MIN_THREAD_MEMORY: usize = 32 << 20;
const MAX_THREAD_MEMORY: usize = 4000 << 20;

/// Memory of a merge, in bytes, and how many merges run at a time. A merge takes memory for each term.
const PER_MERGE: usize = 64 << 20;
const MAX_MERGES: usize = 4;

/// Part of the memory that documents in Tantivy's queue may take.
const QUEUE_SHARE: usize = 4;

/// Copies of its text that a document in the queue holds.
const COPIES: usize = 5;

/// What a writer shares with the engine that opened it.
pub(super) struct Parts {
    /// Folder of the index.
    pub folder: PathBuf,
    /// Fields of its schema.
    pub fields: Fields,
    /// Reader that sees every commit.
    pub reader: IndexReader,
    /// Finder of stories.
    pub stories: Arc<StoryFinder>,
    /// What is known about the files of the index.
    pub integrity: Arc<Integrity>,
}

/// Writer of an index in a folder.
pub struct TantivyWriter {
    parts: Parts,
    writer: IndexWriter<QueuedDocument>,
    queue: Arc<Queue>,
}

impl TantivyWriter {
    /// Locks the index for writing, with this many threads and bytes of memory in all, and removes
    /// the files of segments that no commit lists.
    ///
    /// # Errors
    /// Fails when another process holds the lock, or when the folder cannot be written.
    pub(super) fn open(parts: Parts, index: &Index, threads: usize, memory: usize) -> Result<Self> {
        let threads = threads.clamp(1, (memory / MIN_THREAD_MEMORY).max(1));
        let memory = memory.clamp(MIN_THREAD_MEMORY * threads, MAX_THREAD_MEMORY * threads);
        let folder = parts.folder.clone();
        let context = || format!("cannot write the index `{}`", folder.display());
        directory::create_reader_lock(&folder).context(context)?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(memory / threads)
            .num_merge_threads((memory / PER_MERGE).clamp(1, MAX_MERGES))
            .build();
        let writer = index.writer_with_options(options).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => directory::is_locked(&folder),
            error => Error::new(context()).with_source(plain(error)),
        })?;
        remove_orphans(&folder, index)?;
        // Another process may have committed before the lock was taken.
        parts.reader.reload().context(context)?;
        Ok(Self { parts, writer, queue: Queue::new(memory / QUEUE_SHARE) })
    }

    fn context(&self) -> String {
        format!("cannot write the index `{}`", self.parts.folder.display())
    }

    fn read_context(&self) -> String {
        format!("cannot read the index `{}`", self.parts.folder.display())
    }

    fn records_with_term(&self, term: &Term) -> Result<Vec<IndexedRecord>> {
        records::with_term(&self.parts.reader.searcher(), term).context(|| self.read_context())
    }

    /// Finds the cause of a failed indexing thread. The error of `add_document` says only that the
    /// thread is gone; the next commit tells why.
    fn thread_failure(&mut self, error: TantivyError) -> Error {
        let cause = match self.writer.prepare_commit().map(PreparedCommit::abort) {
            Err(cause) => cause,
            Ok(_) => error,
        };
        Error::new(self.context()).with_source(plain(cause))
    }
}

/// Removes the files of segments that no commit lists. The caller holds the writer's lock.
fn remove_orphans(folder: &Path, index: &Index) -> Result<()> {
    let context = || format!("cannot write the index `{}`", folder.display());
    // A reader holds this lock from reading the list of segments until it has opened their files.
    let _lock = index.directory().acquire_lock(&META_LOCK).context(context)?;
    for path in orphans::orphans(folder, &Integrity::segments(folder)?)? {
        // A file that a reader has open on Windows stays until the next run.
        let _ = fs::remove_file(&path);
    }
    Ok(())
}

impl CommittedRecords for TantivyWriter {
    fn record_of_text(&self, text_digest: &str) -> Result<Option<IndexedRecord>> {
        let term = Term::from_field_text(self.parts.fields.hidden.text_digest, text_digest);
        Ok(self.records_with_term(&term)?.pop())
    }

    fn records_with_id(&self, id: &str) -> Result<Vec<IndexedRecord>> {
        self.records_with_term(&self.parts.fields.term(Field::Id, id))
    }

    fn records_of_file(&self, path: &str) -> Result<Vec<IndexedRecord>> {
        self.records_with_term(&Term::from_field_text(self.parts.fields.hidden.file, path))
    }

    fn articles_by_file(&self) -> Result<HashMap<String, u64>> {
        records::by_file(&self.parts.reader.searcher()).context(|| self.read_context())
    }
}

impl Writer for TantivyWriter {
    fn home_evidence(&self) -> Result<HashMap<String, HomeEvidence>> {
        homes::evidence(&self.parts.reader.searcher(), &self.parts.fields)
            .context(|| self.read_context())
    }

    fn replace_moved(
        &mut self,
        homes: &HashMap<String, Home>,
        replace: &mut dyn FnMut(&mut IndexDocument),
    ) -> Result<u64> {
        let searcher = self.parts.reader.searcher();
        let moved =
            homes::moved(&searcher, &self.parts.fields, homes).context(|| self.read_context())?;
        for address in &moved {
            let mut document = records::read(&searcher, &self.parts.fields, *address)
                .context(|| self.read_context())?;
            replace(&mut document);
            self.remove_text(&document.text_digest);
            self.add(&document)?;
        }
        Ok(moved.len() as u64)
    }

    fn count(&self) -> u64 {
        self.parts.reader.searcher().num_docs()
    }

    fn add(&mut self, added: &IndexDocument) -> Result<()> {
        let bytes = added.document.article.text_length() * COPIES;
        if !self.queue.has_room(bytes) {
            // Tantivy's threads are slow, and this waits for them, or one of them tells why it failed.
            let context = self.context();
            self.writer.prepare_commit().map(drop).context(|| context)?;
        }
        let queued = self.queue.put(self.parts.fields.document(added)?, bytes);
        self.writer.add_document(queued).map(drop).map_err(|error| self.thread_failure(error))
    }

    fn remove_text(&mut self, text: &str) {
        self.writer.delete_term(Term::from_field_text(self.parts.fields.hidden.text_digest, text));
    }

    fn remove_file(&mut self, path: &str) {
        self.writer.delete_term(Term::from_field_text(self.parts.fields.hidden.file, path));
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        let context = self.context();
        let mut prepared = self.writer.prepare_commit().context(|| context.clone())?;
        prepared.set_payload(seal);
        prepared.commit().context(|| context.clone())?;
        self.parts.reader.reload().context(|| context)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let context = self.context();
        let Self { parts: Parts { folder, fields, reader, stories, integrity }, writer, .. } =
            *self;
        let index = writer.index().clone();
        writer.wait_merging_threads().context(|| context.clone())?;
        reader.reload().context(|| context)?;
        // The writer's lock is gone with it: where another process writes now, its files stay.
        if let Ok(_lock) = directory::lock_for_writing(&folder) {
            remove_orphans(&folder, &index)?;
        }
        // Computed now, so that no search has to wait for it.
        findings::save(&folder, &reader.searcher(), &fields)?;
        stories.save(&reader.searcher(), &fields)?;
        let found = stories.load(&reader.searcher(), &fields)?;
        Revisions::save(&folder, &reader.searcher(), &fields, &found)
            .context(|| format!("cannot read the stories of `{}`", folder.display()))?;
        integrity.save(&folder)
    }
}
