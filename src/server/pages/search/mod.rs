//! The page of search results: summary, timeline, hits and facets.

mod empty;
mod export;
mod hits;
mod pills;
mod question;
mod widened;

use std::sync::atomic::Ordering::Relaxed;

use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};

use super::facets::{facet_section, tag_row};
use super::layout::{Frame, page};
use super::map::place_map;
use super::research::tools::tools_menu;
use super::text::{counted, message, search_for, with_separators};
use super::timeline::{Period, Timeline};
use crate::article::schema::Field;
use crate::ingest::progress::Progress;
use crate::query::{ClipKind, ClipQuery, Query, Warning, is_question, parse};
use crate::search::answer::{Answer, Facet};
use crate::search::request::{Request, Sort};
use crate::search::suggest::Suggestion;
use crate::server::search_params;
use crate::server::state::{Latest, Overview};
pub(super) use empty::{WiderSearch, wider_searches};
pub(super) use question::offered_articles;

/// The facets beside the hits, the most used first.
pub(super) const FACETS: [Field; 7] = [
    Field::People,
    Field::Places,
    Field::Topics,
    Field::Publisher,
    Field::Organisations,
    Field::Section,
    Field::Language,
];

/// The number of values of each facet.
pub(super) const FACET_VALUES: usize = 8;

/// The number of places on the map.
pub(super) const MAP_PLACES: usize = 60;

/// Seconds after which the front page loads itself again while the archive is being read.
const REFRESH: u32 = 4;

/// Everything the page of search results shows.
pub(super) struct Results<'a> {
    pub request: &'a Request,
    pub answer: &'a Answer,
    pub wider: &'a [WiderSearch],
    /// Articles that each offer of a question finds.
    pub offers: &'a [u64],
    pub progress: &'a Progress,
    pub overview: &'a Overview,
    /// The number of hits on earlier pages.
    pub start: usize,
    pub today: Date,
}

impl Results<'_> {
    /// Makes the page.
    pub(super) fn page(&self) -> Response {
        let Self { request, answer, .. } = self;
        let head = html! {
            link rel="alternate" type="application/atom+xml" title="New articles of this search"
                href=(search_params::url("/api/feed", request));
            // Only where nobody reads yet: with a script, the numbers alone are replaced.
            @if self.is_indexing() && answer.hits.is_empty() {
                noscript { meta http-equiv="refresh" content=(REFRESH); }
            }
        };
        let body = html! {
            (self.indexing())
            div.search {
                main #content {
                    (self.lead())
                    (pills::pills(request, answer))
                    (self.notes())
                    (self.timeline())
                    @if answer.hits.is_empty() { (empty::no_results(request, self.wider, self.is_indexing())) }
                    @else {
                        div.results {
                            div {
                                (hits::hit_list(answer, request, self.start))
                                (hits::pager(answer, request, self.start))
                            }
                            (self.map())
                        }
                    }
                }
                (self.facets())
            }
        };
        let frame = Frame {
            title: &request.query,
            search: Some(request),
            focuses_box: self.is_front_page(),
            head: Some(head),
            content: "hits",
            ..Frame::default()
        };
        page(&frame, &body)
    }

    /// Returns true where nothing was asked.
    fn is_front_page(&self) -> bool {
        self.request.query.is_empty() && !pills::is_filtered(self.request) && self.start == 0
    }

    fn is_indexing(&self) -> bool {
        self.progress.is_running()
    }

    /// A status line while the index is being updated.
    fn indexing(&self) -> Markup {
        let files = self.progress.files.load(Relaxed);
        let done = self.progress.files_done.load(Relaxed);
        html! {
            @if self.is_indexing() {
                div.indexing role="status" {
                    @if files == 0 {
                        span { "Looking for files. Articles can be searched as they are read." }
                    } @else {
                        progress max=(files) value=(done) aria-label="Files read" {}
                        span { "Reading the archive: " (with_separators(done)) " of "
                            (counted(files, "file", "files")) ". Articles read so far can be searched." }
                    }
                }
            }
        }
    }

    /// The line that says what was found, and the tools of the page.
    fn lead(&self) -> Markup {
        let Self { answer, request, .. } = self;
        html! {
            div.lead {
                h1 { (counted(answer.articles, "article", "articles")) }
                p {
                    @if self.is_front_page() { (self.archive_line()) }
                    @else {
                        @if answer.stories < answer.articles { "in " (counted(answer.stories, "story", "stories")) ", " }
                        (format!("{:.0}", answer.took.as_secs_f64() * 1e3)) " ms"
                        @if !answer.exact { ", counts are not exact" }
                    }
                }
                (mix(request, answer))
                // What found nothing can neither be sorted nor exported.
                @if answer.total > 0 { div.tools {
                    a.to-filters href="#filters" { "Filters" }
                    @if self.places().is_some() { a.to-map href="#map" { "Map" } }
                    (self.sorts())
                    (widened::switch(request))
                    @if answer.collapsed || answer.stories < answer.articles { (collapse_link(request, answer)) }
                    (tools_menu(request))
                    (export::menu(request, answer.total))
                } }
            }
        }
    }

    /// What the archive holds: "February 1987 – October 1987, 22 files, 2 rejected".
    fn archive_line(&self) -> Markup {
        let span = self.overview.span();
        html! {
            @if let Some((first, last)) = span {
                (first.strftime("%B %Y")) " – " (last.strftime("%B %Y"))
            }
            @if self.overview.files > 0 {
                ", " a href="/archive" { (counted(self.overview.files, "file", "files")) }
            }
            @if self.overview.rejected > 0 {
                ", " a href="/archive#rejected" { (with_separators(self.overview.rejected)) " rejected" }
            }
        }
    }

    fn sorts(&self) -> Markup {
        let offered = Sort::ALL.iter().filter(|(_, sort)| {
            !sort.is_by_score() || !self.request.query.is_empty() || *sort == self.answer.sort
        });
        html! {
            span.sorts role="group" aria-label="Order of the hits" {
                span aria-hidden="true" { "Sort" }
                @for (_, sort) in offered {
                    @let sorted = Request { sort: Some(*sort), after: None, ..self.request.clone() };
                    @let (label, title) = sort_label(*sort);
                    a href=(search_params::url("/", &sorted)) title=[title] aria-current=[(*sort == self.answer.sort).then_some("true")] { (label) }
                }
            }
        }
    }

    fn notes(&self) -> Markup {
        let Self { answer, request, .. } = self;
        html! {
            @if self.is_front_page() { (self.latest_people()) }
            @if answer.did_you_mean.is_some() || !answer.warnings.is_empty() || answer.explanation.is_some() {
                div.notes role="status" {
                    @if let Some(question) = &answer.question { (question::note(request, question, self.offers)) }
                    @if !answer.widened.is_empty() { (widened::note(request, answer)) }
                    @if let Some(explanation) = answer.explanation.as_ref().filter(|_| answer.widened.is_empty()) {
                        (explained(explanation))
                    }
                    @if let Some(suggestion) = &answer.did_you_mean { (did_you_mean(request, suggestion)) }
                    @let is_shown = |it: &&Warning| !question::is_of_question(answer, it) && !widened::is_said(answer, it);
                    @for warning in answer.warnings.iter().filter(is_shown) {
                        p.warning { (message(&warning.message)) }
                    }
                }
            }
        }
    }

    /// The people most written about in the archive's last month.
    fn latest_people(&self) -> Markup {
        html! {
            @if let Some(Latest { period, people }) = &self.overview.latest {
                div.latest {
                    p { "Most written about in " (Period::between(period.0, period.1).label()) }
                    ul.chips { @for person in people {
                        @let narrowed = Request { since: Some(period.0.to_string()), until: Some(period.1.to_string()), ..search_for(Field::People, &person.value) };
                        li { a.chip.people href=(search_params::url("/", &narrowed)) { (person.name) } " " span.count { (with_separators(person.count)) } }
                    } }
                }
            }
        }
    }

    fn timeline(&self) -> Markup {
        let Self { answer, request, overview, today, .. } = *self;
        Timeline { bars: &answer.timeline, undated: answer.undated, request, overview, today }
            .draw()
    }

    /// The places of the hits on a map, beside them where the window is wide.
    fn map(&self) -> Markup {
        html! { @if let Some(places) = self.places() { (place_map(self.request, places)) } }
    }

    /// The places of the hits, if there are any.
    fn places(&self) -> Option<&Facet> {
        let mut facets = self.answer.facets.iter();
        facets.find(|facet| facet.field == Field::Places && !facet.values.is_empty())
    }

    fn facets(&self) -> Markup {
        html! {
            nav.facets #filters aria-label="Filters" {
                p.done { a.button href="#content" { "Show " (counted(self.answer.total, "hit", "hits")) } }
                @for facet in &self.answer.facets {
                    (facet_section(self.request, self.answer, facet, FACET_VALUES))
                }
                (tags(self.request, self.answer))
            }
        }
    }
}

/// The tags of the hits, each a link that adds it to the query.
fn tags(request: &Request, answer: &Answer) -> Markup {
    let highest = answer.tags.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let narrowed = |tag: &String| {
        let tag = ClipQuery { kind: ClipKind::Tag, name: Some(tag.clone()) };
        let query = Query::and(
            [parse(&request.query).query, Query::Clipped(tag)]
                .into_iter()
                .filter(|it| *it != Query::All),
        );
        search_params::url("/", &question::with_query(request, &query))
    };
    html! {
        @if !answer.tags.is_empty() {
            section.facet aria-labelledby="facet-tags" {
                h2 #facet-tags { "Tags" span.count { (with_separators(answer.tags.len() as u64)) } }
                ul.values { @for (tag, count) in answer.tags.iter().take(2 * FACET_VALUES) {
                    li { (tag_row(&narrowed(tag), tag, *count, highest)) }
                } }
                @if answer.tags.len() > 2 * FACET_VALUES { p.more { a href="/clippings" { "all tags" } } }
            }
        }
    }
}

/// Returns whether the page says how its articles are mixed: for a search, not for the whole archive.
pub(super) fn shows_mix(request: &Request) -> bool {
    !request.query.is_empty() || pills::is_filtered(request)
}

/// The mix of the articles, each share a link to its own search.
fn mix(request: &Request, answer: &Answer) -> Markup {
    let link = |query: &str| {
        let search = Request { query: query.to_owned(), after: None, ..request.clone() };
        search_params::url("/", &search)
    };
    let receipt = search_params::url("/receipt", &Request { after: None, ..request.clone() });
    html! {
        @if let Some(mix) = &answer.mix {
            ul.mix aria-label="Mix of the articles" { @for share in &mix.shares {
                li { a href=(link(&share.query)) { span.num { (with_separators(share.articles)) } " " (share.kind.label()) } }
            }
            @if answer.total > 0 {
                li { a href=(receipt) title="What identifies this answer, to cite it and to check it later" { "receipt" } }
            } }
        }
    }
}

/// How a query was read, and on demand whom and what its names stand for.
fn explained(explanation: &str) -> Markup {
    let (query, names) = explanation.split_once('\n').unwrap_or((explanation, ""));
    html! {
        @if names.is_empty() { p.muted { (query) } }
        @else {
            details.muted {
                summary { (query) }
                @for line in names.lines() { p { (line) } }
            }
        }
    }
}

/// Returns whether a query is more than words, so that it helps to say how it was read.
pub(super) fn needs_explanation(query: &str) -> bool {
    is_question(query)
        || query.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace() && c != '\'')
        || query.split_whitespace().any(|word| matches!(word, "OR" | "AND" | "NOT"))
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

/// The label of an order, and what it means where the label does not say it.
fn sort_label(sort: Sort) -> (&'static str, Option<&'static str>) {
    match sort {
        Sort::Relevance => ("relevance", None),
        Sort::Fresh => {
            ("recent relevance", Some("Relevant articles, recent ones above older ones"))
        }
        Sort::Newest => ("newest", None),
        Sort::Oldest => ("oldest", None),
    }
}
