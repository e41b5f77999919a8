//! State of a run that updates the index, and the steps that its phases share.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use super::dedup::Dedup;
use super::homes::Homes;
use super::job::Job;
use super::progress::Progress;
use crate::corpus::changes::PendingFile;
use crate::corpus::manifest::Manifest;
use crate::corpus::outcome::FileRecords;
use crate::error::Result;
use crate::search::engine::Writer;

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
    /// Articles this run removed from the index, and added to it: id to record digest.
    pub removed: BTreeMap<String, u64>,
    pub added: BTreeMap<String, u64>,
    /// Text digests whose records lost an id, or got one back: their files have to be read again.
    pub reassigned: BTreeSet<String>,
    /// Files to read again at the end.
    pub reread: Vec<PendingFile>,
    /// Files this run read.
    pub read: BTreeSet<String>,
    pub bytes_read: u64,
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
        Self {
            writer,
            manifest,
            job,
            progress,
            dedup: Dedup::default(),
            homes: Arc::default(),
            reading: HashMap::new(),
            removed: BTreeMap::new(),
            added: BTreeMap::new(),
            reassigned: BTreeSet::new(),
            reread: Vec::new(),
            read: BTreeSet::new(),
            bytes_read: 0,
            uncommitted: false,
            last_commit: Instant::now(),
        }
    }

    /// True if the manifest has records for the file.
    pub(super) fn has_records(&self, path: &str) -> bool {
        self.manifest.file(path).is_some_and(|entry| entry.records().is_some())
    }

    /// Removes the articles of these files from the index.
    pub(super) fn remove_articles(&mut self, files: &BTreeSet<String>) {
        let removed = self.dedup.remove_files(&files.iter().map(String::as_str).collect());
        let with_articles: BTreeSet<&str> = removed.iter().map(|record| &*record.file).collect();
        for file in with_articles {
            self.writer.remove_file(file);
            self.uncommitted = true;
        }
        for record in removed {
            self.count_removed(record.id, record.record_digest);
        }
    }

    /// Counts an article as removed, unless this run added it.
    pub(super) fn count_removed(&mut self, id: String, record_digest: u64) {
        if self.added.remove(&id).is_none() {
            self.removed.insert(id, record_digest);
        }
    }

    /// Files outside `leaving` that have to be read again: those with a reassigned text, and those
    /// with a duplicate of a text that has no article any more.
    pub(super) fn orphaned_files(&self, leaving: &BTreeSet<String>) -> BTreeSet<String> {
        let is_orphaned =
            |text: &str| self.reassigned.contains(text) || self.dedup.canonical(text).is_none();
        let with_duplicates = self.manifest.read_files().filter(|(_, records)| {
            records.duplicates.iter().any(|duplicate| is_orphaned(&duplicate.text_digest))
        });
        let with_articles = self.reassigned.iter().filter_map(|text| self.dedup.canonical(text));
        with_duplicates
            .map(|(path, _)| path)
            .chain(with_articles.map(|record| &*record.file))
            .filter(|path| !leaving.contains(*path))
            .map(str::to_string)
            .collect()
    }

    /// Moves files with a reassigned text from the manifest to `reread`. If the run is interrupted
    /// after a commit, the next one finds them unknown and reads them.
    pub(super) fn schedule_rereads(&mut self) {
        if self.reassigned.is_empty() {
            return;
        }
        for path in self.orphaned_files(&BTreeSet::new()) {
            if let Some(entry) = self.manifest.file(&path) {
                self.reread.push(PendingFile {
                    path: path.clone(),
                    stamp: entry.stamp,
                    recently_modified: entry.recently_modified,
                });
                self.manifest.remove(&path);
            }
        }
    }

    /// Commits everything so far: first the manifest, then the index with the manifest's seal.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.schedule_rereads();
        if self.uncommitted || self.manifest.is_dirty() {
            let seal = self.manifest.save()?;
            self.writer.commit(&seal)?;
            self.manifest.remove_old_logs();
            self.uncommitted = false;
        }
        self.last_commit = Instant::now();
        Ok(())
    }
}
