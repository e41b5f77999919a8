//! The page for what is typical of the articles of a query, and who appears with whom in them.

use axum::response::Response;
use maud::{Markup, html};

use super::tools::tools_line;
use crate::article::schema::Field;
use crate::research::typical::{Typical, TypicalOf, typical};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::exports::graph::GraphFormat;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{counted, dossier_url, message, with_separators};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::{AppState, today};

/// Words or values of each list.
const SHOWN: usize = 20;

/// What is compared, with its heading.
const LISTS: [(&str, TypicalOf); 4] = [
    ("Words", TypicalOf::Words),
    ("People", TypicalOf::Facet(Field::People)),
    ("Places", TypicalOf::Facet(Field::Places)),
    ("Organisations", TypicalOf::Facet(Field::Organisations)),
];

/// Makes the page.
///
/// # Errors
/// Fails when a parameter is invalid, or the index cannot be read.
pub(crate) fn typical_page(
    state: &AppState,
    parameters: &QueryParameters,
    budget: &Budget,
) -> Result<Response, Problem> {
    let request = search_params::request(parameters)?;
    let is_asked = !request.query.trim().is_empty() || !request.filters.is_empty();
    let mut found = Vec::new();
    if is_asked || request.since.is_some() || request.until.is_some() {
        for (heading, of) in LISTS {
            let list = typical(&*state.engine, &request, (of, SHOWN), today(), budget)?;
            found.push((heading, of, list));
        }
    }
    let body = html! {
        main.dossier.typical #content {
            (tools_line("/typical"))
            h1 { "What is typical" }
            form.queries action="/typical" {
                label { "Query" input type="search" name="q" value=(request.query) autocomplete="off"; }
                @for (name, value) in search_params::parameters(&request).iter().filter(|(name, _)| name != "q") {
                    input type="hidden" name=(name) value=(value);
                }
                div.controls { button { "Compare with the rest" } }
            }
            @match found.first() {
                None => p.sub { "Type a query: its articles are compared with all others of the archive." },
                Some((_, _, first)) => (results(&request, first, &found)),
            }
        }
    };
    Ok(page(&Frame { title: "What is typical", here: "/tools", ..Frame::default() }, &body))
}

fn results(request: &Request, first: &Typical, found: &[(&str, TypicalOf, Typical)]) -> Markup {
    html! {
        p.sub.num { a href=(search_params::url("/", request)) { (counted(first.articles, "article", "articles")) }
            " of " (with_separators(first.all))
            @if first.counted < first.articles { ", of which the words of the newest " (with_separators(first.counted)) " were counted" } }
        @for warning in &first.warnings { p.muted { (message(&warning.message)) } }
        div.columns { @for (heading, of, list) in found { (one_list(heading, *of, list)) } }
        section {
            h2 { "Who appears with whom" }
            p { "The most frequent values of these articles, with the number of articles of each pair:" }
            ul { @for of in ["people", "places", "organisations"] {
                li { (of) ": " @for (number, (format, _)) in GraphFormat::ALL.into_iter().enumerate() {
                    @let file = search_params::url("/api/network", request);
                    @if number > 0 { ", " }
                    a href=(search_params::with_parameters(&file, [("of", of), ("format", format)])) download={ "network-" (of) "." (format) }
                        aria-label={ "Network of " (of) " as " (format) } { (format) }
                } }
            } }
        }
    }
}

fn one_list(heading: &str, of: TypicalOf, list: &Typical) -> Markup {
    let link = |value: &str| match of {
        TypicalOf::Words => {
            let search = Request { query: value.to_owned(), ..Request::default() };
            Some(search_params::url("/", &search))
        }
        TypicalOf::Facet(_) => dossier_url(value),
    };
    html! {
        section {
            h2 { (heading) }
            @if list.items.is_empty() { p.muted { "None is more frequent here." } }
            @else { table.numbers {
                thead { tr { th scope="col" { span.vh { (heading) } } th.num scope="col" { "Here" } th.num scope="col" { "In all" } th.num scope="col" { "Score" } } }
                tbody { @for item in &list.items { tr {
                    td { a href=[link(&item.value)] { (item.name) } }
                    td.num { (with_separators(item.articles)) }
                    td.num { (with_separators(item.all)) }
                    td.num { (format!("{:.1}", item.score)) }
                } } }
            } }
        }
    }
}
