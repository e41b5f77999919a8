//! How a question in plain words was read: what was left out, and what its names may also be.

use maud::{Markup, html};

use crate::article::schema::Field;
use crate::query::{Query, Warning};
use crate::search::answer::Answer;
use crate::search::question::QuestionReading;
use crate::search::request::Request;
use crate::server::search_params;

/// The same search for another query.
pub(super) fn with_query(request: &Request, query: &Query) -> Request {
    let query = if *query == Query::All { String::new() } else { query.to_string() };
    Request { query, after: None, ..request.clone() }
}

/// The kind of a filter in a question: "person", "date".
pub(super) fn kind(filter: &Query) -> &'static str {
    match filter {
        Query::Facet(field, _) => field.flag_name(),
        _ => "date",
    }
}

/// The kind of a name with its article.
fn a_kind(filter: &Query) -> &'static str {
    match filter {
        Query::Facet(Field::People, _) => "a person",
        Query::Facet(Field::Places, _) => "a place",
        _ => "an organisation",
    }
}

/// How a question was read: what was left out, how to search for it, and what its names may also be.
pub(super) fn note(request: &Request, question: &QuestionReading) -> Markup {
    let as_typed = Request { query: question.as_typed.clone(), after: None, ..request.clone() };
    html! {
        p.question {
            "Read as a question"
            @if !question.left_out.is_empty() { ", without " q { (question.left_out.join(" ")) } }
            ". " a href=(search_params::url("/", &as_typed)) { "Search for all its words" }
        }
        @for offers in question.offers.chunk_by(|one, other| one.typed == other.typed) {
            p.question {
                @for (index, offer) in offers.iter().enumerate() {
                    @if index == 0 { q { (offer.typed) } " may be " } @else { " or " }
                    a href=(search_params::url("/", &with_query(request, &offer.query))) {
                        (a_kind(&offer.filter))
                    }
                }
                "."
            }
        }
    }
}

/// Returns whether a warning says how a question was read, as the page does in its own way.
pub(super) fn is_of_question(answer: &Answer, warning: &Warning) -> bool {
    answer.question.as_ref().is_some_and(|question| question.message() == warning.message)
}
