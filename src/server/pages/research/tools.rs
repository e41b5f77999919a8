//! The researcher's tools: the page that lists them, and the line of links above each.

use axum::response::Response;
use maud::{Markup, html};

use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::search_params;

/// A tool: its address, its short name, and what it is for.
type Tool = (&'static str, &'static str, &'static str);

/// Every tool with a page.
const TOOLS: [Tool; 7] = [
    (
        "/check",
        "Check a draft",
        "Looks for its quotations in the archive, and compares titles, dates and figures.",
    ),
    (
        "/trends",
        "Trends",
        "Counts queries side by side over time: articles, their share, words in a million.",
    ),
    (
        "/context",
        "Words in context",
        "Shows every occurrence of a query in its line, sorted by what is before or behind it.",
    ),
    (
        "/typical",
        "What is typical",
        "Words, people and places that the articles of a query have more often than others, and who appears with whom.",
    ),
    (
        "/compare",
        "Compare",
        "Sets two searches side by side, with the people, places and topics of both.",
    ),
    (
        "/lists",
        "Lists",
        "Counts a list of queries, or matches a list of names with those of the archive.",
    ),
    (
        "/audit",
        "Audit",
        "Draws a random sample of what the archive found by itself, and says how precise it is.",
    ),
];

/// Makes the page that lists the tools.
pub(crate) fn tools_page() -> Response {
    let body = html! {
        main.page #content {
            h1 { "Tools" }
            dl.tool-list { @for (address, name, purpose) in TOOLS {
                dt { a href=(address) { (name) } }
                dd { (purpose) }
            } }
            p.muted { "Each works on the command line and in the API too. " a href="/api/openapi.json" { "The API is described here" } "." }
        }
    };
    page(&Frame { title: "Tools", here: "/tools", ..Frame::default() }, &body)
}

/// The links to all tools above one of them.
pub(crate) fn tools_line(here: &str) -> Markup {
    html! {
        nav.tools-line aria-label="Tools" { @for (address, name, _) in TOOLS {
            a href=(address) aria-current=[(address == here).then_some("page")] { (name) }
        } }
    }
}

/// The tools that take a search further, for the menu of the search page.
pub(crate) fn tools_menu(request: &Request) -> Markup {
    html! {
        details.menu {
            summary { "tools" }
            div {
                ul {
                    li { a href=(search_params::url("/trends", request)) { "Count it over time" } }
                    li { a href=(search_params::url("/context", request)) { "Words in context" } }
                    li { a href=(search_params::url("/typical", request)) { "What is typical, and who appears with whom" } }
                }
            }
        }
    }
}
