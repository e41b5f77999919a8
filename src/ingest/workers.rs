//! Worker threads: each reads one file after another and sends what it finds to the caller's
//! thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::event::{Event, EventKind};
use super::extraction::Extraction;
use super::homes::Homes;
use super::index_document::enrich;
use super::staging::replay::StagedFiles;
use crate::article::Rejected;
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{self, FileItem, FileSummary, ParsedRecord, ReadOptions};
use crate::corpus::in_flight::InFlight;
use crate::corpus::outcome::RejectedRecord;
use crate::error::{Error, Result};
use crate::read::record_memory::{RecordMemory, Reservation};
use crate::read::source::Flow;

/// Number of events that may wait in the channel, to bound memory.
const QUEUE: usize = 256;

/// Copies of an article's text, in whole or in pieces, on its way to the index.
const COPIES: usize = 8;

/// Stack of a worker in bytes, for readers that descend into nested elements. Only what is used takes
/// up memory.
const STACK: usize = 64 << 20;

/// Workers that read files in parallel.
pub(crate) struct Workers<'w> {
    /// Settings for reading.
    pub options: &'w ReadOptions,
    /// What to find in articles.
    pub extraction: Extraction,
    /// Homes of publishers.
    pub homes: &'w Homes,
    /// Notes which files are being read.
    pub in_flight: Option<&'w InFlight>,
    /// Files that need not be read.
    pub staged: Option<&'w StagedFiles>,
    /// Number of threads.
    pub threads: usize,
}

impl Workers<'_> {
    /// Reads files. `consume` runs in the caller's thread and receives all events; when it returns,
    /// the workers stop.
    pub(crate) fn read_all<'f, R>(
        &self,
        files: &'f [PendingFile],
        consume: impl FnOnce(&Receiver<Event<'f>>) -> R,
    ) -> R {
        let stop = AtomicBool::new(false);
        let options = &self.options.for_run();
        std::thread::scope(|scope| {
            let (pending, queue) = bounded(files.len().max(1));
            for file in files {
                // Never fails: the channel holds all files, and its receiver is alive.
                let _ = pending.send(file);
            }
            drop(pending);
            let (sender, events) = bounded(QUEUE);
            for number in 0..self.threads.clamp(1, files.len().max(1)) {
                let (queue, sender, stop) = (queue.clone(), sender.clone(), &stop);
                let read = move || self.read_files(number, options, &queue, &sender, stop);
                let worker = std::thread::Builder::new().stack_size(STACK);
                if worker.spawn_scoped(scope, read.clone()).is_err() {
                    // A machine that is short of memory may have room for a smaller stack.
                    scope.spawn(read);
                }
            }
            drop(sender);
            let end = End { stop: &stop, events: &events };
            let result = consume(&events);
            drop(end);
            result
        })
    }

    /// Reads files from the queue until it is empty or the receiver is gone.
    fn read_files<'f>(
        &self,
        number: usize,
        options: &ReadOptions,
        queue: &Receiver<&'f PendingFile>,
        sender: &Sender<Event<'f>>,
        stop: &AtomicBool,
    ) {
        let Self { in_flight, .. } = self;
        for file in queue {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let send = |kind, reservation| match sender.send(Event { file, kind, reservation }) {
                Ok(()) if !stop.load(Ordering::Relaxed) => Flow::Continue(()),
                _ => Flow::Break(()),
            };
            in_flight.iter().for_each(|noted| noted.begin(number, &file.path));
            let summary = catch_panic(&file.path, || self.read_file(file, options, &send));
            in_flight.iter().for_each(|noted| noted.end(number));
            if send(EventKind::Finished(summary), None).is_break() {
                return;
            }
        }
    }

    /// Reads one file, or takes its records from the staging area.
    fn read_file(
        &self,
        file: &PendingFile,
        options: &ReadOptions,
        send: &dyn Fn(EventKind, Option<Arc<Reservation>>) -> Flow,
    ) -> Result<FileSummary> {
        let Self { extraction, homes, staged, .. } = self;
        if let Some(found) = staged.and_then(|staged| staged.find(file, options)) {
            return found.replay(homes, &mut |event| {
                let reservation = reserve_for(&event, &options.memory);
                send(event, reservation)
            });
        }
        file_reader::read_file(Path::new(&file.path), options, &mut |item| match item {
            FileItem::Record(mut record) => {
                let reservation = reserve(&mut record, &options.memory);
                send(record_event(*record, &file.path, *extraction, homes), reservation)
            }
            // The summary lists them all.
            FileItem::Ignored { .. } => Flow::Continue(()),
        })
    }
}

/// Waits for the memory of a record that was staged.
fn reserve_for(event: &EventKind, memory: &RecordMemory) -> Option<Arc<Reservation>> {
    let EventKind::Document(document) = event else { return None };
    memory.reserve(document.document.article.text_length() * COPIES).map(Arc::new)
}

/// Waits for the memory of a record, unless it has it already.
fn reserve(record: &mut ParsedRecord, memory: &RecordMemory) -> Option<Arc<Reservation>> {
    let article = record.article.as_ref().ok()?;
    let bytes = article.text_length() * COPIES;
    record.reservation.take().or_else(|| memory.reserve(bytes).map(Arc::new))
}

/// The end of reading, also by a panic: workers stop, and those that wait for space in the channel or
/// for memory go on until they do.
struct End<'e, 'f> {
    stop: &'e AtomicBool,
    events: &'e Receiver<Event<'f>>,
}

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.events.iter().for_each(drop);
    }
}

/// Turns a panic of a reader into an error of the file it was reading.
fn catch_panic(path: &str, read: impl FnOnce() -> Result<FileSummary>) -> Result<FileSummary> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Error::new(format!("cannot read `{path}`"))
            .with_source("the reader crashed; please report this"))
    })
}

fn record_event(
    record: ParsedRecord,
    path: &str,
    extraction: Extraction,
    homes: &Homes,
) -> EventKind {
    let (number, inner_path) = (record.number, record.inner_path.clone());
    match enrich(record, path, extraction, homes) {
        Ok(mut document) => {
            document.signature = extraction.signature(&document.document.article);
            EventKind::Document(Box::new(document))
        }
        Err(Rejected { reason }) => {
            EventKind::Rejected(RejectedRecord { record: number, inner_path, reason })
        }
    }
}
