//! Trains the classifier of topics: `cargo run --release --example train-topics -- DATA`, where DATA is the folder that
//! `MORGUE_DATA` names elsewhere. Writes `src/enrich/topics/model.bin`, the same on every machine.
//!
//! It learns from texts that readers of ours judged (`articles.tsv`, `wikinews.tsv`), from what publishers' labels say
//! (`benches/topics/gold.tsv`), from the taxonomy's definitions and from a lexicon of our own. Texts of one publisher are
//! judged by what was learned from others; from that follow the probabilities, and from which one on a topic is told.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    missing_docs
)]

#[path = "../../benches/common/mod.rs"]
mod common;
mod docs;
#[path = "../../benches/topics/gold.rs"]
mod gold;
mod learner;
#[path = "../../benches/topics/measure.rs"]
mod measure;
mod vocabulary;

use std::path::{Path, PathBuf};
use std::time::Instant;

use docs::{Doc, Kind};
use learner::{Learner, Lesson, calibrated};
use morgue::article::taxonomy;
use morgue::enrich::topics::model;
use morgue::enrich::topics::model::{Output, Row, Scores, TOPICS};
use vocabulary::Vocabulary;

/// Parts of the publishers, each judged by what was learned from the others.
const FOLDS: usize = 4;
/// Texts that must be about a topic by our readers' word, or it is not told apart from others.
const EVIDENCE: usize = 10;
/// A second-level topic that is told worse than this is not told at all.
const TELLING: f32 = 0.6;
/// No topic is told that is less likely, and each is where it is likelier.
const LEAST: f32 = 0.4;
const SUREST: f32 = 0.8;
/// Features that are shipped.
const ROWS: usize = 60_000;

fn main() {
    let data = PathBuf::from(std::env::args().nth(1).expect("the folder of the data"));
    let start = Instant::now();
    let say = |what: &str| eprintln!("{:6.1} s  {what}", start.elapsed().as_secs_f64());
    let docs = docs::all(&data);
    let codes = codes(&docs);
    say(&format!("{} texts, {} topics", docs.len(), codes.len()));
    let vocabulary = Vocabulary::learn(&docs, &codes);
    say(&format!("{} features", vocabulary.features.len()));
    let lessons: Vec<Lesson> =
        docs.iter().map(|doc| vocabulary.lesson(&doc.article, targets(doc, &codes))).collect();
    let mut judged: Vec<Option<Scores>> = vec![None; docs.len()];
    for fold in 0..FOLDS {
        let own = |doc: &Doc| doc.kind != Kind::Definition && fold_of(doc) == fold;
        let others: Vec<&Lesson> = docs
            .iter()
            .zip(&lessons)
            .filter(|(doc, _)| !own(doc))
            .map(|(_, lesson)| lesson)
            .collect();
        let learner = Learner::learn(&others, &vocabulary.known);
        for ((doc, lesson), judged) in docs.iter().zip(&lessons).zip(&mut judged) {
            if own(doc) {
                let mut scores = learner.scores(&lesson.features);
                scores.iter_mut().zip(learner.bias).for_each(|(score, bias)| *score -= bias);
                *judged = Some(scores);
            }
        }
        say(&format!("fold {} of {FOLDS}", fold + 1));
    }
    let learner = Learner::learn(&lessons.iter().collect::<Vec<_>>(), &vocabulary.known);
    let outputs = outputs(&codes, lines(&codes, &docs, &judged), &learner);
    let bytes = model::pack(
        &outputs.iter().map(|(_, output)| output.clone()).collect::<Vec<_>>(),
        &rows(&vocabulary, &learner, &outputs),
    );
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/enrich/topics/model.bin");
    std::fs::write(target, &bytes).expect("writes");
    say(&format!("{} bytes", bytes.len()));
    let shipped = model::Model::new(&bytes);
    let judge =
        |article: &morgue::article::Article| shipped.judge(article, &mut model::Reading::default());
    measure::report(&measure::sets(&data), &judge).holds();
}

/// The codes that are told apart: the widest subjects, then the narrower ones that enough texts are about.
fn codes(docs: &[Doc]) -> Vec<String> {
    let evidence = |code: &str| {
        let told = |kind: Kind| {
            docs.iter().filter(|doc| doc.kind == kind && doc.gold.required.contains(code)).count()
        };
        told(Kind::Read) + (told(Kind::Labelled) / 20).min(EVIDENCE / 2) >= EVIDENCE
    };
    let of_level = |level: usize| {
        taxonomy::all().iter().filter(move |concept| concept.lineage().len() == level)
    };
    let narrow = of_level(2).filter(|concept| evidence(concept.code));
    let codes: Vec<String> =
        of_level(1).chain(narrow).map(|concept| concept.code.to_owned()).collect();
    assert!(codes.len() <= TOPICS);
    codes
}

/// Publishers fall into folds by their names.
fn fold_of(doc: &Doc) -> usize {
    morgue::text::hash::of(doc.publisher.as_bytes()) as usize % FOLDS
}

/// What a text teaches of each topic: for, against, and how much.
fn targets(doc: &Doc, codes: &[String]) -> Scores {
    let mut targets = [0.0; TOPICS];
    for (target, code) in targets.iter_mut().zip(codes) {
        let wide = code.ends_with("000000");
        let (yes, no) = match doc.kind {
            Kind::Read => (3.0, if wide { 3.0 } else { 1.5 }),
            Kind::Labelled => (1.0, if wide { 0.4 } else { 0.1 }),
            Kind::Reuters => (0.5, 0.3),
            Kind::Definition => (1.0, 0.3),
            Kind::Unknown => (0.0, 0.0),
        };
        *target = match (doc.gold.required.contains(code), doc.gold.allowed.contains(code)) {
            (true, _) => yes,
            (_, true) => 0.0,
            _ => -no,
        };
    }
    targets
}

/// How scores of a topic become probabilities, and from which one on it is told, by texts judged by what was learned from
/// others.
struct Line {
    slope: f32,
    offset: f32,
    threshold: f32,
    texts: usize,
    f1: f32,
}

fn line(topic: usize, code: &str, docs: &[Doc], judged: &[Option<Scores>]) -> Line {
    let told = docs
        .iter()
        .zip(judged)
        .filter(|(doc, _)| doc.kind == Kind::Read && !doc.gold.allowed.contains(code));
    let mut told: Vec<(f32, bool)> = told
        .filter_map(|(doc, scores)| {
            Some((scores.as_ref()?[topic], doc.gold.required.contains(code)))
        })
        .collect();
    let (slope, offset) = calibrated(&told);
    told.sort_by(|one, other| other.0.total_cmp(&one.0));
    let texts = told.iter().filter(|(_, is)| *is).count();
    let (mut right, mut best) = (0, (0.0, SUREST));
    for (number, (score, is)) in told.iter().enumerate() {
        right += usize::from(*is);
        let f1 = 2.0 * right as f32 / (number + 1 + texts) as f32;
        let probability = 1.0 / (1.0 + (-(slope * score + offset)).exp());
        if f1 > best.0 && probability >= LEAST {
            best = (f1, probability);
        }
    }
    Line { slope, offset, threshold: best.1.min(SUREST), texts, f1: best.0 }
}

/// What is shipped of each topic. A wide subject that too few texts are about is judged as the others are in the middle,
/// and told only where that is sure.
fn lines(codes: &[String], docs: &[Doc], judged: &[Option<Scores>]) -> Vec<Line> {
    let mut lines: Vec<Line> =
        codes.iter().zip(0..).map(|(code, topic)| line(topic, code, docs, judged)).collect();
    let middle = |of: fn(&Line) -> f32| {
        let mut all: Vec<f32> =
            lines.iter().filter(|line| line.texts >= 2 * EVIDENCE).map(of).collect();
        all.sort_by(f32::total_cmp);
        all[all.len() / 2]
    };
    let (slope, offset) = (middle(|line| line.slope), middle(|line| line.offset));
    for (line, code) in lines.iter_mut().zip(codes) {
        if line.texts < EVIDENCE {
            (line.slope, line.offset) = (slope, offset);
        }
        if line.texts < EVIDENCE || line.f1 < TELLING {
            line.threshold = SUREST;
        }
        let name = taxonomy::find(code).map_or("", |concept| concept.name);
        eprintln!(
            "    {code} {name:<42} {:>4} texts  F1 {:.3} from {:.2} on",
            line.texts, line.f1, line.threshold
        );
    }
    lines
}

/// The topics that are shipped, each with its place among those that were learned.
fn outputs(codes: &[String], lines: Vec<Line>, learner: &Learner) -> Vec<(usize, Output)> {
    let mut outputs = Vec::new();
    for ((topic, code), Line { slope, offset, threshold, f1, .. }) in
        codes.iter().enumerate().zip(lines)
    {
        let concept = taxonomy::find(code).expect("a concept");
        if concept.wider().is_none() || f1 >= TELLING {
            let largest =
                learner.weights.iter().map(|weights| weights[topic].abs()).fold(0.0, f32::max);
            outputs
                .push((topic, Output { concept, step: largest / 127.0, slope, offset, threshold }));
        }
    }
    outputs
}

/// The rows that say most, as they are shipped.
fn rows(vocabulary: &Vocabulary, learner: &Learner, outputs: &[(usize, Output)]) -> Vec<Row> {
    let said = |number: usize| {
        let shipped = outputs.iter().map(|(topic, _)| learner.weights[number][*topic].abs());
        shipped.fold(0.0, f32::max) * f32::from(vocabulary.features[number].1)
    };
    let mut order: Vec<usize> = (0..vocabulary.features.len()).collect();
    order.sort_by(|one, other| said(*other).total_cmp(&said(*one)));
    order.truncate(ROWS);
    order.sort_unstable();
    let row = |number: usize| {
        let (feature, rarity) = vocabulary.features[number];
        let weight = |(topic, output): &(usize, Output)| {
            (learner.weights[number][*topic] / output.step).round() as i8
        };
        Row { feature, rarity, weights: outputs.iter().map(weight).collect() }
    };
    order.into_iter().map(row).collect()
}
