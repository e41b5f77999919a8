//! How well salience tells what an article is about, by the marks of the GUM corpus: what most of five summaries of an
//! article name is what it is about. Beside it the rule that stood here before, and what anybody would try first.

#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, HashMap};

use morgue::article::entity::{Mention, Person, Subjects};
use morgue::article::salience;
use morgue::article::{Article, Slot};
use morgue::enrich::entities;

use super::gum::{Document, Mark};

/// How many of the five summaries are most of them.
const MOST: usize = 3;

/// A person, place or organisation of an article: what the corpus says, and what is made of its mentions.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Whether most summaries name it.
    pub is_salient: bool,
    /// How salient we find it.
    pub salience: f64,
    /// Whether the rule before salience called it a main subject.
    pub was_major: bool,
    /// How often it is named.
    pub times: f64,
    /// The nearer to the top it is named first, the more.
    pub first: f64,
}

/// What things are put in order by.
pub type Grade = fn(&Judged) -> f64;

/// What calls a thing a main subject.
pub type Rule = fn(&Judged) -> bool;

/// Everything that we find in the articles, and what the corpus has besides that most summaries name.
pub fn found(documents: &[Document]) -> Vec<Judged> {
    let judge = |document: &Document| {
        let mut subjects = entities::subjects(&document.article);
        salience::score(&document.article, &mut subjects);
        let mut missed: HashMap<&str, Judged> = document
            .marks
            .iter()
            .filter(|mark| mark.summaries >= MOST && mark.name.is_some())
            .map(|mark| {
                (
                    mark.cluster.as_str(),
                    Judged { is_salient: true, first: f64::MIN, ..Judged::default() },
                )
            })
            .collect();
        let mut all = Vec::new();
        for (salience, mentions) in named(&subjects) {
            let meant = meant(document, mentions);
            if let Some(mark) = meant {
                missed.remove(mark.cluster.as_str());
            }
            all.push(judged(meant.is_some_and(|mark| mark.summaries >= MOST), salience, mentions));
        }
        all.into_iter().chain(missed.into_values()).collect::<Vec<_>>()
    };
    documents.iter().flat_map(judge).collect()
}

/// What the corpus itself marks in the articles, by its names.
pub fn marked(documents: &[Document]) -> Vec<Judged> {
    let judge = |document: &Document| {
        let mut clusters: BTreeMap<&str, (usize, Vec<Mention>)> = BTreeMap::new();
        for mark in document.marks.iter() {
            let Some(name) = &mark.name else { continue };
            let (summaries, mentions) = clusters.entry(&mark.cluster).or_default();
            *summaries = mark.summaries;
            mentions.push(Mention {
                slot: mark.slot,
                start: name.start,
                end: name.end,
                demonym: false,
            });
        }
        let of_cluster = |(key, (_, mentions)): (&&str, &(usize, Vec<Mention>))| Person {
            key: key.to_string(),
            mentions: mentions.clone(),
            ..Person::default()
        };
        let people = clusters.iter().map(of_cluster).collect();
        let subjects = Subjects { people, ..Subjects::default() };
        let grades = salience::grades(&document.article, &subjects);
        let judged = clusters
            .iter()
            .map(|(key, (summaries, mentions))| judged(*summaries >= MOST, grades[key], mentions));
        judged.collect::<Vec<_>>()
    };
    documents.iter().flat_map(judge).collect()
}

/// Whom and what the texts of these articles name, and which of it their headlines name: nothing is told of the headline.
pub fn headlines(articles: &[(Article, Subjects)]) -> Vec<Judged> {
    let judge = |(article, subjects): &(Article, Subjects)| {
        let mut blind = subjects.clone();
        let hide =
            |mentions: &mut Vec<Mention>| mentions.retain(|mention| mention.slot != Slot::Title);
        blind.people.iter_mut().for_each(|person| hide(&mut person.mentions));
        blind.places.iter_mut().for_each(|place| hide(&mut place.mentions));
        blind.organisations.iter_mut().for_each(|org| hide(&mut org.mentions));
        let grades = salience::grades(article, &blind);
        let keyed =
            keyed(&blind).zip(keyed(subjects)).filter(|((_, mentions), _)| !mentions.is_empty());
        let judged = keyed.map(|((key, mentions), (_, all))| {
            judged(all.iter().any(|mention| mention.slot == Slot::Title), grades[key], mentions)
        });
        judged.collect::<Vec<_>>()
    };
    articles.iter().flat_map(judge).collect()
}

fn named(subjects: &Subjects) -> impl Iterator<Item = (f32, &[Mention])> {
    let people = subjects.people.iter().map(|person| (person.salience, &person.mentions[..]));
    let places = subjects.places.iter().map(|place| (place.salience, &place.mentions[..]));
    people
        .chain(places)
        .chain(subjects.organisations.iter().map(|org| (org.salience, &org.mentions[..])))
}

fn keyed(subjects: &Subjects) -> impl Iterator<Item = (&str, &[Mention])> {
    let people = subjects.people.iter().map(|person| (person.key.as_str(), &person.mentions[..]));
    let places = subjects.places.iter().map(|place| (place.key.as_str(), &place.mentions[..]));
    people
        .chain(places)
        .chain(subjects.organisations.iter().map(|org| (org.key.as_str(), &org.mentions[..])))
}

/// What most of some mentions mean in the corpus.
fn meant<'d>(document: &'d Document, mentions: &[Mention]) -> Option<&'d Mark> {
    let mut votes: BTreeMap<&str, (usize, &Mark)> = BTreeMap::new();
    for mention in mentions {
        let is_same = |mark: &&Mark| {
            let inside = mark.start <= mention.start && mention.end <= mark.end;
            let around = mention.start <= mark.start && mark.end <= mention.end;
            mark.slot == mention.slot && (inside || around)
        };
        let apart = |mark: &&Mark| (mark.end - mark.start).abs_diff(mention.end - mention.start);
        if let Some(mark) = document.marks.iter().filter(is_same).min_by_key(apart) {
            votes.entry(&mark.cluster).or_insert((0, mark)).0 += 1;
        }
    }
    votes.into_values().max_by_key(|(votes, _)| *votes).map(|(_, mark)| mark)
}

fn judged(is_salient: bool, salience: f32, mentions: &[Mention]) -> Judged {
    let is_titled = mentions.iter().any(|mention| mention.slot == Slot::Title);
    let place = |mention: &Mention| if mention.slot == Slot::Body { mention.start } else { 0 };
    let first = mentions.iter().map(place).min().unwrap_or(usize::MAX);
    let was_major = is_titled || mentions.len() >= 3 && first < 400;
    Judged {
        is_salient,
        salience: f64::from(salience),
        was_major,
        times: mentions.len() as f64,
        first: -(first as f64),
    }
}

/// The chance that what is salient stands before what is not, in the order of some grade.
pub fn auc(judged: &[Judged], grade: Grade) -> f64 {
    let (salient, others): (Vec<&Judged>, Vec<&Judged>) =
        judged.iter().partition(|judged| judged.is_salient);
    let wins = |one: &&Judged| {
        let one = grade(one);
        others
            .iter()
            .map(|other| {
                if one > grade(other) {
                    1.0
                } else if one == grade(other) {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>()
    };
    salient.iter().map(wins).sum::<f64>() / (salient.len() * others.len()).max(1) as f64
}

/// The mean precision at the places of what is salient, in the order of some grade; what shares a grade shares a place.
pub fn average_precision(judged: &[Judged], grade: Grade) -> f64 {
    let mut order: Vec<&Judged> = judged.iter().collect();
    order.sort_by(|one, other| grade(other).total_cmp(&grade(one)));
    let (mut seen, mut right, mut sum) = (0, 0, 0.0);
    for alike in order.chunk_by(|one, other| grade(one) == grade(other)) {
        let salient = alike.iter().filter(|judged| judged.is_salient).count();
        (seen, right) = (seen + alike.len(), right + salient);
        sum += salient as f64 * right as f64 / seen as f64;
    }
    sum / right.max(1) as f64
}

/// Precision, recall and F1 of what is called a main subject.
pub fn main_subjects(judged: &[Judged], is_major: Rule) -> [f64; 3] {
    let (mut right, mut called, mut salient) = (0.0, 0.0, 0.0);
    for judged in judged {
        let is_major = is_major(judged);
        right += f64::from(u8::from(is_major && judged.is_salient));
        called += f64::from(u8::from(is_major));
        salient += f64::from(u8::from(judged.is_salient));
    }
    [right / called.max(1.0), right / salient.max(1.0), 2.0 * right / (called + salient).max(1.0)]
}

/// Whether it is called a main subject now.
pub fn is_major(judged: &Judged) -> bool {
    judged.salience >= f64::from(salience::MAJOR)
}
