//! How well names are found, who and where they are told to be, and at what pace: `cargo bench --bench names`, with
//! `MORGUE_DATA` set. Ends in failure where a floor does not hold.
//!
//! The sets measure only; nothing of them has trained what ships.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;
mod coref;
mod geo;
mod gum;
mod salience;
mod worldwide;

use std::path::Path;
use std::process::ExitCode;

use cpu_time::ThreadTime;
use morgue::article::Article;
use morgue::enrich::entities;

/// What may not be undercut: people, places and organisations by F1 on newspapers of forty countries, one-word names
/// resolved, places within 161 km, salience by the average precision of its order.
const FLOORS: [(&str, f64); 6] = [
    ("people", 0.80),
    ("places", 0.74),
    ("organisations", 0.45),
    ("one-word names", 0.82),
    ("where places lie", 0.58),
    ("salience", 0.50),
];

fn main() -> ExitCode {
    let Some(data) = std::env::var_os("MORGUE_DATA") else {
        println!("skipped: no MORGUE_DATA");
        return ExitCode::SUCCESS;
    };
    let data = Path::new(&data);
    let mut measured = found(data);
    let people = coref::gum(data);
    println!("\nwho is meant, coref/: {people:?}");
    println!(
        "  one-word names resolved rightly {:.3}, joined to somebody {:.3}",
        people.accuracy(),
        people.coverage()
    );
    measured.push(people.accuracy());
    println!();
    measured.push(geo::lgl(data).within_161_km());
    measured.push(subjects(data));
    pace(data);
    let mut held = true;
    println!();
    for ((what, floor), measured) in FLOORS.into_iter().zip(measured) {
        let verdict = if measured >= floor { "holds" } else { "DOES NOT HOLD" };
        println!("{what:<20} {measured:.3}, floor {floor:.2} {verdict}");
        held &= measured >= floor;
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Names found in newspapers of forty countries, by class.
fn found(data: &Path) -> Vec<f64> {
    let articles = worldwide::read(data);
    let mut scores = [worldwide::Score::default(); 3];
    for marked in &articles {
        let article = Article { body: marked.text.clone(), ..Article::default() };
        let found = worldwide::scored(&marked.text, &entities::spans(&article));
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&found, &marked.names, class);
        }
    }
    println!(
        "names found, ner/dev/worldwide, {} articles     precision  recall      F1",
        articles.len()
    );
    for (score, class) in scores.iter().zip(worldwide::CLASSES) {
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        println!("  {:<46} {precision:>9.3} {recall:>7.3} {f1:>7.3}", format!("{class:?}"));
    }
    scores.iter().map(worldwide::Score::f1).collect()
}

/// How well salience tells what articles are about; the average precision of its order.
fn subjects(data: &Path) -> f64 {
    let documents = gum::read(data);
    let wikinews = common::filings(&data.join("wikinews"), entities::subjects).into_iter();
    let wikinews: Vec<_> =
        wikinews.map(|filing| (filing.document.article, filing.document.subjects)).collect();
    let found = salience::found(&documents);
    for (whose, judged) in [
        ("what is found, by summaries, coref/", &found),
        ("what is marked, by summaries, coref/", &salience::marked(&documents)),
        ("what is found, by headlines that are hidden, wikinews/", &salience::headlines(&wikinews)),
    ] {
        let salient = judged.iter().filter(|judged| judged.is_salient).count();
        println!("\nmain subjects: {whose}, {salient} of {}", judged.len());
        let grades: [(&str, salience::Grade); 3] = [
            ("salience", |of| of.salience),
            ("named often", |of| of.times),
            ("named early", |of| of.first),
        ];
        for (name, grade) in grades {
            let (ap, auc) =
                (salience::average_precision(judged, grade), salience::auc(judged, grade));
            println!("  {name:<12} average precision {ap:.3}, AUC {auc:.3}");
        }
        let rules: [(&str, salience::Rule); 2] =
            [("salience", salience::is_major), ("rule before", |of| of.was_major)];
        for (name, is_major) in rules {
            let [precision, recall, f1] = salience::main_subjects(judged, is_major);
            println!(
                "  `major:` by {name:<12} precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}"
            );
        }
    }
    salience::average_precision(&found, |of| of.salience)
}

/// Words per second of one thread's CPU, from text to resolved people, places and organisations.
fn pace(data: &Path) {
    let articles: Vec<Article> = worldwide::read(data)
        .into_iter()
        .map(|marked| Article { body: marked.text, language: "en".into(), ..Article::default() })
        .collect();
    let words: usize = articles.iter().map(|article| article.body.split_whitespace().count()).sum();
    let rate = |work: &dyn Fn(&Article)| {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let begun = ThreadTime::now();
                articles.iter().for_each(work);
                begun.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        words as f64 / times[times.len() / 2] / 1e6
    };
    let tagged = rate(&|article| drop(entities::spans(article)));
    let resolved = rate(&|article| drop(entities::subjects(article)));
    println!("\n{words} words: tagged {tagged:.2} M/s, tagged and resolved {resolved:.2} M/s");
}
