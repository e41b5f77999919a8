//! The frame every page stands in, and the parts that pages share.

use std::ops::Range;

use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::article::Article;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::search::highlight;
use crate::search::request::{Filter, Request};
use crate::server::search_params;

/// A page: the name, the box, and what stands below.
pub fn page(title: &str, query: &str, body: Markup) -> Response {
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
                            input type="search" name="q" value=(query) autofocus[query.is_empty()] placeholder="words, \"a phrase\", person:name, place:country, date:1987"
                                aria-label="Search the archive" autocomplete="off";
                            ul #names role="listbox" aria-label="Names" hidden {}
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

/// The headline, or what stands for one.
pub fn headline(article: &Article) -> &str {
    if article.title.is_empty() { "Untitled" } else { &article.title }
}

/// The search for everything with this value.
pub fn by(field: Field, value: &str) -> String {
    let filter = Filter { field, value: value.to_string(), exclude: false };
    search_params::address("/", &Request { filters: vec![filter], ..Request::default() })
}

/// Date, place, publisher, agency and section, as they stand above an article.
pub fn meta_line(article: &Article) -> Markup {
    let date = article
        .published
        .as_ref()
        .map_or("undated".to_string(), |published| published.date.to_string());
    let place = article
        .dateline
        .as_ref()
        .map(|dateline| dateline.place.as_str())
        .filter(|place| !place.is_empty());
    let source = Some(article.publisher.as_str()).filter(|name| !name.is_empty());
    let agency =
        Some(article.agency.as_str()).filter(|name| !name.is_empty() && Some(*name) != source);
    html! {
        p.meta {
            (date)
            @for part in [place, source, agency, Some(article.section.as_str())].into_iter().flatten().filter(|part| !part.is_empty()) {
                span.dot { " · " } (part)
            }
        }
    }
}

/// Text with the ranges that answer marked in it.
pub fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    named(text, marks, &[])
}

/// Text with the ranges that answer marked in it, and every name a search of its own.
pub fn named(text: &str, marks: &[Range<usize>], namings: &[ValueMention<'_>]) -> Markup {
    html! {
        @for piece in highlight::pieces(text, marks, namings) {
            @let text = html! { @if piece.marked { mark { (piece.text) } } @else { (piece.text) } };
            @match piece.naming.and_then(|naming| Some((naming, *naming.values.last()?))) {
                Some((naming, value)) => a.naming class=(naming.field.name()) href=(by(naming.field, value)) title=(told(naming)) { (text) },
                None => (text),
            }
        }
    }
}

/// Who a name means: "John Kerry, US Secretary of State".
fn told(naming: &ValueMention<'_>) -> String {
    [naming.name, naming.role]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A number with its thousands parted.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
