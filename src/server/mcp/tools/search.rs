//! The tool that searches.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::parameters::{Kind, optional};
use super::super::quotation::quotation;
use super::super::tool::ToolSpec;
use super::summary;
use crate::search::answer;
use crate::search::answer::{Answer, Hit};
use crate::search::budget::Budget;
use crate::search::highlight::Marks;
use crate::search::request::{DEFAULT_HITS, Request, Sort};
use crate::server::problem::Problem;
use crate::server::state::{AppState, today};

/// The orders of hits.
const ORDERS: &[&str] = &["relevance", "fresh", "newest", "oldest"];

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "search",
    title: "Search the archive",
    description: "Finds articles by words, names and dates. Gives the exact number of matching articles and a page \
of hits, each with a quotation that shows why it matches.",
    searches: true,
    own: &[
        optional(
            "sort",
            Kind::OneOf(ORDERS),
            "Order of the hits; by default by relevance with a query, else newest first",
            "\"oldest\"",
        ),
        optional("limit", Kind::Number(1, 50), "Most hits; 10 by default", "5"),
    ],
    run,
};

fn run(state: &AppState, arguments: &Arguments, budget: &Budget) -> Result<Value, Problem> {
    let request = Request {
        sort: arguments.text("sort").and_then(Sort::from_name),
        limit: arguments.number("limit").unwrap_or(DEFAULT_HITS),
        after: arguments.text("cursor").map(str::to_owned),
        facets: Vec::new(),
        ..arguments.request()?
    };
    let answer = state.search(&request, budget)?;
    let mut ceiling = arguments.ceiling();
    let mut hits = Vec::new();
    let documents = answer.hits.iter().map(|hit| &hit.document);
    let marks = answer::marks_of_all(&*state.engine, &request.query, documents, today())?;
    for (hit, marks) in answer.hits.iter().zip(&marks) {
        let described = describe(hit, marks);
        if !ceiling.take(&described) {
            break;
        }
        hits.push(described);
    }
    let next = next(state, &request, &answer, hits.len(), budget)?;
    let suggested = answer.did_you_mean.as_ref().map(|suggestion| suggestion.query.to_string());
    Ok(json!({
        "query": answer.query.to_string(),
        "total": answer.total,
        "stories": answer.stories,
        "exact": answer.exact,
        "warnings": summary::warnings(&answer.warnings),
        "did_you_mean": suggested,
        "hits": hits,
        "next": next,
    }))
}

fn describe(hit: &Hit, marks: &Marks) -> Value {
    let mut members = summary::article(&hit.document);
    if let Some((slot, text, range)) = marks.best_sentence(&hit.document) {
        members.insert("quotation".to_owned(), quotation(slot, text, range));
    }
    if let Some(story) = &hit.story {
        members.insert("versions".to_owned(), json!(story.versions));
    }
    Value::Object(members)
}

/// Returns the cursor behind the hits that the answer shows.
fn next(
    state: &AppState,
    request: &Request,
    answer: &Answer,
    shown: usize,
    budget: &Budget,
) -> Result<Option<String>, Problem> {
    if shown == answer.hits.len() {
        return Ok(answer.next.clone());
    }
    // A cursor stands behind a whole page, so the page is made as short as the answer.
    let shorter = Request { limit: shown, ..request.clone() };
    Ok(state.search(&shorter, budget)?.next)
}
