//! The tool that sets two searches side by side.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::parameters::{Kind, optional, required};
use super::super::tool::ToolSpec;
use crate::article::schema::Field;
use crate::research::comparison::shared_values;
use crate::search::answer::Answer;
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// The facets that are compared.
const FACETS: [Field; 4] = [Field::People, Field::Places, Field::Organisations, Field::Topics];

/// Values of each facet that are compared, and those that the answer lists.
const COMPARED: usize = 100;
const LISTED: usize = 10;

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "compare",
    title: "Compare two searches",
    description: "Counts the articles of two queries, of both together, and the people, places, organisations \
and topics that both have, each with its two counts.",
    searches: false,
    own: &[
        required("one", Kind::Text, "A query", "\"person:\\\"james baker\\\"\""),
        required("other", Kind::Text, "Another query", "\"person:\\\"paul volcker\\\"\""),
        optional("since", Kind::Text, "First day, month or year of both", "\"1987-03\""),
        optional("until", Kind::Text, "Last day, month or year of both", "\"1987-06\""),
    ],
    run,
};

fn run(state: &AppState, arguments: &Arguments, budget: &Budget) -> Result<Value, Problem> {
    let text = |name: &str| arguments.text(name).map(str::to_owned);
    let search = |query: String, facets: &[Field]| {
        let (since, until, facets) = (text("since"), text("until"), facets.to_vec());
        let plain = Request { values: COMPARED, limit: 0, ..Request::default() };
        state.search(&Request { query, since, until, facets, ..plain }, budget)
    };
    let queries = [text("one").unwrap_or_default(), text("other").unwrap_or_default()];
    let [one, other] = &queries;
    let both = search(format!("({one}) ({other})"), &[])?;
    let (one, other) = (&search(one.clone(), &FACETS)?, &search(other.clone(), &FACETS)?);
    let mut ceiling = arguments.ceiling();
    let side =
        |answer: &Answer| json!({ "query": answer.query.to_string(), "articles": answer.articles });
    let mut compared = json!({
        "one": side(one),
        "other": side(other),
        "both": both.articles,
        "exact": both.exact && one.exact && other.exact,
    });
    if let Value::Object(compared) = &mut compared {
        for field in FACETS {
            let shared = shared_values(field, [one, other]).into_iter().take(LISTED);
            let shared = ceiling.fill(shared.map(|shared| {
                json!({ "name": shared.value.name, "one": shared.value.count, "other": shared.other })
            }));
            compared.insert(field.name().to_owned(), Value::Array(shared));
        }
    }
    Ok(compared)
}
