//! What the benches share: where the data lies, its articles as the archive files them, dice that fall the same on every
//! machine, and times in order.

#![allow(dead_code, reason = "no bench needs all of it")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use morgue::article::document;
use morgue::corpus::walk;
use morgue::ingest::index_document;
use morgue::ingest::index_document::Enricher;
use morgue::read::source::Flow;
use morgue::search::engine::IndexDocument;

/// Where the data lies; where that is not said, a skip that is said.
pub fn data() -> Option<PathBuf> {
    let data = std::env::var_os("MORGUE_DATA").map(PathBuf::from);
    if data.is_none() {
        println!("skipped: no MORGUE_DATA");
    }
    data
}

/// Every article under a file or folder, ready to be filed.
pub fn filings(root: &Path, about: Enricher) -> Vec<IndexDocument> {
    let mut filings = Vec::new();
    walk::walk(root, &walk::Rules::default(), &mut |met| {
        let walk::WalkEvent::File(seen) = met else { return };
        if seen.ignored.is_some() {
            return;
        }
        let read = walk::read(Path::new(&seen.path), &walk::ReadOptions::default(), &mut |item| {
            let walk::FileItem::Record(record) = item else { return Flow::Continue(()) };
            let clipping = index_document::enrich(*record, &seen.path, about);
            filings.extend(clipping.map(|clipping| index_document::index_document(clipping, &seen.path)));
            Flow::Continue(())
        });
        read.expect("the data can be read");
    });
    filings
}

/// A digest of some text, in letters.
pub fn digest(of: &str) -> String {
    document::letters(morgue::article::Fingerprint::of(of))
}

/// Chance that falls the same everywhere.
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

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.roll(from.len())]
    }
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub fn clock(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// What this thread's work costs, which a busy machine does not change much.
pub fn cpu(work: impl FnOnce()) -> Duration {
    let begun = ThreadTime::now();
    work();
    begun.elapsed()
}

pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

/// The time that so many of a hundred stay within.
pub fn percentile(times: &[Duration], of_hundred: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[((times.len() - 1) * of_hundred).div_ceil(100)]
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
