//! The page that explains the query language, with examples from the archive itself, and the keys.

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{Frame, page};
use crate::article::schema::Field;
use crate::query;
use crate::search::answer::Answer;
use crate::search::budget::Budget;
use crate::search::question;
use crate::search::request::Request;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::AppState;

/// Keys and what they do.
const KEYS: [(&str, &str); 9] = [
    ("/", "go to the search box"),
    ("j  k", "next and previous hit"),
    ("o", "open the hit"),
    ("n  p", "next and previous match in an article"),
    ("[  ]", "previous and next hit while reading"),
    ("?", "this page"),
    ("← →", "walk along the timeline, when it has the focus"),
    ("↑ ↓", "walk along the completions of the search box"),
    ("Esc", "close what is open"),
];

/// Makes the page.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn help_page(state: &AppState, budget: &Budget) -> Result<Response, Problem> {
    let facets = vec![Field::People, Field::Places, Field::Topics, Field::Publisher];
    let request = Request { facets, values: 8, limit: 1, ..Request::default() };
    let answer = state.search(&request, budget)?;
    let mut examples = Vec::new();
    for example in self::examples(&answer) {
        let parsed = question::parse_query(&*state.engine, &example)?.parsed;
        let explained = query::explain(&parsed.query);
        examples.push((example, explained));
    }
    let body = html! {
        main.page #content {
            h1 { "How to search" }
            p { "Type words, and all of them must be in the article, or ask a question. Filters beside the hits narrow a search \
                 down. Every text is a valid query: what makes no sense is left out, and a note says so. The \
                 examples below search this archive." }
            p { "A ~ before a word, as in " code { "~strike" } ", finds also what this archive uses like it, and shows the query \
                 to edit." }
            div.scroll { table.stacked {
                thead { tr { th { "Query" } th { "What it finds" } } }
                tbody { @for (example, explained) in &examples { (row(example, explained)) } }
            } }
            h2 #keys { "Keys" }
            table.keys { tbody { @for (keys, action) in KEYS {
                tr { td { @for key in keys.split("  ") { kbd { (key) } " " } } td { (action) } }
            } } }
            h2 { "For programs" }
            p { "Every search has an address, and the same address under " code { "/api/search" }
                " answers with JSON. " a href="/api/openapi.json" { "The description of all endpoints" }
                " follows the OpenAPI standard." }
        }
    };
    Ok(page(&Frame { title: "Help", here: "/help", ..Frame::default() }, &body))
}

fn row(example: &str, explained: &str) -> Markup {
    let request = Request { query: example.to_string(), ..Request::default() };
    html! {
        tr {
            td { a href=(search_params::url("/", &request)) { code { (example) } } }
            td { (explained) }
        }
    }
}

/// Queries about what the archive has.
fn examples(answer: &Answer) -> Vec<String> {
    let name = |field: Field, otherwise: &str| {
        let facet = answer.facets.iter().find(|facet| facet.field == field);
        // The widest places and topics say least.
        let values = facet.map(|facet| facet.values.as_slice()).unwrap_or_default();
        let value =
            if field == Field::People { values.first() } else { values.get(2).or(values.first()) };
        let name = value.map_or(otherwise, |value| value.name.as_str());
        name.replace('"', "")
    };
    let (person, place) = (name(Field::People, "Jane Doe"), name(Field::Places, "France"));
    let (topic, publisher) = (name(Field::Topics, "economy"), name(Field::Publisher, "Gazette"));
    let year = answer
        .hits
        .first()
        .and_then(|hit| hit.document.article.published.as_ref())
        .map_or(2016, |published| published.date.from.year());
    let surname = person.rsplit(' ').next().unwrap_or(&person).to_lowercase();
    vec![
        "river treaty".to_string(),
        "\"water treaty\"".to_string(),
        "(strike OR walkout) wage*".to_string(),
        "minister -prime".to_string(),
        "price NEAR/5 record".to_string(),
        "title:budget".to_string(),
        format!("person:{surname}"),
        format!("person:=\"{person}\""),
        format!("major:=\"{person}\""),
        format!("place:\"{place}\""),
        format!("topic:\"{topic}\""),
        format!("publisher:\"{publisher}\""),
        format!("who is {person}"),
        format!("date:{year}"),
        format!("date:{}..{year}", year.saturating_sub(1)),
    ]
}
