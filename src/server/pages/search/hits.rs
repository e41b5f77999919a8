//! The list of hits.

use maud::{Markup, html};

use crate::article::entity::Person;
use crate::article::schema::Field;
use crate::search::answer::{Answer, Hit};
use crate::search::request::{Filter, Request};
use crate::server::pages::text;
use crate::server::pages::text::{
    article_url, counted, headline, marked, meta, superseded, with_separators,
};
use crate::server::search_params;

/// People shown under a hit.
const PEOPLE: usize = 5;

/// The hits in order. `start` is the number of hits on earlier pages.
pub(super) fn hit_list(answer: &Answer, request: &Request, start: usize) -> Markup {
    html! {
        ol.hits #hits start=(start + 1) {
            @for (hit, number) in answer.hits.iter().zip(start + 1..) {
                li { (hit_card(hit, request, number)) }
            }
        }
    }
}

/// The link to the next page, and where the reader is.
pub(super) fn pager(answer: &Answer, request: &Request, start: usize) -> Markup {
    let end = start + answer.hits.len();
    let next = answer.next.as_ref().map(|next| {
        let from = end.to_string();
        let page = [("after", next.as_str()), ("from", from.as_str())];
        search_params::with_parameters(&search_params::url("/", request), page)
    });
    html! {
        @if start > 0 || next.is_some() {
            nav.pager aria-label="Result pages" {
                @if let Some(next) = next { a.button rel="next" href=(next) { "More results" } }
                @if start > 0 { a href=(search_params::url("/", request)) { "First page" } }
                span.muted.num {
                    (with_separators(start as u64 + 1)) "–" (with_separators(end as u64))
                    " of " (with_separators(answer.total))
                }
            }
        }
    }
}

fn hit_card(hit: &Hit, request: &Request, number: usize) -> Markup {
    let Hit { document, story, superseding, snippet, title_marks, .. } = hit;
    let number = number.to_string();
    let url = search_params::with_parameters(
        &search_params::url(&article_url(&document.id), request),
        [("hit", number.as_str())],
    );
    html! {
        article.hit {
            h2 { a href=(url) { (marked(headline(&document.article), title_marks)) } }
            p.meta {
                (meta(&document.article))
                @if let Some(story) = story {
                    span.sep { "·" }
                    a.badge href={ (url) "#versions" } { (counted(story.versions, "version", "versions")) }
                }
            }
            @if let Some(superseding) = superseding { (superseded(&document.id, superseding)) }
            p.snippet { (text::snippet(&snippet.text, &snippet.marks)) }
            @if !document.subjects.people.is_empty() {
                ul.chips aria-label="People" {
                    @for person in document.subjects.people.iter().take(PEOPLE) {
                        li { (person_chip(person, request)) }
                    }
                }
            }
        }
    }
}

/// A person of a hit. A click adds a filter to the search.
fn person_chip(person: &Person, request: &Request) -> Markup {
    let filter = Filter { field: Field::People, value: person.key.clone(), exclude: false };
    let mut narrowed = request.clone();
    if !narrowed.filters.contains(&filter) {
        narrowed.filters.push(filter);
    }
    let role = Some(person.role.as_str()).filter(|role| !role.is_empty());
    html! { a.chip.people href=(search_params::url("/", &narrowed)) title=[role] { (person.name) } }
}
