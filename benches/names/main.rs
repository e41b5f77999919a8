//! Benchmarks names: extraction, coreference, toponym resolution, salience and speed. Run `cargo
//! bench --bench names` with `MORGUE_DATA` set. Fails when a score is below its floor. With
//! `MORGUE_LIST=1` it lists the mistakes of extraction instead.
//!
//! These sets are for evaluation only; none of them is training data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

mod agency;
#[path = "../common/mod.rs"]
mod common;
mod coref;
mod famous;
mod geo;
mod gum;
mod mistakes;
mod salience;
mod worldwide;

use std::path::Path;
use std::process::ExitCode;

use cpu_time::ThreadTime;
use morgue::internals::article::Article;
use morgue::internals::article::home::Home;
use morgue::internals::enrich::entities;
use morgue::internals::ingest::extraction::Extraction;

/// Lowest accepted scores: F1 of people, places and organisations on agency news and on newspapers of
/// forty countries,
/// accuracy of one-word names, share of places within 161 km, share of famous city names resolved to
/// the famous city, average precision of salience.
const FLOORS: [(&str, f64); 10] = [
    ("people, agency news", 0.95),
    ("places, agency news", 0.89),
    ("organisations, agency news", 0.84),
    ("people", 0.88),
    ("places", 0.78),
    ("organisations", 0.56),
    ("one-word names", 0.82),
    ("places within 161 km", 0.70),
    ("famous city names", 0.99),
    ("salience", 0.50),
];

fn main() -> ExitCode {
    let Some(data) = std::env::var_os("MORGUE_DATA") else {
        println!("skipped: no MORGUE_DATA");
        return ExitCode::SUCCESS;
    };
    let data = Path::new(&data);
    let mut measured = agency::development(data);
    measured.extend(extraction(data));
    if mistakes::are_listed() {
        return ExitCode::SUCCESS;
    }
    let people = coref::gum(data);
    println!("\ncoreference, coref/: {people:?}");
    println!(
        "  one-word names resolved correctly {:.3}, grouped with a longer name {:.3}",
        people.accuracy(),
        people.coverage()
    );
    measured.push(people.accuracy());
    println!();
    measured.push(geo::lgl(data).within_161_km());
    let (mentions, wrong) = famous::reuters(data);
    measured.push(1.0 - wrong as f64 / mentions.max(1) as f64);
    measured.push(salience_scores(data));
    speed(data);
    let mut all_hold = true;
    println!();
    for ((name, floor), measured) in FLOORS.into_iter().zip(measured) {
        let verdict = if measured >= floor { "holds" } else { "BELOW THE FLOOR" };
        println!("{name:<28} {measured:.3}, floor {floor:.2} {verdict}");
        all_hold &= measured >= floor;
    }
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures extraction on newspapers of forty countries, by class.
fn extraction(data: &Path) -> Vec<f64> {
    let articles = worldwide::read(data);
    let mut scores = [worldwide::SpanScore::default(); 3];
    for annotated in &articles {
        let article = Article { body: annotated.text.clone(), ..Article::default() };
        let extraction = worldwide::comparable_spans(&annotated.text, &entities::spans(&article));
        if mistakes::are_listed() {
            mistakes::print(&annotated.text, &extraction, &annotated.names);
        }
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&extraction, &annotated.names, class);
        }
    }
    println!(
        "extraction, ner/dev/worldwide, {} articles      precision  recall      F1",
        articles.len()
    );
    for (score, class) in scores.iter().zip(worldwide::CLASSES) {
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        println!("  {:<46} {precision:>9.3} {recall:>7.3} {f1:>7.3}", format!("{class:?}"));
    }
    scores.iter().map(worldwide::SpanScore::f1).collect()
}

/// Measures how well salience finds the main subjects; returns its average precision.
fn salience_scores(data: &Path) -> f64 {
    let documents = gum::read(data);
    let wikinews = common::index_documents(&data.join("wikinews"), Extraction::Full).into_iter();
    let wikinews: Vec<_> =
        wikinews.map(|document| (document.document.article, document.document.subjects)).collect();
    let extraction = salience::found(&documents);
    for (title, entities) in [
        ("extracted entities, by summaries, coref/", &extraction),
        ("annotated entities, by summaries, coref/", &salience::marked(&documents)),
        ("extracted entities, by hidden headlines, wikinews/", &salience::headlines(&wikinews)),
    ] {
        let salient = entities.iter().filter(|entity| entity.is_salient).count();
        println!("\nmain subjects: {title}, {salient} of {}", entities.len());
        let rankings: [(&str, salience::RankBy); 3] = [
            ("salience", |entity| entity.salience),
            ("mentions", |entity| entity.times),
            ("first mention", |entity| entity.first),
        ];
        for (name, rank_by) in rankings {
            let (ap, auc) =
                (salience::average_precision(entities, rank_by), salience::auc(entities, rank_by));
            println!("  {name:<12} average precision {ap:.3}, AUC {auc:.3}");
        }
        let rules: [(&str, salience::Rule); 2] =
            [("salience", salience::is_major), ("previous rule", |entity| entity.was_major)];
        for (name, is_major) in rules {
            let [precision, recall, f1] = salience::main_subjects(entities, is_major);
            println!(
                "  `major:` by {name:<12} precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}"
            );
        }
    }
    salience::average_precision(&extraction, |entity| entity.salience)
}

/// Measures words per second of CPU time on one thread, for tagging and for complete extraction.
fn speed(data: &Path) {
    let articles: Vec<Article> = worldwide::read(data)
        .into_iter()
        .map(|annotated| Article {
            body: annotated.text,
            language: "en".into(),
            ..Article::default()
        })
        .collect();
    let words: usize = articles.iter().map(|article| article.body.split_whitespace().count()).sum();
    let rate = |work: &dyn Fn(&Article)| {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let start = ThreadTime::now();
                articles.iter().for_each(work);
                start.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        words as f64 / times[times.len() / 2] / 1e6
    };
    let tagging = rate(&|article| drop(entities::spans(article)));
    let complete = rate(&|article| drop(entities::enrich(article, &Home::default())));
    println!("\n{words} words: tagged {tagging:.2} M/s, tagged and resolved {complete:.2} M/s");
}
