//! The active filters as pills, each with links that turn it around or remove it.

use maud::{Markup, html};

use super::question;
use crate::search::answer::Answer;
use crate::search::question::QuestionFilter;
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// The filters of a search. Values of one facet are joined by "or", as they are searched.
pub(super) fn pills(request: &Request, answer: &Answer) -> Markup {
    let mut filters: Vec<&Filter> = request.filters.iter().collect();
    filters.sort_by_key(|filter| (filter.field, filter.exclude));
    let joins = |index: usize, filter: &Filter| {
        let before = index.checked_sub(1).and_then(|before| filters.get(before));
        before.is_some_and(|before| {
            before.field == filter.field && !before.exclude && !filter.exclude
        })
    };
    let read = answer.question.as_ref().map_or(&[][..], |question| &question.filters);
    let none = without_filters(request, answer);
    html! {
        @if is_filtered(request) || !read.is_empty() {
            div.pills role="group" aria-label="Filters of this search" {
                @for filter in read { (question_pill(request, filter)) }
                @for (index, filter) in filters.iter().enumerate() {
                    @if joins(index, filter) { span.muted { "or" } }
                    (filter_pill(request, filter, &name(answer, filter)))
                }
                (date_pills(request))
                a href=(search_params::url("/", &none)) { "Remove all" }
            }
        }
    }
}

/// Returns whether a search has filters or dates beside its query.
pub(super) fn is_filtered(request: &Request) -> bool {
    !request.filters.is_empty() || request.since.is_some() || request.until.is_some()
}

/// The same query without filters and dates; a question without its own.
pub(super) fn without_filters(request: &Request, answer: &Answer) -> Request {
    let question = answer.question.as_ref().filter(|question| !question.filters.is_empty());
    let request = question.map_or(request.clone(), |it| question::with_query(request, &it.words));
    Request { filters: Vec::new(), since: None, until: None, after: None, ..request }
}

/// The same search without one filter.
pub(super) fn without_filter(request: &Request, removed: &Filter) -> Request {
    let filters = request.filters.iter().filter(|filter| *filter != removed).cloned().collect();
    Request { filters, after: None, ..request.clone() }
}

/// The name that a filter is shown with.
pub(super) fn name(answer: &Answer, filter: &Filter) -> String {
    let facets = answer.facets.iter().filter(|facet| facet.field == filter.field);
    let mut values = facets.flat_map(|facet| &facet.values);
    let known = values.find(|value| value.value == filter.value);
    known.map_or_else(|| filter.value.clone(), |value| value.name.clone())
}

fn filter_pill(request: &Request, filter: &Filter, name: &str) -> Markup {
    let mut turned = without_filter(request, filter);
    turned.filters.push(Filter { exclude: !filter.exclude, ..filter.clone() });
    let (turn, sign) = match filter.exclude {
        true => (format!("Include {name} instead"), "+"),
        false => (format!("Exclude {name} instead"), "−"),
    };
    html! {
        span.pill.excluded[filter.exclude] {
            span title=(name) {
                span.kind { (filter.field.flag_name()) " " @if filter.exclude { "not " } }
                b { (name) }
            }
            a href=(search_params::url("/", &turned)) title=(turn) aria-label=(turn) { (sign) }
            (remove(&without_filter(request, filter), name))
        }
    }
}

/// A name or date of a question. Without it, the question goes on as a query.
fn question_pill(request: &Request, read: &QuestionFilter) -> Markup {
    html! {
        span.pill {
            span { span.kind { (question::kind(&read.filter)) " " } b { (read.typed) } }
            (remove(&question::with_query(request, &read.without), &read.typed))
        }
    }
}

fn date_pills(request: &Request) -> Markup {
    if let Some(date) =
        request.since.as_ref().filter(|since| Some(*since) == request.until.as_ref())
    {
        let without = Request { since: None, until: None, ..request.clone() };
        return html! {
            span.pill {
                span { span.kind { "date " } b { (date) } }
                (remove(&without, &format!("date {date}")))
            }
        };
    }
    let dates = [
        ("since", &request.since, Request { since: None, ..request.clone() }),
        ("until", &request.until, Request { until: None, ..request.clone() }),
    ];
    html! {
        @for (kind, date, without) in dates {
            @if let Some(date) = date {
                span.pill {
                    span { span.kind { (kind) " " } b { (date) } }
                    (remove(&without, &format!("{kind} {date}")))
                }
            }
        }
    }
}

fn remove(without: &Request, name: &str) -> Markup {
    let label = format!("Remove the filter {name}");
    html! { a href=(search_params::url("/", without)) title=(label) aria-label=(label) { "×" } }
}
