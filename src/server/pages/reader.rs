//! An article to read, with what answers marked in it.

use std::ops::Range;

use axum::response::Response;
use maud::{Markup, html};

use super::frame::{by, headline, marked, meta_line, page};
use crate::article::TextField;
use crate::clipping::Clipping;
use crate::highlight::Marks;
use crate::schema::Field;
use crate::search::Copy;

/// The page of an article.
pub fn reader(clipping: &Clipping, marks: &Marks, copies: &[Copy], query: &str) -> Response {
    let article = &clipping.article;
    let body = html! {
        main.reader {
            article {
                (meta_line(article))
                h1 { (marked(headline(article), &marks.of(clipping, TextField::Title, 0))) }
                @if !article.byline.is_empty() { p.byline { (article.byline) } }
                @if !article.standfirst.is_empty() {
                    p.standfirst { (marked(&article.standfirst, &marks.of(clipping, TextField::Standfirst, 0))) }
                }
                @for (which, caption) in article.captions.iter().enumerate() {
                    p.caption { (marked(caption, &marks.of(clipping, TextField::Captions, which))) }
                }
                (paragraphs(&article.body, &marks.of(clipping, TextField::Body, 0)))
                (about(clipping))
                (provenance(clipping, copies))
            }
        }
    };
    page(headline(article), query, body)
}

fn paragraphs(body: &str, marks: &[Range<usize>]) -> Markup {
    let mut start = 0;
    let mut all = Vec::new();
    for paragraph in body.split("\n\n") {
        let end = start + paragraph.len();
        let inside = marks.iter().filter(|mark| mark.start >= start && mark.end <= end);
        all.push((paragraph, inside.map(|mark| mark.start - start..mark.end - start).collect::<Vec<_>>()));
        start = end + 2;
    }
    html! { @for (paragraph, marks) in &all { p { (marked(paragraph, marks)) } } }
}

/// What the article is about, each a search of its own.
fn about(clipping: &Clipping) -> Markup {
    let subjects = &clipping.subjects;
    let row = |name: &str, values: Vec<(Field, &str, &str)>| {
        html! { @if !values.is_empty() {
            dt { (name) }
            dd { @for (field, value, label) in values { a.chip href=(by(field, value)) { (label) } } }
        } }
    };
    let label = |field: Field, values: &'_ [String]| -> Vec<(Field, String)> {
        values.iter().map(|value| (field, value.clone())).collect()
    };
    let keywords = label(Field::Keywords, &clipping.article.keywords);
    html! {
        dl.about {
            (row("People", subjects.people.iter().map(|of| (Field::People, of.key.as_str(), of.name.as_str())).collect()))
            (row("Places", subjects.places.iter().map(|of| (Field::Places, of.key.as_str(), of.name.as_str())).collect()))
            (row("Organisations", subjects.organisations.iter().map(|of| (Field::Organisations, of.key.as_str(), of.name.as_str())).collect()))
            (row("Topics", subjects.topics.iter().map(|of| (Field::Topics, of.key.as_str(), of.name.as_str())).collect()))
            (row("Keywords", keywords.iter().map(|(field, value)| (*field, value.as_str(), value.as_str())).collect()))
        }
    }
}

fn provenance(clipping: &Clipping, copies: &[Copy]) -> Markup {
    html! {
        footer.provenance {
            p { code { (clipping.path) } ", record " (clipping.record) ", read as " (clipping.format) ", " (clipping.encoding) }
            @for copy in copies { p { "Also in " code { (copy.path) } ", record " (copy.record) } }
            @if is_web_address(&clipping.article.url) { p { a href=(clipping.article.url) rel="noreferrer" { (clipping.article.url) } } }
            @for warning in &clipping.article.warnings { p.warning { (warning) } }
            p { a href={ "/api/articles/" (clipping.id) } { "JSON" } }
        }
    }
}

/// Whether a link may lead there: an archive is not to be trusted with scripts.
fn is_web_address(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}
