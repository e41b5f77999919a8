//! How well saved pages of news sites are read, and at what pace: `cargo bench --bench pages`, with `MORGUE_DATA` set.
//! `SHOW_ERRORS=title` (or `date`, `authors`, `body`) lists what is read otherwise than people wrote it down, and
//! `SUITE` keeps to one suite. Ends in failure where a floor does not hold.
//!
//! The pages measure only; nothing of them ships.

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
use gold::{Page, Score};
use morgue::article::Article;

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
        show(&shown, page, &article, &score);
        scored.push((page, score));
    }
    println!(
        "                    pages  title   date  authors P     R    F1  people F1   body P     R    F1  with standfirst"
    );
    let total = |keep: &dyn Fn(&Page) -> bool| {
        let mut total = Score::default();
        scored.iter().filter(|(page, _)| keep(page)).for_each(|(_, score)| total.add(score));
        total
    };
    let by_people = |page: &Page| gold::SUITES.contains(&page.suite.as_str());
    for suite in gold::SUITES.into_iter().chain(["readability"]) {
        print(suite, &total(&|page| page.suite == suite));
    }
    print("  even lines", &total(&|page| by_people(page) && page.line % 2 == 0));
    print("  odd lines", &total(&|page| by_people(page) && page.line % 2 == 1));
    let all = total(&by_people);
    print("written by people", &all);
    pace(&pages);
    let mut held = true;
    println!();
    for (what, floor, measured) in gold::floors(&all) {
        let verdict = if measured >= floor { "holds" } else { "DOES NOT HOLD" };
        println!("{what:<10} {measured:.3}, floor {floor:.2} {verdict}");
        held &= measured >= floor;
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(what: &str, score: &Score) {
    let (precision, recall, texts) = score.body;
    let texts = texts.max(1) as f64;
    println!(
        "{what:<18} {:>6} {:>6.3} {:>6.3}     {:.3} {:.3} {:.3}      {:.3}    {:.3} {:.3} {:.3}            {:.3}",
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

/// Lists a page where the field that is looked at is read otherwise.
fn show(field: &str, page: &Page, article: &Article, score: &Score) {
    let missed = match field {
        "title" => score.title == (0, 1),
        "date" => score.date == (0, 1),
        "authors" => score.authors.hit < score.authors.found.max(score.authors.wanted),
        "body" => score.body.2 == 1 && gold::f1(score.body) < 0.9,
        _ => false,
    };
    if !missed {
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
            page.told("body").len()
        ),
    };
    let wanted = if field == "body" {
        String::new()
    } else {
        page.told(if field == "authors" { "author" } else { field })
    };
    println!(
        "{:>4} {} {}\n       wanted {wanted}\n       found  {found}",
        page.line,
        page.suite,
        page.name.rsplit('/').next().unwrap_or_default()
    );
}

/// Megabytes of pages read per second of one thread's CPU.
fn pace(pages: &[Page]) {
    let bytes: usize = pages.iter().map(|page| page.html.len()).sum();
    let mut times: Vec<f64> = (0..3)
        .map(|_| {
            let begun = ThreadTime::now();
            pages.iter().for_each(|page| drop(gold::article(page)));
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let middle = times[times.len() / 2];
    let (pace, each) = (bytes as f64 / middle / 1e6, middle * 1000.0 / pages.len() as f64);
    println!(
        "\n{} pages, {:.1} MB: {pace:.1} MB/s, {each:.2} ms a page",
        pages.len(),
        bytes as f64 / 1e6
    );
}
