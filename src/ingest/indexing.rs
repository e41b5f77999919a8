//! Indexing: receives documents from the workers, deduplicates them, passes them to the writer and
//! records the outcome of every file in the manifest.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_channel::Receiver;

use super::dedup::{Claim, Decision};
use super::index_document::indexed_record;
use super::update::Update;
use super::workers::{Event, EventKind, Workers};
use crate::article::document;
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{self, FileContents, FileSummary};
use crate::corpus::in_flight::InFlight;
use crate::corpus::outcome::{Contested, Duplicate, FileEntry, FileRecords, Outcome, ReadSettings};
use crate::error::Result;
use crate::search::records::{IndexDocument, IndexedRecord};

impl Update<'_> {
    /// Reads files on all cores and indexes their articles.
    pub(super) fn read(&mut self, files: &[PendingFile]) -> Result<()> {
        self.progress.add_pending(files);
        // Until its end is reached, a file is unknown: a run that is interrupted must not leave a
        // file half read and recorded as complete.
        files.iter().for_each(|file| self.manifest.remove(&file.path));
        let (job, homes) = (self.job, Arc::clone(&self.homes));
        // Without the notes, a file that ends the process does so again at the next run.
        let in_flight = InFlight::create(self.manifest.folder()).ok();
        let workers = Workers {
            options: &job.read_options,
            enricher: job.enricher,
            homes: &homes,
            in_flight: in_flight.as_ref(),
            threads: job.jobs,
        };
        let result = workers.read_all(files, |events| self.consume(events));
        in_flight.into_iter().for_each(InFlight::remove);
        result
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
                        digest: file_reader::digest(&file.path).ok(),
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

    /// Reads files again whose records have to give up an id. By now all ids are claimed, so that
    /// once is enough.
    pub(super) fn read_reassigned(&mut self) -> Result<()> {
        self.schedule_rereads();
        self.reassigned.clear();
        let files = std::mem::take(&mut self.reread);
        if files.is_empty() {
            return Ok(());
        }
        self.remove_articles(&files.iter().map(|file| file.path.clone()).collect());
        self.read(&files)
    }

    fn consume(&mut self, events: &Receiver<Event<'_>>) -> Result<()> {
        for Event { file, kind } in events {
            match kind {
                EventKind::Document(document) => self.index(*document)?,
                EventKind::Rejected(rejected) => self.records(&file.path).rejected.push(rejected),
                EventKind::Finished(summary) => self.finish_file(file, summary),
            }
            // A rebuild commits once, at its end: until then the old index answers.
            if !self.job.rebuild && self.last_commit.elapsed() >= self.job.commit_every {
                self.commit()?;
            }
        }
        Ok(())
    }

    /// The records so far of a file that is being read.
    fn records(&mut self, path: &str) -> &mut FileRecords {
        self.reading.entry(path.to_string()).or_default()
    }

    /// Indexes a document, unless it is a duplicate.
    fn index(&mut self, mut document: IndexDocument) -> Result<()> {
        self.resolve_id(&mut document);
        match self.dedup.offer(indexed_record(&document)) {
            Decision::Duplicate(record) => {
                self.records(&document.file).duplicates.push(duplicate(record));
                return Ok(());
            }
            Decision::Replaces(replaced) => self.demote(replaced),
            Decision::Canonical => {}
        }
        self.records(&document.file).articles += 1;
        self.homes.add(&document.document.article.publisher, &document.regions.certain);
        self.added.insert(document.document.id.clone(), document.record_digest);
        self.progress.articles.fetch_add(1, Ordering::Relaxed);
        self.uncommitted = true;
        self.writer.add(&document)
    }

    /// Claims the document's id, or derives another if it belongs to a different text.
    fn resolve_id(&mut self, document: &mut IndexDocument) {
        let (id, text_digest) = (&mut document.document.id, &document.text_digest);
        match self.dedup.claim(id, text_digest) {
            Claim::Granted => {}
            Claim::GrantedFrom(loser) => drop(self.reassigned.insert(loser)),
            Claim::Refused => {
                let derived = document::contested_id(id, text_digest);
                let id = std::mem::replace(id, derived);
                let contested = Contested { id, text_digest: text_digest.clone() };
                self.records(&document.file).contested.push(contested);
            }
        }
    }

    /// Removes an article from the index, and records it as the duplicate of its replacement.
    fn demote(&mut self, replaced: IndexedRecord) {
        self.writer.remove_text(&replaced.text_digest);
        self.count_removed(replaced.id.clone(), replaced.record_digest);
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
    fn finish_file(&mut self, file: &PendingFile, summary: Result<FileSummary>) {
        let records = self.reading.remove(&file.path).unwrap_or_default();
        let (outcome, digest, read_settings) = match summary {
            Ok(FileSummary { bytes, digest, contents, ignored, read_settings }) => {
                self.bytes_read += if self.read.contains(&file.path) { 0 } else { bytes };
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
        if !matches!(outcome, Outcome::Read(_)) {
            // The manifest has no place for articles indexed before reading failed.
            self.remove_articles(&BTreeSet::from([file.path.clone()]));
        }
        let (stamp, recently_modified) = (file.stamp, file.recently_modified);
        let entry = FileEntry { stamp, digest, recently_modified, outcome, read_settings };
        self.manifest.set(&file.path, entry);
        self.read.insert(file.path.clone());
        self.progress.file_done(file);
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
