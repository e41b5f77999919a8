//! Fits the weights of `src/article/salience.rs`: `cargo run --release -p morgue-training --bin
//! train-salience -- DATA [EXCLUDED]`, where DATA is a folder with `articles.jsonl.zst` and
//! EXCLUDED a file of publishers to leave out, one per line. Deterministic.
//!
//! A headline names the main subjects of an article and so provides labels for free. The headlines
//! are hidden, and a logistic regression learns from the features of every entity in the text if
//! the headline names it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "../benches/common/mod.rs"]
mod common;

use std::collections::HashSet;
use std::path::PathBuf;

use morgue::internals::article::Slot;
use morgue::internals::article::document::Document;
use morgue::internals::article::entity::Mention;
use morgue::internals::article::salience;
use morgue::internals::article::salience::Features;
use morgue::internals::article::schema::Field;
use morgue::internals::ingest::extraction::Extraction;

/// A bias and one weight for each feature.
const PARAMETERS: usize = 7;

/// Iterations of Newton's method; it converges well before.
const ITERATIONS: usize = 20;

/// Ridge penalty, which keeps weights of rare features finite.
const RIDGE: f64 = 1e-3;

/// Features of an entity after a constant 1, and whether the headline names it.
type Example = ([f64; PARAMETERS], bool);

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let data = arguments.next().expect("the folder of the data");
    let excluded: HashSet<String> = arguments
        .next()
        .map(|file| std::fs::read_to_string(file).expect("publishers"))
        .iter()
        .flat_map(|names| names.lines().map(str::to_owned))
        .collect();
    let documents =
        common::index_documents(&data.join("articles.jsonl.zst"), Extraction::Full).into_iter();
    let documents: Vec<Document> = documents
        .map(|document| document.document)
        .filter(|document| !excluded.contains(&document.article.publisher))
        .collect();
    let publishers: HashSet<&str> =
        documents.iter().map(|document| document.article.publisher.as_str()).collect();
    println!("{} articles of {} publishers", documents.len(), publishers.len());
    let examples: Vec<Example> = documents.iter().flat_map(examples).collect();
    println!("{} examples", examples.len());
    let [base, weights @ ..] = fit(&examples);
    println!("base {base:.2}, weights {weights:.2?}");
}

/// Makes an example of every entity in the text, with the headline hidden.
fn examples(document: &Document) -> Vec<Example> {
    let features = |document: &Document| -> Vec<(String, bool, Features)> {
        let features = salience::features(&document.article, &document.subjects).into_iter();
        features
            .map(|(key, in_headline, features)| (key.to_string(), in_headline, features))
            .collect()
    };
    let headline_keys: HashSet<String> = features(document)
        .into_iter()
        .filter(|(_, in_headline, _)| *in_headline)
        .map(|(key, ..)| key)
        .collect();
    let mut hidden = document.clone();
    let hide = |mentions: &mut Vec<Mention>| mentions.retain(|mention| mention.slot != Slot::Title);
    hidden.subjects.people.iter_mut().for_each(|person| hide(&mut person.mentions));
    hidden.subjects.places.iter_mut().for_each(|place| hide(&mut place.mentions));
    hidden.subjects.organisations.iter_mut().for_each(|org| hide(&mut org.mentions));
    // A continent that is only implied by a place in it is never in a headline.
    let listed: HashSet<&String> =
        document.subjects.places.iter().map(|place| &place.key).collect();
    let is_listed =
        |key: &String| !key.starts_with(Field::Places.key_prefix()) || listed.contains(key);
    let candidates = features(&hidden)
        .into_iter()
        .filter(|(key, _, features)| features[0] > 0.0 && is_listed(key));
    let example = |(key, _, [a, b, c, d, e, f]): (String, bool, Features)| {
        ([1.0, a, b, c, d, e, f], headline_keys.contains(&key))
    };
    candidates.map(example).collect()
}

/// Fits the weights by maximum likelihood.
fn fit(examples: &[Example]) -> [f64; PARAMETERS] {
    let mut weights = [0.0; PARAMETERS];
    for _ in 0..ITERATIONS {
        // Each row holds the Hessian and, in the last column, the gradient.
        let mut rows = [[0.0; PARAMETERS + 1]; PARAMETERS];
        for (features, in_headline) in examples {
            let sum: f64 =
                features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(u8::from(*in_headline)) - probability;
            for (row, one) in rows.iter_mut().zip(features) {
                for (cell, other) in row.iter_mut().zip(features) {
                    *cell += probability * (1.0 - probability) * one * other;
                }
                row[PARAMETERS] += error * one;
            }
        }
        for (index, row) in rows.iter_mut().enumerate() {
            row[index] += RIDGE;
            row[PARAMETERS] -= RIDGE * weights[index];
        }
        let step = solve(rows);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights
}

/// Solves a system of equations with a positive definite matrix by Gauss-Jordan elimination.
fn solve(mut rows: [[f64; PARAMETERS + 1]; PARAMETERS]) -> [f64; PARAMETERS] {
    for pivot in 0..PARAMETERS {
        let normalised = rows[pivot].map(|cell| cell / rows[pivot][pivot]);
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = if index == pivot { 0.0 } else { row[pivot] };
            row.iter_mut()
                .zip(normalised)
                .for_each(|(cell, normalised)| *cell -= factor * normalised);
        }
        rows[pivot] = normalised;
    }
    rows.map(|row| row[PARAMETERS])
}
