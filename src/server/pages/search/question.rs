//! How a question in plain words was read: what was left out, and what its names may also be.

use maud::{Markup, html};

use crate::article::schema::Field;
use crate::query::{Query, Warning};
use crate::search::answer::Answer;
use crate::search::budget::Budget;
use crate::search::question::{QuestionOffer, QuestionReading};
use crate::search::request::Request;
use crate::server::pages::text::counted;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::AppState;

/// The most offers that are counted.
const MAX_OFFERS: usize = 12;

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

/// Counts the articles that each offer of a question finds, so that what is offered is there.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn offered_articles(
    state: &AppState,
    request: &Request,
    answer: &Answer,
    budget: &Budget,
) -> Result<Vec<u64>, Problem> {
    let offers = answer.question.as_ref().map_or(&[][..], |question| &question.offers);
    let count = |offer: &QuestionOffer| {
        let offered = with_query(request, &offer.query);
        let counting = Request { limit: 0, facets: Vec::new(), explain: false, ..offered };
        Ok(state.search(&counting, budget)?.articles)
    };
    offers.iter().take(MAX_OFFERS).map(count).collect()
}

/// How a question was read: what was left out, how to search for it, and what its names may also be,
/// with the number of articles that each reading finds.
pub(super) fn note(request: &Request, question: &QuestionReading, articles: &[u64]) -> Markup {
    let as_typed = Request { query: question.as_typed.clone(), after: None, ..request.clone() };
    let counted_offers: Vec<(&QuestionOffer, u64)> = question
        .offers
        .iter()
        .zip(articles.iter().copied())
        .filter(|(_, articles)| *articles > 0)
        .collect();
    html! {
        p.question {
            "Read as a question"
            @if !question.left_out.is_empty() { ", without " q { (question.left_out.join(" ")) } }
            ". " a href=(search_params::url("/", &as_typed)) { "Search for all its words" }
        }
        @for offers in counted_offers.chunk_by(|(one, _), (other, _)| one.typed == other.typed) {
            (name_offers(request, offers))
        }
    }
}

/// What one name may be, the kind with the most articles first.
fn name_offers(request: &Request, offers: &[(&QuestionOffer, u64)]) -> Markup {
    let mut offers = offers.to_vec();
    offers.sort_by_key(|(_, articles)| std::cmp::Reverse(*articles));
    html! {
        p.question {
            @for (index, (offer, articles)) in offers.iter().enumerate() {
                @if index == 0 { "Do you mean " q { (offer.typed) } " as " } @else { " or " }
                a href=(search_params::url("/", &with_query(request, &offer.query))) {
                    (a_kind(&offer.filter))
                }
                " (" (counted(*articles, "article", "articles")) ")"
            }
            "?"
        }
    }
}

/// Returns whether a warning says how a question was read, as the page does in its own way.
pub(super) fn is_of_question(answer: &Answer, warning: &Warning) -> bool {
    answer.question.as_ref().is_some_and(|question| question.message() == warning.message)
}
