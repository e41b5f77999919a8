//! Helpers shared by the benchmarks: test data, repeatable random numbers and timing.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use morgue::ReadTimeout;
use morgue::internals::article::document;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::corpus::rules::Rules;
use morgue::internals::corpus::walk;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::homes::Homes;
use morgue::internals::ingest::index_document::enrich;
use morgue::internals::read::source::Flow;
use morgue::internals::search::records::IndexDocument;

/// The folder named by `MORGUE_DATA`. Prints that the benchmark is skipped if there is none.
pub fn data() -> Option<PathBuf> {
    let data = std::env::var_os("MORGUE_DATA").map(PathBuf::from);
    if data.is_none() {
        println!("skipped: no MORGUE_DATA");
    }
    data
}

/// The number that an environment variable has.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

/// Every article under a file or folder, ready to be indexed.
pub fn index_documents(root: &Path, extraction: Extraction) -> Vec<IndexDocument> {
    let mut documents = Vec::new();
    walk::walk(root, &Rules::default(), &ReadTimeout::default(), &mut |event| {
        let walk::WalkEvent::File(file) = event else { return };
        if file.ignored.is_some() {
            return;
        }
        let read =
            file_reader::read_file(Path::new(&file.path), &ReadOptions::default(), &mut |item| {
                let FileItem::Record(record) = item else { return Flow::Continue(()) };
                documents.extend(enrich(*record, &file.path, extraction, &Homes::default()));
                Flow::Continue(())
            });
        read.expect("the data can be read");
    });
    documents
}

/// A digest of some text in base 32.
pub fn digest(text: &str) -> String {
    document::base32(morgue::internals::article::Fingerprint::of(text))
}

/// A random number generator with the same sequence on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides.max(1)
    }

    pub fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.roll(list.len())]
    }
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The wall-clock time of some work.
pub fn wall_time(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// The CPU time of this thread for some work, which depends little on the load of the machine.
pub fn thread_time(work: impl FnOnce()) -> Duration {
    let started = ThreadTime::now();
    work();
    started.elapsed()
}

pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

/// The percentile of some times, from 0 to 100.
pub fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[((times.len() - 1) * percent).div_ceil(100)]
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
