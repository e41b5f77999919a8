//! Indexing: receives documents from the workers, deduplicates them, passes them to the writer and
//! records the outcome of every file in the manifest.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_channel::Receiver;

use super::dedup::{Claim, Decision};
use super::event::{Event, EventKind};
use super::index_document::indexed_record;
use super::update::Update;
use super::workers::Workers;
use crate::article::document;
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{self, FileContents, FileSummary};
use crate::corpus::in_flight::InFlight;
use crate::corpus::outcome::{Contested, Duplicate, FileEntry, FileRecords, Outcome, ReadSettings};
use crate::error::Result;
use crate::search::records::{IndexDocument, IndexedRecord};

/// Number of articles after which a run commits, since deduplication holds them in memory until then.
const MAX_UNCOMMITTED: usize = 50_000;

/// Number of times that orphaned files are read again. What is left, the next run reads.
const MAX_ROUNDS: usize = 8;

impl Update<'_> {
    /// Reads files on all cores and indexes their articles.
    pub(super) fn read(&mut self, files: &[PendingFile]) -> Result<()> {
        self.progress.add_pending(files);
        // Until its end is reached, a file is unknown: a run that is interrupted must not leave a
        // file half read and recorded as complete.
        files.iter().for_each(|file| self.manifest.remove(&file.path));
        let (job, homes) = (self.job, Arc::clone(&self.homes));
        let (in_flight, staged) = (self.in_flight.clone(), self.staged.clone());
        let workers = Workers {
            options: &job.read_options,
            extraction: self.extraction(),
            homes: &homes,
            in_flight: in_flight.as_deref(),
            staged: staged.as_ref(),
            threads: job.jobs,
        };
        workers.read_all(files, |events| self.consume(events))
    }

    /// Rejects the files at which an earlier run ended and that end a process again, instead of
    /// reading them. They are tried again when they change.
    pub(super) fn reject_fatal(&mut self, files: &mut Vec<PendingFile>) {
        let Some(survives) = self.job.survives else { return };
        let left = InFlight::left(self.manifest.folder());
        files.retain(|file| {
            let is_fatal = left.contains(&file.path) && !survives(&file.path);
            if is_fatal {
                let reason = "reading it ends the program: its reader crashes; please report this";
                let outcome = Outcome::Rejected { reason: reason.to_string(), retry: false };
                self.manifest.set(
                    &file.path,
                    FileEntry {
                        stamp: file.stamp,
                        digest: file_reader::digest(&file.path, &self.job.read_options.timeout)
                            .ok(),
                        recently_modified: file.recently_modified,
                        outcome,
                        read_settings: ReadSettings::default(),
                    },
                );
                self.read.insert(file.path.clone());
            }
            !is_fatal
        });
    }

    /// Reads files again whose records have to give up an id, or whose duplicates lost their article.
    pub(super) fn read_orphaned(&mut self) -> Result<()> {
        // By the first round all ids are claimed. Further ones follow where a file changed while it
        // was read, or failed.
        for _ in 0..MAX_ROUNDS {
            self.schedule_rereads()?;
            self.reassigned.clear();
            self.texts_without_article.clear();
            let files = std::mem::take(&mut self.reread);
            if files.is_empty() {
                break;
            }
            let removed =
                self.remove_articles(&files.iter().map(|file| file.path.clone()).collect())?;
            self.read(&files)?;
            self.texts_without_article.extend(removed);
        }
        Ok(())
    }

    fn consume(&mut self, events: &Receiver<Event<'_>>) -> Result<()> {
        for Event { file, kind, reservation } in events {
            match kind {
                EventKind::Document(document) => self.index(*document)?,
                EventKind::Rejected(rejected) => self.records(&file.path).rejected.push(rejected),
                EventKind::Finished(summary) => self.finish_file(file, summary)?,
            }
            drop(reservation);
            if self.is_commit_due() {
                self.commit()?;
            }
        }
        Ok(())
    }

    fn is_commit_due(&self) -> bool {
        // A rebuild commits once, at its end: until then the old index answers.
        !self.job.rebuild
            && (self.last_commit.elapsed() >= self.job.commit_every
                || self.dedup.uncommitted() >= MAX_UNCOMMITTED)
    }

    /// The records so far of a file that is being read.
    fn records(&mut self, path: &str) -> &mut FileRecords {
        self.reading.entry(path.to_string()).or_default()
    }

    /// Indexes a document, unless it is a duplicate.
    fn index(&mut self, mut document: IndexDocument) -> Result<()> {
        self.resolve_id(&mut document)?;
        let formats = &mut self.records(&document.file).formats;
        *formats.entry(document.document.format.clone()).or_default() += 1;
        match self.dedup.offer(indexed_record(&document), &*self.writer)? {
            Decision::Duplicate(record) => {
                self.records(&document.file).duplicates.push(duplicate(record));
                return Ok(());
            }
            Decision::Replaces(replaced) => self.demote(replaced),
            Decision::Canonical => {}
        }
        self.records(&document.file).articles += 1;
        self.homes.add(&document.document.article.publisher, &document.regions.certain);
        self.changed.add(&document.document.id, document.record_digest);
        self.progress.articles.fetch_add(1, Ordering::Relaxed);
        self.uncommitted = true;
        self.writer.add(&document)
    }

    /// Claims the document's id, or derives another if it belongs to a different text.
    fn resolve_id(&mut self, document: &mut IndexDocument) -> Result<()> {
        let (id, text_digest) = (&mut document.document.id, &document.text_digest);
        match self.dedup.claim(id, text_digest, &*self.writer)? {
            Claim::Granted => {}
            Claim::GrantedFrom(loser) => drop(self.reassigned.insert(loser)),
            Claim::Refused => {
                let derived = document::contested_id(id, text_digest);
                self.dedup.add_derived(&derived);
                let id = std::mem::replace(id, derived);
                let contested = Contested { id, text_digest: text_digest.clone() };
                self.records(&document.file).contested.push(contested);
            }
        }
        Ok(())
    }

    /// Removes an article from the index, and records it as the duplicate of its replacement.
    fn demote(&mut self, replaced: IndexedRecord) {
        self.writer.remove_text(&replaced.text_digest);
        self.count_removed(&replaced);
        let file = replaced.file.clone();
        let demote = |records: &mut FileRecords| {
            records.articles = records.articles.saturating_sub(1);
            records.duplicates.push(duplicate(replaced));
            records.duplicates.sort_by_key(|duplicate| duplicate.record);
        };
        match self.reading.get_mut(&*file) {
            Some(records) => demote(records),
            None => self.manifest.amend(&file, demote),
        }
    }

    /// Records the outcome of a file that has been read.
    fn finish_file(&mut self, file: &PendingFile, summary: Result<FileSummary>) -> Result<()> {
        let records = self.reading.remove(&file.path).unwrap_or_default();
        let (is_first, articles) = (self.read.insert(file.path.clone()), records.articles);
        let (outcome, digest, read_settings) = match summary {
            Ok(FileSummary { bytes, digest, contents, ignored, read_settings }) => {
                self.bytes_read += if is_first { bytes } else { 0 };
                let outcome = match contents {
                    FileContents::Records => Outcome::Read(FileRecords { ignored, ..records }),
                    FileContents::Unsupported(reason) => {
                        Outcome::Ignored { reason, by_rule: false }
                    }
                    FileContents::Unreadable(reason) => Outcome::Rejected { reason, retry: false },
                };
                (outcome, Some(digest), read_settings)
            }
            Err(error) => {
                let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                (Outcome::Rejected { reason, retry: true }, None, ReadSettings::default())
            }
        };
        if articles > 0 && !matches!(outcome, Outcome::Read(_)) {
            // The manifest has no place for articles indexed before reading failed.
            let removed = self.remove_articles(&BTreeSet::from([file.path.clone()]))?;
            self.texts_without_article.extend(removed);
        }
        let (stamp, recently_modified) = (file.stamp, file.recently_modified);
        let entry = FileEntry { stamp, digest, recently_modified, outcome, read_settings };
        self.manifest.set(&file.path, entry);
        self.progress.file_done(file);
        Ok(())
    }
}

fn duplicate(record: IndexedRecord) -> Duplicate {
    Duplicate {
        record: record.record,
        inner_path: record.inner_path.to_string(),
        id: record.id,
        text_digest: record.text_digest,
        publisher: record.publisher.to_string(),
    }
}
