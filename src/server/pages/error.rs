//! Pages that explain an error.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::html;

use super::layout::{Frame, page};
use super::text::message;
use crate::server::problem::{self, Problem};

/// The page that explains an error.
pub(super) fn error_page(problem: &Problem) -> Response {
    let heading = match problem.status() {
        StatusCode::NOT_FOUND => "Not found",
        status if status.is_client_error() => "This request cannot be answered",
        _ => "Something went wrong",
    };
    let body = html! {
        main.page #content {
            h1 { (heading) }
            p { (message(&sentence(problem.detail()))) }
            p { a href="/" { "Back to the search page" } " · " a href="/help" { "Help" } }
        }
    };
    (problem.status(), page(&Frame { title: heading, ..Frame::default() }, &body)).into_response()
}

/// Answers a request for an unknown path: with a page where a browser asks, else with a problem.
pub(crate) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let problem = problem::not_found(&uri);
    if wants_page(&headers) && !uri.path().starts_with("/api/") {
        return error_page(&problem);
    }
    problem.into_response()
}

/// Returns whether the client is a browser that shows a page.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// An error message as a sentence, with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).chain(['.']).collect()
}
