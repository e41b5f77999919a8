//! The readers: each takes one file after the other and tells what is in it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::index_document::{About, clip, filing};
use crate::corpus::changes::Unread;
use crate::corpus::manifest::RejectedRecord;
use crate::corpus::walk;
use crate::corpus::walk::{How, Item, Outcome, Record};
use crate::error::{Error, Result};
use crate::read::source::Flow;
use crate::search::engine::Filing;

/// What the readers tell the hand that files.
pub enum Told {
    /// An article of the file of this number.
    Article(usize, Box<Filing>),
    /// A record of it that became nothing.
    Rejected(usize, RejectedRecord),
    /// That it has been read, and what it was.
    Done(usize, Result<Outcome>),
}

/// How many articles wait between the readers and who hears them.
const QUEUE: usize = 256;

/// Reads all these files, so many at once, and has what they hold heard in the thread that asked. When it has heard
/// enough, the reading stops.
pub fn read_all<R>(
    files: &[Unread],
    how: &How,
    about: About,
    jobs: usize,
    hear: impl FnOnce(&Receiver<Told>) -> R,
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
    files: &[Unread],
    how: &How,
    about: About,
    asked: &Receiver<usize>,
    telling: &Sender<Told>,
    stop: &AtomicBool,
) {
    for number in asked {
        let Some(file) = files.get(number).filter(|_| !stop.load(Ordering::Relaxed)) else {
            return;
        };
        let tell = |told: Told| match telling.send(told) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        };
        let outcome = unharmed(&file.path, || {
            walk::read(Path::new(&file.path), how, &mut |item| match item {
                Item::Record(record) => tell(told(*record, number, &file.path, about)),
                // The outcome has them all.
                Item::Ignored { .. } => Flow::Continue(()),
            })
        });
        if tell(Told::Done(number, outcome)).is_break() {
            return;
        }
    }
}

/// A reader that fails from within fails on its file alone.
fn unharmed(path: &str, read: impl FnOnce() -> Result<Outcome>) -> Result<Outcome> {
    let fell = |_| {
        Err(Error::new(format!("cannot read `{path}`"))
            .because("its reader failed from within; please report it"))
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(fell)
}

fn told(record: Record, file: usize, path: &str, about: About) -> Told {
    let (number, within) = (record.number, record.within.clone());
    match clip(record, path, about) {
        Ok(clipping) => Told::Article(file, Box::new(filing(clipping, path))),
        Err(rejected) => {
            Told::Rejected(file, RejectedRecord { record: number, within, reason: rejected.reason })
        }
    }
}
