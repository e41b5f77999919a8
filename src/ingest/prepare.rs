//! Preparation of an update: removes articles that are out of date, and finds unchanged files that
//! have to be read again because of that.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::homes::Homes;
use super::update::Update;
use crate::article::document;
use crate::corpus::changes::{Changes, PendingFile};
use crate::corpus::file_reader;
use crate::corpus::in_flight::InFlight;
use crate::corpus::outcome::{Contested, FileEntry};
use crate::corpus::walk;
use crate::error::Result;

impl Update<'_> {
    /// True if articles may have to be added or removed.
    pub(super) fn has_work(&self, changes: &Changes) -> bool {
        !changes.read.is_empty()
            || !changes.removed.is_empty()
            || changes.skipped.iter().any(|(path, _)| self.has_records(path))
            || self.may_disagree()
    }

    /// True if index and manifest may disagree: the last run did not end in order, or they have
    /// different numbers of articles.
    fn may_disagree(&self) -> bool {
        self.writer.count() != self.manifest.articles()
            || InFlight::is_unfinished(self.manifest.folder())
    }

    /// Removes the articles of files that are removed, changed or unknown, and adds to `changes`
    /// the files that have to be read again as a result. Returns the digests of texts that lost their
    /// article and get it back when these files are read.
    pub(super) fn prepare(
        &mut self,
        changes: &mut Changes,
        roots: &[String],
    ) -> Result<Vec<String>> {
        self.homes = Arc::new(Homes::new(self.writer.home_evidence()?));
        self.is_suspect = self.may_disagree();
        let indexed = self.writer.articles_by_file()?;
        for path in self.miscounted_files(&indexed, changes) {
            self.read_again(&path, changes);
        }
        let skipped = changes.skipped.iter().map(|(path, _)| path);
        let read = changes.read.iter().map(|file| &file.path);
        let mut leaving: BTreeSet<String> =
            read.chain(&changes.removed).chain(skipped).cloned().collect();
        leaving.extend(self.unknown_files(&indexed, roots));
        let removed = self.remove_articles(&leaving)?;
        self.texts_without_article.extend(removed);
        self.claim_ids(&leaving)?;
        let mut orphaned = self.orphaned_files(&leaving)?;
        orphaned.retain(|path| self.read_again(path, changes));
        let expected = self.remove_articles(&orphaned)?;
        self.reassigned.clear();
        self.texts_without_article.clear();
        self.is_suspect = false;
        Ok(expected)
    }

    /// Adds an unchanged file to those to read. Returns false if it cannot be read now: it keeps
    /// its articles, and the next run tries again.
    fn read_again(&mut self, path: &str, changes: &mut Changes) -> bool {
        let Some(entry) = self.manifest.file(path).cloned() else { return false };
        if !file_reader::is_readable(path, &self.job.read_options.timeout) {
            let untrusted = FileEntry { digest: None, recently_modified: true, ..entry };
            self.manifest.set(path, untrusted);
            return false;
        }
        changes.read.push(PendingFile {
            path: path.to_string(),
            stamp: entry.stamp,
            recently_modified: entry.recently_modified,
        });
        changes.unchanged.remove(path);
        true
    }

    /// Unchanged files for which index and manifest have different numbers of articles.
    fn miscounted_files(&self, indexed: &HashMap<String, u64>, changes: &Changes) -> Vec<String> {
        let unchanged = self.manifest.read_files();
        let unchanged = unchanged.filter(|(path, _)| changes.unchanged.contains(*path));
        unchanged
            .filter(|(path, records)| {
                indexed.get(*path).copied().unwrap_or_default() != records.articles
            })
            .map(|(path, _)| path.to_string())
            .collect()
    }

    /// Files with articles in the index that the manifest does not know: a run crashed while
    /// reading them. Those in other roots are left to a run on these.
    fn unknown_files(&self, indexed: &HashMap<String, u64>, roots: &[String]) -> Vec<String> {
        let in_other_root = |file: &str| {
            let contains = |root: &str| walk::is_within(file, root);
            !roots.iter().any(|root| contains(root)) && self.manifest.roots().any(contains)
        };
        let files = indexed.keys();
        files.filter(|file| !self.has_records(file) && !in_other_root(file)).cloned().collect()
    }

    /// Claims ids for the records that stay. A text that gets back an id it had lost is marked as
    /// reassigned.
    fn claim_ids(&mut self, leaving: &BTreeSet<String>) -> Result<()> {
        self.dedup.forget_claims();
        let manifest = &self.manifest;
        let staying = || manifest.read_files().filter(|(path, _)| !leaving.contains(*path));
        let contested: Vec<Contested> =
            staying().flat_map(|(_, records)| records.contested.clone()).collect();
        for Contested { id, text_digest } in &contested {
            self.dedup.add_derived(&document::contested_id(id, text_digest));
        }
        for duplicate in staying().flat_map(|(_, records)| &records.duplicates) {
            if !self.dedup.is_derived(&duplicate.id) {
                self.dedup.add_claim(&duplicate.id, &duplicate.text_digest);
            }
        }
        for Contested { id, text_digest } in &contested {
            self.dedup.add_claim(id, text_digest);
        }
        for Contested { id, text_digest } in contested {
            if self.dedup.owns(&text_digest, &id, &*self.writer)? {
                self.reassigned.insert(text_digest);
            }
        }
        Ok(())
    }
}
