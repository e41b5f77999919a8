//! Pipeline: brings the index up to date with its folders.

use std::sync::Arc;
use std::time::Instant;

use super::extraction::Extraction;
use super::job::Job;
use super::progress::Progress;
use super::update::Update;
use crate::corpus::changes;
use crate::corpus::changes::{Changes, PendingFile};
use crate::corpus::in_flight::InFlight;
use crate::corpus::manifest::Manifest;
use crate::corpus::outcome::FileEntry;
use crate::corpus::report::{EmptyRoot, Report};
use crate::corpus::walk;
use crate::error::Result;
use crate::search::engine::Writer;

/// Brings the index up to date with the roots of a job.
///
/// The articles of a changed file are removed before it is read again. A run that is interrupted
/// leaves the state of its last commit, and the next run reads the rest.
///
/// # Errors
/// Fails when a root does not exist, or when the index cannot be written.
pub fn run(
    mut writer: Box<dyn Writer>,
    manifest: Manifest,
    job: &Job,
    progress: &Progress,
) -> Result<Report> {
    let started = Instant::now();
    let roots = job.resolve_roots(&manifest)?;
    let options = &job.read_options;
    let mut changes = changes::detect(&roots, &manifest, options, job.prune, job.rebuild)?;
    let manifest = manifest_of(job, manifest)?;
    let mut update = Update::new(&mut *writer, manifest, job, progress);
    roots.iter().for_each(|root| update.manifest.add_root(root));
    let mut expected = Vec::new();
    if update.has_work(&changes) {
        expected = update.prepare(&mut changes, &roots)?;
    }
    update.record_unread(&changes);
    update.reject_fatal(&mut changes.read);
    if !changes.read.is_empty() {
        // Without the notes, a file that ends the process does so again at the next run.
        update.in_flight = InFlight::create(update.manifest.folder()).ok().map(Arc::new);
    }
    update.read(&changes.read)?;
    update.texts_without_article.extend(expected);
    update.read_orphaned()?;
    update.commit()?;
    InFlight::remove(update.manifest.folder());
    update.settle_homes()?;
    update.clear_staging(&changes, &roots)?;
    let mut report = update.report(&changes, &roots);
    report.seconds = started.elapsed().as_secs_f64();
    writer.finish()?;
    Ok(report)
}

/// The manifest to update: an empty one for a rebuild. A new one takes what to find in articles from the
/// job.
fn manifest_of(job: &Job, manifest: Manifest) -> Result<Manifest> {
    let mut manifest = if job.rebuild { manifest.emptied() } else { manifest };
    let extraction = job.extraction_for(&manifest)?;
    if manifest.is_new() {
        manifest.set_labels_only(extraction == Extraction::LabelsOnly);
    }
    Ok(manifest)
}

impl Update<'_> {
    /// Records files that are skipped, touched or removed.
    fn record_unread(&mut self, changes: &Changes) {
        for (path, entry) in &changes.skipped {
            if self.manifest.file(path) != Some(entry) {
                self.manifest.set(path, entry.clone());
            }
        }
        for PendingFile { path, stamp, recently_modified } in &changes.touched {
            let known = self.manifest.file(path).cloned();
            debug_assert!(known.is_some(), "a touched file is in the manifest");
            let (stamp, recently_modified) = (*stamp, *recently_modified);
            if let Some(entry) = known {
                self.manifest.set(path, FileEntry { stamp, recently_modified, ..entry });
            }
        }
        changes.removed.iter().for_each(|path| self.manifest.remove(path));
    }

    fn report(&self, changes: &Changes, roots: &[String]) -> Report {
        let present = self.manifest.files().filter(|(path, _)| changes.present.contains(*path));
        let mut report = Report::from_files(present, &self.read);
        self.changed.report(&mut report);
        report.bytes_read = self.bytes_read;
        report.empty_roots = self.empty_roots(changes, roots);
        report
    }

    /// Roots without a single record.
    fn empty_roots(&self, changes: &Changes, roots: &[String]) -> Vec<EmptyRoot> {
        let mut empty = Vec::new();
        for root in roots {
            if self.manifest.read_files().any(|(path, _)| walk::is_within(path, root)) {
                continue;
            }
            let files = changes.present.iter().filter(|path| walk::is_within(path, root));
            empty.push(EmptyRoot { path: root.clone(), files: files.count() as u64 });
        }
        empty
    }
}
