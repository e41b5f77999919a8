//! Fits the weights of `src/article/salience.rs`: `cargo run --release --example train-salience -- DATA [WITHOUT]`, where DATA is a
//! folder with `articles.jsonl.zst` and WITHOUT a file of publishers, one on a line, that are left out. Deterministic.
//!
//! A headline says whom and what an article is about, and needs no marks by hand. So the headlines are hidden, and a
//! logistic regression learns from the traits of everything the text names whether the headline names it too.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "../benches/common/mod.rs"]
mod common;

use std::collections::HashSet;
use std::path::PathBuf;

use morgue::article::Slot;
use morgue::article::document::Document;
use morgue::article::entity::Mention;
use morgue::article::salience;
use morgue::article::salience::Features;
use morgue::article::schema::Field;
use morgue::enrich::entities;

/// A base, and one weight for each trait.
const WEIGHTS: usize = 7;

/// Steps of Newton's method; it has come to rest well before.
const STEPS: usize = 20;

/// What keeps a weight from running away that nothing holds.
const RIDGE: f64 = 1e-3;

/// The traits of something behind a one, and whether the headline names it.
type Lesson = ([f64; WEIGHTS], bool);

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let data = arguments.next().expect("the folder of the data");
    let without: HashSet<String> = arguments
        .next()
        .map(|file| std::fs::read_to_string(file).expect("publishers"))
        .iter()
        .flat_map(|names| names.lines().map(str::to_owned))
        .collect();
    let filings = common::filings(&data.join("articles.jsonl.zst"), entities::subjects).into_iter();
    let clippings: Vec<Document> = filings
        .map(|filing| filing.document)
        .filter(|clipping| !without.contains(&clipping.article.publisher))
        .collect();
    let publishers: HashSet<&str> =
        clippings.iter().map(|clipping| clipping.article.publisher.as_str()).collect();
    println!("{} articles of {} publishers", clippings.len(), publishers.len());
    let lessons: Vec<Lesson> = clippings.iter().flat_map(lessons).collect();
    println!("{} lessons", lessons.len());
    let [base, weights @ ..] = fit(&lessons);
    println!("base {base:.2}, weights {weights:.2?}");
}

/// What the text of an article names, with the headline hidden.
fn lessons(clipping: &Document) -> Vec<Lesson> {
    let traits = |clipping: &Document| -> Vec<(String, bool, Features)> {
        let traits = salience::features(&clipping.article, &clipping.subjects).into_iter();
        traits.map(|(key, is_titled, traits)| (key.to_string(), is_titled, traits)).collect()
    };
    let titled: HashSet<String> = traits(clipping)
        .into_iter()
        .filter(|(_, is_titled, _)| *is_titled)
        .map(|(key, ..)| key)
        .collect();
    let mut blind = clipping.clone();
    let hide = |mentions: &mut Vec<Mention>| mentions.retain(|mention| mention.slot != Slot::Title);
    blind.subjects.people.iter_mut().for_each(|person| hide(&mut person.mentions));
    blind.subjects.places.iter_mut().for_each(|place| hide(&mut place.mentions));
    blind.subjects.organisations.iter_mut().for_each(|org| hide(&mut org.mentions));
    // What only something inside it is named for, a continent, stands in no headline.
    let own: HashSet<&String> = clipping.subjects.places.iter().map(|place| &place.key).collect();
    let is_own = |key: &String| !key.starts_with(Field::Places.keys()) || own.contains(key);
    let named =
        traits(&blind).into_iter().filter(|(key, _, traits)| traits[0] > 0.0 && is_own(key));
    let lesson = |(key, _, [a, b, c, d, e, f]): (String, bool, Features)| {
        ([1.0, a, b, c, d, e, f], titled.contains(&key))
    };
    named.map(lesson).collect()
}

/// The weights that make the lessons likeliest.
fn fit(lessons: &[Lesson]) -> [f64; WEIGHTS] {
    let mut weights = [0.0; WEIGHTS];
    for _ in 0..STEPS {
        // Row by row, the curvature with the slope behind it: a system of equations for the step.
        let mut rows = [[0.0; WEIGHTS + 1]; WEIGHTS];
        for (traits, is_titled) in lessons {
            let sum: f64 = traits.iter().zip(weights).map(|(of, weight)| of * weight).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(u8::from(*is_titled)) - chance;
            for (row, one) in rows.iter_mut().zip(traits) {
                for (cell, other) in row.iter_mut().zip(traits) {
                    *cell += chance * (1.0 - chance) * one * other;
                }
                row[WEIGHTS] += error * one;
            }
        }
        for (number, row) in rows.iter_mut().enumerate() {
            row[number] += RIDGE;
            row[WEIGHTS] -= RIDGE * weights[number];
        }
        let step = solve(rows);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights
}

/// Solves a system of equations whose matrix is positive definite.
fn solve(mut rows: [[f64; WEIGHTS + 1]; WEIGHTS]) -> [f64; WEIGHTS] {
    for pivot in 0..WEIGHTS {
        let top = rows[pivot].map(|cell| cell / rows[pivot][pivot]);
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = if number == pivot { 0.0 } else { row[pivot] };
            row.iter_mut().zip(top).for_each(|(cell, top)| *cell -= factor * top);
        }
        rows[pivot] = top;
    }
    rows.map(|row| row[WEIGHTS])
}
