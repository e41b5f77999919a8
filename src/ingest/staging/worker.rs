//! A worker: reads its share of the files and stages what it finds. It decides nothing and holds no lock,
//! so that any number may run at once, and one that was killed is simply run again.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crossbeam_channel::Receiver;

use super::records::{self, Head, Origin, Part, StagedRecord};
use super::replay::StagedFiles;
use super::share::Share;
use crate::corpus::changes;
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::FileSummary;
use crate::corpus::manifest::Manifest;
use crate::error::Result;
use crate::ingest::event::{Event, EventKind};
use crate::ingest::homes::Homes;
use crate::ingest::job::Job;
use crate::ingest::progress::Progress;
use crate::ingest::workers::Workers;
use crate::search::records::StagingArea;

/// Bytes of text after which records become a part of their own.
const PART_BYTES: usize = 1 << 20;

/// What a worker did.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct WorkerReport {
    /// Files of its share that are new or changed.
    pub files: u64,
    /// Files it staged.
    pub staged: u64,
    /// Files that were staged before.
    pub staged_before: u64,
    /// Files that could not be read to their end. The run that indexes tries them itself.
    pub unreadable: u64,
    /// Articles in the files it staged.
    pub articles: u64,
    /// Records in them that could not be read.
    pub rejected: u64,
    /// Bytes in them.
    pub bytes_read: u64,
    /// Duration in seconds.
    pub seconds: f64,
}

/// Reads the files of a share that are new or changed since the manifest, and stages what is in them.
///
/// # Errors
/// Fails when a root does not exist, or when the staging area cannot be read or written.
pub(crate) fn run(
    area: Arc<dyn StagingArea>,
    manifest: &Manifest,
    job: &Job,
    share: Share,
    progress: &Progress,
) -> Result<WorkerReport> {
    let started = Instant::now();
    let roots = job.resolve_roots(manifest)?;
    let options = &job.read_options;
    // Whatever is gone, a worker removes nothing.
    let mut files = changes::detect(&roots, manifest, options, true, job.rebuild)?.read;
    files.retain(|file| share.has(&file.path));
    let extraction = job.extraction_for(manifest)?;
    let staged = StagedFiles { area, extraction };
    let mut report = WorkerReport { files: files.len() as u64, ..WorkerReport::default() };
    files.retain(|file| staged.find(file, options).is_none());
    report.staged_before = report.files - files.len() as u64;
    progress.add_pending(&files);
    let homes = Homes::default();
    let workers = Workers {
        options,
        extraction,
        homes: &homes,
        in_flight: None,
        staged: None,
        threads: job.jobs,
    };
    let mut writer =
        StagingWriter { job, staged: &staged, homes: &homes, progress, reading: HashMap::new() };
    workers.read_all(&files, |events| writer.consume(events, &mut report))?;
    staged.area.flush()?;
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// Stages what is read of files.
struct StagingWriter<'w> {
    job: &'w Job,
    staged: &'w StagedFiles,
    homes: &'w Homes,
    progress: &'w Progress,
    /// The files that are being read, by path.
    reading: HashMap<&'w str, FileInWork>,
}

/// The records so far of a file that is being read.
struct FileInWork {
    origin: Origin,
    /// Number of parts that were staged.
    parts: u32,
    longest_text: usize,
    articles: u64,
    rejected: u64,
    /// Records of no part yet, and their length in bytes.
    records: Vec<StagedRecord>,
    bytes: usize,
}

impl<'w> StagingWriter<'w> {
    fn consume(&mut self, events: &Receiver<Event<'w>>, report: &mut WorkerReport) -> Result<()> {
        for Event { file, kind, reservation } in events {
            match kind {
                EventKind::Finished(summary) => self.finish(file, summary, report)?,
                EventKind::Document(document) => {
                    self.homes.add(&document.document.article.publisher, &document.regions.certain);
                    self.progress.articles.fetch_add(1, Ordering::Relaxed);
                    let length = document.document.article.text_length();
                    let record = StagedRecord::Document(Box::new((*document).into()));
                    self.add(file, record, length)?;
                }
                EventKind::Rejected(rejected) => {
                    self.add(file, StagedRecord::Rejected(rejected), 0)?;
                }
            }
            drop(reservation);
        }
        Ok(())
    }

    fn in_work(&mut self, file: &'w PendingFile) -> &mut FileInWork {
        let Self { job, staged, reading, .. } = self;
        reading.entry(&file.path).or_insert_with(|| FileInWork {
            origin: Origin::new(file, &job.read_options, staged.extraction),
            parts: 0,
            longest_text: 0,
            articles: 0,
            rejected: 0,
            records: Vec::new(),
            bytes: 0,
        })
    }

    /// Adds a record to those of its file, and stages them where they are enough for a part.
    fn add(&mut self, file: &'w PendingFile, record: StagedRecord, length: usize) -> Result<()> {
        let in_work = self.in_work(file);
        match record {
            StagedRecord::Document(_) => in_work.articles += 1,
            StagedRecord::Rejected(_) => in_work.rejected += 1,
        }
        in_work.longest_text = in_work.longest_text.max(length);
        in_work.bytes += length + size_of::<StagedRecord>();
        in_work.records.push(record);
        if in_work.bytes < PART_BYTES {
            return Ok(());
        }
        let records = std::mem::take(&mut in_work.records);
        let part = Part { origin: in_work.origin.clone(), records };
        let number = in_work.parts;
        in_work.parts += 1;
        in_work.bytes = 0;
        self.staged.area.put_part(&file.path, number, &records::encode(&part, &file.path)?)
    }

    /// Stages the head of a file that was read to its end. Of one that was not, nothing counts: the run that
    /// indexes tries it itself, and records why.
    fn finish(
        &mut self,
        file: &'w PendingFile,
        summary: Result<FileSummary>,
        report: &mut WorkerReport,
    ) -> Result<()> {
        self.in_work(file);
        let in_work = self.reading.remove(file.path.as_str());
        self.progress.file_done(file);
        let (Ok(summary), Some(in_work)) = (summary, in_work) else {
            report.unreadable += 1;
            return Ok(());
        };
        let FileInWork { origin, parts, longest_text, articles, rejected, records, .. } = in_work;
        report.staged += 1;
        report.articles += articles;
        report.rejected += rejected;
        report.bytes_read += summary.bytes;
        let recently_modified = file.recently_modified;
        let head = Head { origin, recently_modified, summary, longest_text, parts, records };
        self.staged.area.put_head(&file.path, parts, &records::encode(&head, &file.path)?)
    }
}
