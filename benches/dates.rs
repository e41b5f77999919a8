//! Measures publication dates found without metadata, their accuracy, and the speed of reading:
//! `cargo bench --bench dates`, with `MORGUE_DATA` set.
//!
//! The articles of `articles.jsonl.zst` are read without their date, and the result is compared
//! with the withheld date.

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
use morgue::internals::article::date::{NewsDate, Published};
use morgue::internals::article::{Article, Rejected};
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::read::source::Flow;
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
    let start = ThreadTime::now();
    let articles = read(&undated);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(articles.len(), dates.len());
    report(&articles, &dates);
    println!("read at {:.0} MB a CPU-second", text.len() as f64 / 1e6 / seconds);
}

fn read(path: &Path) -> Vec<Result<Article, Rejected>> {
    let mut all = Vec::new();
    let read = file_reader::read_file(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(record.article);
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// Reports for each source and precision how many dates were found, how many are right, and how
/// many are within a day.
fn report(articles: &[Result<Article, Rejected>], dates: &[NewsDate]) {
    let mut sources: BTreeMap<String, [u32; 3]> = BTreeMap::new();
    for (article, date) in articles.iter().zip(dates) {
        let Some(Published { date: found, source }) =
            article.as_ref().ok().and_then(|article| article.published.as_ref())
        else {
            continue;
        };
        let [count, right, near] =
            sources.entry(format!("{source:?}, to the {:?}", found.precision)).or_default();
        let days = date.from.since(found.from).map_or(i32::MAX, |span| span.get_days());
        let is_right = found.from <= date.from && date.from <= found.to;
        *count += 1;
        *right += u32::from(is_right);
        *near += u32::from(is_right || days.abs() <= 1);
    }
    println!("{} articles whose date was withheld", dates.len());
    for (source, [count, right, near]) in sources {
        println!("  by {source}: {count} found, {right} right, {near} within a day");
    }
}
