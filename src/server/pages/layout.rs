//! The frame of every page and the parts that pages share.

use std::ops::Range;

use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::article::Article;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::search::highlight;
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// A page with the header, the search box and a body.
pub(super) fn page(title: &str, query: &str, body: Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
                script defer src="/complete.js" {}
            }
            body {
                header {
                    a.name href="/" { "morgue" }
                    form role="search" action="/" {
                        div.box {
                            input type="search" name="q" value=(query) autofocus[query.is_empty()]
                                placeholder="words, \"a phrase\", person:name, place:country, date:1987"
                                aria-label="Search the archive" autocomplete="off";
                            ul #suggestions role="listbox" aria-label="Suggestions" hidden {}
                        }
                        button { "Search" }
                    }
                }
                (body)
            }
        }
    };
    axum::response::Html(page.into_string()).into_response()
}

/// The headline of an article, or a placeholder if it has none.
pub(super) fn headline(article: &Article) -> &str {
    if article.title.is_empty() { "Untitled" } else { &article.title }
}

/// The URL of the search for all articles with a value.
pub(super) fn facet_url(field: Field, value: &str) -> String {
    let filter = Filter { field, value: value.to_string(), exclude: false };
    search_params::url("/", &Request { filters: vec![filter], ..Request::default() })
}

/// The heading of a facet.
pub(super) fn facet_label(field: Field) -> &'static str {
    match field {
        Field::People => "People",
        Field::Places => "Places",
        Field::Organisations => "Organisations",
        Field::Topics => "Topics",
        Field::Keywords => "Keywords",
        Field::Authors => "Authors",
        Field::Agency => "Agencies",
        Field::Publisher => "Publishers",
        Field::Section => "Sections",
        Field::Language => "Languages",
        other => other.name(),
    }
}

/// The line with date, place, publisher, agency and section of an article.
pub(super) fn meta_line(article: &Article) -> Markup {
    let date = article
        .published
        .as_ref()
        .map_or("undated".to_string(), |published| published.date.to_string());
    let place = article.dateline.as_ref().map(|dateline| dateline.place.as_str());
    let publisher = article.publisher.as_str();
    let agency = Some(article.agency.as_str()).filter(|agency| *agency != publisher);
    let parts = [place, Some(publisher), agency, Some(article.section.as_str())];
    html! {
        p.meta {
            (date)
            @for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
                span.dot { " · " } (part)
            }
        }
    }
}

/// Text with its matches marked.
pub(super) fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    annotated(text, marks, &[])
}

/// Text with its matches marked and every mention of an entity linked to a search for it.
pub(super) fn annotated(
    text: &str,
    marks: &[Range<usize>],
    mentions: &[ValueMention<'_>],
) -> Markup {
    html! {
        @for piece in highlight::text_runs(text, marks, mentions) {
            @let text = html! { @if piece.marked { mark { (piece.text) } } @else { (piece.text) } };
            @match piece.mention.and_then(|mention| Some((mention, *mention.values.last()?))) {
                Some((mention, value)) => {
                    a.entity.(mention.field.name()) href=(facet_url(mention.field, value)) title=(mention_title(mention)) { (text) }
                }
                None => { (text) }
            }
        }
    }
}

/// The tooltip of a mention: "John Kerry, US Secretary of State".
fn mention_title(mention: &ValueMention<'_>) -> String {
    [mention.name, mention.role]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A number with thousands separators.
pub(super) fn with_separators(number: u64) -> String {
    let digits = number.to_string();
    let mut separated = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            separated.push(',');
        }
        separated.push(digit);
    }
    separated
}
