//! An Atom feed of any search: its newest articles, so that a reader of feeds tells of new ones.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::article::Article;
use crate::article::date::Published;
use crate::search::answer::{Answer, Hit};
use crate::search::request::{Request, Sort};
use crate::server::cancellation::run_blocking;
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::AppState;

/// Articles of a feed where the address names no `limit`.
const ARTICLES: usize = 50;

/// The media type of a feed.
const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// Answers with the newest articles of a search.
pub(super) async fn feed(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let has_limit = parameters.iter().any(|(name, _)| name == "limit");
    let search = search_params::request(&parameters)?;
    let limit = if has_limit { search.limit } else { ARTICLES };
    let request =
        Request { sort: Some(Sort::Newest), facets: Vec::new(), limit, after: None, ..search };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let site = format!("http://{host}");
    run_blocking(state, move |state, budget| {
        let answer = state.search(&request, budget)?;
        let body = document(&site, &request, &answer);
        Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
    })
    .await
}

fn document(site: &str, request: &Request, answer: &Answer) -> String {
    let title = match request.query.as_str() {
        "" => "New articles".to_string(),
        query => format!("New articles: {query}"),
    };
    let own = format!("{site}{}", search_params::url("/api/feed", request));
    let newest = answer.hits.iter().find_map(|hit| hit.document.article.published.as_ref());
    let feed = html! {
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { (title) }
            id { (own) }
            link rel="self" type="application/atom+xml" href=(own);
            link rel="alternate" type="text/html" href={ (site) (search_params::url("/", request)) };
            updated { (newest.map_or_else(|| EPOCH.to_string(), moment)) }
            generator { "morgue" }
            @for hit in &answer.hits { (entry(site, hit)) }
        }
    };
    // Atom is XML, where an element without content needs an end.
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", closed_links(&feed.into_string()))
}

/// The date of what has none.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// Ends the empty elements `<link ...>`, which HTML leaves open. Text and attributes are escaped, so
/// that `<link` is an element and the next `>` its end.
fn closed_links(markup: &str) -> String {
    let mut closed = String::with_capacity(markup.len());
    let mut parts = markup.split("<link ");
    closed.extend(parts.next());
    for part in parts {
        closed.push_str("<link ");
        match part.split_once('>') {
            Some((attributes, rest)) => closed.extend([attributes, "/>", rest]),
            None => closed.push_str(part),
        }
    }
    closed
}

fn entry(site: &str, hit: &Hit) -> Markup {
    let article = &hit.document.article;
    let title = if article.title.is_empty() { "Untitled" } else { &article.title };
    let date = article.published.as_ref().map_or_else(|| EPOCH.to_string(), moment);
    html! {
        entry {
            title { (title) }
            id { "urn:morgue:article:" (hit.document.id) }
            link rel="alternate" type="text/html" href={ (site) "/article/" (hit.document.id) };
            updated { (date) }
            published { (date) }
            author { name { (author(article)) } }
            summary { (hit.snippet.text) }
        }
    }
}

/// Who an article is by: its authors, else its agency or publisher.
fn author(article: &Article) -> String {
    match [article.authors.join(", "), article.agency.clone(), article.publisher.clone()]
        .into_iter()
        .find(|name| !name.is_empty())
    {
        Some(name) => name,
        None => "unknown".to_string(),
    }
}

/// A date as a moment, as Atom needs it: the first of a day, month or year.
fn moment(published: &Published) -> String {
    match &published.date.at {
        Some(at) => at.clone(),
        None => format!("{}T00:00:00Z", published.date.from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_elements_are_closed_and_texts_are_not_touched() {
        let markup = html! { title { "a <link > b" } link href="x>y"; p { "c" } };
        let closed = closed_links(&markup.into_string());
        assert_eq!(closed, "<title>a &lt;link &gt; b</title><link href=\"x&gt;y\"/><p>c</p>");
    }
}
