//! What answers say of an article, a date and a value.

use serde_json::{Map, Value, json};

use super::super::ceiling::shortened;
use crate::article::date::{NewsDate, Precision};
use crate::article::document::Document;
use crate::query::Warning;
use crate::search::answer::{Facet, FacetValue};

/// The most bytes of a title.
const TITLE: usize = 300;

/// Names of people and places that a hit lists.
const NAMES: usize = 8;

/// Writes a date so that `since` and `until` take it.
pub(super) fn date(date: &NewsDate) -> String {
    let shape = match date.precision {
        Precision::Instant | Precision::Day => "%Y-%m-%d",
        Precision::Month => "%Y-%m",
        Precision::Year => "%Y",
    };
    date.from.strftime(shape).to_string()
}

/// Describes an article in a few words.
pub(super) fn article(document: &Document) -> Map<String, Value> {
    let (article, subjects) = (&document.article, &document.subjects);
    let people = subjects.people.iter().take(NAMES).map(|person| json!(person.name));
    let places = subjects.places.iter().take(NAMES).map(|place| json!(place.name));
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        };
        if !is_empty {
            members.insert(name.to_owned(), value);
        }
    };
    add("id", json!(document.id));
    add("title", json!(shortened(&article.title, TITLE)));
    add("published", article.published.as_ref().map_or(Value::Null, |it| json!(date(&it.date))));
    add("publisher", json!(article.publisher));
    add("agency", json!(article.agency));
    add("people", people.collect());
    add("places", places.collect());
    members
}

/// Describes the values of a facet with their counts.
pub(super) fn values(facet: &Facet) -> impl Iterator<Item = Value> {
    facet.values.iter().filter(|value| value.count > 0).map(value)
}

/// Describes a value with its count.
pub(super) fn value(value: &FacetValue) -> Value {
    let mut members = Map::new();
    members.insert("name".to_owned(), json!(value.name));
    if value.value != value.name {
        members.insert("key".to_owned(), json!(value.value));
    }
    members.insert("articles".to_owned(), json!(value.count));
    Value::Object(members)
}

/// Lists what an answer warns of.
pub(super) fn warnings(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().take(5).map(|warning| shortened(&warning.message, TITLE)).collect()
}
