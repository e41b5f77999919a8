//! Quality and speed of `morgue check`: `cargo bench --bench check`, with `MORGUE_DATA` set. Fails below
//! a floor.
//!
//! 1,000 quotations are planted in drafts of 50: sentences of the archive as they are, with one to three
//! words replaced, left out or added, two pieces of an article joined by an ellipsis, and invented ones:
//! sentences of another archive, halves of two sentences, and sentences with their words shuffled. The
//! archive is that of 200,000 articles that the bench `answers` makes, or the index that
//! `MORGUE_CHECK_INDEX` names.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

#[path = "answers/archive.rs"]
mod archive;
#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use common::{Dice, median, milliseconds, percentile, wall_time};
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::research::check::{CheckedQuotation, checked_quotations};
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::text::sentences;
use morgue::internals::text::tokenizer::Words;

const QUOTATIONS: usize = 1000;
const QUOTATIONS_OF_DRAFT: usize = 50;

/// The least shares that are found, and the greatest median time of a draft in milliseconds.
const MIN_VERBATIM: f64 = 0.99;
const MIN_ALTERED: f64 = 0.95;
const MAX_MEDIAN: f64 = 1000.0;

/// Words of a quotation.
const WORDS: std::ops::RangeInclusive<usize> = 8..=40;

/// A quotation that was planted.
struct Planted {
    kind: &'static str,
    text: String,
    /// The sentence it was made of.
    from: String,
}

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let (folder, engine) = match std::env::var_os("MORGUE_CHECK_INDEX").map(PathBuf::from) {
        Some(folder) => (folder.clone(), TantivyEngine::open(&folder).expect("an index")),
        None => archive::index(&data),
    };
    println!("{} articles, {}", engine.state().expect("a state").articles, folder.display());
    let planted = plant(&engine, &data);
    let (mut found, mut times) = (BTreeMap::<&str, Vec<bool>>::new(), Vec::<Duration>::new());
    for quotations in planted.chunks(QUOTATIONS_OF_DRAFT) {
        let draft: Vec<String> =
            quotations.iter().map(|it| format!("They wrote: “{}”", it.text)).collect();
        let draft = draft.join("\n\n");
        let mut checked = Vec::new();
        times.push(wall_time(|| {
            checked = checked_quotations(&engine, &draft, &Budget::default()).expect("an answer");
        }));
        assert_eq!(checked.len(), quotations.len(), "every quotation is read");
        for (planted, checked) in quotations.iter().zip(checked) {
            let is_right = is_right(planted, &checked);
            if !is_right && std::env::var_os("MORGUE_SHOW").is_some() {
                println!("{}: {} {:?}", planted.kind, checked.verdict, planted.text);
                println!("     {:?} / {:?}", planted.from, checked.passage);
            }
            found.entry(planted.kind).or_default().push(is_right);
        }
    }
    let share = |kind: &str| {
        let of = &found[kind];
        of.iter().filter(|right| **right).count() as f64 / of.len() as f64
    };
    for (kind, of) in &found {
        println!("  {kind}: {:.3} of {}", share(kind), of.len());
    }
    let p50 = milliseconds(median(&times));
    let p90 = milliseconds(percentile(&times, 90));
    println!("  {QUOTATIONS_OF_DRAFT} quotations: p50 {p50:.0}, p90 {p90:.0} ms");
    let passed = share("as it is") >= MIN_VERBATIM
        && share("ellipsis") >= MIN_VERBATIM
        && share("changed") >= MIN_ALTERED
        && share("invented") >= 1.0
        && p50 <= MAX_MEDIAN;
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns whether the verdict is that which the quotation was planted for.
fn is_right(planted: &Planted, checked: &CheckedQuotation) -> bool {
    match planted.kind {
        "invented" => checked.verdict == "not_found",
        "changed" => checked.verdict == "altered",
        _ => checked.verdict == "verbatim",
    }
}

/// Makes the quotations.
fn plant(engine: &dyn Engine, data: &Path) -> Vec<Planted> {
    let mut dice = Dice::new(11);
    let sentences = archive_sentences(engine, &mut dice, 2 * QUOTATIONS);
    let others: Vec<String> = common::index_documents(&data.join("bbc"), Extraction::LabelsOnly)
        .iter()
        .flat_map(|indexed| sentences_of(&indexed.document.article.body))
        .collect();
    let vocabulary: Vec<String> = sentences
        .iter()
        .flat_map(|(sentence, _)| sentence.split(' ').map(str::to_string))
        .filter(|word| word.chars().all(char::is_alphabetic))
        .collect();
    let mut planted = Vec::new();
    for number in 0..QUOTATIONS {
        let (sentence, next) = &sentences[number];
        let (kind, text) = match number % 4 {
            0 => ("as it is", sentence.clone()),
            1 => ("changed", changed(sentence, &vocabulary, &mut dice)),
            2 => ("ellipsis", joined(sentence, next)),
            _ => ("invented", invented(number, &sentences, &others, &mut dice)),
        };
        planted.push(Planted { kind, text, from: sentence.clone() });
    }
    planted
}

/// Sentences of the archive, each with a later one of the same article.
fn archive_sentences(engine: &dyn Engine, dice: &mut Dice, many: usize) -> Vec<(String, String)> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut found = Vec::new();
    while found.len() < many {
        let prefix: String = (0..3).map(|_| char::from(*dice.pick(LETTERS))).collect();
        for document in engine.articles_by_id_prefix(&prefix, 4).expect("an index") {
            let sentences = sentences_of(&document.article.body);
            if sentences.len() >= 2 {
                let first = dice.roll(sentences.len() - 1);
                let second = first + 1 + dice.roll(sentences.len() - first - 1);
                found.push((sentences[first].clone(), sentences[second].clone()));
            }
        }
    }
    found.truncate(many);
    found
}

/// The sentences of a text that can be quoted: of some length, without marks of their own.
fn sentences_of(text: &str) -> Vec<String> {
    let mut borders = vec![0];
    borders.extend(sentences::starts(text));
    borders.push(text.len());
    let is_plain = |sentence: &&str| {
        WORDS.contains(&words(sentence))
            && !sentence.contains("..")
            && !sentence.contains(|c: char| "\"“”„«»‘’'`…[]()<>\n*".contains(c))
    };
    let sentences = borders.windows(2).map(|pair| text[pair[0]..pair[1]].trim());
    sentences.filter(is_plain).map(str::to_string).collect()
}

fn words(text: &str) -> usize {
    let (mut words, mut count) = (Words::new(text), 0);
    while words.advance().is_some() {
        count += 1;
    }
    count
}

/// Replaces, leaves out or adds one to three words.
fn changed(sentence: &str, vocabulary: &[String], dice: &mut Dice) -> String {
    let mut words: Vec<String> = sentence.split(' ').map(str::to_string).collect();
    let mut places: Vec<usize> = Vec::new();
    let changes = 1 + dice.roll(3);
    while places.len() < changes {
        let place = dice.roll(words.len());
        let is_word = words[place].chars().any(char::is_alphanumeric);
        if is_word && !places.contains(&place) {
            places.push(place);
        }
    }
    places.sort_unstable();
    for place in places.into_iter().rev() {
        match dice.roll(4) {
            0 => drop(words.remove(place)),
            1 => words.insert(place, dice.pick(vocabulary).clone()),
            _ => words[place] = different(&words[place], vocabulary, dice),
        }
    }
    words.join(" ")
}

/// Another word.
fn different(word: &str, vocabulary: &[String], dice: &mut Dice) -> String {
    loop {
        let other = dice.pick(vocabulary);
        if !other.eq_ignore_ascii_case(word.trim_matches(|c: char| !c.is_alphanumeric())) {
            return other.clone();
        }
    }
}

/// The first part of a sentence and the last of a later one.
fn joined(one: &str, next: &str) -> String {
    let (one, next): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), next.split(' ').collect());
    let (first, last) = (&one[..one.len() * 3 / 4], &next[next.len() / 4..]);
    format!("{} ... {}", first.join(" "), last.join(" "))
}

/// A sentence that is not in the archive.
fn invented(
    number: usize,
    sentences: &[(String, String)],
    others: &[String],
    dice: &mut Dice,
) -> String {
    match number / 4 % 3 {
        0 => dice.pick(others).clone(),
        1 => {
            let (one, other) = (&sentences[number].0, &sentences[QUOTATIONS + number].0);
            let one: Vec<&str> = one.split(' ').collect();
            let other: Vec<&str> = other.split(' ').collect();
            [&one[..one.len() / 2], &other[other.len() / 2..]].concat().join(" ")
        }
        _ => {
            let mut words: Vec<&str> = sentences[number].0.split(' ').collect();
            for at in (1..words.len()).rev() {
                words.swap(at, dice.roll(at + 1));
            }
            words.join(" ")
        }
    }
}
