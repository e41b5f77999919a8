//! A search: how many, when, what it can be narrowed by, and the hits.

use axum::response::Response;
use maud::{Markup, html};

use super::chart;
use super::layout::{by, grouped, headline, marked, meta_line, page};
use crate::article::schema::Field;
use crate::search::answer::{Answer, Choice, Facet, FacetValue, Hit};
use crate::search::facets::tree::tree;
use crate::search::request::{Filter, Request, Sort};
use crate::search::suggest::Suggestion;
use crate::server::exports::FORMATS;
use crate::server::search_params;
use crate::server::state::AppState;

/// How many values a filter by part of a name is told apart into, at the most: addresses have an end.
const APART: usize = 40;

/// The page of an answer.
pub fn results(request: &Request, answer: &Answer, desk: &AppState) -> Response {
    let title = if request.query.is_empty() {
        "morgue".to_string()
    } else {
        format!("{} - morgue", request.query)
    };
    let body = html! {
        (indexing(desk))
        (summary(request, answer))
        @if answer.timeline.len() > 1 { (chart::chart(&answer.timeline, answer.undated, request)) }
        div.columns {
            nav.facets aria-label="Narrow the search" {
                @for facet in &answer.facets { (facet_box(request, answer, facet)) }
            }
            main {
                @if answer.hits.is_empty() { (nothing(request)) }
                ol.hits { @for hit in &answer.hits { li { (hit_card(hit, request)) } } }
                @if answer.total > 0 { (outlets(request)) }
                @if let Some(next) = &answer.next {
                    p.pager { a rel="next" href=(search_params::next_address("/", request, next)) { "More hits" } }
                }
            }
        }
    };
    page(&title, &request.query, body)
}

/// A line while the index is being brought up to date.
fn indexing(desk: &AppState) -> Markup {
    use std::sync::atomic::Ordering::Relaxed;
    let (files, done) = (desk.gauge.files.load(Relaxed), desk.gauge.files_done.load(Relaxed));
    html! {
        @if done < files {
            p.indexing role="status" { "Indexing: " (grouped(done)) " of " (grouped(files)) " files; what is read can be searched." }
        }
    }
}

fn summary(request: &Request, answer: &Answer) -> Markup {
    let sorts = Sort::ALL.iter().filter(|(_, sort)| *sort != answer.sort);
    html! {
        div.summary {
            p {
                strong { (counted(answer.articles, "article", "articles")) }
                @if answer.stories < answer.articles { " in " (counted(answer.stories, "story", "stories")) }
                ", " (format!("{:.0}", answer.took.as_secs_f64() * 1e3)) " ms, "
                (order(answer.sort))
                @for (_, sort) in sorts {
                    " · " a href=(search_params::address("/", &Request { sort: Some(*sort), ..request.clone() })) { (order(*sort)) }
                }
                @if answer.collapsed || answer.stories < answer.articles { " · " (other_counting(request, answer)) }
            }
            @if !request.filters.is_empty() || request.since.is_some() || request.until.is_some() { (pills(request, answer)) }
            @if let Some(better) = &answer.did_you_mean { (did_you_mean(request, better)) }
            @for warning in &answer.warnings { p.warning { (warning.message) } }
        }
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// The same search with every story once, or with every version of it.
fn other_counting(request: &Request, answer: &Answer) -> Markup {
    let other = Request { collapsed: !answer.collapsed, after: None, ..request.clone() };
    html! { a href=(search_params::address("/", &other)) { (if answer.collapsed { "every version" } else { "each story once" }) } }
}

/// The search that may have been meant.
fn did_you_mean(request: &Request, better: &Suggestion) -> Markup {
    let query = better.query.to_string();
    let meant = Request {
        query: query.clone(),
        filters: better.filters.clone(),
        after: None,
        ..request.clone()
    };
    html! { p.better { "Did you mean " a href=(search_params::address("/", &meant)) { (query) } "?" } }
}

/// An order as people say it.
fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "best first",
        Sort::Fresh => "best of late first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    }
}

/// What is chosen, each with a way to let go of it.
fn pills(request: &Request, answer: &Answer) -> Markup {
    let name = |filter: &Filter| {
        let values = answer
            .facets
            .iter()
            .filter(|facet| facet.field == filter.field)
            .flat_map(|facet| &facet.values);
        values
            .clone()
            .find(|value| value.value == filter.value)
            .map_or(filter.value.clone(), |value| value.name.clone())
    };
    html! {
        p.pills {
            @for filter in &request.filters {
                a.pill.excluded[filter.exclude] href=(search_params::address("/", &without(request, filter))) title="Let go of this" {
                    @if filter.exclude { "not " }
                    (filter.field.flag()) ": " (name(filter)) " ×"
                }
            }
            @for (what, date) in [("since", &request.since), ("until", &request.until)] {
                @if let Some(date) = date {
                    a.pill href=(search_params::address("/", &undated(request, what))) title="Let go of this" { (what) " " (date) " ×" }
                }
            }
        }
    }
}

fn without(request: &Request, gone: &Filter) -> Request {
    let filters = request.filters.iter().filter(|filter| *filter != gone).cloned().collect();
    Request { filters, after: None, ..request.clone() }
}

fn undated(request: &Request, what: &str) -> Request {
    let mut request = request.clone();
    if what == "since" {
        request.since = None
    } else {
        request.until = None
    }
    request
}

fn facet_box(request: &Request, answer: &Answer, facet: &Facet) -> Markup {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    html! {
        @if !facet.values.is_empty() {
            section {
                h2 { (facet.field.name()) }
                ul { @for (depth, value) in tree(facet) { li class=[inside(depth)] { (facet_row(request, answer, facet.field, value, most)) } } }
                @let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
                @if hidden > 0 {
                    p.rest { a href=(search_params::address(&format!("/facets/{}", facet.field), request)) { "and " (grouped(hidden)) " more" } }
                }
            }
        }
    }
}

/// The filters without this value. One that means several values by a part of their name is told apart into the others.
fn let_go(request: &Request, answer: &Answer, value: &str, field: Field) -> Vec<Filter> {
    let mut kept = Vec::new();
    for (filter, meant) in request.filters.iter().zip(&answer.meant) {
        if filter.field != field || !meant.iter().any(|meant| meant == value) {
            kept.push(filter.clone());
            continue;
        }
        let others = meant.iter().filter(|meant| *meant != value).take(APART);
        kept.extend(others.map(|other| Filter { value: other.clone(), ..filter.clone() }));
    }
    kept
}

/// The page of all values of a facet.
pub fn values(request: &Request, answer: &Answer, facet: &Facet) -> Response {
    let most = facet.values.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let title = format!("{} - morgue", facet.field);
    let shown = facet.values.len() as u64;
    let body = html! {
        main.narrow.facets {
            p { a href=(search_params::address("/", request)) { "Back to the articles" } }
            h1 { (grouped(facet.distinct)) " " (facet.field.name()) }
            @if shown < facet.distinct { p { "The " (grouped(shown)) " most frequent." } }
            ul { @for (depth, value) in tree(facet) { li class=[inside(depth)] { (facet_row(request, answer, facet.field, value, most)) } } }
        }
    };
    page(&title, &request.query, body)
}

/// All of the hits, for other programs.
fn outlets(request: &Request) -> Markup {
    let of = |name: &str| search_params::address(&format!("/api/export?format={name}"), request);
    html! { p.outlets { "Export all as" @for format in &FORMATS { " " a href=(of(format.name)) { (format.name) } } } }
}

/// The class of a value that stands below what it lies in.
fn inside(depth: usize) -> Option<&'static str> {
    ["in1", "in2", "in3"].get(depth.min(3).checked_sub(1)?).copied()
}

/// A value: choosing it puts it in the place of the facet's chosen ones, as its count says; `+` adds it to them, `−`
/// leaves it out.
fn facet_row(
    request: &Request,
    answer: &Answer,
    field: Field,
    value: &FacetValue,
    most: u64,
) -> Markup {
    let link = |filters: Vec<Filter>| {
        search_params::address("/", &Request { filters, after: None, ..request.clone() })
    };
    let others = let_go(request, answer, &value.value, field);
    let with = |mut filters: Vec<Filter>, exclude: bool| {
        filters.push(Filter { field, value: value.value.clone(), exclude });
        link(filters)
    };
    let instead: Vec<Filter> =
        others.iter().filter(|filter| filter.field != field || filter.exclude).cloned().collect();
    let joined = others.iter().any(|filter| filter.field == field && !filter.exclude);
    let (included, excluded) =
        (value.selected == Some(Choice::Included), value.selected == Some(Choice::Excluded));
    html! {
        a.value.included[included].excluded[excluded]
            href=(if included { link(others.clone()) } else { with(instead, false) }) {
            span.label { (value.name) }
            span.count { (grouped(value.count)) }
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(format!("{:.1}", value.count as f64 / most as f64 * 100.0)) height="1" {}
            }
        }
        @if joined && !included {
            a.minus href=(with(others.clone(), false)) title={ "Also " (value.name) } aria-label={ "Also " (value.name) } { "+" }
        }
        a.minus href=(if excluded { link(others) } else { with(others, true) })
            title={ "Leave out " (value.name) } aria-label={ "Leave out " (value.name) } { "−" }
    }
}

fn nothing(request: &Request) -> Markup {
    html! {
        div.nothing {
            h2 { "No article answers" }
            @if !request.filters.is_empty() {
                p { "Let go of a filter above, or "
                    a href=(search_params::address("/", &Request { query: request.query.clone(), ..Request::default() })) { "search without them" } "." }
            } @else if !request.query.is_empty() {
                p { "Try fewer words, or " a href="/" { "look at the whole archive" } "." }
            } @else {
                p { "The archive is empty. Index a folder with " code { "morgue index FOLDER" } "." }
            }
        }
    }
}

fn hit_card(hit: &Hit, request: &Request) -> Markup {
    let article = &hit.clipping.article;
    let link = format!("/article/{}", hit.clipping.id);
    let link = search_params::address(
        &link,
        &Request { query: request.query.clone(), ..Request::default() },
    );
    html! {
        article.hit {
            h3 { a href=(link) { (marked(headline(article), &hit.title_marks)) } }
            (meta_line(article))
            @if let Some(story) = &hit.story { p.meta { a.badge href={ (link) "#versions" } { (grouped(story.versions)) " versions" } } }
            p.snippet { (marked(&hit.snippet.text, &hit.snippet.marks)) }
            @if !hit.clipping.subjects.people.is_empty() {
                p.chips { @for person in hit.clipping.subjects.people.iter().take(5) {
                    a.chip href=(by(Field::People, &person.key)) { (person.name) }
                } }
            }
        }
    }
}
