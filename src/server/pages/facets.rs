//! The facets of a search: the list beside the results and the page of all values.

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{facet_label, page, with_separators};
use crate::article::schema::Field;
use crate::search::answer::{Answer, Facet, FacetValue, SelectionMode};
use crate::search::facets::tree::tree;
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// Values that a filter by part of a name is expanded into at most, to keep URLs short.
const EXPANDED: usize = 40;

/// The facet beside the results.
pub(super) fn facet_list(request: &Request, answer: &Answer, facet: &Facet) -> Markup {
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    html! {
        @if !facet.values.is_empty() {
            section {
                h2 { (facet_label(facet.field)) }
                (value_list(request, answer, facet))
                @if hidden > 0 {
                    p.more { a href=(search_params::url(&format!("/facets/{}", facet.field), request)) { (with_separators(hidden)) " more" } }
                }
            }
        }
    }
}

/// The page of all values of a facet.
pub(super) fn facet_page(request: &Request, answer: &Answer, facet: &Facet) -> Response {
    let label = facet_label(facet.field);
    let shown = facet.values.len() as u64;
    let body = html! {
        main.narrow.facets {
            p { a href=(search_params::url("/", request)) { "Back to results" } }
            h1 { (label) " (" (with_separators(facet.distinct)) ")" }
            @if shown < facet.distinct { p { "The " (with_separators(shown)) " most frequent are shown." } }
            (value_list(request, answer, facet))
        }
    };
    page(&format!("{label} - morgue"), &request.query, body)
}

fn value_list(request: &Request, answer: &Answer, facet: &Facet) -> Markup {
    let highest = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    html! {
        ul {
            @for (depth, value) in tree(facet) {
                li class=[depth_class(depth)] { (value_row(request, answer, facet.field, value, highest)) }
            }
        }
    }
}

/// The class that indents a value below the one that contains it.
fn depth_class(depth: usize) -> Option<&'static str> {
    ["depth-1", "depth-2", "depth-3"].get(depth.min(3).checked_sub(1)?).copied()
}

/// One value. A click selects it instead of the facet's other included values, as its count assumes;
/// `+` adds it to them and `−` excludes it.
fn value_row(
    request: &Request,
    answer: &Answer,
    field: Field,
    value: &FacetValue,
    highest: u64,
) -> Markup {
    let url = |filters: Vec<Filter>| {
        search_params::url("/", &Request { filters, after: None, ..request.clone() })
    };
    let others = filters_without(request, answer, &value.value, field);
    let url_with = |mut filters: Vec<Filter>, exclude: bool| {
        filters.push(Filter { field, value: value.value.clone(), exclude });
        url(filters)
    };
    let is_rival = |filter: &&Filter| filter.field == field && !filter.exclude;
    let has_rivals = others.iter().any(|filter| is_rival(&filter));
    let without_rivals: Vec<Filter> =
        others.iter().filter(|filter| !is_rival(filter)).cloned().collect();
    let included = value.selected == Some(SelectionMode::Included);
    let excluded = value.selected == Some(SelectionMode::Excluded);
    let add = format!("Add {}", value.name);
    let exclude = format!("Exclude {}", value.name);
    html! {
        a.value.included[included].excluded[excluded]
            href=(if included { url(others.clone()) } else { url_with(without_rivals, false) }) {
            span.label { (value.name) }
            span.count { (with_separators(value.count)) }
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(format!("{:.1}", value.count as f64 / highest as f64 * 100.0)) height="1" {}
            }
        }
        @if has_rivals && !included {
            a.adjust href=(url_with(others.clone(), false)) title=(add) aria-label=(add) { "+" }
        }
        a.adjust href=(if excluded { url(others) } else { url_with(others, true) })
            title=(exclude) aria-label=(exclude) { "−" }
    }
}

/// The filters without one value. A filter by part of a name is expanded into the other values that
/// it matches.
fn filters_without(request: &Request, answer: &Answer, value: &str, field: Field) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (filter, values) in request.filters.iter().zip(&answer.filter_values) {
        if filter.field != field || !values.iter().any(|known| known == value) {
            filters.push(filter.clone());
            continue;
        }
        let others = values.iter().filter(|known| *known != value).take(EXPANDED);
        filters.extend(others.map(|other| Filter { value: other.clone(), ..filter.clone() }));
    }
    filters
}
