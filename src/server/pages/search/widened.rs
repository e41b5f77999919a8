//! Words that were widened by the usage of the archive: the alternatives, the query to edit, and the switch.

use maud::{Markup, html};

use super::question::with_query;
use crate::query::{Query, Warning, is_question, parse};
use crate::search::answer::Answer;
use crate::search::request::Request;
use crate::server::search_params;

/// What each widened word finds too, each a link to its own search, and the whole query to edit.
pub(super) fn note(request: &Request, answer: &Answer) -> Markup {
    let search = |query: &Query| search_params::url("/", &with_query(request, query));
    html! {
        @for widening in answer.widened.iter().filter(|it| !it.alternatives.is_empty()) {
            p.widened {
                "Used like " b { (widening.word) } " in this archive: "
                @for (number, other) in widening.alternatives.iter().enumerate() {
                    @if number > 0 { ", " }
                    @let title = format!("similarity {:.2}; articles with it alone", other.similarity);
                    a href=(search(&Query::plain(&other.form))) title=(title) { (other.form) }
                }
            }
        }
        @if answer.widened.iter().any(|it| !it.alternatives.is_empty()) {
            p.widened { "Searched as " code { (answer.query) } " · "
                a href=(search(&answer.query)) { "edit" } }
        }
    }
}

/// Returns whether the note says what a warning says.
pub(super) fn is_said(answer: &Answer, warning: &Warning) -> bool {
    answer.widened.iter().any(|widening| {
        !widening.alternatives.is_empty()
            && warning.message.starts_with(&format!("`~{}` also finds", widening.word))
    })
}

/// The switch between the words as they are and what is used like them.
pub(super) fn switch(request: &Request) -> Markup {
    let query = parse(&request.query).query;
    let is_wide = query.has_widened_words();
    let other = match is_wide {
        true => query.clone().without_widened_words(),
        false => query.clone().with_widened_words(),
    };
    let title = match is_wide {
        true => "Search these words alone",
        false => "Search also what this archive uses like these words",
    };
    html! {
        @if other != query && !is_question(&request.query) {
            a.widen href=(search_params::url("/", &with_query(request, &other))) title=(title) aria-pressed=(is_wide) role="button" {
                @if is_wide { "exact words" } @else { "similar words" }
            }
        }
    }
}
