//! Reading speed of every format in megabytes per second of one core, from bytes to articles
//! without entities. The files hold the same stories in every format. Run `cargo bench --bench
//! readers`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use cpu_time::ProcessTime;
use morgue::internals::read::format::{FORMATS, Format, Options};
use morgue::internals::read::source::{Flow, Source};

#[path = "../tests/suite/written.rs"]
mod written;

/// Number of stories, about 3 kB each.
const STORIES: usize = 4_000;

fn main() {
    let stories = written::stories(STORIES);
    println!("{:<14} {:>9} {:>9} {:>9}", "format", "MB", "MB/s", "stories/s");
    for (name, file, write) in written::WRITERS {
        let Some(format) = FORMATS.iter().find(|format| format.name == *name) else { continue };
        let per_file = if written::SINGLES.contains(name) { 1 } else { STORIES };
        let files: Vec<Vec<u8>> = stories.chunks(per_file).map(write).collect();
        let bytes: usize = files.iter().map(Vec::len).sum();
        let seconds = (0..3).map(|_| read_all(format, file, &files)).fold(f64::INFINITY, f64::min);
        let megabytes = bytes as f64 / 1e6;
        println!(
            "{name:<14} {megabytes:>9.1} {:>9.0} {:>9.0}",
            megabytes / seconds,
            STORIES as f64 / seconds
        );
    }
}

/// Reads all files, and returns the CPU time in seconds.
fn read_all(format: &Format, name: &str, files: &[Vec<u8>]) -> f64 {
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
