//! Quality and speed of similar articles: `cargo bench --bench similar`, with `MORGUE_DATA` set. Fails
//! below a floor.
//!
//! Quality: the share of the five most similar articles that have a topic in common with an article
//! whose topics are hidden. The topics are those that Reuters' editors gave most stories of 1987. It is
//! compared with chance and with Tantivy's more-like-this over the words of the bodies. Speed: articles
//! of the archive of 200,000 that the bench `answers` makes, one thread, CPU time.

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

use common::{Dice, median, milliseconds, percentile, thread_time};
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::similar;
use morgue::internals::search::similar::DEFAULT_SIMILAR;

/// The least share of similar articles with a topic in common.
const MIN_SHARE: f64 = 0.80;
/// The greatest median time in milliseconds.
const MAX_MEDIAN: f64 = 20.0;

/// The number of articles whose similar articles are timed, and of rounds for each.
const TIMED_ARTICLES: usize = 300;
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let share = labels::measure(&data);
    let median = median_time(&data);
    let passed = share >= MIN_SHARE && median <= MAX_MEDIAN;
    println!(
        "\na topic in common {share:.3}, at least {MIN_SHARE}; median {median:.2} ms, at most {MAX_MEDIAN}: {passed}"
    );
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Times similar articles in a large archive; returns the median in milliseconds.
fn median_time(data: &Path) -> f64 {
    let (folder, engine) = archive::index(data);
    println!("\n{} articles, {}", archive::ARTICLES, folder.display());
    let mut dice = Dice::new(7);
    let mut times: Vec<Duration> = Vec::with_capacity(TIMED_ARTICLES);
    let mut found = 0;
    for _ in 0..TIMED_ARTICLES {
        let id = common::digest(&dice.roll(archive::ARTICLES).to_string());
        let document = engine.article(&id).expect("an index").expect("an article");
        let mut rounds = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            rounds.push(thread_time(|| {
                found = similar::similar(&engine, &document, DEFAULT_SIMILAR, &Budget::default())
                    .expect("an answer")
                    .len();
            }));
        }
        times.push(median(&rounds));
    }
    let [p50, p90, p99, max] =
        [50, 90, 99, 100].map(|percent| milliseconds(percentile(&times, percent)));
    println!(
        "  {TIMED_ARTICLES} articles: p50 {p50:.2}, p90 {p90:.2}, p99 {p99:.2}, max {max:.2} ms"
    );
    p50
}
