//! The page for words in context: a concordance, sorted by what is before or behind each occurrence.

use axum::response::Response;
use maud::{Markup, html};

use super::tools::tools_line;
use crate::research::kwic::{Concordance, KwicLine, KwicSort, concordance};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, message};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::{AppState, today};

/// Lines that are shown, and characters on each side.
const LINES: usize = 200;
const WIDTH: usize = 60;

/// The label of an order.
fn label(order: &str) -> &'static str {
    match order {
        "right" => "what is behind it",
        "left" => "what is before it",
        "match" => "the match itself",
        _ => "date, newest first",
    }
}

/// Makes the page.
///
/// # Errors
/// Fails when a parameter is invalid, or the index cannot be read.
pub(crate) fn context_page(
    state: &AppState,
    mut parameters: QueryParameters,
    budget: &Budget,
) -> Result<Response, Problem> {
    let order = search_params::take(&mut parameters, "order").filter(|it| !it.is_empty());
    let order = order.unwrap_or_else(|| "right".to_owned());
    let sort = KwicSort::from_name(&order)
        .ok_or_else(|| Problem::bad_request(format!("unknown order `{order}`")))?;
    let request = search_params::request(&parameters)?;
    let found = match request.query.trim().is_empty() {
        true => None,
        false => {
            Some(concordance(&*state.engine, &request, (sort, LINES, WIDTH), today(), budget)?)
        }
    };
    let body = html! {
        main.dossier.context #content {
            (tools_line("/context"))
            h1 { "Words in context" }
            form.queries action="/context" {
                label { "Query" input type="search" name="q" value=(request.query) autocomplete="off"; }
                @for (name, value) in search_params::parameters(&request).iter().filter(|(name, _)| name != "q") {
                    input type="hidden" name=(name) value=(value);
                }
                div.controls {
                    label { "Sort by " select name="order" { @for (name, _) in KwicSort::ALL {
                        option value=(name) selected[name == order] { (label(name)) }
                    } } }
                    button { "Show" }
                }
            }
            @match &found {
                Some(found) => (lines(found, &request, &order)),
                None => p.sub { "Type a word, a phrase or any other query. Each occurrence is shown in its line." },
            }
        }
    };
    Ok(page(&Frame { title: "Words in context", here: "/tools", ..Frame::default() }, &body))
}

fn lines(found: &Concordance, request: &Request, order: &str) -> Markup {
    let file = search_params::url("/api/kwic", request);
    let file = search_params::with_parameters(&file, [("order", order), ("limit", "5000")]);
    html! {
        p.sub.num { (counted(found.occurrences, "occurrence", "occurrences")) " in "
            a href=(search_params::url("/", request)) { (counted(found.articles, "article", "articles")) }
            @if found.read < found.articles { ", of which the newest " (found.read) " were read" }
            @if found.occurrences > found.lines.len() as u64 { "; the first " (found.lines.len()) " are shown" }
            ". " a href=(file) { "As JSON" } }
        @for warning in &found.warnings { p.muted { (message(&warning.message)) } }
        ol.kwic { @for line in &found.lines { (one_line(line, request)) } }
    }
}

fn one_line(line: &KwicLine, request: &Request) -> Markup {
    let address =
        search_params::with_parameters(&article_url(&line.id), [("q", request.query.as_str())]);
    let date = line.published.as_ref().map(|published| published.date.to_string());
    html! {
        li {
            span.left { bdi { (line.left) } }
            a href=(address) title=(line.title) { (line.matched) }
            span.right { (line.right) }
            span.date { (date.unwrap_or_else(|| "undated".to_owned())) }
        }
    }
}
