//! The tool that counts queries over time.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::parameters::{Kind, optional, required};
use super::super::tool::ToolSpec;
use super::summary;
use crate::research::trend::{Period, TrendRow, trend};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::problem::Problem;
use crate::server::state::{AppState, today};

/// The lengths of a period.
const PERIODS: &[&str] = &["year", "month", "week", "day"];

/// The most queries.
const QUERIES: usize = 10;

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "trend",
    title: "Count queries over time",
    description: "Counts the articles of one or more queries in each year, month, week or day, as a number, as a \
share of all articles of that time, and by how often the words occur in a million words. Periods without a match \
are left out.",
    searches: false,
    own: &[
        required("queries", Kind::Texts, "One to ten queries", "[\"opec\", \"\\\"oil price\\\"\"]"),
        optional(
            "by",
            Kind::OneOf(PERIODS),
            "The length of a period; a year by default",
            "\"month\"",
        ),
        optional("since", Kind::Text, "First day, month or year", "\"1987-03\""),
        optional("until", Kind::Text, "Last day, month or year", "\"1987-06\""),
    ],
    run,
};

fn run(state: &AppState, arguments: &Arguments, budget: &Budget) -> Result<Value, Problem> {
    let queries = arguments.texts("queries");
    if queries.is_empty() || queries.len() > QUERIES {
        return Err(Problem::bad_request(format!("`queries` has 1 to {QUERIES} queries")));
    }
    let by = arguments.text("by").and_then(Period::from_name).unwrap_or(Period::Year);
    let date = |name: &str| arguments.text(name).map(str::to_owned);
    let request = Request { since: date("since"), until: date("until"), ..Request::default() };
    let trend = trend(&*state.engine, &queries, &request, by, today(), budget)?;
    let totals = trend.queries.iter().map(|query| {
        json!({
            "query": query.query.to_string(),
            "articles": query.articles,
            "undated": query.undated,
            "occurrences": query.occurrences,
        })
    });
    let rows = trend.rows.iter().filter(|row| row.articles.iter().any(|count| *count > 0));
    let (offset, rows) = (arguments.offset()?, rows.collect::<Vec<_>>());
    let shown = arguments.ceiling().fill(rows.iter().skip(offset).map(|row| period(row)));
    let end = offset + shown.len();
    Ok(json!({
        "by": trend.by.name(),
        "exact": trend.exact,
        "warnings": summary::warnings(&trend.warnings),
        "queries": totals.collect::<Vec<Value>>(),
        "periods": shown,
        "next": (end < rows.len()).then(|| end.to_string()),
    }))
}

/// Describes a period: all articles, and for each query its articles and occurrences in a million words.
fn period(row: &TrendRow) -> Value {
    let per_million = |query: usize| row.per_million(query).map(|number| number.round());
    json!({
        "from": row.from.to_string(),
        "all": row.all,
        "articles": row.articles,
        "per_million": (0..row.articles.len()).map(per_million).collect::<Vec<_>>(),
    })
}
