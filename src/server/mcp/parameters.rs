//! Parameters of tools, and their description as JSON Schema.

use serde_json::{Map, Value, json};

use super::ceiling;

/// A parameter of a tool.
pub(super) struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// The values it takes.
    pub kind: Kind,
    /// What it does, in a sentence.
    pub description: &'static str,
    /// An example of a value, as JSON.
    pub example: &'static str,
    /// Set if a call must have it.
    pub is_required: bool,
}

/// The values of a parameter.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A list of texts; one text is read as a list of one.
    Texts,
    /// A whole number between two, both included.
    Number(usize, usize),
    /// One of these texts.
    OneOf(&'static [&'static str]),
}

/// A parameter that may be left out.
pub(super) const fn optional(
    name: &'static str,
    kind: Kind,
    description: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { name, kind, description, example, is_required: false }
}

/// A parameter that a call must have.
pub(super) const fn required(
    name: &'static str,
    kind: Kind,
    description: &'static str,
    example: &'static str,
) -> Parameter {
    Parameter { is_required: true, ..optional(name, kind, description, example) }
}

/// The parameters of every tool that searches.
pub(super) const SEARCH: &[Parameter] = &[
    optional(
        "query",
        Kind::Text,
        "Words and operators; nothing finds all articles",
        "\"\\\"ceasefire\\\" kerry -lebanon\"",
    ),
    optional(
        "person",
        Kind::Texts,
        "People, by name or key: any of them; a leading - excludes",
        "[\"john kerry\"]",
    ),
    optional(
        "place",
        Kind::Texts,
        "Places, and all that lies in them; a leading - excludes",
        "[\"syria\"]",
    ),
    optional(
        "org",
        Kind::Texts,
        "Organisations, by name or acronym; a leading - excludes",
        "[\"un\"]",
    ),
    optional("topic", Kind::Texts, "Topics, and all below them; a leading - excludes", "[\"oil\"]"),
    optional("publisher", Kind::Texts, "Publishers; a leading - excludes", "[\"Reuters\"]"),
    optional("agency", Kind::Texts, "News agencies; a leading - excludes", "[\"AFP\"]"),
    optional("author", Kind::Texts, "Authors; a leading - excludes", "[\"Jane Smith\"]"),
    optional("keyword", Kind::Texts, "Keywords of the publisher", "[\"cocoa\"]"),
    optional("section", Kind::Texts, "Sections of the paper", "[\"Business\"]"),
    optional("language", Kind::Texts, "Languages, by name or code", "[\"en\"]"),
    optional(
        "since",
        Kind::Text,
        "First day, month or year of publication; `published` of a hit fits",
        "\"2016-07\"",
    ),
    optional("until", Kind::Text, "Last day, month or year of publication", "\"2016-07-31\""),
];

/// The parameters of every tool.
pub(super) const ANSWER: &[Parameter] = &[
    optional(
        "max_tokens",
        Kind::Number(ceiling::LEAST, ceiling::MOST),
        "Most tokens of the answer, counted as 3 bytes of JSON; 3000 by default",
        "2000",
    ),
    optional(
        "cursor",
        Kind::Text,
        "`next` of the answer before, with the same parameters",
        "\"40\"",
    ),
];

/// Describes parameters as JSON Schema.
pub(super) fn schema(parameters: impl Iterator<Item = &'static Parameter>) -> Map<String, Value> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in parameters {
        properties.insert(parameter.name.to_owned(), parameter.schema());
        required.extend(parameter.is_required.then_some(parameter.name));
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("required".to_owned(), json!(required));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema
}

impl Parameter {
    /// The example as a value.
    pub(super) fn example(&self) -> Value {
        serde_json::from_str(self.example).unwrap_or_default()
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Texts => json!({ "type": ["array", "string"], "items": { "type": "string" } }),
            Kind::Number(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Kind::OneOf(names) => json!({ "type": "string", "enum": names }),
        };
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(self.description));
            schema.insert("examples".to_owned(), json!([self.example()]));
        }
        schema
    }
}
