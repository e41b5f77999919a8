//! Speed of answers on 200,000 articles, compared with plain Tantivy on the same index, queries and
//! facets: `cargo bench --bench answers`, with `MORGUE_DATA` set.
//!
//! An answer is ten hits with snippets, the exact total, six facets and the timeline, by the same
//! function that the command line and the server call. Plain Tantivy returns ten addresses, the count
//! and the facets. Both run on one warm thread and alternate query by query. The time of a query is
//! the median of its rounds in CPU time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

mod archive;
#[path = "../common/mod.rs"]
mod common;
mod plain_tantivy;
mod queries;

use std::time::Duration;

use common::{median, milliseconds, percentile, thread_time};
use morgue::internals::article::schema::Field;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::search::answer;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::request::Request;
use plain_tantivy::PlainTantivy;
use queries::BenchQuery;

/// The facets that every answer counts.
const FACETS: &[Field] = &[
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Publisher,
    Field::Section,
];

const HITS: usize = 10;
const ROUNDS: usize = 3;

/// The bounds between groups of queries by number of hits.
const HIT_BOUNDS: &[u64] = &[1, 100, 1_000, 5_000, 20_000, 50_000, 100_000, u64::MAX];

fn main() {
    let Some(data) = common::data() else { return };
    let (folder, engine) = archive::index(&data);
    let plain = PlainTantivy::open(&folder);
    println!(
        "{} articles in {} segments, {}",
        archive::ARTICLES,
        plain.segments(),
        folder.display()
    );
    let timings: Vec<Timing> = time(&engine, &plain, queries::random_queries(&engine));
    for kind in ["word", "two words", "OR", "phrase"] {
        compare(kind, timings.iter().filter(|timing| timing.query.kind() == kind));
    }
    compare("all", timings.iter());
    print_by_hits(&timings);
    time_group("in nearly every article", &engine, queries::WORST);
    time_group("operators", &engine, queries::OPERATORS);
}

/// A query with its number of hits and its times: of an answer, of one with stories collapsed, and of
/// plain Tantivy.
struct Timing {
    query: BenchQuery,
    hits: u64,
    answer: Duration,
    collapsed: Duration,
    plain: Duration,
}

fn time(
    engine: &TantivyEngine,
    plain_tantivy: &PlainTantivy,
    queries: Vec<BenchQuery>,
) -> Vec<Timing> {
    search(engine, "", false);
    let timing = |query: BenchQuery| {
        let text = query.to_string();
        let (mut answer, mut collapsed, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        let mut hits = 0;
        for _ in 0..ROUNDS {
            plain.push(thread_time(|| _ = plain_tantivy.search(&query)));
            answer.push(thread_time(|| hits = search(engine, &text, false)));
            collapsed.push(thread_time(|| _ = search(engine, &text, true)));
        }
        let (answer, collapsed, plain) = (median(&answer), median(&collapsed), median(&plain));
        Timing { query, hits, answer, collapsed, plain }
    };
    queries.into_iter().map(timing).collect()
}

/// Answers a query in full; returns the number of hits.
fn search(engine: &TantivyEngine, query: &str, collapsed: bool) -> u64 {
    let (query, facets) = (query.to_string(), FACETS.to_vec());
    let request = Request { query, facets, limit: HITS, collapsed, ..Request::default() };
    answer::answer(engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
        .expect("an answer")
        .total
}

/// Prints the times of a group of queries.
fn compare<'t>(name: &str, timings: impl Iterator<Item = &'t Timing>) {
    let timings: Vec<&Timing> = timings.collect();
    let times = |time: fn(&Timing) -> Duration| {
        timings.iter().map(|timing| time(timing)).collect::<Vec<_>>()
    };
    let answer = times(|timing| timing.answer);
    let collapsed = times(|timing| timing.collapsed);
    let plain = times(|timing| timing.plain);
    let sum = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    println!("\n{name}: {} queries         p50       p90       p99       max ms", answer.len());
    println!("  answer              {}", percentiles(&answer));
    println!("  stories collapsed   {}", percentiles(&collapsed));
    println!("  plain Tantivy       {}", percentiles(&plain));
    let ratio = |percent| {
        percentile(&answer, percent).as_secs_f64() / percentile(&plain, percent).as_secs_f64()
    };
    println!(
        "  answer / plain: {:.2} of sums, {:.2} at p50, {:.2} at p99",
        sum(&answer) / sum(&plain),
        ratio(50),
        ratio(99)
    );
}

fn percentiles(times: &[Duration]) -> String {
    [50, 90, 99, 100]
        .map(|percent| format!("{:10.3}", milliseconds(percentile(times, percent))))
        .concat()
}

/// Prints how time grows with the number of hits.
fn print_by_hits(timings: &[Timing]) {
    println!("\nhits                queries answer ms  plain ms  answer ns/hit   (medians)");
    for bounds in HIT_BOUNDS.windows(2) {
        let within: Vec<&Timing> =
            timings.iter().filter(|timing| (bounds[0]..bounds[1]).contains(&timing.hits)).collect();
        if within.is_empty() {
            continue;
        }
        let median_of =
            |time: fn(&&Timing) -> Duration| median(&within.iter().map(time).collect::<Vec<_>>());
        let per_hit =
            |timing: &&Timing| timing.answer / u32::try_from(timing.hits.max(1)).expect("hits");
        println!(
            "{:>7} and more    {:>7} {:9.3} {:9.3} {:>14}",
            bounds[0],
            within.len(),
            milliseconds(median_of(|timing| timing.answer)),
            milliseconds(median_of(|timing| timing.plain)),
            median_of(per_hit).as_nanos()
        );
    }
}

/// Times queries that plain Tantivy cannot express.
fn time_group(name: &str, engine: &TantivyEngine, queries: &[&str]) {
    println!("\n{name}");
    let mut times = Vec::new();
    for query in queries {
        let hits = search(engine, query, false);
        let rounds: Vec<Duration> =
            (0..ROUNDS).map(|_| thread_time(|| _ = search(engine, query, false))).collect();
        let time = median(&rounds);
        println!("  {:>10.3} ms {hits:>7} hits  {query}", milliseconds(time));
        times.push(time);
    }
    println!("  p50, p90, p99, max: {} ms", percentiles(&times));
}
