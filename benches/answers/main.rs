//! The pace of answers on 200,000 articles, beside bare Tantivy on the same index, queries and facets in the same run:
//! `cargo bench --bench answers`, with `MORGUE_DATA` set.
//!
//! A whole answer is ten hits with their snippets, the exact total, six facets and the timeline, through the same door
//! as every face; bare Tantivy gives ten addresses, the count and the facets. One thread, warm; the two take turns query
//! by query, and each query's time is the median of its rounds: CPU time of the thread, which on a quiet machine is what
//! the clock says.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

mod archive;
mod bare;
#[path = "../common/mod.rs"]
mod common;
mod queries;

use std::time::Duration;

use bare::Bare;
use common::{cpu, median, milliseconds, percentile};
use morgue::article::schema::Field;
use morgue::engine::tantivy::TantivyEngine;
use morgue::search::answer;
use morgue::search::engine::Budget;
use morgue::search::request::Request;
use queries::Asked;

/// What every answer counts.
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

/// Where the numbers of hits are parted for the curve.
const CURVE: &[u64] = &[1, 100, 1_000, 5_000, 20_000, 50_000, 100_000, u64::MAX];

fn main() {
    let Some(data) = common::data() else { return };
    let (folder, engine) = archive::index(&data);
    let bare = Bare::open(&folder);
    println!(
        "{} articles in {} segments, {}",
        archive::ARTICLES,
        bare.segments(),
        folder.display()
    );
    let drawn: Vec<Timed> = time(&engine, &bare, queries::drawn(&engine));
    for kind in ["word", "two words", "OR", "phrase"] {
        compare(kind, drawn.iter().filter(|timed| timed.asked.kind() == kind));
    }
    compare("all", drawn.iter());
    curve(&drawn);
    group("in nearly every article", &engine, queries::WORST);
    group("operators", &engine, queries::OPERATORS);
}

/// A question with its number of hits, and what it took: as a whole, with each story once, and from bare Tantivy.
struct Timed {
    asked: Asked,
    hits: u64,
    whole: Duration,
    once: Duration,
    bare: Duration,
}

fn time(engine: &TantivyEngine, bare: &Bare, asked: Vec<Asked>) -> Vec<Timed> {
    ask(engine, "", false);
    let timed = |asked: Asked| {
        let query = asked.to_string();
        let (mut whole, mut once, mut plain, mut hits) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            plain.push(cpu(|| _ = bare.ask(&asked)));
            whole.push(cpu(|| hits = ask(engine, &query, false)));
            once.push(cpu(|| _ = ask(engine, &query, true)));
        }
        Timed { asked, hits, whole: median(&whole), once: median(&once), bare: median(&plain) }
    };
    asked.into_iter().map(timed).collect()
}

/// The whole answer; how many hits there are.
fn ask(engine: &TantivyEngine, query: &str, collapsed: bool) -> u64 {
    let (query, facets) = (query.to_string(), FACETS.to_vec());
    let request = Request { query, facets, limit: HITS, collapsed, ..Request::default() };
    answer::answer(engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
        .expect("an answer")
        .total
}

fn compare<'t>(name: &str, timed: impl Iterator<Item = &'t Timed>) {
    let timed: Vec<&Timed> = timed.collect();
    let of =
        |time: fn(&Timed) -> Duration| timed.iter().map(|timed| time(timed)).collect::<Vec<_>>();
    let (whole, once, bare) =
        (of(|timed| timed.whole), of(|timed| timed.once), of(|timed| timed.bare));
    let sum = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    println!("\n{name}: {} queries         p50       p90       p99       max ms", whole.len());
    println!("  whole answer        {}", spread(&whole));
    println!("  each story once     {}", spread(&once));
    println!("  bare Tantivy        {}", spread(&bare));
    let ratio = |of_hundred| {
        percentile(&whole, of_hundred).as_secs_f64() / percentile(&bare, of_hundred).as_secs_f64()
    };
    println!(
        "  whole / bare: {:.2} of sums, {:.2} at p50, {:.2} at p99",
        sum(&whole) / sum(&bare),
        ratio(50),
        ratio(99)
    );
}

fn spread(times: &[Duration]) -> String {
    [50, 90, 99, 100]
        .map(|of_hundred| format!("{:10.3}", milliseconds(percentile(times, of_hundred))))
        .concat()
}

/// How time grows with the hits.
fn curve(timed: &[Timed]) {
    println!("\nhits                queries  whole ms   bare ms   whole ns/hit   (medians)");
    for bounds in CURVE.windows(2) {
        let within: Vec<&Timed> =
            timed.iter().filter(|timed| (bounds[0]..bounds[1]).contains(&timed.hits)).collect();
        if within.is_empty() {
            continue;
        }
        let of =
            |time: fn(&&Timed) -> Duration| median(&within.iter().map(time).collect::<Vec<_>>());
        let hits = |timed: &&Timed| timed.whole / u32::try_from(timed.hits.max(1)).expect("hits");
        println!(
            "{:>7} and more    {:>7} {:9.3} {:9.3} {:>14}",
            bounds[0],
            within.len(),
            milliseconds(of(|timed| timed.whole)),
            milliseconds(of(|timed| timed.bare)),
            of(hits).as_nanos()
        );
    }
}

/// Questions that bare Tantivy has no equal of.
fn group(name: &str, engine: &TantivyEngine, queries: &[&str]) {
    println!("\n{name}");
    let mut all = Vec::new();
    for query in queries {
        let hits = ask(engine, query, false);
        let time =
            median(&(0..ROUNDS).map(|_| cpu(|| _ = ask(engine, query, false))).collect::<Vec<_>>());
        println!("  {:>10.3} ms {hits:>7} hits  {query}", milliseconds(time));
        all.push(time);
    }
    println!("  p50, p90, p99, max: {} ms", spread(&all));
}
