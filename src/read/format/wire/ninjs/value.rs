//! The properties of an item by their names, which versions write in different cases.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::format::shared::fields;
use crate::text::clean;

/// An item's properties under plain names: `body_xhtml` is `bodyxhtml`, `versionCreated` is `versioncreated`.
pub struct Item<'v>(BTreeMap<String, &'v Value>);

impl<'v> Item<'v> {
    /// The properties of an object that say anything.
    pub fn new(fields: &'v Map<String, Value>) -> Self {
        Self(
            fields
                .iter()
                .filter(|(_, value)| !is_empty(value))
                .map(|(name, value)| (fields::plain(name), value))
                .collect(),
        )
    }

    /// Whether it has a property.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A property.
    pub fn get(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name).copied()
    }

    /// A property on one line, empty where it has none.
    pub fn line(&self, name: &str) -> String {
        self.get(name).map(|value| clean::line(&text(value))).unwrap_or_default()
    }

    /// The values of a property that is a list, an object of named values, or one value alone; each with its name.
    pub fn many(&self, name: &str) -> impl Iterator<Item = (String, &'v Value)> + use<'v> {
        let values: Vec<(String, &'v Value)> = match self.get(name) {
            Some(Value::Array(values)) => {
                values.iter().map(|value| (String::new(), value)).collect()
            }
            Some(Value::Object(fields)) if fields.values().all(Value::is_object) => {
                fields.iter().map(|(name, value)| (name.clone(), value)).collect()
            }
            Some(value) => vec![(name.to_owned(), value)],
            None => Vec::new(),
        };
        values.into_iter()
    }

    /// Properties whose names begin alike: `headline_short`, `headline_extended`.
    pub fn starting(&self, name: &str) -> impl Iterator<Item = &'v Value> {
        self.starting_named(name).map(|(_, value)| value)
    }

    /// The same with their names; a list of its own is none of them.
    pub fn starting_named(&self, name: &str) -> impl Iterator<Item = (&str, &'v Value)> {
        let alike = self.0.range(name.to_owned()..).take_while({
            let name = name.to_owned();
            move |(known, _)| known.starts_with(&name)
        });
        alike.filter(|(_, value)| value.is_string()).map(|(name, value)| (name.as_str(), *value))
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What a value says: itself, or the `value` or name of an object.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(_) => said(value, &["value", "name", "text"]),
        Value::Array(values) => {
            values.first().filter(|first| !first.is_array()).map(text).unwrap_or_default()
        }
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// The first of these members of an object that says anything; a string says itself.
pub fn said(value: &Value, members: &[&str]) -> String {
    match value {
        Value::String(text) => clean::line(text),
        Value::Object(fields) => {
            let told = members
                .iter()
                .filter_map(|member| fields.get(*member))
                .filter(|value| !is_empty(value));
            told.filter_map(Value::as_str).map(str::to_owned).next().unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The part a headline, text or description plays.
pub fn role(value: &Value) -> String {
    value.get("role").and_then(Value::as_str).unwrap_or_default().to_lowercase()
}
