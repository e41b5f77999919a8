//! The readers: each takes one file after the other and tells what is in it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender};

use crate::account::RejectedRecord;
use crate::changes::Unread;
use crate::corpus::{self, Outcome, Record};
use crate::error::{Error, Result};
use crate::filing::{About, clip, filing};
use crate::format::Options;
use crate::search::Filing;
use crate::source::Flow;

/// What the readers tell the hand that files.
pub enum Told {
    /// An article of the file of this number.
    Article(usize, Box<Filing>),
    /// A record of it that became nothing.
    Rejected(usize, RejectedRecord),
    /// That it has been read, and what it was.
    Done(usize, Result<Outcome>),
}

/// Reads one file after the other until none is left, or nobody listens.
pub fn read_files(
    files: &[Unread],
    options: &Options,
    about: About,
    asked: &Receiver<usize>,
    telling: &Sender<Told>,
    stop: &AtomicBool,
) {
    for number in asked {
        let Some(file) = files.get(number).filter(|_| !stop.load(Ordering::Relaxed)) else { return };
        let tell = |told: Told| match telling.send(told) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        };
        let outcome = unharmed(&file.path, || {
            corpus::read(Path::new(&file.path), options, &mut |record| tell(told(record, number, &file.path, about)))
        });
        if tell(Told::Done(number, outcome)).is_break() {
            return;
        }
    }
}

/// A reader that fails from within fails on its file alone.
fn unharmed(path: &str, read: impl FnOnce() -> Result<Outcome>) -> Result<Outcome> {
    let fell =
        |_| Err(Error::new(format!("cannot read `{path}`")).because("its reader failed from within; please report it"));
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(fell)
}

fn told(record: Record, file: usize, path: &str, about: About) -> Told {
    let number = record.number;
    match clip(record, path, about) {
        Ok(clipping) => Told::Article(file, Box::new(filing(clipping))),
        Err(rejected) => Told::Rejected(file, RejectedRecord { record: number, reason: rejected.reason }),
    }
}
