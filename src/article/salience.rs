//! Salience: how much an article is about each person, place and organisation that it names. It
//! depends on the headline, and on how often, how early and how widely the text names them.
//!
//! The model is a logistic regression that predicts from the text alone which entities the headline
//! names: a headline is the shortest summary of an article, written by its editor (Dunietz and
//! Gillick 2014 do the same with abstracts). `training/salience.rs` fits the weights on the
//! articles of 156 publishers.

use std::collections::{BTreeSet, HashMap};

use super::entity::{Mention, Subjects, Via};
use crate::article::{Article, Slot};

/// The least salience of a main subject. An article has about three of them.
pub const MAJOR: f32 = 0.5;

/// The least salience of a foremost subject. Most articles have one or two of them.
pub(crate) const FOREMOST: f32 = 0.9;

/// The bias. It is 2.4 above the fitted value, because a headline names fewer entities than an
/// article is about.
const BASE: f64 = -0.4;

/// The weight of a mention in the headline: enough for a main subject, however late and rarely the
/// text names it.
const HEADLINE: f64 = 5.0;

/// The weights of [`Features`], in their order.
const WEIGHTS: [f64; 6] = [0.5, 4.3, -1.1, 0.6, 1.7, -1.5];

/// The number of parts into which the body is divided to measure the spread of mentions.
const PARTS: usize = 10;

/// The first mention counts as late from this byte offset on, however long the text is.
const LATE: usize = 4000;

/// The features of an entity: the logarithm of its number of mentions, their share of all mentions,
/// the logarithm of the offset of the first one (in hundreds of bytes), 1 if the first paragraph
/// names it, the share of the ten parts of the body that name it, and the share of its mentions
/// that only imply it.
pub type Features = [f64; 6];

/// Scores the entities of an article, sorts each list by descending salience, and records the main
/// subjects for [`Subjects::salient_keys`]. An article is scored once, when it is enriched or
/// loaded.
pub fn score(article: &Article, subjects: &mut Subjects) {
    let scores: HashMap<String, f32> = scores(article, subjects)
        .into_iter()
        .map(|(key, score)| (key.to_string(), score))
        .collect();
    let score = |key: &str| scores.get(key).copied().unwrap_or_default();
    let Subjects { people, places, organisations, topics: _, salient } = subjects;
    people.iter_mut().for_each(|person| person.salience = score(&person.key));
    places.iter_mut().for_each(|place| place.salience = score(&place.key));
    organisations.iter_mut().for_each(|org| org.salience = score(&org.key));
    people.sort_by(|one, other| other.salience.total_cmp(&one.salience));
    places.sort_by(|one, other| other.salience.total_cmp(&one.salience));
    organisations.sort_by(|one, other| other.salience.total_cmp(&one.salience));
    let mut main: Vec<(String, f32)> =
        scores.into_iter().filter(|(_, score)| *score >= MAJOR).collect();
    main.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    *salient = Some(main);
}

/// Computes the salience of every key, from 0 to 1. The mentions of a place also count for every
/// broader place.
pub fn scores<'a>(article: &Article, subjects: &'a Subjects) -> HashMap<&'a str, f32> {
    let score = |(key, in_title, features): (&'a str, bool, Features)| {
        let sum: f64 = features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        let sum = BASE + sum + if in_title { HEADLINE } else { 0.0 };
        (key, (1.0 / (1.0 + (-sum).exp())) as f32)
    };
    features(article, subjects).into_iter().map(score).collect()
}

/// Computes the features of every key, with whether the headline names it.
pub fn features<'a>(article: &Article, subjects: &'a Subjects) -> Vec<(&'a str, bool, Features)> {
    let people = subjects.people.iter().map(|person| (&person.key, &person.mentions));
    let organisations = subjects.organisations.iter().map(|org| (&org.key, &org.mentions));
    let places = subjects.places.iter().map(|place| (&place.key, &place.mentions));
    let broader = subjects.places.iter().flat_map(|place| {
        place.lineage.iter().filter(|key| **key != place.key).map(|key| (key, &place.mentions))
    });
    let named = people.chain(organisations).chain(places);
    let all: usize = named.clone().map(|(_, mentions)| mentions.len()).sum();
    let mut by_key: HashMap<&str, BTreeSet<&Mention>> = HashMap::new();
    named
        .chain(broader)
        .for_each(|(key, mentions)| by_key.entry(key).or_default().extend(mentions));
    let text = TextMeasures {
        bytes: article.body.len(),
        lead: article.body.find("\n\n").unwrap_or(article.body.len()),
        mentions: all,
    };
    let of_key = |(key, mentions): (&'a str, BTreeSet<&Mention>)| {
        let in_title = mentions.iter().any(|mention| mention.slot == Slot::Title);
        (key, in_title, text.features(&mentions))
    };
    by_key.into_iter().map(of_key).collect()
}

/// Measures of the text that the mentions are compared with.
struct TextMeasures {
    /// Length of the body in bytes.
    bytes: usize,
    /// Length of the first paragraph in bytes.
    lead: usize,
    /// Number of all mentions.
    mentions: usize,
}

impl TextMeasures {
    fn features(&self, mentions: &BTreeSet<&Mention>) -> Features {
        let times = mentions.len() as f64;
        let implied = mentions.iter().filter(|mention| mention.via != Via::Name).count() as f64;
        let depth = mentions.iter().map(|mention| self.depth(mention)).min().unwrap_or(LATE);
        let first = depth.min(LATE);
        let inside = mentions.iter().filter(|mention| mention.slot == Slot::Body).copied();
        let part = |mention: &Mention| {
            (mention.start.saturating_mul(PARTS) / self.bytes.max(1)).min(PARTS - 1)
        };
        let parts: BTreeSet<usize> = inside.map(part).collect();
        [
            times.ln_1p(),
            times / self.mentions.max(1) as f64,
            (first as f64 / 100.0).ln_1p(),
            f64::from(u8::from(depth < self.lead)),
            parts.len() as f64 / PARTS as f64,
            implied / times.max(1.0),
        ]
    }

    /// The byte offset of a mention in the body. Names in captions and the headline count as last:
    /// the headline has a weight by itself.
    fn depth(&self, mention: &Mention) -> usize {
        match mention.slot {
            Slot::Standfirst => 0,
            Slot::Body => mention.start,
            Slot::Title | Slot::Caption(_) => self.bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entity::{Person, Place};
    use super::*;

    fn mention(slot: Slot, start: usize) -> Mention {
        Mention { slot, start, end: start + 5, via: Via::Name }
    }

    fn person(key: &str, starts: &[usize]) -> Person {
        let mentions = starts.iter().map(|start| mention(Slot::Body, *start)).collect();
        Person { key: key.into(), mentions, ..Person::default() }
    }

    fn article() -> Article {
        Article { title: "Kerry in Geneva".into(), body: "x".repeat(8000), ..Article::default() }
    }

    #[test]
    fn main_subjects_are_in_the_headline_or_named_often_and_early() {
        let kerry =
            Person { mentions: vec![mention(Slot::Title, 0)], ..person("person/kerry", &[]) };
        let place = |key: &str, at| Place {
            key: key.into(),
            lineage: vec!["place/land".into(), key.into()],
            mentions: vec![mention(Slot::Body, at)],
            ..Place::default()
        };
        let mut subjects = Subjects {
            people: vec![
                person("person/once", &[3000]),
                person("person/late", &[6000, 6100, 6200]),
                person("person/often", &[100, 900, 2200, 4000, 6000]),
                kerry,
            ],
            places: vec![place("place/a", 9), place("place/b", 50), place("place/c", 4099)],
            ..Subjects::default()
        };
        score(&article(), &mut subjects);
        let order: Vec<&str> = subjects.people.iter().map(|person| person.key.as_str()).collect();
        assert_eq!(order, ["person/often", "person/kerry", "person/late", "person/once"]);
        let majors = subjects.salient_keys(MAJOR);
        assert!(
            ["person/kerry", "person/often", "place/land"].iter().all(|key| majors.contains(key)),
            "{majors:?}"
        );
        assert!(!majors.contains(&"person/once") && !majors.contains(&"person/late"), "{majors:?}");
    }

    #[test]
    fn salience_lies_between_zero_and_one_for_any_mentions() {
        let wild = Mention { slot: Slot::Body, start: usize::MAX, end: 7, via: Via::Demonym };
        let wild = Person { mentions: vec![wild], ..person("person/wild", &[]) };
        let mut subjects =
            Subjects { people: vec![wild, person("person/assigned", &[])], ..Subjects::default() };
        score(&Article::default(), &mut subjects);
        assert!(subjects.people.iter().all(|person| (0.0..=1.0).contains(&person.salience)));
        assert!(Subjects::default().salient_keys(0.0).is_empty());
    }
}
