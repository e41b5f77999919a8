//! The arguments of one call of a tool.

use serde_json::{Map, Value};

use super::ceiling::Ceiling;
use super::parameters::{Kind, Parameter};
use crate::search::request::Request;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;

/// Arguments that fit the parameters of their tool.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks the arguments of a call of a tool. Those that are null count as left out.
    ///
    /// # Errors
    /// Fails when one is unknown, missing or of the wrong kind.
    pub(super) fn read(
        mut arguments: Map<String, Value>,
        tool: &str,
        parameters: impl Iterator<Item = &'static Parameter>,
    ) -> Result<Self, Problem> {
        let parameters: Vec<&Parameter> = parameters.collect();
        arguments.retain(|_, value| !value.is_null());
        for (name, value) in &arguments {
            let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
                let known: Vec<&str> = parameters.iter().map(|parameter| parameter.name).collect();
                let known = known.join(", ");
                let message = format!("`{tool}` has no parameter `{name}`: use {known}");
                return Err(Problem::bad_request(message));
            };
            check(parameter, value)?;
        }
        let is_missing = |it: &&&Parameter| it.is_required && !arguments.contains_key(it.name);
        match parameters.iter().find(is_missing) {
            Some(Parameter { name, example, .. }) => {
                Err(Problem::bad_request(format!("`{tool}` needs `{name}`, for example {example}")))
            }
            None => Ok(Self(arguments)),
        }
    }

    /// Returns a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Returns a list of texts.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.0.get(name) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(texts)) => {
                texts.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        usize::try_from(self.0.get(name)?.as_u64()?).ok()
    }

    /// Returns the cursor as a number.
    ///
    /// # Errors
    /// Fails when it is none of this tool's.
    pub(super) fn offset(&self) -> Result<usize, Problem> {
        let Some(cursor) = self.text("cursor") else { return Ok(0) };
        let message =
            || format!("invalid cursor `{cursor}`: use the `next` of an answer of this tool");
        cursor.parse().map_err(|_| Problem::bad_request(message()))
    }

    /// Returns how long the answer may be.
    pub(super) fn ceiling(&self) -> Ceiling {
        Ceiling::new(self.number("max_tokens"))
    }

    /// Makes the search that the arguments describe, without its page.
    ///
    /// # Errors
    /// Fails when a value is invalid.
    pub(super) fn request(&self) -> Result<Request, Problem> {
        let mut parameters = QueryParameters::new();
        for parameter in super::parameters::SEARCH {
            let name = if parameter.name == "query" { "q" } else { parameter.name };
            let texts = self.texts(parameter.name).into_iter();
            parameters.extend(texts.map(|text| (name.to_owned(), text)));
        }
        search_params::request(&parameters)
    }
}

/// Checks a value against its parameter.
fn check(parameter: &Parameter, value: &Value) -> Result<(), Problem> {
    let (fits, wanted) = match parameter.kind {
        Kind::Text => (value.is_string(), "a text".to_owned()),
        Kind::Texts => {
            let are_texts = |list: &Vec<Value>| list.iter().all(Value::is_string);
            (
                value.is_string() || value.as_array().is_some_and(are_texts),
                "a list of texts".to_owned(),
            )
        }
        Kind::Number(least, most) => {
            let fits = |number: u64| (least as u64..=most as u64).contains(&number);
            (value.as_u64().is_some_and(fits), format!("a whole number from {least} to {most}"))
        }
        Kind::OneOf(names) => {
            (value.as_str().is_some_and(|text| names.contains(&text)), names.join(", "))
        }
    };
    match fits {
        true => Ok(()),
        false => Err(Problem::bad_request(format!(
            "`{}` cannot be {value}: use {wanted}, for example {}",
            parameter.name, parameter.example
        ))),
    }
}
