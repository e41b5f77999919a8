//! Quality and speed of extraction from saved pages of news sites. Run `cargo bench --bench pages`
//! with `MORGUE_DATA` set. `SHOW_ERRORS=title` (or `date`, `authors`, `body`) lists the pages that
//! are read differently from the annotation, and `SUITE` selects one suite. Fails when a score is
//! below its minimum.
//!
//! The pages only measure; no part of them is distributed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

mod gold;

use std::path::Path;
use std::process::ExitCode;

use cpu_time::ThreadTime;
use gold::{AnnotatedPage, Score};
use morgue::internals::article::Article;

fn main() -> ExitCode {
    let Some(data) = std::env::var_os("MORGUE_DATA") else {
        println!("skipped: no MORGUE_DATA");
        return ExitCode::SUCCESS;
    };
    let pages = gold::read(Path::new(&data));
    let shown = std::env::var("SHOW_ERRORS").unwrap_or_default();
    let only = std::env::var("SUITE").unwrap_or_default();
    let mut scored = Vec::new();
    for page in pages.iter().filter(|page| only.is_empty() || page.suite == only) {
        let article = gold::article(page);
        let score = gold::score(page, &article);
        show_error(&shown, page, &article, &score);
        scored.push((page, score));
    }
    println!(
        "                    pages  title   date  authors P     R    F1  people F1   body P     R    F1  with standfirst"
    );
    let total = |keep: &dyn Fn(&AnnotatedPage) -> bool| {
        let mut total = Score::default();
        scored.iter().filter(|(page, _)| keep(page)).for_each(|(_, score)| total.add(score));
        total
    };
    let is_annotated = |page: &AnnotatedPage| gold::SUITES.contains(&page.suite.as_str());
    for suite in gold::SUITES.into_iter().chain(["readability"]) {
        print(suite, &total(&|page| page.suite == suite));
    }
    print("  even lines", &total(&|page| is_annotated(page) && page.line % 2 == 0));
    print("  odd lines", &total(&|page| is_annotated(page) && page.line % 2 == 1));
    let all = total(&is_annotated);
    print("annotated by people", &all);
    print_speed(&pages);
    let mut passed = true;
    println!();
    for (field, minimum, measured) in gold::minimum_scores(&all) {
        let verdict = if measured >= minimum { "passed" } else { "FAILED" };
        println!("{field:<10} {measured:.3}, minimum {minimum:.2} {verdict}");
        passed &= measured >= minimum;
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(name: &str, score: &Score) {
    let (precision, recall, texts) = score.body;
    let texts = texts.max(1) as f64;
    println!(
        "{name:<18} {:>6} {:>6.3} {:>6.3}     {:.3} {:.3} {:.3}      {:.3}    {:.3} {:.3} {:.3}            {:.3}",
        score.pages,
        score.titles(),
        score.dates(),
        score.authors.precision(),
        score.authors.recall(),
        score.authors.f1(),
        score.people.f1(),
        precision / texts,
        recall / texts,
        gold::f1(score.body) / texts,
        gold::f1(score.whole) / texts,
    );
}

/// Prints a page whose field differs from the annotation.
fn show_error(field: &str, page: &AnnotatedPage, article: &Article, score: &Score) {
    let differs = match field {
        "title" => score.title == (0, 1),
        "date" => score.date == (0, 1),
        "authors" => score.authors.hits < score.authors.found.max(score.authors.expected),
        "body" => score.body.2 == 1 && gold::f1(score.body) < 0.9,
        _ => false,
    };
    if !differs {
        return;
    }
    let found = match field {
        "title" => article.title.clone(),
        "date" => article.published.as_ref().map_or("".into(), |date| format!("{:?}", date.date)),
        "authors" => format!("{:?} ({})", article.authors, article.byline),
        _ => format!(
            "P {:.2} R {:.2} {} bytes of {}",
            score.body.0,
            score.body.1,
            article.body.len(),
            page.annotation("body").len()
        ),
    };
    let expected = if field == "body" {
        String::new()
    } else {
        page.annotation(if field == "authors" { "author" } else { field })
    };
    println!(
        "{:>4} {} {}\n       expected {expected}\n       found    {found}",
        page.line,
        page.suite,
        page.name.rsplit('/').next().unwrap_or_default()
    );
}

/// Prints the reading speed in megabytes per second of one core.
fn print_speed(pages: &[AnnotatedPage]) {
    let bytes: usize = pages.iter().map(|page| page.html.len()).sum();
    let mut times: Vec<f64> = (0..3)
        .map(|_| {
            let started = ThreadTime::now();
            pages.iter().for_each(|page| drop(gold::article(page)));
            started.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    let (speed, each) = (bytes as f64 / median / 1e6, median * 1000.0 / pages.len() as f64);
    println!(
        "\n{} pages, {:.1} MB: {speed:.1} MB/s, {each:.2} ms a page",
        pages.len(),
        bytes as f64 / 1e6
    );
}
