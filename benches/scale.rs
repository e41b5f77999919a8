//! What an archive costs as it grows: indexing, one more article, and a search by a process of its own.
//!
//! `MORGUE_DATA=... cargo bench --bench scale`; `MORGUE_ARTICLES=8000,30000,200000` names the sizes. The
//! archives are recombined from Reuters-21578 and `articles.jsonl.zst`: in each further round of their
//! articles two words of five, names included, give way to others, so that names and words grow too.
//! CPU time is in steps of 10 ms, of a program and its threads; memory is anonymous.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    dead_code,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;
#[path = "../tests/faults/mod.rs"]
mod faults;
#[path = "../tests/suite/harness.rs"]
mod harness;
#[path = "common/recombined.rs"]
mod recombined;

use std::fs;
use std::process::Stdio;

use harness::{Archive, command};
use recombined::Source;

/// Runs of a search, and of an update.
const SEARCHES: usize = 10;
const UPDATES: usize = 5;

const FACETS: &str = "people,places,organisations,topics,publisher,language";

fn main() {
    let Some(data) = common::data() else { return };
    let sizes = std::env::var("MORGUE_ARTICLES").unwrap_or_else(|_| "8000,30000".to_owned());
    let sizes = sizes.split(',').map(|size| size.parse().expect("a number of articles"));
    let source = Source::read(&data);
    println!(
        "{:>8} | {:^26} | {:^15} | {:^15} | {:^15}",
        "articles", "indexing, index", "one more", "search", "without facets"
    );
    sizes.for_each(|size| measure(&source, size));
}

fn measure(source: &Source, size: usize) {
    let archive = Archive::new();
    source.write(&archive, size);
    let indexing = cost(&archive, &["index", "news", "--quiet"], 1);
    let bytes: u64 = fs::read_dir(archive.index())
        .expect("an index")
        .map(|file| file.expect("a file").metadata().expect("a length").len())
        .sum();
    let mut number = size;
    let one_more = median((0..UPDATES).map(|_| {
        archive.write(&format!("{number}.jsonl"), source.article(number));
        number += 1;
        cost(&archive, &["index", "news", "--quiet"], 1)
    }));
    let with_facets = cost(&archive, &["search", "oil prices", "--facets", FACETS], SEARCHES);
    let without = cost(&archive, &["search", "oil prices", "--facets", "none"], SEARCHES);
    println!(
        "{size:>8} | {:>6.1} s {:>4} MB {:>5} MB | {:>5.2} s {:>4} MB | {:>5.3} s {:>4} MB | {:>5.3} s {:>4} MB",
        indexing.seconds,
        indexing.memory >> 20,
        bytes >> 20,
        one_more.seconds,
        one_more.memory >> 20,
        with_facets.seconds,
        with_facets.memory >> 20,
        without.seconds,
        without.memory >> 20,
    );
}

/// CPU seconds, and the most anonymous memory in bytes.
struct Cost {
    seconds: f64,
    memory: u64,
}

/// The median by time: an update that merges segments costs more.
fn median(costs: impl Iterator<Item = Cost>) -> Cost {
    let mut costs: Vec<Cost> = costs.collect();
    costs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    costs.swap_remove(costs.len() / 2)
}

/// Runs the program so many times, and returns the cost of one run.
fn cost(archive: &Archive, arguments: &[&str], runs: usize) -> Cost {
    let before = children_seconds();
    let memory = (0..runs).map(|_| {
        let process = command(archive.folder())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        faults::memory::watch(process).0
    });
    let memory = memory.max().unwrap_or_default();
    Cost { seconds: (children_seconds() - before) / runs as f64, memory }
}

/// CPU time of the processes that this one waited for.
fn children_seconds() -> f64 {
    /// Clock ticks a second, the same on every Linux.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[13..15].iter().map(|ticks| ticks.parse::<f64>().expect("ticks")).sum();
    ticks / TICKS
}
