//! Trains the topic classifier: `cargo run --release -p morgue-training --bin train-topics --
//! DATA`, where DATA is the folder named by `MORGUE_DATA`. Writes `src/enrich/topics/model.bin`,
//! the same on every machine.
//!
//! The training set consists of texts labelled for this project (`articles.tsv`, `wikinews.tsv`),
//! labels of publishers (`benches/topics/gold.tsv`), the definitions of the taxonomy and a lexicon.
//! Calibration and thresholds come from cross-validation by publisher.

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
#[path = "../../benches/topics/measure.rs"]
mod measure;
mod trainer;
mod vocabulary;

use std::path::{Path, PathBuf};
use std::time::Instant;

use docs::{Doc, LabelSource};
use morgue::internals::article::taxonomy;
use morgue::internals::enrich::topics::model;
use morgue::internals::enrich::topics::model::{FeatureRow, MAX_TOPICS, Scores, TopicOutput};
use trainer::{TopicTrainer, TrainingExample, platt_scale};
use vocabulary::Vocabulary;

/// Folds of the publishers for cross-validation.
const FOLDS: usize = 4;
/// Least number of annotated texts about a topic before it gets a classifier.
const MIN_TEXTS: usize = 10;
/// Least F1 of a second-level topic.
const MIN_F1: f32 = 0.6;
/// Range of the thresholds.
const MIN_THRESHOLD: f32 = 0.4;
const MAX_THRESHOLD: f32 = 0.8;
/// Number of features that ship.
const SHIPPED_FEATURES: usize = 60_000;

fn main() {
    let data = PathBuf::from(std::env::args().nth(1).expect("the folder of the data"));
    let start = Instant::now();
    let log = |message: &str| eprintln!("{:6.1} s  {message}", start.elapsed().as_secs_f64());
    let docs = docs::all(&data);
    let codes = codes(&docs);
    log(&format!("{} texts, {} topics", docs.len(), codes.len()));
    let vocabulary = Vocabulary::select(&docs, &codes);
    log(&format!("{} features", vocabulary.features.len()));
    let examples: Vec<TrainingExample> =
        docs.iter().map(|doc| vocabulary.example(&doc.article, targets(doc, &codes))).collect();
    let mut held_out_scores: Vec<Option<Scores>> = vec![None; docs.len()];
    for fold in 0..FOLDS {
        let is_held_out = |doc: &Doc| doc.source != LabelSource::Definition && fold_of(doc) == fold;
        let others: Vec<&TrainingExample> = docs
            .iter()
            .zip(&examples)
            .filter(|(doc, _)| !is_held_out(doc))
            .map(|(_, example)| example)
            .collect();
        let trainer = TopicTrainer::train(&others, &vocabulary.priors);
        for ((doc, example), held_out_scores) in
            docs.iter().zip(&examples).zip(&mut held_out_scores)
        {
            if is_held_out(doc) {
                let mut scores = trainer.scores(&example.features);
                scores.iter_mut().zip(trainer.bias).for_each(|(score, bias)| *score -= bias);
                *held_out_scores = Some(scores);
            }
        }
        log(&format!("fold {} of {FOLDS}", fold + 1));
    }
    let trainer = TopicTrainer::train(&examples.iter().collect::<Vec<_>>(), &vocabulary.priors);
    let outputs = outputs(&codes, calibrations(&codes, &docs, &held_out_scores), &trainer);
    let bytes = model::pack(
        &outputs.iter().map(|(_, output)| output.clone()).collect::<Vec<_>>(),
        &rows(&vocabulary, &trainer, &outputs),
    );
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/enrich/topics/model.bin");
    std::fs::write(target, &bytes).expect("writes");
    log(&format!("{} bytes", bytes.len()));
    let shipped = model::TopicModel::new(&bytes);
    let score = |article: &morgue::internals::article::Article| {
        shipped.score(article, &mut model::FeatureVector::default())
    };
    measure::report(&measure::sets(&data), &score).holds();
}

/// Returns the codes of the topics: all on the first level, then those on the second with enough
/// texts.
fn codes(docs: &[Doc]) -> Vec<String> {
    let has_enough_texts = |code: &str| {
        let count_labelled = |source: LabelSource| {
            docs.iter()
                .filter(|doc| doc.source == source && doc.gold.required.contains(code))
                .count()
        };
        count_labelled(LabelSource::Annotated)
            + (count_labelled(LabelSource::PublisherLabel) / 20).min(MIN_TEXTS / 2)
            >= MIN_TEXTS
    };
    let on_level = |level: usize| {
        taxonomy::all().iter().filter(move |concept| concept.lineage().len() == level)
    };
    let second_level = on_level(2).filter(|concept| has_enough_texts(concept.code));
    let codes: Vec<String> =
        on_level(1).chain(second_level).map(|concept| concept.code.to_owned()).collect();
    assert!(codes.len() <= MAX_TOPICS);
    codes
}

/// Assigns publishers to folds by the hash of their names.
fn fold_of(doc: &Doc) -> usize {
    morgue::internals::text::hash::of(doc.publisher.as_bytes()) as usize % FOLDS
}

/// Returns the training target of a text for each topic: the sign is the class, the size is the
/// weight.
fn targets(doc: &Doc, codes: &[String]) -> Scores {
    let mut targets = [0.0; MAX_TOPICS];
    for (target, code) in targets.iter_mut().zip(codes) {
        let is_broad = code.ends_with("000000");
        let (positive, negative) = match doc.source {
            LabelSource::Annotated => (3.0, if is_broad { 3.0 } else { 1.5 }),
            LabelSource::PublisherLabel => (1.0, if is_broad { 0.4 } else { 0.1 }),
            LabelSource::Reuters => (0.5, 0.3),
            LabelSource::Definition => (1.0, 0.3),
            LabelSource::Unlabelled => (0.0, 0.0),
        };
        *target = match (doc.gold.required.contains(code), doc.gold.allowed.contains(code)) {
            (true, _) => positive,
            (_, true) => 0.0,
            _ => -negative,
        };
    }
    targets
}

/// Calibration and threshold of a topic, from cross-validation.
struct Calibration {
    slope: f32,
    offset: f32,
    threshold: f32,
    texts: usize,
    f1: f32,
}

fn calibration(
    topic: usize,
    code: &str,
    docs: &[Doc],
    held_out_scores: &[Option<Scores>],
) -> Calibration {
    let scored = docs.iter().zip(held_out_scores).filter(|(doc, _)| {
        doc.source == LabelSource::Annotated && !doc.gold.allowed.contains(code)
    });
    let mut scored: Vec<(f32, bool)> = scored
        .filter_map(|(doc, scores)| {
            Some((scores.as_ref()?[topic], doc.gold.required.contains(code)))
        })
        .collect();
    let (slope, offset) = platt_scale(&scored);
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let texts = scored.iter().filter(|(_, is_positive)| *is_positive).count();
    let (mut hits, mut best) = (0, (0.0, MAX_THRESHOLD));
    for (index, (score, is_positive)) in scored.iter().enumerate() {
        hits += usize::from(*is_positive);
        let f1 = 2.0 * hits as f32 / (index + 1 + texts) as f32;
        let probability = 1.0 / (1.0 + (-(slope * score + offset)).exp());
        if f1 > best.0 && probability >= MIN_THRESHOLD {
            best = (f1, probability);
        }
    }
    Calibration { slope, offset, threshold: best.1.min(MAX_THRESHOLD), texts, f1: best.0 }
}

/// Computes the calibration of each topic. A first-level topic with too few texts gets the median
/// calibration and the highest threshold.
fn calibrations(
    codes: &[String],
    docs: &[Doc],
    held_out_scores: &[Option<Scores>],
) -> Vec<Calibration> {
    let mut calibrations: Vec<Calibration> = codes
        .iter()
        .zip(0..)
        .map(|(code, topic)| calibration(topic, code, docs, held_out_scores))
        .collect();
    let median = |field: fn(&Calibration) -> f32| {
        let mut all: Vec<f32> = calibrations
            .iter()
            .filter(|calibration| calibration.texts >= 2 * MIN_TEXTS)
            .map(field)
            .collect();
        all.sort_by(f32::total_cmp);
        all[all.len() / 2]
    };
    let (slope, offset) =
        (median(|calibration| calibration.slope), median(|calibration| calibration.offset));
    for (calibration, code) in calibrations.iter_mut().zip(codes) {
        if calibration.texts < MIN_TEXTS {
            (calibration.slope, calibration.offset) = (slope, offset);
        }
        if calibration.texts < MIN_TEXTS || calibration.f1 < MIN_F1 {
            calibration.threshold = MAX_THRESHOLD;
        }
        let name = taxonomy::by_code(code).map_or("", |concept| concept.name);
        eprintln!(
            "    {code} {name:<42} {:>4} texts  F1 {:.3} from {:.2} on",
            calibration.texts, calibration.f1, calibration.threshold
        );
    }
    calibrations
}

/// Returns the topics that ship with their indexes among the trained ones.
fn outputs(
    codes: &[String],
    calibrations: Vec<Calibration>,
    trainer: &TopicTrainer,
) -> Vec<(usize, TopicOutput)> {
    let mut outputs = Vec::new();
    for ((topic, code), Calibration { slope, offset, threshold, f1, .. }) in
        codes.iter().enumerate().zip(calibrations)
    {
        let concept = taxonomy::by_code(code).expect("a concept");
        if concept.broader().is_none() || f1 >= MIN_F1 {
            let largest =
                trainer.weights.iter().map(|weights| weights[topic].abs()).fold(0.0, f32::max);
            outputs.push((
                topic,
                TopicOutput { concept, step: largest / 127.0, slope, offset, threshold },
            ));
        }
    }
    outputs
}

/// Returns the rows with the largest weights.
fn rows(
    vocabulary: &Vocabulary,
    trainer: &TopicTrainer,
    outputs: &[(usize, TopicOutput)],
) -> Vec<FeatureRow> {
    let importance = |index: usize| {
        let shipped = outputs.iter().map(|(topic, _)| trainer.weights[index][*topic].abs());
        shipped.fold(0.0, f32::max) * f32::from(vocabulary.features[index].1)
    };
    let mut order: Vec<usize> = (0..vocabulary.features.len()).collect();
    order.sort_by(|one, other| importance(*other).total_cmp(&importance(*one)));
    order.truncate(SHIPPED_FEATURES);
    order.sort_unstable();
    let row = |index: usize| {
        let (feature, rarity) = vocabulary.features[index];
        let weight = |(topic, output): &(usize, TopicOutput)| {
            (trainer.weights[index][*topic] / output.step).round() as i8
        };
        FeatureRow { feature, rarity, weights: outputs.iter().map(weight).collect() }
    };
    order.into_iter().map(row).collect()
}
