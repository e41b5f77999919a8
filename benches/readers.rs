//! How fast each format is read: megabytes of file per second of one core, from bytes to articles, with names left out.
//! `cargo bench --bench readers`. The bytes are those of the same stories written down in every format.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use cpu_time::ProcessTime;
use morgue::read::format::{FORMATS, Format, Options};
use morgue::read::source::{Flow, Source};

#[path = "../tests/suite/written.rs"]
mod written;

/// How many stories are read, about 3 kB each.
const STORIES: usize = 4_000;

fn main() {
    let stories = written::stories(STORIES);
    println!("{:<14} {:>9} {:>9} {:>9}", "format", "MB", "MB/s", "stories/s");
    for (name, file, write) in written::WRITERS {
        let Some(format) = FORMATS.iter().find(|format| format.name == *name) else { continue };
        let per_file = if written::SINGLES.contains(name) { 1 } else { STORIES };
        let files: Vec<Vec<u8>> = stories.chunks(per_file).map(write).collect();
        let bytes: usize = files.iter().map(Vec::len).sum();
        let seconds = (0..3).map(|_| pass(format, file, &files)).fold(f64::INFINITY, f64::min);
        let megabytes = bytes as f64 / 1e6;
        println!(
            "{name:<14} {megabytes:>9.1} {:>9.0} {:>9.0}",
            megabytes / seconds,
            STORIES as f64 / seconds
        );
    }
}

/// The seconds of one core that reading all files takes.
fn pass(format: &Format, name: &str, files: &[Vec<u8>]) -> f64 {
    let start = ProcessTime::now();
    let mut articles = 0;
    for bytes in files {
        let mut source = Source::new(name, bytes.as_slice());
        let flow = (format.read)(&mut source, &Options::default(), &mut |record| {
            articles += usize::from(record.is_ok());
            Flow::Continue(())
        });
        assert!(flow.is_continue());
    }
    assert_eq!(articles, STORIES, "{}", format.name);
    start.elapsed().as_secs_f64()
}
