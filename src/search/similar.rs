//! Similar articles, best first, each with the subjects that the two share. Versions of the same
//! story are left out; of another story the best version is enough.

use super::budget::Budget;
use super::engine::Engine;
use super::results::Match;
use super::timeline;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;

/// The default number of similar articles.
pub const DEFAULT_SIMILAR: usize = 5;

/// The greatest number of similar articles.
pub(crate) const MAX_SIMILAR: usize = 50;

/// The number of candidates per requested article, and the number of further ones.
const CANDIDATES_PER_RESULT: usize = 3;
const MORE_CANDIDATES: usize = 5;

/// The least similarity.
const MIN_SIMILARITY: f32 = 0.2;

/// The weights of common subjects and of closeness in time.
const SUBJECT_WEIGHT: f32 = 0.1;
const TIME_WEIGHT: f32 = 0.05;

/// The number of days after which closeness in time is halved.
const HALF_LIFE_DAYS: f32 = 30.0;

/// The least product of saliences for which a common subject is listed.
const MIN_SHARED_SALIENCE: f32 = 0.02;

/// The greatest number of common subjects of one facet that are listed.
const MAX_SHARED_PER_FACET: usize = 3;

/// A similar article.
#[derive(Debug, Clone)]
pub struct Similar {
    /// The similarity, from 0 to slightly more than 1.
    pub similarity: f32,
    /// The article.
    pub document: Document,
    /// The subjects that both are about.
    pub shared: Vec<Shared>,
}

impl Similar {
    /// Describes the similarity in words: "people: John Kerry; topics: diplomacy".
    pub fn reason(&self) -> String {
        let facets = self.shared.chunk_by(|one, next| one.field == next.field);
        let names = |facet: &[Shared]| {
            facet.iter().map(|shared| shared.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let facet = |facet: &[Shared]| Some(format!("{}: {}", facet.first()?.field, names(facet)));
        let facets: Vec<String> = facets.filter_map(facet).collect();
        if facets.is_empty() { "the same words".to_string() } else { facets.join("; ") }
    }
}

/// A person, place, organisation or topic that two articles are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The facet.
    pub field: Field,
    /// The value.
    pub value: String,
    /// The name that is shown.
    pub name: String,
}

/// Finds articles similar to a document; none where nothing is similar enough.
///
/// # Errors
/// Fails when the index cannot be read.
pub fn similar(
    engine: &dyn Engine,
    document: &Document,
    limit: usize,
    budget: &Budget,
) -> Result<Vec<Similar>> {
    let limit = limit.min(MAX_SIMILAR);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let candidates = limit * CANDIDATES_PER_RESULT + MORE_CANDIDATES;
    let mut matches = engine.similar(document, candidates, budget)?;
    matches.iter_mut().for_each(|found| found.score = similarity(document, found));
    matches.retain(|found| found.score >= MIN_SIMILARITY);
    matches.sort_by(|one, other| other.score.total_cmp(&one.score));
    matches.truncate(limit);
    let similar = |Match { score, document: other, .. }| Similar {
        similarity: score,
        shared: shared(document, &other),
        document: other,
    };
    Ok(matches.into_iter().map(similar).collect())
}

/// Adds common subjects and closeness in time to the score of the engine.
fn similarity(document: &Document, found: &Match) -> f32 {
    found.score
        + SUBJECT_WEIGHT * subject_similarity(document, &found.document)
        + TIME_WEIGHT * closeness_in_time(document, &found.document)
}

/// Returns the cosine of the saliences of two articles.
fn subject_similarity(one: &Document, other: &Document) -> f32 {
    let length = |document: &Document| {
        subjects(document).map(|(.., salience)| salience * salience).sum::<f32>().sqrt()
    };
    let product: f32 = common_subjects(one, other).map(|(.., product)| product).sum();
    product / (length(one) * length(other)).max(f32::MIN_POSITIVE)
}

/// Returns how close two articles are in time: 1 for the same day, 0 where a date is unknown.
fn closeness_in_time(one: &Document, other: &Document) -> f32 {
    let day = |document: &Document| {
        let published = document.article.published.as_ref();
        published.map(|published| timeline::epoch_day(published.date.from))
    };
    day(one)
        .zip(day(other))
        .map_or(0.0, |(one, other)| HALF_LIFE_DAYS / (HALF_LIFE_DAYS + one.abs_diff(other) as f32))
}

/// Returns the subjects of an article: facet, value, name and salience.
fn subjects(document: &Document) -> impl Iterator<Item = (Field, &str, &str, f32)> {
    let of = &document.subjects;
    let people =
        of.people.iter().map(|it| (Field::People, it.key.as_str(), it.name.as_str(), it.salience));
    let places =
        of.places.iter().map(|it| (Field::Places, it.key.as_str(), it.name.as_str(), it.salience));
    let organisations = of
        .organisations
        .iter()
        .map(|it| (Field::Organisations, it.key.as_str(), it.name.as_str(), it.salience));
    let topics = of
        .topics
        .iter()
        .map(|it| (Field::Topics, it.key.as_str(), it.name.as_str(), it.score as f32));
    people.chain(places).chain(organisations).chain(topics)
}

/// Returns the subjects that two articles have in common, with the product of their saliences.
fn common_subjects<'a>(
    one: &'a Document,
    other: &'a Document,
) -> impl Iterator<Item = (Field, &'a str, &'a str, f32)> {
    subjects(one).filter_map(move |(field, value, name, salience)| {
        let (.., other) = subjects(other).find(|(_, known, ..)| *known == value)?;
        Some((field, value, name, salience * other))
    })
}

/// Lists the most salient common subjects of each facet.
fn shared(one: &Document, other: &Document) -> Vec<Shared> {
    let mut all: Vec<_> = common_subjects(one, other)
        .filter(|(.., product)| *product >= MIN_SHARED_SALIENCE)
        .collect();
    let listed: Vec<&str> = all.iter().map(|(_, value, ..)| *value).collect();
    // A topic implies every broader one.
    let topics = one.subjects.topics.iter().filter(|topic| listed.contains(&topic.key.as_str()));
    let broader: Vec<&String> =
        topics.flat_map(|topic| topic.lineage.iter().filter(|key| **key != topic.key)).collect();
    all.retain(|(_, value, ..)| !broader.iter().any(|key| key == value));
    all.sort_by(|(.., one), (.., other)| other.total_cmp(one));
    let mut shared: Vec<Shared> = Vec::new();
    for (field, value, name, _) in all {
        if shared.iter().filter(|known| known.field == field).count() < MAX_SHARED_PER_FACET {
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

    fn document(body: &str, people: &[(&str, f32)]) -> Document {
        let person = |(name, salience): &(&str, f32)| Person {
            key: format!("person/{name}"),
            name: (*name).to_string(),
            salience: *salience,
            ..Person::default()
        };
        let mut document = Document::default();
        document.article.body = body.to_string();
        document.subjects =
            Subjects { people: people.iter().map(person).collect(), ..Subjects::default() };
        document
    }

    #[test]
    fn shared_subjects_are_listed_by_salience() {
        let one = document("", &[("marsh", 0.4), ("cole", 0.9), ("once", 0.01)]);
        let other = document("", &[("once", 0.9), ("marsh", 0.5), ("cole", 0.9)]);
        let names: Vec<String> =
            shared(&one, &other).into_iter().map(|shared| shared.name).collect();
        assert_eq!(names, ["cole", "marsh"]);
        assert!(subject_similarity(&one, &one) > 0.999 && subject_similarity(&one, &other) < 0.9);
        assert_eq!(subject_similarity(&one, &document("", &[])), 0.0);
    }
}
