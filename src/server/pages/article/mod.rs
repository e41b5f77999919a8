//! The page of one article, with entities explained and matches marked.

mod diff;
mod original;
mod source;
mod story;
mod subjects;

use std::collections::HashMap;
use std::ops::Range;

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{Frame, page};
use super::text::{Annotator, article_url, headline, superseded, with_separators};
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::article::schema::Field;
use crate::enrich::entities::places;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::highlight::Marks;
use crate::search::planner;
use crate::search::records::DuplicateRecord;
use crate::search::request::Request;
use crate::search::similar::Similar;
use crate::search::story::{Story, Superseding};
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::today;
pub(super) use diff::diff_page;
pub(super) use original::original;

/// The highest number of a hit whose neighbours are looked up: they cost as much as all hits before.
const MAX_HIT: usize = 200;

/// Everything the page of an article shows.
pub(super) struct ArticlePage {
    pub document: Document,
    pub marks: Marks,
    /// The search that found the article.
    pub search: Request,
    /// The place of the article among the hits of the search.
    pub position: Option<Position>,
    /// Other records with the same text.
    pub duplicates: Vec<DuplicateRecord>,
    /// The story the article belongs to.
    pub story: Option<Story>,
    /// Similar articles.
    pub similar: Vec<Similar>,
    /// The labels of places whose name others have too, by key.
    pub place_labels: HashMap<String, String>,
    /// Whether the reader may have the file that the article was read from.
    pub has_original: bool,
    /// The corrections of names in this article; `None` where names cannot be corrected.
    pub corrections: Option<Markup>,
    /// The tags, collections and notes of the article.
    pub clipping: Markup,
}

/// The place of an article among the hits of a search.
pub(super) struct Position {
    /// Its number, from one.
    number: usize,
    total: u64,
    /// The ids of the hits before and after it.
    previous: Option<String>,
    next: Option<String>,
}

/// Finds the place of an article among the hits of a search. `None` where it is not the hit of that
/// number any more.
///
/// # Errors
/// Fails when the request is invalid or the index cannot be read.
pub(super) fn position(
    engine: &dyn Engine,
    search: &Request,
    number: usize,
    id: &str,
    budget: &Budget,
) -> Result<Option<Position>, Problem> {
    if number == 0 || number > MAX_HIT {
        return Ok(None);
    }
    let request = Request { limit: number + 1, facets: Vec::new(), ..search.clone() };
    let mut plan = planner::plan(engine, &request, today(), budget)?.plan;
    plan.timeline = false;
    let found = engine.search(&plan)?;
    let id_at = |index: usize| found.hits.get(index).map(|hit| hit.document.id.clone());
    if id_at(number - 1).as_deref() != Some(id) {
        return Ok(None);
    }
    let total = if plan.collapsed { found.stories } else { found.articles };
    let previous = number.checked_sub(2).and_then(id_at);
    Ok(Some(Position { number, total, previous, next: id_at(number) }))
}

/// Returns the labels of the places of an article whose name is another's too, in this archive or as
/// it is commonly understood.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn place_labels(
    engine: &dyn Engine,
    document: &Document,
) -> Result<HashMap<String, String>, Problem> {
    let terms = engine.facet_terms(Field::Places)?;
    let mut labels = HashMap::new();
    for place in &document.subjects.places {
        let listed = terms.get(&place.key)?.map(|term| term.name.clone());
        let label = listed.filter(|label| *label != place.name);
        if let Some(label) = label.or_else(|| places::qualified(&place.key, &place.name)) {
            labels.insert(place.key.clone(), label);
        }
    }
    Ok(labels)
}

impl ArticlePage {
    /// The version that superseded the article.
    fn superseding(&self) -> Option<Superseding> {
        self.story.as_ref()?.superseding(&self.document.id)
    }

    /// Makes the page.
    pub(super) fn response(&self) -> Response {
        let article = &self.document.article;
        let (text, matches) = self.text();
        let body = html! {
            (self.hit_bar(matches))
            div.reading {
                main #content {
                    @if let Some(superseding) = self.superseding() { (superseded(&self.document.id, &superseding)) }
                    article.reader { (text) }
                    (self.clipping)
                    @if let Some(story) = &self.story { (story::versions(story, &self.document)) }
                    (story::similar(&self.similar))
                    (source::provenance(&self.document, &self.duplicates, self.has_original))
                    @if let Some(corrections) = &self.corrections { (corrections) }
                }
                (subjects::subjects(&self.document, &self.place_labels, self.corrections.is_some()))
            }
        };
        let frame =
            Frame { title: headline(article), search: Some(&self.search), ..Frame::default() };
        page(&frame, &body)
    }

    /// The text of the article, and the number of matches in it.
    fn text(&self) -> (Markup, usize) {
        let article = &self.document.article;
        let mentions = self.document.value_mentions();
        let mut annotator = Annotator::with_labels(&self.place_labels);
        let mut annotated = |slot: Slot, text: &str| {
            let mentions: Vec<_> =
                mentions.iter().filter(|mention| mention.slot == slot).cloned().collect();
            annotator.annotated(text, &self.marks.in_slot(slot), &mentions)
        };
        let title = annotated(Slot::Title, headline(article));
        let standfirst = annotated(Slot::Standfirst, &article.standfirst);
        let captions: Vec<Markup> = (0..)
            .zip(&article.captions)
            .map(|(index, caption)| annotated(Slot::Caption(index), caption))
            .collect();
        let in_body: Vec<_> =
            mentions.iter().filter(|mention| mention.slot == Slot::Body).cloned().collect();
        let marks = self.marks.in_slot(Slot::Body);
        let body = paragraphs(&mut annotator, &article.body, &marks, &in_body);
        let text = html! {
            (source::metadata(&self.document))
            h1 { (title) }
            @if !article.byline.is_empty() { p.byline { (article.byline) } }
            @if !article.standfirst.is_empty() { p.standfirst { (standfirst) } }
            @for caption in captions { p.caption { (caption) } }
            div.text { @for paragraph in body { p { (paragraph) } } }
        };
        (text, annotator.matches)
    }

    /// The way back to the hits, and to the hits before and after.
    fn hit_bar(&self, matches: usize) -> Markup {
        let is_search = self.search != Request::default();
        html! {
            @if is_search || self.position.is_some() {
                nav.hitbar aria-label="Results" {
                    a href=(search_params::url("/", &self.search)) { "← Back to results" }
                    @if matches > 0 {
                        span { a href="#match-1" { (matches) @if matches == 1 { " match" } @else { " matches" } } }
                    }
                    @if let Some(position) = &self.position { (self.steps(position)) }
                }
            }
        }
    }

    fn steps(&self, position: &Position) -> Markup {
        let url = |id: &str, number: usize| {
            let number = number.to_string();
            let url = search_params::url(&article_url(id), &self.search);
            search_params::with_parameters(&url, [("hit", number.as_str())])
        };
        html! {
            span.step { "hit " (with_separators(position.number as u64)) " of " (with_separators(position.total)) }
            @if let Some(previous) = &position.previous {
                a rel="prev" href=(url(previous, position.number - 1)) title="Key [" { "Previous" }
            }
            @if let Some(next) = &position.next {
                a rel="next" href=(url(next, position.number + 1)) title="Key ]" { "Next" }
            }
        }
    }
}

/// The body as paragraphs, with the offsets of marks and mentions shifted to each of them.
fn paragraphs(
    annotator: &mut Annotator<'_>,
    body: &str,
    marks: &[Range<usize>],
    mentions: &[ValueMention<'_>],
) -> Vec<Markup> {
    let mut start = 0;
    let mut paragraphs = Vec::new();
    for paragraph in body.split("\n\n") {
        let end = start + paragraph.len();
        let marks: Vec<_> = marks
            .iter()
            .filter(|mark| mark.start >= start && mark.end <= end)
            .map(|mark| mark.start - start..mark.end - start)
            .collect();
        let mentions: Vec<_> = mentions
            .iter()
            .filter(|mention| mention.start >= start && mention.end <= end)
            .map(|mention| ValueMention {
                start: mention.start - start,
                end: mention.end - start,
                ..mention.clone()
            })
            .collect();
        paragraphs.push(annotator.annotated(paragraph, &marks, &mentions));
        start = end + "\n\n".len();
    }
    paragraphs
}
