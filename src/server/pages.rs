//! The pages: a search with its hits and facets, and an article. Plain links and forms; nothing needs a script.

use std::ops::Range;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use super::address::{self, Parameters};
use super::api::{Named, find, named, work};
use super::problem::Problem;
use super::{Desk, timeline_chart};
use crate::answer::{Answer, Choice, Facet, FacetValue, Hit};
use crate::article::{Article, TextField};
use crate::clipping::Clipping;
use crate::highlight::Marks;
use crate::request::{Filter, Request, Sort};
use crate::schema::Field;

/// How many values a filter by part of a name is told apart into, at the most: addresses have an end.
const APART: usize = 40;

/// The pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/", get(search))
        .route("/article/{id}", get(article))
        .route("/style.css", get(async || ([(header::CONTENT_TYPE, "text/css")], include_str!("style.css"))))
}

async fn search(State(desk): State<Desk>, Query(parameters): Query<Parameters>) -> Response {
    let page = async {
        let request = address::request(&parameters)?;
        work(move || {
            let answer = find(&desk, &request)?;
            Ok(results(&request, &answer, &desk))
        })
        .await
    };
    page.await.unwrap_or_else(trouble).into_response()
}

async fn article(State(desk): State<Desk>, id: Named, Query(parameters): Query<Parameters>) -> Response {
    let id = match named(id) {
        Ok(id) => id,
        Err(problem) => return trouble(problem),
    };
    let query = parameters.into_iter().find(|(name, _)| name == "q").map(|(_, query)| query).unwrap_or_default();
    let page = work(move || {
        let clipping = desk.engine.article(&id)?;
        let clipping = clipping.ok_or_else(|| Problem::not_found(format!("there is no article `{id}`")))?;
        let marks = crate::answer::marks(&*desk.engine, &query, &clipping, jiff::Zoned::now().date())?;
        Ok(reader(&clipping, &marks, &query))
    });
    page.await.unwrap_or_else(trouble).into_response()
}

/// A page that says what went wrong.
fn trouble(problem: Problem) -> Response {
    let body = html! { main.narrow { h1 { "That did not work" } p { (problem.detail()) } p { a href="/" { "Back to the search" } } } };
    (problem.status(), page("morgue", "", body)).into_response()
}

fn page(title: &str, query: &str, body: Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header {
                    a.name href="/" { "morgue" }
                    form role="search" action="/" {
                        input type="search" name="q" value=(query) autofocus placeholder="words, \"a phrase\", person:name, place:country, date:1987"
                            aria-label="Search the archive";
                        button { "Search" }
                    }
                }
                (body)
            }
        }
    };
    axum::response::Html(page.into_string()).into_response()
}

fn results(request: &Request, answer: &Answer, desk: &Desk) -> Response {
    let title = if request.query.is_empty() { "morgue".to_string() } else { format!("{} - morgue", request.query) };
    let body = html! {
        (indexing(desk))
        (summary(request, answer))
        @if answer.total > 0 { (timeline_chart::chart(&answer.timeline, answer.undated, request)) }
        div.columns {
            nav.facets aria-label="Narrow the search" {
                @for facet in &answer.facets { (facet_box(request, answer, facet)) }
            }
            main {
                @if answer.hits.is_empty() { (nothing(request)) }
                ol.hits { @for hit in &answer.hits { li { (hit_card(hit, request)) } } }
                @if let Some(next) = &answer.next {
                    p.pager { a rel="next" href=(address::next_address("/", request, next)) { "More hits" } }
                }
            }
        }
    };
    page(&title, &request.query, body)
}

/// A line while the index is being brought up to date.
fn indexing(desk: &Desk) -> Markup {
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
                strong { (grouped(answer.total)) } (if answer.total == 1 { " article" } else { " articles" })
                ", " (format!("{:.0}", answer.took.as_secs_f64() * 1e3)) " ms, "
                (order(answer.sort))
                @for (_, sort) in sorts {
                    " · " a href=(address::address("/", &Request { sort: Some(*sort), ..request.clone() })) { (order(*sort)) }
                }
            }
            @if !request.filters.is_empty() || request.since.is_some() || request.until.is_some() { (pills(request, answer)) }
            @for warning in &answer.warnings { p.warning { (warning.message) } }
        }
    }
}

/// An order as people say it.
fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "best first",
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
    }
}

/// What is chosen, each with a way to let go of it.
fn pills(request: &Request, answer: &Answer) -> Markup {
    let name = |filter: &Filter| {
        let values = answer.facets.iter().filter(|facet| facet.field == filter.field).flat_map(|facet| &facet.values);
        values
            .clone()
            .find(|value| value.value == filter.value)
            .map_or(filter.value.clone(), |value| value.name.clone())
    };
    html! {
        p.pills {
            @for filter in &request.filters {
                a.pill.excluded[filter.exclude] href=(address::address("/", &without(request, filter))) title="Let go of this" {
                    @if filter.exclude { "not " }
                    (filter.field.flag()) ": " (name(filter)) " ×"
                }
            }
            @for (what, date) in [("since", &request.since), ("until", &request.until)] {
                @if let Some(date) = date {
                    a.pill href=(address::address("/", &undated(request, what))) title="Let go of this" { (what) " " (date) " ×" }
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
                ul { @for value in &facet.values { li { (facet_row(request, answer, facet.field, value, most)) } } }
                @let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
                @if hidden > 0 { p.rest { "and " (grouped(hidden)) " more" } }
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

fn facet_row(request: &Request, answer: &Answer, field: Field, value: &FacetValue, most: u64) -> Markup {
    let filter = |exclude: bool| Filter { field, value: value.value.clone(), exclude };
    let choose = |exclude: bool| {
        let chosen = value.selected == Some(if exclude { Choice::Excluded } else { Choice::Included });
        let mut changed =
            Request { filters: let_go(request, answer, &value.value, field), after: None, ..request.clone() };
        if !chosen {
            changed.filters.push(filter(exclude));
        }
        address::address("/", &changed)
    };
    html! {
        a.value.included[value.selected == Some(Choice::Included)].excluded[value.selected == Some(Choice::Excluded)]
            href=(choose(false)) {
            span.label { (value.name) }
            span.count { (grouped(value.count)) }
            svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(format!("{:.1}", value.count as f64 / most as f64 * 100.0)) height="1" {}
            }
        }
        a.minus href=(choose(true)) title={ "Leave out " (value.name) } aria-label={ "Leave out " (value.name) } { "−" }
    }
}

fn nothing(request: &Request) -> Markup {
    html! {
        div.nothing {
            h2 { "No article answers" }
            @if !request.filters.is_empty() {
                p { "Let go of a filter above, or "
                    a href=(address::address("/", &Request { query: request.query.clone(), ..Request::default() })) { "search without them" } "." }
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
    let link = address::address(&link, &Request { query: request.query.clone(), ..Request::default() });
    html! {
        article.hit {
            h3 { a href=(link) { (marked(headline(article), &hit.title_marks)) } }
            (meta_line(article))
            p.snippet { (marked(&hit.snippet.text, &hit.snippet.marks)) }
            @if !hit.clipping.subjects.people.is_empty() {
                p.chips { @for person in hit.clipping.subjects.people.iter().take(5) {
                    a.chip href=(by(Field::People, &person.key)) { (person.name) }
                } }
            }
        }
    }
}

fn headline(article: &Article) -> &str {
    if article.title.is_empty() { "Untitled" } else { &article.title }
}

/// The search for everything with this value.
fn by(field: Field, value: &str) -> String {
    let filter = Filter { field, value: value.to_string(), exclude: false };
    address::address("/", &Request { filters: vec![filter], ..Request::default() })
}

fn meta_line(article: &Article) -> Markup {
    let date = article.published.as_ref().map_or("undated".to_string(), |published| published.moment.to_string());
    let place = article.dateline.as_ref().map(|dateline| dateline.place.as_str()).filter(|place| !place.is_empty());
    let source = Some(article.publisher.as_str()).filter(|name| !name.is_empty());
    let agency = Some(article.agency.as_str()).filter(|name| !name.is_empty() && Some(*name) != source);
    html! {
        p.meta {
            (date)
            @for part in [place, source, agency, Some(article.section.as_str())].into_iter().flatten().filter(|part| !part.is_empty()) {
                span.dot { " · " } (part)
            }
        }
    }
}

fn reader(clipping: &Clipping, marks: &Marks, query: &str) -> Response {
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
                (provenance(clipping))
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

fn provenance(clipping: &Clipping) -> Markup {
    html! {
        footer.provenance {
            p { code { (clipping.path) } ", record " (clipping.record) ", read as " (clipping.format) ", " (clipping.encoding) }
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

/// Text with the ranges that answer marked in it.
fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    let mut at = 0;
    let mut pieces = Vec::new();
    for mark in marks {
        pieces.push((text.get(at..mark.start).unwrap_or_default(), text.get(mark.clone()).unwrap_or_default()));
        at = mark.end;
    }
    html! { @for (before, mark) in pieces { (before) mark { (mark) } } (text.get(at..).unwrap_or_default()) }
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
