//! Benchmarks topics: quality and speed of the classifier. Run `cargo bench --bench topics` with
//! `MORGUE_DATA` set. Fails when a score is below its floor.
//!
//! The publishers in the evaluation were held out of training; `bbc/` and `wire/` are for
//! evaluation only.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;
mod gold;
mod measure;

use std::path::Path;
use std::process::ExitCode;

use morgue::internals::article::Article;
use morgue::internals::enrich::topics;

/// Least speed in megabytes of text per second on one core.
const MIN_SPEED: f64 = 25.0;

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let sets = measure::sets(&data);
    let measured = measure::report(&sets, &topics::score);
    wire(&data.join("wire"));
    let speed = speed(&measure::articles(&data.join("articles.jsonl.zst")));
    println!();
    let mut all_hold = measured.holds();
    println!("{:<40} {speed:.1} MB/s, floor {MIN_SPEED:.0}", "pace");
    all_hold &= speed >= MIN_SPEED;
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the topics of agency files for inspection.
fn wire(folder: &Path) {
    println!("\nwire/");
    for article in measure::articles(folder).iter().take(40) {
        let topics = topics::topics(article);
        let assigned: Vec<String> = topics
            .iter()
            .map(|topic| format!("{} {:.2}", topic.path.join(" / "), topic.score))
            .collect();
        let title: String = article.title.chars().take(50).collect();
        println!("  {title:<50} {}", assigned.join("; "));
    }
}

/// Measures megabytes of text per second of CPU time on this thread.
fn speed(articles: &[Article]) -> f64 {
    let bytes: usize = articles.iter().flat_map(Article::slots).map(|(_, text)| text.len()).sum();
    let times: Vec<_> = (0..5)
        .map(|_| {
            common::thread_time(|| articles.iter().for_each(|article| drop(topics::score(article))))
        })
        .collect();
    bytes as f64 / common::median(&times).as_secs_f64() / 1e6
}
