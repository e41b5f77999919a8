//! How good and how fast similar articles are: `cargo bench --bench similar`, with `MORGUE_DATA` set. Ends in failure where
//! a floor does not hold.
//!
//! Good: Reuters' editors gave most stories of 1987 topics. With an article's own topics hidden, how many of the five
//! articles most like it have one of them? Beside it what chance gives, and Tantivy's own more-like-this over the words
//! of the bodies. Fast: articles of the archive of 200,000 that `answers` makes, one thread, CPU time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

#[path = "../answers/archive.rs"]
mod archive;
#[path = "../common/mod.rs"]
mod common;
mod labels;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use common::{Dice, cpu, median, milliseconds, percentile};
use morgue::search::engine::{Engine, Budget};
use morgue::search::similar;
use morgue::search::similar::SHOWN;

/// The least share of similar articles with a topic in common, and the most milliseconds that half of the articles take.
const ALIKE: f64 = 0.80;
const MEDIAN: f64 = 20.0;

/// How many articles of the archive are asked for, and how often each.
const ASKED: usize = 300;
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let alike = labels::measure(&data);
    let pace = pace(&data);
    let held = alike >= ALIKE && pace <= MEDIAN;
    println!(
        "\na topic in common {alike:.3}, floor {ALIKE}; median {pace:.2} ms, at most {MEDIAN}: {held}"
    );
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The milliseconds that half of the articles of a great archive take at most.
fn pace(data: &Path) -> f64 {
    let (folder, engine) = archive::index(data);
    println!("\n{} articles, {}", archive::ARTICLES, folder.display());
    let mut dice = Dice::new(7);
    let mut times: Vec<Duration> = Vec::with_capacity(ASKED);
    let mut found = 0;
    for _ in 0..ASKED {
        let id = common::digest(&dice.roll(archive::ARTICLES).to_string());
        let clipping = engine.article(&id).expect("an index").expect("an article");
        let mut rounds = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            rounds.push(cpu(|| {
                found = similar::similar(&engine, &clipping, SHOWN, &Budget::default())
                    .expect("an answer")
                    .len();
            }));
        }
        times.push(median(&rounds));
    }
    let [p50, p90, p99, most] =
        [50, 90, 99, 100].map(|of_hundred| milliseconds(percentile(&times, of_hundred)));
    println!("  {ASKED} articles: p50 {p50:.2}, p90 {p90:.2}, p99 {p99:.2}, max {most:.2} ms");
    p50
}
