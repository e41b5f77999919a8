//! Articles like one, best first, each with what the two share. Versions of its own story are no news, and of another
//! story the best one will do.

use super::engine::{Engine, Match, Budget};
use super::timeline;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;

/// How many similar articles a reader is shown.
pub const SHOWN: usize = 5;

/// The most that are given.
pub const MOST: usize = 50;

/// How many candidates are looked at for each that is given, and how many more.
const WIDER: usize = 3;
const MORE: usize = 5;

/// What is less alike is not alike.
const LEAST: f32 = 0.2;

/// How much it adds to be about the same, and to be of the same day.
const SAME_SUBJECTS: f32 = 0.1;
const SAME_DAY: f32 = 0.05;

/// After how many days half of that is left.
const HALVED: f32 = 30.0;

/// What two articles are at least about together for it to be told, by the product of its saliences.
const TOLD: f32 = 0.02;

/// How many things of a kind are told.
const OF_A_KIND: usize = 3;

/// An article that is like another.
#[derive(Debug, Clone)]
pub struct Similar {
    /// How alike, from 0 to little more than 1.
    pub likeness: f32,
    /// The article.
    pub clipping: Document,
    /// What both are about.
    pub shared: Vec<Shared>,
}

impl Similar {
    /// What both are about, in words: "people: John Kerry; topics: diplomacy".
    pub fn why(&self) -> String {
        let kinds = self.shared.chunk_by(|one, next| one.field == next.field);
        let names = |kind: &[Shared]| {
            kind.iter().map(|shared| shared.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let kind = |kind: &[Shared]| Some(format!("{}: {}", kind.first()?.field, names(kind)));
        let kinds: Vec<String> = kinds.filter_map(kind).collect();
        if kinds.is_empty() { "the same words".to_string() } else { kinds.join("; ") }
    }
}

/// A person, place, organisation or topic that two articles are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The facet.
    pub field: Field,
    /// Its value there.
    pub value: String,
    /// The name as a reader knows it.
    pub name: String,
}

/// Articles like this one, at most so many; none where nothing is really alike.
///
/// # Errors
/// When the index can not be read.
pub fn similar(
    engine: &dyn Engine,
    of: &Document,
    limit: usize,
    patience: &Budget,
) -> Result<Vec<Similar>> {
    let limit = limit.min(MOST);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut found = engine.similar(of, limit * WIDER + MORE, patience)?;
    found.iter_mut().for_each(|found| found.score = likeness(of, found));
    found.retain(|found| found.score >= LEAST);
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    found.truncate(limit);
    let similar = |Match { score, document: clipping, .. }| Similar {
        likeness: score,
        shared: shared(of, &clipping),
        clipping,
    };
    Ok(found.into_iter().map(similar).collect())
}

/// How like an article is that shares so much of what tells the other.
fn likeness(of: &Document, found: &Match) -> f32 {
    found.score
        + SAME_SUBJECTS * agreement(of, &found.document)
        + SAME_DAY * nearness(of, &found.document)
}

/// How far two articles are about the same: the cosine of their saliences.
fn agreement(one: &Document, other: &Document) -> f32 {
    let length = |of: &Document| subjects(of).map(|(.., much)| much * much).sum::<f32>().sqrt();
    let together: f32 = in_both(one, other).map(|(.., much)| much).sum();
    together / (length(one) * length(other)).max(f32::MIN_POSITIVE)
}

/// How near in time, from 1 for the same day.
fn nearness(one: &Document, other: &Document) -> f32 {
    let day = |of: &Document| {
        of.article.published.as_ref().map(|published| timeline::day(published.date.from))
    };
    day(one)
        .zip(day(other))
        .map_or(0.0, |(one, other)| HALVED / (HALVED + one.abs_diff(other) as f32))
}

/// What an article is about, by facet, value and name, and how much it is.
fn subjects(of: &Document) -> impl Iterator<Item = (Field, &str, &str, f32)> {
    let of = &of.subjects;
    let people =
        of.people.iter().map(|it| (Field::People, it.key.as_str(), it.name.as_str(), it.salience));
    let places =
        of.places.iter().map(|it| (Field::Places, it.key.as_str(), it.name.as_str(), it.salience));
    let bodies = of.organisations.iter();
    let bodies =
        bodies.map(|it| (Field::Organisations, it.key.as_str(), it.name.as_str(), it.salience));
    let topics = of
        .topics
        .iter()
        .map(|it| (Field::Topics, it.key.as_str(), it.name.as_str(), it.score as f32));
    people.chain(places).chain(bodies).chain(topics)
}

/// What two articles are both about, with the product of how much each is.
fn in_both<'a>(
    one: &'a Document,
    other: &'a Document,
) -> impl Iterator<Item = (Field, &'a str, &'a str, f32)> {
    subjects(one).filter_map(move |(field, value, name, much)| {
        let (.., there) = subjects(other).find(|(_, known, ..)| *known == value)?;
        Some((field, value, name, much * there))
    })
}

/// What two articles are both about enough to say so: of each kind what they are about most.
fn shared(one: &Document, other: &Document) -> Vec<Shared> {
    let mut all: Vec<_> = in_both(one, other).filter(|(.., much)| *much >= TOLD).collect();
    let told: Vec<&str> = all.iter().map(|(_, value, ..)| *value).collect();
    // What is said of a topic is said of every wider one.
    let topics = one.subjects.topics.iter().filter(|topic| told.contains(&topic.key.as_str()));
    let wider: Vec<&String> =
        topics.flat_map(|topic| topic.lineage.iter().filter(|key| **key != topic.key)).collect();
    all.retain(|(_, value, ..)| !wider.iter().any(|key| key == value));
    all.sort_by(|(.., one), (.., other)| other.total_cmp(one));
    let mut shared: Vec<Shared> = Vec::new();
    for (field, value, name, _) in all {
        if shared.iter().filter(|known| known.field == field).count() < OF_A_KIND {
            shared.push(Shared { field, value: value.to_string(), name: name.to_string() });
        }
    }
    shared.sort_by_key(|shared| shared.field);
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::entity::{Person, Subjects};

    fn clipping(body: &str, people: &[(&str, f32)]) -> Document {
        let person = |(name, salience): &(&str, f32)| Person {
            key: format!("person/{name}"),
            name: (*name).to_string(),
            salience: *salience,
            ..Person::default()
        };
        let mut made = Document::default();
        made.article.body = body.to_string();
        made.subjects =
            Subjects { people: people.iter().map(person).collect(), ..Subjects::default() };
        made
    }

    #[test]
    fn what_both_are_about_is_told_with_the_most_important_first() {
        let one = clipping("", &[("marsh", 0.4), ("cole", 0.9), ("once", 0.01)]);
        let other = clipping("", &[("once", 0.9), ("marsh", 0.5), ("cole", 0.9)]);
        let names: Vec<String> =
            shared(&one, &other).into_iter().map(|shared| shared.name).collect();
        assert_eq!(names, ["cole", "marsh"]);
        assert!(agreement(&one, &one) > 0.999 && agreement(&one, &other) < 0.9);
        assert_eq!(agreement(&one, &clipping("", &[])), 0.0);
    }
}
