//! The speed of indexing and searching, compared with bare Tantivy in the same run.
//!
//! With `MORGUE_DATA` set it uses Reuters-21578 and `articles.jsonl.zst` from there; otherwise the
//! sample corpus, which is large enough for a smoke test only. Every figure is the median of
//! alternating runs, in CPU time where several cores are used.

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

use common::{cores, median, milliseconds, percentile, wall_time};
use cpu_time::ProcessTime;
use morgue::internals::article::schema::Field;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::job::Job;
use morgue::internals::ingest::pipeline;
use morgue::internals::ingest::progress::Progress;
use morgue::internals::search::answer;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Writer;
use morgue::internals::search::records::IndexDocument;
use morgue::internals::search::request::Request;

const ROUNDS: usize = 5;
const MEMORY: usize = 512 << 20;

/// Typical queries on a wire archive: words, phrases, alternatives and filters.
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
    searching(&roots[0]);
}

fn roots() -> Vec<PathBuf> {
    match common::data() {
        Some(data) => vec![data.join("reuters21578"), data.join("articles.jsonl.zst")],
        None => {
            println!("no MORGUE_DATA: using the sample corpus");
            vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")]
        }
    }
}

/// Prints megabytes of text per CPU second for bare Tantivy from parsed articles, and for indexing
/// files with and without entity extraction.
fn indexing(root: &Path) {
    let documents = common::index_documents(root, Extraction::Full);
    let bytes: usize = documents
        .iter()
        .map(|indexed| indexed.document.article.slots().map(|(_, text)| text.len()).sum::<usize>())
        .sum();
    let (mut bare, mut complete, mut without_entities, mut elapsed) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(process_time(|| index_documents(&documents)));
        let started = Instant::now();
        complete.push(process_time(|| drop(index_files(root, Extraction::Full))));
        elapsed.push(started.elapsed());
        without_entities.push(process_time(|| drop(index_files(root, Extraction::LabelsOnly))));
    }
    let (bare, complete, without_entities) =
        (median(&bare), median(&complete), median(&without_entities));
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!(
        "\nindexing {} ({} records, {:.1} MB of text)",
        root.display(),
        documents.len(),
        bytes as f64 / 1e6
    );
    println!(
        "  bare Tantivy, parsed articles   {:6.2} CPU-s  {:6.1} MB/CPU-s",
        bare.as_secs_f64(),
        rate(bare)
    );
    println!(
        "  files, with entity extraction   {:6.2} CPU-s  {:6.1} MB/CPU-s",
        complete.as_secs_f64(),
        rate(complete)
    );
    println!(
        "  files, without extraction       {:6.2} CPU-s  {:6.1} MB/CPU-s",
        without_entities.as_secs_f64(),
        rate(without_entities)
    );
    println!(
        "  with / without extraction       {:6.2}",
        complete.as_secs_f64() / without_entities.as_secs_f64()
    );
    println!(
        "  complete / bare                 {:6.2}         ({:.2} s wall time)",
        bare.as_secs_f64() / complete.as_secs_f64(),
        median(&elapsed).as_secs_f64()
    );
}

fn index_documents(documents: &[IndexDocument]) {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let mut writer = Box::new(engine.writer(cores(), MEMORY).expect("a writer"));
    documents.iter().for_each(|document| writer.add(document).expect("added"));
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
}

fn index_files(root: &Path, extraction: Extraction) -> (tempfile::TempDir, TantivyEngine) {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let writer = Box::new(engine.writer(cores(), MEMORY).expect("a writer"));
    let job = Job { extraction, jobs: cores(), ..Job::new([root.to_path_buf()]) };
    pipeline::run(writer, engine.manifest().expect("a manifest"), &job, &Progress::default())
        .expect("indexed");
    engine.refresh().expect("an index");
    (folder, engine)
}

/// Prints the time for ten hits, the count, five facets and the timeline, and for a whole process.
fn searching(root: &Path) {
    let (folder, engine) = index_files(root, Extraction::Full);
    let facets =
        vec![Field::People, Field::Places, Field::Organisations, Field::Topics, Field::Publisher];
    let today = jiff::Zoned::now().date();
    let search = |query: &str| {
        let request =
            Request { query: query.to_string(), facets: facets.clone(), ..Request::default() };
        answer::answer(&engine, &request, today, &Budget::default()).expect("an answer").total
    };
    println!(
        "\nsearching {} (ten hits with snippets, count, five facets, timeline)",
        root.display()
    );
    let mut all = Vec::new();
    for query in QUERIES {
        let total = search(query);
        let times: Vec<Duration> = (0..50).map(|_| wall_time(|| _ = search(query))).collect();
        println!("  {:<36} {total:>6} hits  {:7.3} ms", query, milliseconds(median(&times)));
        all.extend(times);
    }
    println!(
        "  median {:.3} ms, 99th percentile {:.3} ms",
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
        milliseconds(median(&(0..20).map(|_| wall_time(process)).collect::<Vec<_>>()))
    );
}

fn process_time(work: impl FnOnce()) -> Duration {
    let started = ProcessTime::now();
    work();
    started.elapsed()
}
