//! The values of a facet, with links that include, add or exclude each.

use maud::{Markup, html};

use super::text::{counted, facet_label, with_separators};
use crate::article::schema::Field;
use crate::search::answer::{Answer, Facet, FacetValue, SelectionMode};
use crate::search::facets::tree::tree;
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// Values that a filter by part of a name is expanded into at most, to keep URLs short.
const EXPANDED: usize = 40;

/// The number of values from which on a facet can be searched.
const SEARCHABLE: u64 = 20;

/// The facet beside the results, with as many values as `shown` and all that are selected.
pub(super) fn facet_section(
    request: &Request,
    answer: &Answer,
    facet: &Facet,
    shown: usize,
) -> Markup {
    let is_selected = |value: &&FacetValue| value.selected.is_some();
    let selected = facet.values.iter().filter(is_selected);
    let others = facet.values.iter().filter(|value| !is_selected(value)).take(shown);
    let values = selected.chain(others).cloned().collect();
    let facet = &Facet { values, ..*facet };
    let (field, label) = (facet.field, facet_label(facet.field));
    let all = search_params::url(&format!("/facets/{field}"), request);
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    let id = format!("facet-{field}");
    html! {
        @if !facet.values.is_empty() {
            section.facet aria-labelledby=(id) {
                h2 id=(id) { (label) span.count { (with_separators(facet.distinct)) } }
                @if facet.distinct >= SEARCHABLE { (search_within(request, field)) }
                (value_list(request, answer, facet, facet.values.iter().collect(), true))
                @if hidden > 0 {
                    p.more { a href=(all) { (with_separators(hidden)) " more " span.vh { (label) } } }
                }
            }
        }
    }
}

/// The form that searches the values of a facet. It leads to the page of the facet.
pub(super) fn search_within(request: &Request, field: Field) -> Markup {
    let label = format!("Search in {}", facet_label(field).to_lowercase());
    html! {
        form.within action={ "/facets/" (field) } {
            (hidden_parameters(request))
            input type="search" name="containing" placeholder=(label) aria-label=(label) autocomplete="off";
        }
    }
}

/// The search as hidden fields of a form.
pub(super) fn hidden_parameters(request: &Request) -> Markup {
    html! {
        @for (name, value) in search_params::parameters(request) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// Values of a facet as a list; as a tree where the facet is one and `as_tree` is set.
pub(super) fn value_list<'a>(
    request: &Request,
    answer: &Answer,
    facet: &'a Facet,
    values: Vec<&'a FacetValue>,
    as_tree: bool,
) -> Markup {
    let highest = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let rows = if as_tree { tree(facet) } else { values.into_iter().map(|it| (0, it)).collect() };
    let is_tree = rows.iter().any(|(depth, _)| *depth > 0);
    html! {
        ul.values.tree[is_tree] {
            @for (depth, value) in rows {
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
    let exclude = if excluded {
        format!("No longer exclude {}", value.name)
    } else {
        format!("Exclude {}", value.name)
    };
    let articles = counted(value.count, "article", "articles");
    html! {
        a.value.included[included].excluded[excluded] title={ (value.name) ", " (articles) }
            aria-current=[included.then_some("true")]
            href=(if included { url(others.clone()) } else { url_with(without_rivals, false) }) {
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(format!("{:.1}", value.count as f64 / highest as f64 * 100.0)) height="1" {}
            }
            span.label { (value.name) }
            span.count { (with_separators(value.count)) }
        }
        @if has_rivals && !included {
            a.adjust href=(url_with(others.clone(), false)) title=(add) aria-label=(add) { "+" }
        }
        a.adjust href=(if excluded { url(others) } else { url_with(others, true) })
            title=(exclude) aria-label=(exclude) { "−" }
    }
}

/// A tag with the number of hits that have it.
pub(super) fn tag_row(url: &str, tag: &str, count: u64, highest: u64) -> Markup {
    html! {
        a.value title={ (tag) ", " (counted(count, "article", "articles")) } href=(url) {
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(format!("{:.1}", count as f64 / highest.max(1) as f64 * 100.0)) height="1" {}
            }
            span.label { (tag) }
            span.count { (with_separators(count)) }
        }
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
