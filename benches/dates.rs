//! How often the day of an article is told where no metadata tells it, how often rightly, and at what pace articles are
//! read: `cargo bench --bench dates`, with `MORGUE_DATA` set.
//!
//! Articles of `articles.jsonl.zst` are read without their date; what is told is held against the date that was withheld.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

use std::collections::BTreeMap;
use std::path::Path;

use cpu_time::ThreadTime;
use morgue::article::date::{NewsDate, Published};
use morgue::article::{Article, Rejected};
use morgue::corpus::walk;
use morgue::corpus::walk::{ReadOptions, FileItem};
use morgue::read::source::Flow;
use serde_json::{Value, json};

fn main() {
    let Some(data) = std::env::var_os("MORGUE_DATA") else {
        println!("skipped: no MORGUE_DATA");
        return;
    };
    let packed =
        std::fs::File::open(Path::new(&data).join("articles.jsonl.zst")).expect("the articles");
    let lines = String::from_utf8(zstd::decode_all(packed).expect("unpacks")).expect("UTF-8");
    let folder = tempfile::tempdir().expect("a folder");
    let undated = folder.path().join("articles.jsonl");
    let (mut dates, mut text) = (Vec::new(), String::new());
    for record in lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let Some(date) = NewsDate::parse(record["date"].as_str().unwrap_or_default()) else {
            continue;
        };
        dates.push(date);
        text +=
            &json!({ "title": record["title"], "text": record["content_original"] }).to_string();
        text.push('\n');
    }
    std::fs::write(&undated, &text).expect("writes");
    let begun = ThreadTime::now();
    let told = read(&undated);
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(told.len(), dates.len());
    report(&told, &dates);
    println!("read at {:.0} MB a CPU-second", text.len() as f64 / 1e6 / seconds);
}

fn read(path: &Path) -> Vec<Result<Article, Rejected>> {
    let mut all = Vec::new();
    let read = walk::read(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(record.article);
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// For every way in which a date was found: how often, how often it holds, and how often it is a day beside it.
fn report(told: &[Result<Article, Rejected>], dates: &[NewsDate]) {
    let mut ways: BTreeMap<String, [u32; 3]> = BTreeMap::new();
    for (article, date) in told.iter().zip(dates) {
        let Some(Published { date: moment, source }) =
            article.as_ref().ok().and_then(|article| article.published.as_ref())
        else {
            continue;
        };
        let [claimed, right, near] =
            ways.entry(format!("{source:?}, to the {:?}", moment.precision)).or_default();
        let days = date.from.since(moment.from).map_or(i32::MAX, |span| span.get_days());
        let holds = moment.from <= date.from && date.from <= moment.to;
        *claimed += 1;
        *right += u32::from(holds);
        *near += u32::from(holds || days.abs() <= 1);
    }
    println!("{} articles whose date was withheld", dates.len());
    for (way, [claimed, right, near]) in ways {
        println!("  by {way}: {claimed} told, {right} rightly, {near} within a day");
    }
}
