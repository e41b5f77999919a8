//! The page of search results: summary, timeline, facets and hits.

use std::sync::atomic::Ordering::Relaxed;

use axum::response::Response;
use maud::{Markup, html};

use super::chart::chart;
use super::facets::facet_list;
use super::layout::{facet_url, headline, marked, meta_line, page, with_separators};
use crate::article::schema::Field;
use crate::ingest::progress::Progress;
use crate::search::answer::{Answer, Hit};
use crate::search::request::{Filter, Request, Sort};
use crate::search::suggest::Suggestion;
use crate::server::exports::FORMATS;
use crate::server::search_params;

/// People shown under a hit.
const PEOPLE: usize = 5;

/// The page of search results.
pub(super) fn results_page(request: &Request, answer: &Answer, progress: &Progress) -> Response {
    let title = if request.query.is_empty() {
        "morgue".to_string()
    } else {
        format!("{} - morgue", request.query)
    };
    let body = html! {
        (indexing(progress))
        (summary(request, answer))
        @if answer.timeline.len() > 1 { (chart(&answer.timeline, answer.undated, request)) }
        div.columns {
            nav.facets aria-label="Filters" {
                @for facet in &answer.facets { (facet_list(request, answer, facet)) }
            }
            main {
                @if answer.hits.is_empty() { (no_results(request)) }
                ol.hits { @for hit in &answer.hits { li { (hit_card(hit, request)) } } }
                @if answer.total > 0 { (export_links(request)) }
                @if let Some(next) = &answer.next {
                    p.pager { a rel="next" href=(search_params::next_page_url("/", request, next)) { "More results" } }
                }
            }
        }
    };
    page(&title, &request.query, body)
}

/// A status line while the index is being updated.
fn indexing(progress: &Progress) -> Markup {
    let (files, done) = (progress.files.load(Relaxed), progress.files_done.load(Relaxed));
    html! {
        @if done < files {
            p.indexing role="status" {
                "Indexing: " (with_separators(done)) " of " (with_separators(files))
                " files. Articles indexed so far can be searched."
            }
        }
    }
}

fn summary(request: &Request, answer: &Answer) -> Markup {
    let other_sorts = Sort::ALL.iter().filter(|(_, sort)| *sort != answer.sort);
    html! {
        div.summary {
            p {
                strong { (counted(answer.articles, "article", "articles")) }
                @if answer.stories < answer.articles { " in " (counted(answer.stories, "story", "stories")) }
                ", " (format!("{:.0}", answer.took.as_secs_f64() * 1e3)) " ms, "
                (sort_label(answer.sort))
                @for (_, sort) in other_sorts {
                    " · " a href=(search_params::url("/", &Request { sort: Some(*sort), ..request.clone() })) { (sort_label(*sort)) }
                }
                @if answer.collapsed || answer.stories < answer.articles { " · " (collapse_link(request, answer)) }
            }
            @if has_filters(request) { (pills(request, answer)) }
            @if let Some(suggestion) = &answer.did_you_mean { (did_you_mean(request, suggestion)) }
            @for warning in &answer.warnings { p.warning { (warning.message) } }
        }
    }
}

fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", with_separators(number), if number == 1 { singular } else { plural })
}

/// The link that switches between one hit per story and one per article.
fn collapse_link(request: &Request, answer: &Answer) -> Markup {
    let other = Request { collapsed: !answer.collapsed, after: None, ..request.clone() };
    let label = if answer.collapsed { "show every version" } else { "group by story" };
    html! { a href=(search_params::url("/", &other)) { (label) } }
}

fn did_you_mean(request: &Request, suggestion: &Suggestion) -> Markup {
    let query = suggestion.query.to_string();
    let suggested = Request {
        query: query.clone(),
        filters: suggestion.filters.clone(),
        after: None,
        ..request.clone()
    };
    html! { p.suggestion { "Did you mean " a href=(search_params::url("/", &suggested)) { (query) } "?" } }
}

fn sort_label(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "most relevant first",
        Sort::Fresh => "relevant and recent first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    }
}

fn has_filters(request: &Request) -> bool {
    !request.filters.is_empty() || request.since.is_some() || request.until.is_some()
}

/// The active filters, each with a link that removes it.
fn pills(request: &Request, answer: &Answer) -> Markup {
    let name = |filter: &Filter| {
        let facets = answer.facets.iter().filter(|facet| facet.field == filter.field);
        let mut values = facets.flat_map(|facet| &facet.values);
        let known = values.find(|value| value.value == filter.value);
        known.map_or(filter.value.clone(), |value| value.name.clone())
    };
    let filters = request.filters.iter().map(|filter| {
        let text = format!("{}: {}", filter.field.flag_name(), name(filter));
        pill(&text, filter.exclude, &without_filter(request, filter))
    });
    let since = request.since.iter().map(|date| {
        pill(&format!("since {date}"), false, &Request { since: None, ..request.clone() })
    });
    let until = request.until.iter().map(|date| {
        pill(&format!("until {date}"), false, &Request { until: None, ..request.clone() })
    });
    html! { p.pills { @for pill in filters.chain(since).chain(until) { (pill) } } }
}

fn pill(text: &str, exclude: bool, without: &Request) -> Markup {
    html! {
        a.pill.excluded[exclude] href=(search_params::url("/", without)) title="Remove this filter" {
            @if exclude { "not " }
            (text) " ×"
        }
    }
}

fn without_filter(request: &Request, removed: &Filter) -> Request {
    let filters = request.filters.iter().filter(|filter| *filter != removed).cloned().collect();
    Request { filters, after: None, ..request.clone() }
}

/// Links that export all results.
fn export_links(request: &Request) -> Markup {
    let url = |name: &str| search_params::url(&format!("/api/export?format={name}"), request);
    html! { p.exports { "Export all results as" @for format in &FORMATS { " " a href=(url(format.name)) { (format.name) } } } }
}

fn no_results(request: &Request) -> Markup {
    let without_filters = Request { query: request.query.clone(), ..Request::default() };
    html! {
        div.empty {
            h2 { "No results" }
            @if has_filters(request) {
                p { "Remove a filter above, or "
                    a href=(search_params::url("/", &without_filters)) { "search without filters" } "." }
            } @else if !request.query.is_empty() {
                p { "Try fewer words, or " a href="/" { "browse the whole archive" } "." }
            } @else {
                p { "The archive is empty. Index a folder with " code { "morgue index FOLDER" } "." }
            }
        }
    }
}

fn hit_card(hit: &Hit, request: &Request) -> Markup {
    let Hit { document, story, snippet, title_marks, .. } = hit;
    let query_only = Request { query: request.query.clone(), ..Request::default() };
    let url = search_params::url(&format!("/article/{}", document.id), &query_only);
    html! {
        article.hit {
            h3 { a href=(url) { (marked(headline(&document.article), title_marks)) } }
            (meta_line(&document.article))
            @if let Some(story) = story {
                p.meta { a.badge href={ (url) "#versions" } { (with_separators(story.versions)) " versions" } }
            }
            p.snippet { (marked(&snippet.text, &snippet.marks)) }
            @if !document.subjects.people.is_empty() {
                p.chips { @for person in document.subjects.people.iter().take(PEOPLE) {
                    a.chip href=(facet_url(Field::People, &person.key)) { (person.name) }
                } }
            }
        }
    }
}
