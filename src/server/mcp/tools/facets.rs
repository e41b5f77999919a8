//! The tool that counts the values of a facet.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::parameters::{Kind, optional, required};
use super::super::tool::ToolSpec;
use super::summary;
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::search::request::{FacetPattern, Request};
use crate::server::problem::Problem;
use crate::server::state::{AppState, today};

/// The facets, as the command line names them.
const FIELDS: &[&str] = &[
    "people",
    "places",
    "organisations",
    "topics",
    "publisher",
    "agency",
    "authors",
    "keywords",
    "section",
    "language",
];

/// Values of an answer by default.
const VALUES: usize = 25;

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "facets",
    title: "Count who, where and what",
    description: "Counts the people, places, organisations, topics, publishers and so on of the articles that a \
search finds, the most frequent first. The counts are exact.",
    searches: true,
    own: &[
        required("field", Kind::OneOf(FIELDS), "What is counted", "\"people\""),
        optional("containing", Kind::Text, "Only values whose name has this text", "\"smith\""),
        optional("limit", Kind::Number(1, 500), "Most values; 25 by default", "50"),
    ],
    run,
};

fn run(state: &AppState, arguments: &Arguments, budget: &Budget) -> Result<Value, Problem> {
    let field = facet_names::parse(arguments.text("field").unwrap_or_default());
    let field = field.map_err(Problem::bad_request)?;
    let (offset, limit) = (arguments.offset()?, arguments.number("limit").unwrap_or(VALUES));
    let substring = arguments.text("containing").unwrap_or_default().to_owned();
    let pattern = FacetPattern { substring, ..FacetPattern::default() };
    let request = Request { values: offset.saturating_add(limit), ..arguments.request()? };
    let found = answer::search_facet(&*state.engine, &request, field, &pattern, today(), budget)?;
    let mut ceiling = arguments.ceiling();
    let values = ceiling.fill(summary::values(&found.facet).skip(offset));
    let end = offset + values.len();
    let next = (!values.is_empty() && (end as u64) < found.facet.distinct).then_some(end);
    Ok(json!({
        "field": field.name(),
        "distinct": found.facet.distinct,
        "exact": found.exact,
        "warnings": summary::warnings(&found.warnings),
        "values": values,
        "next": next.map(|next| next.to_string()),
    }))
}
