//! What articles are told to be about, and at what pace: `cargo bench --bench topics`, with `MORGUE_DATA` set. Ends in
//! failure where a floor does not hold.
//!
//! Publishers that are measured were held apart from all training; `bbc/` and `wire/` measure only.

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

use morgue::article::Article;
use morgue::enrich::topics;

/// Megabytes of text in a second of one core, at the least.
const PACE: f64 = 25.0;

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let sets = measure::sets(&data);
    let measured = measure::report(&sets, &topics::judged);
    wire(&data.join("wire"));
    let pace = pace(&measure::articles(&data.join("articles.jsonl.zst")));
    println!();
    let mut held = measured.holds();
    println!("{:<40} {pace:.1} MB/s, floor {PACE:.0}", "pace");
    held &= pace >= PACE;
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is told of real files of agencies, to look at.
fn wire(folder: &Path) {
    println!("\nwire/");
    for article in measure::articles(folder).iter().take(40) {
        let topics = topics::topics(article);
        let told: Vec<String> = topics
            .iter()
            .map(|topic| format!("{} {:.2}", topic.path.join(" / "), topic.score))
            .collect();
        let title: String = article.title.chars().take(50).collect();
        println!("  {title:<50} {}", told.join("; "));
    }
}

/// How much text is judged in a second of this thread's time.
fn pace(articles: &[Article]) -> f64 {
    let bytes: usize = articles.iter().flat_map(Article::slots).map(|(_, text)| text.len()).sum();
    let times: Vec<_> = (0..5)
        .map(|_| common::cpu(|| articles.iter().for_each(|article| drop(topics::judged(article)))))
        .collect();
    bytes as f64 / common::median(&times).as_secs_f64() / 1e6
}
