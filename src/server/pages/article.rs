//! The page of one article, with entities linked and matches marked.

use std::ops::Range;

use axum::response::Response;
use maud::{Markup, html};

use super::diff::diff_url;
use super::layout::{annotated, facet_label, facet_url, headline, meta_line, page};
use crate::article::document::{Document, ValueMention};
use crate::article::entity::{Evidence, EvidenceSource, Person, Topic, TopicSource};
use crate::article::schema::Field;
use crate::article::{Article, Slot};
use crate::enrich::topics;
use crate::search::highlight::Marks;
use crate::search::records::DuplicateRecord;
use crate::search::similar::Similar;
use crate::search::story::{Story, StoryVersion};

/// Other articles and records that belong on the page of an article.
pub(super) struct Related {
    /// Other records with the same text.
    pub duplicates: Vec<DuplicateRecord>,
    /// The story the article belongs to.
    pub story: Option<Story>,
    /// Similar articles.
    pub similar: Vec<Similar>,
}

/// The page of an article.
pub(super) fn article_page(
    document: &Document,
    marks: &Marks,
    related: &Related,
    query: &str,
) -> Response {
    let article = &document.article;
    let mentions = document.value_mentions();
    let mentions_in = |slot: Slot| -> Vec<ValueMention<'_>> {
        mentions.iter().filter(|mention| mention.slot == slot).cloned().collect()
    };
    let text = |slot: Slot, text: &str| annotated(text, &marks.in_slot(slot), &mentions_in(slot));
    let body = html! {
        main.reader {
            article {
                (meta_line(article))
                h1 { (text(Slot::Title, headline(article))) }
                @if !article.byline.is_empty() { p.byline { (article.byline) } }
                @if !article.standfirst.is_empty() {
                    p.standfirst { (text(Slot::Standfirst, &article.standfirst)) }
                }
                @for (index, caption) in (0..).zip(&article.captions) {
                    p.caption { (text(Slot::Caption(index), caption)) }
                }
                (paragraphs(&article.body, &marks.in_slot(Slot::Body), &mentions_in(Slot::Body)))
                (subjects(document))
                @if let Some(story) = &related.story { (versions(story, document)) }
                (similar(&related.similar))
                (provenance(document, &related.duplicates))
            }
        }
    };
    page(headline(article), query, body)
}

/// The body as paragraphs, with the offsets of marks and mentions shifted to each of them.
fn paragraphs(body: &str, marks: &[Range<usize>], mentions: &[ValueMention<'_>]) -> Markup {
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
        paragraphs.push(annotated(paragraph, &marks, &mentions));
        start = end + "\n\n".len();
    }
    html! { @for paragraph in paragraphs { p { (paragraph) } } }
}

/// The people, places, organisations, topics and keywords of the article, each linked to a search.
fn subjects(document: &Document) -> Markup {
    let (article, subjects) = (&document.article, &document.subjects);
    let chip = |field: Field, value: &str, name: &str, title: &str| {
        let title = Some(title).filter(|title| !title.is_empty());
        html! { a.chip href=(facet_url(field, value)) title=[title] { (name) } }
    };
    let people = subjects
        .people
        .iter()
        .map(|person| chip(Field::People, &person.key, &person.name, &person_title(person)));
    let places = subjects.places.iter().map(|place| {
        chip(Field::Places, &place.key, &place.path.join(", "), &evidence_title(&place.evidence))
    });
    let organisations = subjects.organisations.iter().map(|organisation| {
        let title = evidence_title(&organisation.evidence);
        chip(Field::Organisations, &organisation.key, &organisation.name, &title)
    });
    let topics = subjects.narrowest().map(|topic| {
        chip(Field::Topics, &topic.key, &topic.path.join(" › "), &topic_title(topic, article))
    });
    let keywords =
        article.keywords.iter().map(|keyword| chip(Field::Keywords, keyword, keyword, ""));
    let rows: [(Field, Vec<Markup>); 5] = [
        (Field::People, people.collect()),
        (Field::Places, places.collect()),
        (Field::Organisations, organisations.collect()),
        (Field::Topics, topics.collect()),
        (Field::Keywords, keywords.collect()),
    ];
    html! {
        dl.about {
            @for (field, chips) in rows.iter().filter(|(_, chips)| !chips.is_empty()) {
                dt { (facet_label(*field)) }
                dd { @for chip in chips { (chip) } }
            }
        }
    }
}

/// The versions of a story, each with a description and a link to its differences from this one.
fn versions(story: &Story, shown: &Document) -> Markup {
    let publishers = story.publishers.join(", ");
    let shown_index = story.versions.iter().position(|version| version.document.id == shown.id);
    // The comparison reads from the earlier version to the later one.
    let compare = |index: usize, other: &Document| match shown_index {
        Some(shown_index) if index < shown_index => diff_url(other, shown),
        _ => diff_url(shown, other),
    };
    html! {
        section #versions.versions {
            h2 { (story.versions.len()) " versions of this story"
                @if let Some(agency) = &story.agency { " from " (agency) }
                @if !publishers.is_empty() { ", published by " (publishers) } }
            ol {
                @for (index, StoryVersion { document, version }) in story.versions.iter().enumerate() {
                    li aria-current=[(document.id == shown.id).then_some("true")] {
                        (meta_line(&document.article))
                        a href={ "/article/" (document.id) } { (headline(&document.article)) }
                        span.description { (version)
                            @if document.id != shown.id { " · " a href=(compare(index, document)) { "what changed" } } }
                    }
                }
            }
        }
    }
}

/// Similar articles, each with the values it shares with this one.
fn similar(similar: &[Similar]) -> Markup {
    html! {
        @if !similar.is_empty() {
            section.similar {
                h2 { "Similar articles" }
                @for Similar { document, shared, .. } in similar {
                    article.hit {
                        h3 { a href={ "/article/" (document.id) } { (headline(&document.article)) } }
                        (meta_line(&document.article))
                        @if !shared.is_empty() {
                            p.chips { @for shared in shared {
                                a.chip href=(facet_url(shared.field, &shared.value)) { (shared.name) }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// The tooltip of a person: the role and the evidence.
fn person_title(person: &Person) -> String {
    [person.role.as_str(), &evidence_title(&person.evidence)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// The tooltip of a topic: "quake, aftershocks, tremor; 98% confidence".
fn topic_title(topic: &Topic, article: &Article) -> String {
    let terms = topics::evidence_terms(article, topic).join(", ");
    match topic.source {
        TopicSource::Publisher => format!("assigned by the publisher: {terms}"),
        TopicSource::Inferred => format!("{terms}; {}", percent(topic.score)),
    }
}

/// The evidence for a value: "named in full in the title; 97% confidence".
fn evidence_title(evidence: &Evidence) -> String {
    match evidence.by {
        EvidenceSource::Publisher => "assigned by the publisher".to_string(),
        EvidenceSource::Model | EvidenceSource::Rule => {
            format!("{}; {}", evidence.reason, percent(evidence.confidence.into()))
        }
    }
}

fn percent(confidence: f64) -> String {
    format!("{:.0}% confidence", confidence * 100.0)
}

/// The file, record and format of the article, its duplicates, its URL and its warnings.
fn provenance(document: &Document, duplicates: &[DuplicateRecord]) -> Markup {
    let url = &document.article.url;
    html! {
        footer.provenance {
            p { code { (document.path) } ", record " (document.record) ", read as " (document.format_label()) }
            @for duplicate in duplicates {
                p { "Same text in " code { (duplicate.path) } ", record " (duplicate.record) }
            }
            @if is_web_url(url) { p { a href=(url) rel="noreferrer" { (url) } } }
            @for warning in &document.article.warnings { p.warning { (warning) } }
            p { a href={ "/api/articles/" (document.id) } { "JSON" } }
        }
    }
}

/// Returns whether a URL may be linked. Archives are untrusted, so `javascript:` and other schemes are not.
fn is_web_url(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}
