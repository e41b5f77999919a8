//! Properties of a ninjs item under normalised names: versions of ninjs write them in different
//! cases.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::read::format::shared::fields;
use crate::read::format::shared::record::is_empty;
use crate::text::clean;

/// Non-empty properties of an item under normalised names: `body_xhtml` is `bodyxhtml`,
/// `versionCreated` is `versioncreated`.
pub(super) struct ItemProperties<'v>(BTreeMap<String, &'v Value>);

impl<'v> ItemProperties<'v> {
    /// Takes the non-empty properties of an object.
    pub(super) fn new(fields: &'v Map<String, Value>) -> Self {
        Self(
            fields
                .iter()
                .filter(|(_, value)| !is_empty(value))
                .map(|(name, value)| (fields::normalise_name(name), value))
                .collect(),
        )
    }

    /// Reports whether the item has a property.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns a property.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name).copied()
    }

    /// Returns a property as one line of text, empty where the item has none.
    pub(super) fn line(&self, name: &str) -> String {
        self.get(name).map(|value| clean::line(&value_text(value))).unwrap_or_default()
    }

    /// Returns the values of a property that is a list, an object of named values, or one value.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
        let values: Vec<&'v Value> = match self.get(name) {
            Some(Value::Array(values)) => values.iter().collect(),
            Some(Value::Object(fields)) if fields.values().all(Value::is_object) => {
                fields.values().collect()
            }
            Some(value) => vec![value],
            None => Vec::new(),
        };
        values.into_iter()
    }

    /// Returns the text properties whose names begin alike, with their names: `headline_short`,
    /// `headline_extended`.
    pub(super) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&str, &'v Value)> {
        let from_prefix = self.0.range(prefix.to_owned()..);
        let prefix = prefix.to_owned();
        from_prefix
            .take_while(move |(name, _)| name.starts_with(&prefix))
            .filter(|(_, value)| value.is_string())
            .map(|(name, value)| (name.as_str(), *value))
    }
}

/// Returns the text of a value: a string or number, the `value` or `name` of an object, or the
/// first item of a list.
pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(_) => member_text(value, &["value", "name", "text"]),
        Value::Array(values) => {
            values.first().filter(|first| !first.is_array()).map(value_text).unwrap_or_default()
        }
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// Returns the text of the first of these members of an object that has one. A string is its own
/// text.
pub(super) fn member_text(value: &Value, members: &[&str]) -> String {
    match value {
        Value::String(text) => clean::line(text),
        Value::Object(fields) => {
            let mut texts = members
                .iter()
                .filter_map(|member| fields.get(*member))
                .filter(|value| !is_empty(value))
                .filter_map(Value::as_str);
            texts.next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

/// Returns the role of a headline, text or description, in lower case.
pub(super) fn role(value: &Value) -> String {
    value.get("role").and_then(Value::as_str).unwrap_or_default().to_lowercase()
}
