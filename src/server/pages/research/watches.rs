//! The page of standing queries: what each found last, and its feeds.

use axum::response::Response;
use maud::{Markup, html};

use crate::corpus::watch_log::Watch;
use crate::server::exports::news_feed::{NewsEntry, NewsFeed};
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, headline, meta, with_separators};
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// Entries that are shown of each watch.
const SHOWN: usize = 5;

/// Makes the page.
///
/// # Errors
/// Fails when a log or the index cannot be read.
pub(crate) fn watches_page(state: &AppState) -> Result<Response, Problem> {
    let mut sections = Vec::new();
    for watch in state.watches()? {
        let feed = NewsFeed::of(&*state.engine, &watch, "")?;
        sections.push(section(&watch, &feed));
    }
    let body = html! {
        main.page.watches #content {
            h1 { "Watches" }
            @if sections.is_empty() {
                p { "No query is kept. " code { "morgue watch add NAME QUERY" } " keeps one, and "
                    code { "morgue watch run" } " finds what is new." }
            }
            @for section in &sections { (section) }
        }
    };
    Ok(page(&Frame { title: "Watches", here: "/watches", ..Frame::default() }, &body))
}

fn section(watch: &Watch, feed: &NewsFeed) -> Markup {
    let file = |format: &str| format!("{}?format={format}", feed.path);
    html! {
        section aria-label=(watch.name) {
            h2 #(watch.name) { (watch.name) " " a.muted href=(feed.search) { (watch.definition.query) } }
            p.meta {
                (counted(watch.known.len() as u64, "known article", "known articles"))
                @match watch.runs.last() {
                    Some(run) => { ", last news on " (run.date.get(..10).unwrap_or(&run.date)) }
                    None => { ", no news since " (watch.added.get(..10).unwrap_or(&watch.added)) }
                }
                " · " a href=(file("atom")) { "Atom feed" } " · " a href=(file("json-feed")) { "JSON Feed" }
            }
            ul.findings { @for entry in feed.entries.iter().take(SHOWN) { (item(entry)) } }
            @let more = feed.entries.len().saturating_sub(SHOWN) as u64;
            @if more > 0 { p.muted { "and " (with_separators(more)) " more in the feeds" } }
        }
    }
}

fn item(entry: &NewsEntry) -> Markup {
    let article = &entry.document.article;
    html! {
        li {
            p { @if entry.correction.is_some() { span.verdict.altered { "corrected" } " " }
                a href=(article_url(&entry.document.id)) { (headline(article)) } }
            p.meta { (meta(article)) " · found on " (entry.found.get(..10).unwrap_or(&entry.found)) }
            @if let Some(by) = &entry.correction {
                p.meta { "by " a href=(article_url(&by.id)) { (by.title) } ", " (counted(u64::from(by.words), "word", "words")) " changed" }
            }
        }
    }
}
