//! How much an article is about each of whom and what it names, and so what it is mostly about: by the headline, and by
//! how often, how early and how widely the text names them.
//!
//! The weights are those of a logistic regression that tells from a text alone whom its headline names. `training/salience.rs`
//! fits them, on the articles of 156 publishers; a headline is the shortest summary of an article, and its editor's own.

use std::collections::{BTreeSet, HashMap};

use super::entity::{Mention, Subjects};
use crate::article::{Article, Slot};

/// What a main subject is at least. An article has about three of them.
pub const MAJOR: f32 = 0.5;

/// What an article is about before all else: most have one or two such subjects.
pub const FOREMOST: f32 = 0.9;

/// Of a subject that nothing speaks for. 2.4 more than was fitted: a headline names fewer than an article is about.
const BASE: f64 = -0.4;

/// Of standing in the headline: enough for a main subject, however late and seldom the text names it.
const HEADLINE: f64 = 5.0;

/// Of each trait, in the order of [`Traits`].
const WEIGHTS: [f64; 6] = [0.5, 4.3, -1.1, 0.6, 1.7, -1.5];

/// Parts of the body that spread is counted in.
const PARTS: usize = 10;

/// How far in a name can be first, in bytes: behind this it is late, however long the text.
const LATE: usize = 4000;

/// What the texts say of how much an article is about something: the logarithm of the times it is named, its share of all
/// names, the logarithm of how far in it is named first (in hundreds of bytes), whether the first paragraph names it, in
/// what share of ten parts of the body it is named, and what share of its names are demonyms.
pub type Features = [f64; 6];

/// Tells how much an article is about each of its subjects, and puts first what it is most about.
pub fn score(article: &Article, subjects: &mut Subjects) {
    let grades: HashMap<String, f32> = grades(article, subjects)
        .into_iter()
        .map(|(key, grade)| (key.to_string(), grade))
        .collect();
    let of = |key: &str| grades.get(key).copied().unwrap_or_default();
    let Subjects { people, places, organisations, topics: _ } = subjects;
    people.iter_mut().for_each(|person| person.salience = of(&person.key));
    places.iter_mut().for_each(|place| place.salience = of(&place.key));
    organisations.iter_mut().for_each(|org| org.salience = of(&org.key));
    people.sort_by(|one, other| other.salience.total_cmp(&one.salience));
    places.sort_by(|one, other| other.salience.total_cmp(&one.salience));
    organisations.sort_by(|one, other| other.salience.total_cmp(&one.salience));
}

/// The keys of what an article is about at least so much, in order; of a place with all that it lies in.
pub fn at_least<'a>(article: &Article, subjects: &'a Subjects, least: f32) -> Vec<&'a str> {
    let grades = grades(article, subjects).into_iter();
    let mut keys: Vec<&str> =
        grades.filter(|(_, grade)| *grade >= least).map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys
}

/// How much an article is about each key of its people, places and organisations, from 0 to 1. A place is also named
/// where something that lies in it is.
pub fn grades<'a>(article: &Article, subjects: &'a Subjects) -> HashMap<&'a str, f32> {
    let grade = |(key, is_titled, traits): (&'a str, bool, Features)| {
        let sum: f64 = traits.iter().zip(WEIGHTS).map(|(of, weight)| of * weight).sum();
        let sum = BASE + sum + if is_titled { HEADLINE } else { 0.0 };
        (key, (1.0 / (1.0 + (-sum).exp())) as f32)
    };
    features(article, subjects).into_iter().map(grade).collect()
}

/// Every key with whether the headline names it, and its traits.
pub fn features<'a>(article: &Article, subjects: &'a Subjects) -> Vec<(&'a str, bool, Features)> {
    let people = subjects.people.iter().map(|person| (&person.key, &person.mentions));
    let organisations = subjects.organisations.iter().map(|org| (&org.key, &org.mentions));
    let places = subjects.places.iter().map(|place| (&place.key, &place.mentions));
    let wider = subjects.places.iter().flat_map(|place| {
        place.lineage.iter().filter(|key| **key != place.key).map(|key| (key, &place.mentions))
    });
    let own = people.chain(organisations).chain(places);
    let all: usize = own.clone().map(|(_, mentions)| mentions.len()).sum();
    let mut named: HashMap<&str, BTreeSet<&Mention>> = HashMap::new();
    own.chain(wider).for_each(|(key, mentions)| named.entry(key).or_default().extend(mentions));
    let text = Text {
        bytes: article.body.len(),
        lead: article.body.find("\n\n").unwrap_or(article.body.len()),
        all,
    };
    let told = |(key, mentions): (&'a str, BTreeSet<&Mention>)| {
        let is_titled = mentions.iter().any(|mention| mention.slot == Slot::Title);
        (key, is_titled, text.traits(&mentions))
    };
    named.into_iter().map(told).collect()
}

/// The text that names are held against: its length, the length of its first paragraph, and how many names it has.
struct Text {
    bytes: usize,
    lead: usize,
    all: usize,
}

impl Text {
    fn traits(&self, mentions: &BTreeSet<&Mention>) -> Features {
        let times = mentions.len() as f64;
        let demonyms = mentions.iter().filter(|mention| mention.demonym).count() as f64;
        let depth = mentions.iter().map(|mention| self.depth(mention)).min().unwrap_or(LATE);
        let first = depth.min(LATE);
        let inside = mentions.iter().filter(|mention| mention.slot == Slot::Body).copied();
        let part = |mention: &Mention| {
            (mention.start.saturating_mul(PARTS) / self.bytes.max(1)).min(PARTS - 1)
        };
        let parts: BTreeSet<usize> = inside.map(part).collect();
        [
            times.ln_1p(),
            times / self.all.max(1) as f64,
            (first as f64 / 100.0).ln_1p(),
            f64::from(u8::from(depth < self.lead)),
            parts.len() as f64 / PARTS as f64,
            demonyms / times.max(1.0),
        ]
    }

    /// How far in a name stands. What only a caption or the headline names is named last: the headline has a weight of
    /// its own.
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
        Mention { slot, start, end: start + 5, demonym: false }
    }

    fn person(key: &str, starts: &[usize]) -> Person {
        let mentions = starts.iter().map(|start| mention(Slot::Body, *start)).collect();
        Person { key: key.into(), mentions, ..Person::default() }
    }

    fn article() -> Article {
        Article { title: "Kerry in Geneva".into(), body: "x".repeat(8000), ..Article::default() }
    }

    #[test]
    fn main_subjects_stand_in_the_headline_or_often_and_early() {
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
        let majors = at_least(&article(), &subjects, MAJOR);
        assert!(
            ["person/kerry", "person/often", "place/land"].iter().all(|key| majors.contains(key)),
            "{majors:?}"
        );
        assert!(!majors.contains(&"person/once") && !majors.contains(&"person/late"), "{majors:?}");
    }

    #[test]
    fn salience_is_a_share_of_one_whatever_the_mentions() {
        let wild = Mention { slot: Slot::Body, start: usize::MAX, end: 7, demonym: true };
        let nobody = Person { mentions: vec![wild], ..person("person/wild", &[]) };
        let mut subjects = Subjects {
            people: vec![nobody, person("person/assigned", &[])],
            ..Subjects::default()
        };
        score(&Article::default(), &mut subjects);
        assert!(subjects.people.iter().all(|person| (0.0..=1.0).contains(&person.salience)));
        assert!(at_least(&Article::default(), &Subjects::default(), 0.0).is_empty());
    }
}
