//! Extraction on whole articles of agencies and papers, labelled by hand for this project
//! (`tests/truth/names.tsv`): precision, recall and F1 per class by exact span and type.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use morgue::internals::article::{Article, Slot};
use morgue::internals::enrich::entities;
use morgue::internals::enrich::entities::span::{EntityKind, Span};
use morgue::internals::ingest::extraction::Extraction;

use super::common;
use super::mistakes;
use super::worldwide::{self, CLASSES, SpanScore};

/// A name: where it is, and its type.
pub type Name = (Slot, usize, usize, EntityKind);

/// Names by position in title and body set end to end.
type Positions = BTreeSet<(usize, usize, EntityKind)>;

/// A labelled article.
pub struct Labelled {
    /// Politics, business or sport.
    pub subject: String,
    /// The article without subjects.
    pub article: Article,
    /// The names in its title and body.
    pub names: BTreeSet<Name>,
}

/// Scores the development half, which trains nothing, and prints the scores of each class, and of
/// people by subject. Returns the F1 of each class.
pub fn development(data: &Path) -> Vec<f64> {
    let articles = read(data, "development");
    let mut scores = [SpanScore::default(); 3];
    let mut by_subject: HashMap<&str, SpanScore> = HashMap::new();
    for labelled in &articles {
        let (found, gold) = compared(labelled);
        if mistakes::are_listed() {
            let text = format!("{}\n{}", labelled.article.title, labelled.article.body);
            mistakes::print(&text, &found, &gold);
        }
        for (score, class) in scores.iter_mut().zip(CLASSES) {
            score.count(&found, &gold, class);
        }
        let people = by_subject.entry(&labelled.subject).or_default();
        people.count(&found, &gold, EntityKind::Person);
    }
    println!(
        "extraction, tests/truth/names.tsv, {} articles  precision  recall      F1",
        articles.len()
    );
    for (score, class) in scores.iter().zip(CLASSES) {
        print(&format!("{class:?}"), score);
    }
    let mut subjects: Vec<_> = by_subject.into_iter().collect();
    subjects.sort_by_key(|(subject, _)| *subject);
    subjects.iter().for_each(|(subject, score)| print(&format!("people, {subject}"), score));
    scores.iter().map(SpanScore::f1).collect()
}

fn print(name: &str, score: &SpanScore) {
    let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
    println!("  {name:<46} {precision:>9.3} {recall:>7.3} {f1:>7.3}");
}

/// The names found and labelled, as positions in title and body set end to end. A name found within
/// a label of another type, such as an event, counts neither way.
fn compared(labelled: &Labelled) -> (Positions, Positions) {
    let article = &labelled.article;
    let others: Vec<&Name> =
        labelled.names.iter().filter(|name| name.3 == EntityKind::Other).collect();
    let is_counted = |span: &&Span| {
        let overlaps =
            |other: &&Name| other.0 == span.slot && other.1 < span.end && span.start < other.2;
        matches!(span.slot, Slot::Title | Slot::Body) && !others.iter().any(overlaps)
    };
    let spans = entities::spans(article);
    let found: Vec<Span> = spans.iter().filter(is_counted).copied().collect();
    let gold = labelled.names.iter().filter(|name| name.3 != EntityKind::Other);
    let gold: Vec<Span> = gold
        .map(|&(slot, start, end, kind)| Span { slot, start, end, kind, confidence: 1.0 })
        .collect();
    let positions = |spans: &[Span]| {
        [Slot::Title, Slot::Body]
            .into_iter()
            .flat_map(|slot| {
                let of_slot: Vec<Span> =
                    spans.iter().filter(|span| span.slot == slot).copied().collect();
                let offset = if slot == Slot::Body { article.title.len() + 1 } else { 0 };
                worldwide::comparable_spans(article.slot(slot), &of_slot)
                    .into_iter()
                    .map(move |(start, end, kind)| (start + offset, end + offset, kind))
            })
            .collect()
    };
    (positions(&found), positions(&gold))
}

/// Reads the articles of one half of the truth file: `training` or `development`.
///
/// # Panics
/// Panics if an article is missing or differs from the one that was labelled.
pub fn read(data: &Path, half: &str) -> Vec<Labelled> {
    let mut wanted: HashMap<&str, Vec<&str>> = include_str!("../../tests/truth/names.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns[1] == half)
        .map(|columns| (columns[0], columns))
        .collect();
    let mut articles = Vec::new();
    for source in ["reuters21578", "articles.jsonl.zst"] {
        for document in common::index_documents(&data.join(source), Extraction::Nothing) {
            let Some(columns) = wanted.remove(document.document.id.as_str()) else { continue };
            let article = document.document.article;
            let lengths = format!("{}+{}", article.title.len(), article.body.len());
            assert_eq!(lengths, columns[3], "the text of {} has changed", columns[0]);
            let names = columns[4].split(' ').map(name).collect();
            articles.push(Labelled { subject: columns[2].to_owned(), article, names });
        }
    }
    assert!(wanted.is_empty(), "articles are missing: {:?}", wanted.keys());
    articles
}

/// Parses a name: `PB12-20` is a person in the body from byte 12 to 20.
fn name(label: &str) -> Name {
    let kind = match &label[..1] {
        "P" => EntityKind::Person,
        "L" => EntityKind::Place,
        "O" => EntityKind::Organisation,
        _ => EntityKind::Other,
    };
    let slot = if &label[1..2] == "T" { Slot::Title } else { Slot::Body };
    let (start, end) = label[2..].split_once('-').expect("a range");
    (slot, start.parse().expect("an offset"), end.parse().expect("an offset"), kind)
}
