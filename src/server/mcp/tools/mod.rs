//! The tools, one file for each kind.

mod article;
mod compare;
mod facets;
mod search;
mod summary;
mod value;

use serde_json::Value;

use super::arguments::Arguments;
use super::parameters::{ANSWER, Parameter, SEARCH};
use crate::search::budget::Budget;
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// A tool of the archive.
pub(super) struct ToolSpec {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it takes and gives, for the assistant.
    pub description: &'static str,
    /// Set if it takes the parameters of a search.
    pub searches: bool,
    /// Its own parameters.
    pub own: &'static [Parameter],
    /// Answers a call.
    pub run: fn(&AppState, &Arguments, &Budget) -> Result<Value, Problem>,
}

impl ToolSpec {
    /// All its parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        let search = if self.searches { SEARCH } else { &[] };
        search.iter().chain(self.own).chain(ANSWER)
    }
}

/// Every tool.
pub(super) const TOOLS: &[ToolSpec] = &[
    search::TOOL,
    facets::TOOL,
    article::TOOL,
    value::PERSON,
    value::PLACE,
    value::ORGANISATION,
    compare::TOOL,
];

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::super::parameters;
    use super::*;

    #[test]
    fn every_parameter_has_an_example_that_its_tool_takes() {
        for tool in TOOLS {
            let mut arguments = Map::new();
            for parameter in tool.parameters() {
                let example = parameter.example();
                assert!(!example.is_null(), "{} {}", tool.name, parameter.name);
                assert!(arguments.insert(parameter.name.to_owned(), example).is_none());
            }
            assert!(Arguments::read(arguments, tool).is_ok(), "{}", tool.name);
            let schema = parameters::schema(tool);
            assert_eq!(schema["properties"].as_object().unwrap().len(), tool.parameters().count());
        }
    }

    #[test]
    fn arguments_that_do_not_fit_are_explained() {
        let tool = &search::TOOL;
        for (name, value, words) in [
            ("colour", Value::from("red"), "no parameter `colour`"),
            ("limit", Value::from(0), "a whole number from 1 to 50"),
            ("person", Value::from(7), "a list of texts"),
            ("sort", Value::from("best"), "relevance, fresh, newest, oldest"),
        ] {
            let arguments = Map::from_iter([(name.to_owned(), value)]);
            let problem = Arguments::read(arguments, tool).err().expect("does not fit");
            assert!(problem.detail().contains(words), "{}", problem.detail());
        }
        let problem = Arguments::read(Map::new(), &article::TOOL).err().expect("an id is missing");
        assert!(problem.detail().contains("needs `id`"), "{}", problem.detail());
    }
}
