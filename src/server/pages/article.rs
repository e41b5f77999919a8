//! An article to read, with what answers marked in it.

use std::ops::Range;

use axum::response::Response;
use maud::{Markup, html};

use super::diff;
use super::layout::{by, headline, meta_line, named, page};
use crate::article::document::{Document, ValueMention};
use crate::article::entity::{EvidenceSource, Evidence, Person, Topic, TopicSource};
use crate::article::schema::Field;
use crate::article::{Article, Slot};
use crate::enrich::topics;
use crate::search::engine::DuplicateRecord;
use crate::search::highlight::Marks;
use crate::search::similar::Similar;
use crate::search::story::{Story, StoryVersion};

/// What the archive has beside an article.
pub struct Beside {
    /// Other records with its text.
    pub copies: Vec<DuplicateRecord>,
    /// The story it is a version of.
    pub tale: Option<Story>,
    /// Articles that are like it.
    pub similar: Vec<Similar>,
}

/// The page of an article.
pub fn reader(clipping: &Document, marks: &Marks, beside: &Beside, query: &str) -> Response {
    let article = &clipping.article;
    let namings = clipping.value_mentions();
    let text = |slot: Slot, text: &str| {
        let of_slot: Vec<_> =
            namings.iter().filter(|naming| naming.slot == slot).cloned().collect();
        named(text, &marks.of(slot), &of_slot)
    };
    let body_namings: Vec<_> =
        namings.iter().filter(|naming| naming.slot == Slot::Body).cloned().collect();
    let body = html! {
        main.reader {
            article {
                (meta_line(article))
                h1 { (text(Slot::Title, headline(article))) }
                @if !article.byline.is_empty() { p.byline { (article.byline) } }
                @if !article.standfirst.is_empty() {
                    p.standfirst { (text(Slot::Standfirst, &article.standfirst)) }
                }
                @for (which, caption) in (0..).zip(&article.captions) {
                    p.caption { (text(Slot::Caption(which), caption)) }
                }
                (paragraphs(&article.body, &marks.of(Slot::Body), &body_namings))
                (about(clipping))
                @if let Some(tale) = &beside.tale { (versions(tale, clipping)) }
                (similar(&beside.similar))
                (provenance(clipping, &beside.copies))
            }
        }
    };
    page(headline(article), query, body)
}

fn paragraphs(body: &str, marks: &[Range<usize>], namings: &[ValueMention<'_>]) -> Markup {
    let mut start = 0;
    let mut all = Vec::new();
    for paragraph in body.split("\n\n") {
        let end = start + paragraph.len();
        let marks = marks.iter().filter(|mark| mark.start >= start && mark.end <= end);
        let marks: Vec<_> = marks.map(|mark| mark.start - start..mark.end - start).collect();
        let namings = namings.iter().filter(|naming| naming.start >= start && naming.end <= end);
        let moved = |naming: &ValueMention<'_>| (naming.start - start, naming.end - start);
        let namings: Vec<_> = namings
            .map(|naming| {
                let (start, end) = moved(naming);
                let (values, name, role) = (naming.values.clone(), naming.name, naming.role);
                ValueMention { start, end, slot: naming.slot, field: naming.field, values, name, role }
            })
            .collect();
        all.push(html! { p { (named(paragraph, &marks, &namings)) } });
        start = end + 2;
    }
    html! { @for paragraph in all { (paragraph) } }
}

/// What the article is about, each a search of its own.
fn about(clipping: &Document) -> Markup {
    let subjects = &clipping.subjects;
    let chip = |field: Field, value: &str, name: &str, why: &str| {
        html! { a.chip href=(by(field, value)) title=[Some(why).filter(|why| !why.is_empty())] { (name) } }
    };
    let people =
        subjects.people.iter().map(|of| chip(Field::People, &of.key, &of.name, &person_told(of)));
    let places = subjects
        .places
        .iter()
        .map(|of| chip(Field::Places, &of.key, &of.path.join(", "), &told(&of.evidence)));
    let organisations = subjects
        .organisations
        .iter()
        .map(|of| chip(Field::Organisations, &of.key, &of.name, &told(&of.evidence)));
    let topics = subjects.narrowest().map(|of| {
        chip(Field::Topics, &of.key, &of.path.join(" › "), &topic_told(of, &clipping.article))
    });
    let keywords =
        clipping.article.keywords.iter().map(|keyword| chip(Field::Keywords, keyword, keyword, ""));
    let rows: [(&str, Vec<Markup>); 5] = [
        ("People", people.collect()),
        ("Places", places.collect()),
        ("Organisations", organisations.collect()),
        ("Topics", topics.collect()),
        ("Keywords", keywords.collect()),
    ];
    html! {
        dl.about {
            @for (name, chips) in rows.iter().filter(|(_, chips)| !chips.is_empty()) {
                dt { (name) }
                dd { @for chip in chips { (chip) } }
            }
        }
    }
}

/// The versions of the story, each with what it is and a way to see what changed.
fn versions(tale: &Story, shown: &Document) -> Markup {
    let others = tale.publishers.join(", ");
    let own = tale.versions.iter().position(|told| told.clipping.id == shown.id);
    // From the earlier one to the later one.
    let changes = |at: usize, other: &Document| match own {
        Some(own) if at < own => diff::address(other, shown),
        _ => diff::address(shown, other),
    };
    html! {
        section #versions.versions {
            h2 { (tale.versions.len()) " versions of this story"
                @if let Some(agency) = &tale.agency { " from " (agency) }
                @if !others.is_empty() { ", printed by " (others) } }
            ol {
                @for (at, StoryVersion { clipping, version }) in tale.versions.iter().enumerate() {
                    li aria-current=[(clipping.id == shown.id).then_some("true")] {
                        (meta_line(&clipping.article))
                        a href={ "/article/" (clipping.id) } { (headline(&clipping.article)) }
                        span.what { (version)
                            @if clipping.id != shown.id { " · " a href=(changes(at, clipping)) { "what changed" } } }
                    }
                }
            }
        }
    }
}

/// Other articles to read, each with what it has in common with this one.
fn similar(similar: &[Similar]) -> Markup {
    html! {
        @if !similar.is_empty() {
            section.similar {
                h2 { "Similar articles" }
                @for Similar { clipping, shared, .. } in similar {
                    article.hit {
                        h3 { a href={ "/article/" (clipping.id) } { (headline(&clipping.article)) } }
                        (meta_line(&clipping.article))
                        @if !shared.is_empty() {
                            p.chips { @for shared in shared {
                                a.chip href=(by(shared.field, &shared.value)) { (shared.name) }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn person_told(person: &Person) -> String {
    [person.role.as_str(), &told(&person.evidence)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// Why a topic is there: "quake, aftershocks, tremor; 98 % sure".
fn topic_told(topic: &Topic, article: &Article) -> String {
    let said = topics::speakers(article, topic).join(", ");
    match topic.source {
        TopicSource::Publisher => format!("assigned by the publisher: {said}"),
        TopicSource::Inferred => format!("{said}; {:.0} % sure", topic.score * 100.0),
    }
}

/// Why a value is there: "named in full in the title, 97 % sure".
fn told(evidence: &Evidence) -> String {
    match evidence.by {
        EvidenceSource::Publisher => "assigned by the publisher".to_string(),
        EvidenceSource::Model | EvidenceSource::Rule => {
            format!("{}, {:.0} % sure", evidence.why, evidence.confidence * 100.0)
        }
    }
}

fn provenance(clipping: &Document, copies: &[DuplicateRecord]) -> Markup {
    html! {
        footer.provenance {
            p { code { (clipping.path) } ", record " (clipping.record) ", read as " (clipping.how()) }
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
