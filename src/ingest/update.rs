//! State of a run that updates the index, and the steps that its phases share.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use super::changed_articles::ChangedArticles;
use super::dedup::Dedup;
use super::extraction::Extraction;
use super::homes::Homes;
use super::job::Job;
use super::progress::Progress;
use super::staging::replay::StagedFiles;
use crate::corpus::changes::PendingFile;
use crate::corpus::in_flight::InFlight;
use crate::corpus::manifest::Manifest;
use crate::corpus::outcome::FileRecords;
use crate::error::Result;
use crate::search::engine::Writer;
use crate::search::records::IndexedRecord;

/// A run that updates the index.
pub(super) struct Update<'r> {
    pub writer: &'r mut dyn Writer,
    pub manifest: Manifest,
    pub job: &'r Job,
    pub progress: &'r Progress,
    pub dedup: Dedup,
    /// The homes of publishers as far as they are known.
    pub homes: Arc<Homes>,
    /// The records so far of files that are being read, by path.
    pub reading: HashMap<String, FileRecords>,
    /// What this run changes, for its report.
    pub changed: ChangedArticles,
    /// Text digests whose records lost an id, or got one back: their files have to be read again.
    pub reassigned: BTreeSet<String>,
    /// Text digests of articles that were removed with their files. Files with duplicates of them
    /// have to be read again.
    pub texts_without_article: BTreeSet<String>,
    /// Files to read again at the end.
    pub reread: Vec<PendingFile>,
    /// Files this run read.
    pub read: BTreeSet<String>,
    pub bytes_read: u64,
    /// Notes which files are being read.
    pub in_flight: Option<Arc<InFlight>>,
    /// What workers read of files.
    pub staged: Option<StagedFiles>,
    /// True while every text with a duplicate is looked up, since index and manifest may disagree.
    pub is_suspect: bool,
    /// True if the writer has uncommitted changes.
    pub uncommitted: bool,
    pub last_commit: Instant,
}

impl<'r> Update<'r> {
    pub(super) fn new(
        writer: &'r mut dyn Writer,
        manifest: Manifest,
        job: &'r Job,
        progress: &'r Progress,
    ) -> Self {
        let mut update = Self {
            writer,
            manifest,
            job,
            progress,
            dedup: Dedup::default(),
            homes: Arc::default(),
            reading: HashMap::new(),
            changed: ChangedArticles::default(),
            reassigned: BTreeSet::new(),
            texts_without_article: BTreeSet::new(),
            reread: Vec::new(),
            read: BTreeSet::new(),
            bytes_read: 0,
            in_flight: None,
            staged: None,
            is_suspect: false,
            uncommitted: false,
            last_commit: Instant::now(),
        };
        let extraction = update.extraction();
        update.staged = update.writer.staging().map(|area| StagedFiles { area, extraction });
        update
    }

    /// What this run finds in articles.
    pub(super) fn extraction(&self) -> Extraction {
        if self.manifest.has_labels_only() { Extraction::LabelsOnly } else { self.job.extraction }
    }

    /// True if the manifest has records for the file.
    pub(super) fn has_records(&self, path: &str) -> bool {
        self.manifest.file(path).is_some_and(|entry| entry.records().is_some())
    }

    /// Removes the articles of these files from the index. Returns the digests of their texts.
    pub(super) fn remove_articles(&mut self, files: &BTreeSet<String>) -> Result<Vec<String>> {
        let removed = self.dedup.remove_files(files, &*self.writer)?;
        let with_articles: BTreeSet<&str> = removed.iter().map(|record| &*record.file).collect();
        for file in with_articles {
            self.writer.remove_file(file);
            self.uncommitted = true;
        }
        removed.iter().for_each(|record| self.count_removed(record));
        Ok(removed.into_iter().map(|record| record.text_digest).collect())
    }

    /// Counts an article as removed.
    pub(super) fn count_removed(&mut self, record: &IndexedRecord) {
        // Earlier articles of a file are removed before it is read, so that those of a file that was
        // read are of this run.
        let is_of_this_run =
            self.read.contains(&*record.file) || self.reading.contains_key(&*record.file);
        self.changed.remove(&record.id, record.record_digest, is_of_this_run);
    }

    /// Files outside `leaving` that have to be read again: those with a reassigned text, and those
    /// with a duplicate of a text that has no article any more.
    pub(super) fn orphaned_files(&self, leaving: &BTreeSet<String>) -> Result<BTreeSet<String>> {
        let mut orphaned = BTreeSet::new();
        for (path, records) in self.manifest.read_files() {
            for duplicate in &records.duplicates {
                if self.is_orphaned(&duplicate.text_digest)? {
                    orphaned.insert(path.to_string());
                    break;
                }
            }
        }
        for text in &self.reassigned {
            let article = self.dedup.canonical(text, &*self.writer)?;
            orphaned.extend(article.map(|record| record.file.to_string()));
        }
        orphaned.retain(|path| !leaving.contains(path));
        Ok(orphaned)
    }

    /// True if the duplicates of a text have to be read again.
    fn is_orphaned(&self, text: &str) -> Result<bool> {
        if self.reassigned.contains(text) {
            return Ok(true);
        }
        let may_be_without = self.is_suspect || self.texts_without_article.contains(text);
        Ok(may_be_without && self.dedup.canonical(text, &*self.writer)?.is_none())
    }

    /// Moves orphaned files from the manifest to `reread`. If the run is interrupted after a commit,
    /// the next one finds them unknown and reads them.
    pub(super) fn schedule_rereads(&mut self) -> Result<()> {
        if self.reassigned.is_empty() && self.texts_without_article.is_empty() {
            return Ok(());
        }
        for path in self.orphaned_files(&BTreeSet::new())? {
            if let Some(entry) = self.manifest.file(&path) {
                self.reread.push(PendingFile {
                    path: path.clone(),
                    stamp: entry.stamp,
                    recently_modified: entry.recently_modified,
                });
                self.manifest.remove(&path);
            }
        }
        Ok(())
    }

    /// Commits everything so far: first the manifest, then the index with the manifest's seal.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.schedule_rereads()?;
        if self.uncommitted || self.manifest.is_dirty() {
            let seal = self.manifest.save()?;
            self.writer.commit(&seal)?;
            self.manifest.remove_old_logs();
            self.dedup.committed();
            self.uncommitted = false;
        }
        self.last_commit = Instant::now();
        Ok(())
    }
}
