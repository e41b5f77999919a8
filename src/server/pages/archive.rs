//! The page about the archive itself: its size, its years and publishers, and what was left out and why.

use std::collections::BTreeMap;

use axum::response::Response;
use maud::{Markup, html};

use super::edit;
use super::layout::{Frame, page};
use super::text::{counted, facet_label, facet_url, message, with_separators};
use super::timeline::Timeline;
use crate::article::schema::Field;
use crate::corpus::report::{Rejection, Report};
use crate::search::answer::{Answer, Facet};
use crate::search::budget::Budget;
use crate::search::records::IndexState;
use crate::search::request::Request;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::{AppState, today};

/// The facets that describe an archive.
const FACETS: [Field; 5] =
    [Field::Publisher, Field::Agency, Field::Section, Field::Language, Field::Authors];

/// Values of each facet.
const VALUES: usize = 15;

/// Rejected files that are listed for each reason.
const REJECTED: usize = 20;

/// Makes the page.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn archive_page(state: &AppState, budget: &Budget) -> Result<Response, Problem> {
    let everything = Request::default();
    let request =
        Request { facets: FACETS.to_vec(), values: VALUES, limit: 0, ..everything.clone() };
    let answer = state.search(&request, budget)?;
    let (index, overview) = (state.engine.state()?, state.overview()?);
    let timeline = Timeline {
        bars: &answer.timeline,
        undated: answer.undated,
        request: &everything,
        overview: &overview,
        today: today(),
    };
    let empty: Vec<String> = overview
        .years()
        .into_iter()
        .filter(|(_, articles)| *articles == 0)
        .map(|(year, _)| year.to_string())
        .collect();
    let corrections = match state.editor.as_deref() {
        Some(editor) => edit::corrections(editor, edit::Place::Archive)?,
        None => html! {},
    };
    let body = html! {
        main.dossier.page #content {
            h1 { "The archive" }
            (figures(&index, &answer))
            (timeline.draw())
            @if !empty.is_empty() { p.muted { "Years without articles: " (empty.join(", ")) "." } }
            div.flow {
                (formats(&index.report))
                @for facet in &answer.facets { (facet_table(facet)) }
            }
            (corrections)
            (rejections(&index.report))
            (ignored(&index.report))
            section {
                h2 { "Where it was read from" }
                ul { @for root in &index.roots { li { code { (root) } } } }
            }
        }
    };
    Ok(page(&Frame { title: "The archive", here: "/archive", ..Frame::default() }, &body))
}

fn figures(index: &IndexState, answer: &Answer) -> Markup {
    let report = &index.report;
    let figures = [
        ("articles", index.articles),
        ("stories", index.stories),
        ("without a date", answer.undated),
        ("files", report.files),
        ("duplicates", report.duplicates),
        ("rejected", report.rejections.len() as u64),
        ("articles that cannot be searched, by damage", index.missing_articles),
    ];
    html! {
        dl.figures {
            @for (label, number) in figures.into_iter().filter(|(label, number)| *number > 0 || *label == "articles") {
                div { dt { (label) } dd { (with_separators(number)) } }
            }
            div { dt { "on disk" } dd { (megabytes(index.bytes)) } }
        }
    }
}

fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 10.0 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}

/// The formats that articles were read from. Duplicates are counted too, since each was read.
fn formats(report: &Report) -> Markup {
    let mut formats: Vec<_> = report.formats.iter().collect();
    formats.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), *name));
    let known: u64 = formats.iter().map(|(_, count)| **count).sum();
    let unknown = (report.articles + report.duplicates).saturating_sub(known);
    html! {
        @if !formats.is_empty() {
            section {
                h2 { "Formats" }
                table { tbody {
                    @for (name, count) in formats { tr { td { (name) } td.num { (with_separators(*count)) } } }
                    @if unknown > 0 { tr { td.muted { "read by an older version" } td.num { (with_separators(unknown)) } } }
                } }
                @if report.duplicates > 0 { p.muted { "Duplicates included." } }
            }
        }
    }
}

fn facet_table(facet: &Facet) -> Markup {
    let all = search_params::url(&format!("/facets/{}", facet.field), &Request::default());
    let hidden = facet.distinct.saturating_sub(facet.values.len() as u64);
    html! {
        @if !facet.values.is_empty() {
            section {
                h2 { (facet_label(facet.field)) }
                table { tbody { @for value in &facet.values {
                    tr { td { a href=(facet_url(facet.field, &value.value)) { (value.name) } } td.num { (with_separators(value.count)) } }
                } } }
                @if hidden > 0 { p { a href=(all) { (with_separators(hidden)) " more" } } }
            }
        }
    }
}

/// What was rejected, by reason.
fn rejections(report: &Report) -> Markup {
    let mut by_reason: BTreeMap<&str, Vec<&Rejection>> = BTreeMap::new();
    for rejection in &report.rejections {
        by_reason.entry(&rejection.reason).or_default().push(rejection);
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, rejections)| std::cmp::Reverse(rejections.len()));
    html! {
        section #rejected {
            h2 { "Rejected" }
            @if reasons.is_empty() { p { "Nothing: every file with articles was read." } }
            @for (reason, rejections) in reasons {
                details {
                    summary { (message(reason)) " " span.muted.num { (with_separators(rejections.len() as u64)) } }
                    ul { @for rejection in rejections.iter().take(REJECTED) {
                        li { code { (rejection.path) } @if let Some(record) = rejection.record { ", record " (record) } }
                    } }
                    @if rejections.len() > REJECTED {
                        p { "The others are listed by " code { "morgue status --json" } " and at " a href="/api/status" { "/api/status" } "." }
                    }
                }
            }
        }
    }
}

fn ignored(report: &Report) -> Markup {
    html! {
        @if !report.ignored.is_empty() {
            section {
                h2 { "Ignored" }
                table.stacked { tbody { @for (reason, group) in &report.ignored {
                    tr {
                        td { (message(reason)) }
                        td { @for path in &group.first { code { (path) } " " } }
                        td.num { (counted(group.files + group.members, "file", "files")) }
                    }
                } } }
            }
        }
    }
}
