//! Terms of a document that every engine indexes: its texts, names and days.

use std::collections::BTreeSet;

use crate::article::document::Document;
use crate::article::entity::{Evidence, EvidenceSource, Subjects, TopicSource};
use crate::article::schema::Field;
use crate::article::{Article, Slot};
use crate::query::ArticleState;

/// Separates key and name in a term of names. Neither contains it.
pub(crate) const NAME_SEPARATOR: char = '\u{1f}';

/// Begins a name that is an acronym given in brackets after the full name.
pub(crate) const ACRONYM_MARK: char = '\u{1e}';

/// Texts of one article that a field takes: each begins far behind the one before, and positions
/// end at 32 bits.
pub(crate) const MAX_TEXTS: usize = 4096;

/// Returns the texts that a field holds, each with its slot where mentions are looked for in it.
pub(crate) fn texts(article: &Article, field: Field) -> impl Iterator<Item = (Option<Slot>, &str)> {
    let printed = match field {
        Field::Byline => Some(article.byline.as_str()),
        Field::Dateline => article.dateline.as_ref().map(|dateline| dateline.raw.as_str()),
        _ => None,
    };
    let slots = article.slots().filter(move |(slot, _)| slot.field() == field);
    slots.map(|(slot, text)| (Some(slot), text)).chain(printed.map(|text| (None, text)))
}

/// Encodes a day of any year: April 13 is 413.
pub(crate) fn anniversary(month: i8, day: i8) -> u64 {
    u64::from(month.unsigned_abs()) * 100 + u64::from(day.unsigned_abs())
}

/// Returns a term for every name of its subjects: key, separator and name.
pub(crate) fn name_terms(subjects: &Subjects) -> impl Iterator<Item = String> {
    let named = named_values(subjects).into_iter();
    let acronyms = subjects.organisations.iter().filter_map(|organisation| {
        let acronym = organisation.acronym.as_ref()?;
        Some(format!("{}{NAME_SEPARATOR}{ACRONYM_MARK}{acronym}", organisation.key))
    });
    named.map(|(key, name)| format!("{key}{NAME_SEPARATOR}{name}")).chain(acronyms)
}

/// Returns every key of an article's subjects with its name there, each pair once.
fn named_values(subjects: &Subjects) -> BTreeSet<(&str, &str)> {
    let people = subjects.people.iter().map(|person| (person.key.as_str(), person.name.as_str()));
    let organisations =
        subjects.organisations.iter().map(|org| (org.key.as_str(), org.name.as_str()));
    let topics = subjects.topics.iter().flat_map(|topic| topic.lineage.iter().zip(&topic.path));
    let places = subjects.places.iter().flat_map(|place| place.lineage.iter().zip(&place.path));
    let ancestors = topics.chain(places).map(|(key, name)| (key.as_str(), name.as_str()));
    people.chain(organisations).chain(ancestors).collect()
}

/// Returns what was inferred about an article and not assigned by its publisher.
pub(crate) fn inferred(document: &Document) -> impl Iterator<Item = ArticleState> {
    let Subjects { people, places, organisations, topics, .. } = &document.subjects;
    let is_inferred = |evidence: &Evidence| evidence.by != EvidenceSource::Publisher;
    let names = people.iter().any(|it| is_inferred(&it.evidence))
        || places.iter().any(|it| is_inferred(&it.evidence))
        || organisations.iter().any(|it| is_inferred(&it.evidence));
    let topics = topics.iter().any(|topic| topic.source == TopicSource::Inferred);
    let states = [(ArticleState::InferredTopics, topics), (ArticleState::InferredNames, names)];
    states.into_iter().filter(|(_, is_so)| *is_so).map(|(state, _)| state)
}
