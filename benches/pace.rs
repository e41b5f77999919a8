//! The pace: what it costs to index and to ask, beside bare Tantivy in the same run.
//!
//! With `MORGUE_DATA` set, on Reuters-21578 and `articles.jsonl.zst` from there; otherwise on the sample corpus, which
//! is too small for more than a smoke test. Machines are noisy: every figure is the median of runs that take turns, in
//! CPU time where work is done on several cores.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::{clock, cores, median, milliseconds, percentile};
use cpu_time::ProcessTime;
use morgue::article::schema::Field;
use morgue::engine::tantivy::TantivyEngine;
use morgue::enrich::entities;
use morgue::ingest::index_document;
use morgue::ingest::job::Job;
use morgue::ingest::pipeline;
use morgue::ingest::progress::Progress;
use morgue::search::answer;
use morgue::search::engine::{IndexDocument, Budget, Writer};
use morgue::search::request::Request;

const ROUNDS: usize = 5;
const MEMORY: usize = 512 << 20;

/// Drawn from what people ask of a wire archive: words, phrases, alternatives, filters.
const QUERIES: &[&str] = &[
    "cocoa",
    "oil prices",
    "trade deficit japan",
    "\"interest rates\"",
    "\"central bank\" intervention",
    "wheat OR corn OR soybean",
    "bank NOT england",
    "merger acquisition shareholders",
    "dollar yen",
    "said",
    "place:brazil coffee",
    "topic:crude opec date:1987-03",
];

fn main() {
    let roots = roots();
    println!(
        "{}",
        roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ")
    );
    for root in &roots {
        indexing(root);
    }
    asking(&roots[0]);
}

fn roots() -> Vec<PathBuf> {
    match common::data() {
        Some(data) => vec![data.join("reuters21578"), data.join("articles.jsonl.zst")],
        None => {
            println!("the sample corpus stands in");
            vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")]
        }
    }
}

/// Bare Tantivy from parsed articles, and the whole way from files, with the names in the texts and without: megabytes
/// of text per CPU-second.
fn indexing(root: &Path) {
    let filings = common::filings(root, entities::subjects);
    let bytes: usize = filings
        .iter()
        .map(|filing| filing.document.article.slots().map(|(_, text)| text.len()).sum::<usize>())
        .sum();
    let (mut bare, mut whole, mut nameless, mut elapsed) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(cpu(|| index_filings(&filings)));
        let begun = Instant::now();
        whole.push(cpu(|| drop(index_files(root, entities::subjects))));
        elapsed.push(begun.elapsed());
        nameless.push(cpu(|| drop(index_files(root, entities::assigned))));
    }
    let (bare, whole, nameless) = (median(&bare), median(&whole), median(&nameless));
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "\nindexing {} ({} records, {:.1} MB of text)",
        root.display(),
        filings.len(),
        bytes as f64 / 1e6
    );
    println!(
        "  bare Tantivy, parsed articles   {:6.2} CPU-s  {:6.1} MB/CPU-s",
        bare.as_secs_f64(),
        rate(bare)
    );
    println!(
        "  the whole way from files        {:6.2} CPU-s  {:6.1} MB/CPU-s",
        whole.as_secs_f64(),
        rate(whole)
    );
    println!(
        "  without names in the texts      {:6.2} CPU-s  {:6.1} MB/CPU-s",
        nameless.as_secs_f64(),
        rate(nameless)
    );
    println!(
        "  with names / without            {:6.2}",
        whole.as_secs_f64() / nameless.as_secs_f64()
    );
    println!(
        "  whole / bare                    {:6.2}         (by the clock {:.2} s)",
        bare.as_secs_f64() / whole.as_secs_f64(),
        median(&elapsed).as_secs_f64()
    );
}

fn index_filings(filings: &[IndexDocument]) {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let mut writer = Box::new(engine.writer(cores(), MEMORY).expect("a writer"));
    filings.iter().for_each(|filing| writer.add(filing).expect("filed"));
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
}

fn index_files(root: &Path, about: index_document::Enricher) -> (tempfile::TempDir, TantivyEngine) {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let writer = Box::new(engine.writer(cores(), MEMORY).expect("a writer"));
    let job = Job { about, jobs: cores(), ..Job::of([root.to_path_buf()]) };
    pipeline::run(writer, engine.account().expect("an account"), &job, &Progress::default())
        .expect("indexed");
    (folder, engine)
}

/// Ten hits, the count, five facets and the timeline, in the process; and `morgue search` as a whole process.
fn asking(root: &Path) {
    let (folder, engine) = index_files(root, entities::subjects);
    let facets =
        vec![Field::People, Field::Places, Field::Organisations, Field::Topics, Field::Publisher];
    let today = jiff::Zoned::now().date();
    let ask = |query: &str| {
        let request =
            Request { query: query.to_string(), facets: facets.clone(), ..Request::default() };
        answer::answer(&engine, &request, today, &Budget::default()).expect("an answer").total
    };
    println!("\nasking {} (ten hits with snippets, count, five facets, timeline)", root.display());
    let mut all = Vec::new();
    for query in QUERIES {
        let total = ask(query);
        let times: Vec<Duration> = (0..50).map(|_| clock(|| _ = ask(query))).collect();
        println!("  {:<36} {total:>6} hits  {:7.3} ms", query, milliseconds(median(&times)));
        all.extend(times);
    }
    println!(
        "  median {:.3} ms, 99th of 100 {:.3} ms",
        milliseconds(median(&all)),
        milliseconds(percentile(&all, 99))
    );
    let process = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_morgue"));
        command.args(["search", "oil prices", "--index"]).arg(folder.path());
        assert!(command.output().expect("the program runs").status.success());
    };
    process();
    println!(
        "  `morgue search` as a process: median {:.1} ms",
        milliseconds(median(&(0..20).map(|_| clock(process)).collect::<Vec<_>>()))
    );
}

fn cpu(work: impl FnOnce()) -> Duration {
    let begun = ProcessTime::now();
    work();
    begun.elapsed()
}
