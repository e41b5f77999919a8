//! The readers: each takes one file after the other and tells what is in it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::index_document::{Enricher, enrich, index_document};
use crate::corpus::changes::PendingFile;
use crate::corpus::manifest::RejectedRecord;
use crate::corpus::walk;
use crate::corpus::walk::{ReadOptions, FileItem, FileSummary, Record};
use crate::error::{Error, Result};
use crate::read::source::Flow;
use crate::search::engine::IndexDocument;

/// What the readers tell the hand that files.
pub enum Event {
    /// An article of the file of this number.
    Article(usize, Box<IndexDocument>),
    /// A record of it that became nothing.
    Rejected(usize, RejectedRecord),
    /// That it has been read, and what it was.
    Done(usize, Result<FileSummary>),
}

/// How many articles wait between the readers and who hears them.
const QUEUE: usize = 256;

/// Reads all these files, so many at once, and has what they hold heard in the thread that asked. When it has heard
/// enough, the reading stops.
pub fn read_all<R>(
    files: &[PendingFile],
    how: &ReadOptions,
    about: Enricher,
    jobs: usize,
    hear: impl FnOnce(&Receiver<Event>) -> R,
) -> R {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (asking, asked) = bounded(files.len().max(1));
        for number in 0..files.len() {
            // There is room for all of them, and the other end is still in scope.
            let _ = asking.send(number);
        }
        drop(asking);
        let (telling, told) = bounded(QUEUE);
        for _ in 0..jobs.clamp(1, files.len().max(1)) {
            let (asked, telling, stop) = (asked.clone(), telling.clone(), &stop);
            scope.spawn(move || read_files(files, how, about, &asked, &telling, stop));
        }
        drop(telling);
        let heard = hear(&told);
        stop.store(true, Ordering::Relaxed);
        drop(told);
        heard
    })
}

/// Reads one file after the other until none is left, or nobody listens.
fn read_files(
    files: &[PendingFile],
    how: &ReadOptions,
    about: Enricher,
    asked: &Receiver<usize>,
    telling: &Sender<Event>,
    stop: &AtomicBool,
) {
    for number in asked {
        let Some(file) = files.get(number).filter(|_| !stop.load(Ordering::Relaxed)) else {
            return;
        };
        let tell = |told: Event| match telling.send(told) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        };
        let outcome = unharmed(&file.path, || {
            walk::read(Path::new(&file.path), how, &mut |item| match item {
                FileItem::Record(record) => tell(told(*record, number, &file.path, about)),
                // The outcome has them all.
                FileItem::Ignored { .. } => Flow::Continue(()),
            })
        });
        if tell(Event::Done(number, outcome)).is_break() {
            return;
        }
    }
}

/// A reader that fails from within fails on its file alone.
fn unharmed(path: &str, read: impl FnOnce() -> Result<FileSummary>) -> Result<FileSummary> {
    let fell = |_| {
        Err(Error::new(format!("cannot read `{path}`"))
            .with_source("its reader failed from within; please report it"))
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(fell)
}

fn told(record: Record, file: usize, path: &str, about: Enricher) -> Event {
    let (number, within) = (record.number, record.within.clone());
    match enrich(record, path, about) {
        Ok(clipping) => Event::Article(file, Box::new(index_document(clipping, path))),
        Err(rejected) => {
            Event::Rejected(file, RejectedRecord { record: number, within, reason: rejected.reason })
        }
    }
}
