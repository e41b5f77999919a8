//! The page of a receipt: what identifies an answer, its permalink, and what has changed since.

use axum::response::Response;
use maud::{Markup, html};

use crate::research::recheck::{Changed, Recheck, receipt, recheck};
use crate::search::answer::receipt::Receipt;
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, headline, meta, with_separators};
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::{AppState, today};
use crate::server::wire::receipt::{MAX_LINKED, read_token, token};

/// What the address of a receipt has beside its search.
pub(crate) struct Linked {
    /// The numbers and digests.
    pub token: Option<String>,
    /// The ids of the articles.
    pub ids: String,
}

/// Makes the page: of a new receipt, or of one that the address holds.
///
/// # Errors
/// Fails as a search does, and when the address holds no receipt.
pub(crate) fn receipt_page(
    state: &AppState,
    search: &Request,
    linked: &Linked,
    budget: &Budget,
) -> Result<Response, Problem> {
    let engine = &*state.engine;
    let Some(text) = &linked.token else {
        let made = receipt(engine, search, today(), budget)?;
        return Ok(framed(search, &new(search, &made)));
    };
    let base = Receipt {
        query: search.query.clone(),
        filters: search_params::parameters(&Request { query: String::new(), ..search.clone() })
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "since" | "until" | "sort" | "collapse"))
            .collect(),
        since: search.since.clone(),
        until: search.until.clone(),
        collapsed: search.collapsed,
        exact: true,
        ..Receipt::default()
    };
    let then = read_token(text, &linked.ids, base)
        .ok_or_else(|| Problem::bad_request("the address holds no receipt: copy it as it is"))?;
    let report = recheck(engine, &then, budget)?;
    Ok(framed(search, &compared(&then, &report)))
}

fn framed(search: &Request, body: &Markup) -> Response {
    let body = html! { main.page.receipt #content { (body) } };
    page(&Frame { title: "Receipt", search: Some(search), ..Frame::default() }, &body)
}

/// A new receipt with its permalink.
fn new(search: &Request, made: &Receipt) -> Markup {
    let file = search_params::url("/api/receipt", search);
    html! {
        h1 { "Receipt of a search" }
        p { "A receipt says what the archive answered, so that anybody can see later whether it still does. "
            a href=(permalink(made)) { "Permalink" } " · " a href=(file) download="receipt.json" { "Save as a file" } }
        (facts(made))
        @if made.articles > MAX_LINKED {
            p.muted { "The permalink holds the numbers and a digest, not the ids of " (counted(made.articles, "article", "articles"))
                ". The file lists them, so that it can tell which articles came and went." }
        }
    }
}

/// The address that holds a receipt.
fn permalink(made: &Receipt) -> String {
    let (token, ids) = token(made);
    let search = made.request().unwrap_or_default();
    let url = search_params::url("/receipt", &search);
    let parameters = [("receipt", token.as_str()), ("ids", ids.as_str())];
    search_params::with_parameters(
        &url,
        parameters.into_iter().filter(|(_, value)| !value.is_empty()),
    )
}

/// The receipt as a table.
fn facts(receipt: &Receipt) -> Markup {
    let search = receipt.request().unwrap_or_default();
    let query = if receipt.query.is_empty() { "*" } else { &receipt.query };
    html! {
        table.facts { tbody {
            tr { th scope="row" { "Query as understood" } td { a href=(search_params::url("/", &search)) { (query) } } }
            @for (name, value) in &receipt.filters { tr { th scope="row" { (name) } td { (value) } } }
            @for (name, value) in [("since", &receipt.since), ("until", &receipt.until)] {
                @if let Some(value) = value { tr { th scope="row" { (name) } td { (value) } } }
            }
            tr { th scope="row" { "Found" } td { (counted(receipt.articles, "article", "articles")) " in " (counted(receipt.stories, "story", "stories"))
                @if !receipt.exact { ", counts are too low" } } }
            tr { th scope="row" { "On" } td { (receipt.made.strftime("%-d %B %Y, %H:%M UTC")) } }
            tr { th scope="row" { "Digest of the articles" } td { code { (format!("{:032x}", receipt.state.digest)) } } }
            tr { th scope="row" { "State of the index" } td { code { (format!("{:016x}", receipt.state.generation)) } } }
            tr { th scope="row" { "Corrections of names" } td { (with_separators(receipt.state.corrections)) ", digest " code { (receipt.state.authority) } } }
        } }
    }
}

/// What has changed since.
fn compared(then: &Receipt, report: &Recheck) -> Markup {
    let day = then.made.strftime("%-d %B %Y").to_string();
    html! {
        h1 {
            @if report.same { "The same answer as on " (day) }
            @else if then.articles == report.now.articles { "Another answer than on " (day) }
            @else { (counted(report.now.articles, "article", "articles")) " now, " (with_separators(then.articles)) " on " (day) }
        }
        p {
            @if report.index_changed { "The index has been updated since" } @else { "The index is as it was" }
            @if report.authority_changed { ", and names were corrected." } @else { ", and no names were corrected." }
        }
        @if !report.corrections.is_empty() { ul { @for entry in &report.corrections { li { code { (entry) } } } } }
        @match &report.changes {
            Some(changes) => {
                (listed("Added", &changes.added))
                (listed("No longer matching", &changes.unmatched))
                (listed("No longer in the archive", &changes.gone))
                (listed("Merged with another article", &changes.merged))
                (listed("Whose record has changed", &changes.revised))
            }
            None => { @if !report.same { p.muted { "The address does not hold the ids of the articles, so that those that came or went are unknown." } } }
        }
        h2 { "The receipt" }
        (facts(then))
    }
}

fn listed(label: &str, changed: &Changed) -> Markup {
    let more = changed.count.saturating_sub(changed.articles.len() as u64);
    html! {
        @if changed.count > 0 {
            h2 { (label) " " span.count { (with_separators(changed.count)) } }
            ul.findings { @for article in &changed.articles {
                li { @match &article.document {
                    Some(document) => {
                        p { a href=(article_url(&document.id)) { (headline(&document.article)) } }
                        p.meta { (meta(&document.article)) }
                    }
                    None => { p { code { (article.id) } } }
                } }
            } }
            @if more > 0 { p.muted { "and " (with_separators(more)) " more" } }
        }
    }
}
