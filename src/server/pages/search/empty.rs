//! The page of a search that found nothing: it says which part to leave out, and what that gives.

use maud::{Markup, html};

use super::pills::{is_filtered, name, without_filter, without_filters};
use super::question::{kind, with_query};
use crate::search::answer::Answer;
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::pages::text::counted;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::AppState;

/// The most filters of which each is left out for a count.
const MAX_COUNTED: usize = 8;

/// A wider search, with what it leaves out and the number of articles it finds.
pub(crate) struct WiderSearch {
    without: String,
    request: Request,
    articles: u64,
}

/// Counts what a search that found nothing would find without each of its filters. None for a search
/// that found something.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn wider_searches(
    state: &AppState,
    request: &Request,
    answer: &Answer,
    budget: &Budget,
) -> Result<Vec<WiderSearch>, Problem> {
    let read = answer.question.as_ref().map_or(&[][..], |question| &question.filters);
    if answer.articles > 0 || !is_filtered(request) && read.is_empty() {
        return Ok(Vec::new());
    }
    let mut wider: Vec<(String, Request)> = Vec::new();
    for filter in read.iter().take(MAX_COUNTED) {
        let name = format!("{} {}", kind(&filter.filter), filter.typed);
        wider.push((name, with_query(request, &filter.without)));
    }
    for filter in request.filters.iter().take(MAX_COUNTED) {
        wider.push((name(answer, filter), without_filter(request, filter)));
    }
    if request.since.is_some() || request.until.is_some() {
        let undated = Request { since: None, until: None, ..request.clone() };
        wider.push(("the dates".to_string(), undated));
    }
    if wider.len() > 1 {
        wider.push(("all filters".to_string(), without_filters(request, answer)));
    }
    let mut counted = Vec::new();
    for (without, request) in wider {
        let count = Request { limit: 0, facets: Vec::new(), after: None, ..request.clone() };
        let articles = state.search(&count, budget)?.articles;
        counted.push(WiderSearch { without, request, articles });
    }
    counted.retain(|wider| wider.articles > 0);
    counted.sort_by_key(|wider| std::cmp::Reverse(wider.articles));
    Ok(counted)
}

/// What a page says instead of hits.
pub(super) fn no_results(request: &Request, wider: &[WiderSearch], is_indexing: bool) -> Markup {
    html! {
        div.empty #hits {
            h2 { @if is_indexing { "Nothing yet" } @else { "Nothing found" } }
            @if !wider.is_empty() {
                p { "The filters together leave no article. There are some if you" }
                ul {
                    @for WiderSearch { without, request, articles } in wider {
                        li { a href=(search_params::url("/", request)) { "leave out " (without) }
                            span.muted { ": " (counted(*articles, "article", "articles")) } }
                    }
                }
            } @else if is_indexing {
                @if request.query.is_empty() && !is_filtered(request) {
                    p { "The first articles are being read. They appear here by themselves." }
                } @else {
                    p { "The archive is being read, and nothing read so far matches. This page looks again by itself." }
                }
            } @else if !request.query.is_empty() || is_filtered(request) {
                p {
                    @if request.query.split_whitespace().nth(1).is_some() {
                        "No article has all of these words. Leave some out, join them by " code { "OR" } ", or "
                        a href="/help" { "see what else a query can say" } "."
                    } @else if request.query.is_empty() { "No article meets these filters." }
                    @else {
                        "No article has this word"
                        @if is_filtered(request) { ", with these filters or without" }
                        ". End it with " code { "*" } " for any ending, or " a href="/help" { "see what else a query can say" } "."
                    }
                }
                p { a href="/" { "Browse the whole archive" } }
            } @else {
                p { "No articles are indexed yet. Index a folder with " code { "morgue index FOLDER" } "." }
            }
        }
    }
}
