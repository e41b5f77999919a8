//! The tools, one file for each kind.

mod article;
mod check;
mod compare;
mod facets;
mod search;
mod summary;
mod trend;
mod value;

use super::tool::ToolSpec;

/// Every tool.
pub(super) const TOOLS: &[ToolSpec] = &[
    search::TOOL,
    facets::TOOL,
    article::TOOL,
    value::PERSON,
    value::PLACE,
    value::ORGANISATION,
    compare::TOOL,
    trend::TOOL,
    check::TOOL,
];

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::super::arguments::Arguments;
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
            assert!(
                Arguments::read(arguments, tool.name, tool.parameters()).is_ok(),
                "{}",
                tool.name
            );
            let schema = parameters::schema(tool.parameters());
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
            let problem = Arguments::read(arguments, tool.name, tool.parameters())
                .err()
                .expect("does not fit");
            assert!(problem.detail().contains(words), "{}", problem.detail());
        }
        let tool = &article::TOOL;
        let problem = Arguments::read(Map::new(), tool.name, tool.parameters()).err();
        let problem = problem.expect("an id is missing");
        assert!(problem.detail().contains("needs `id`"), "{}", problem.detail());
    }
}
