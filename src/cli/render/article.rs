//! Rendering of an article and its subjects.

use anstyle::Style;

use super::style::{DIM, STRONG, meta, with_mentions, wrapped, wrapped_paragraphs};
use crate::article::document::{Document, ValueMention};
use crate::article::entity::{Evidence, EvidenceSource, Topic, TopicSource};
use crate::article::{Article, Slot};
use crate::cli::context::terminal;
use crate::enrich::topics;
use crate::search::highlight::Marks;
use crate::search::records::DuplicateRecord;

/// Maximum width of running text, in columns.
pub(super) const TEXT_WIDTH: usize = 76;

/// Width of the labels below an article.
const LABEL_WIDTH: usize = 14;

/// Renders an article with its mentions and the matches of a query marked. With `explained`, every
/// subject is followed by its evidence.
pub(crate) fn article(
    document: &Document,
    marks: &Marks,
    duplicates: &[DuplicateRecord],
    explained: bool,
) -> String {
    let width = terminal::width().min(TEXT_WIDTH);
    let article = &document.article;
    let mentions = document.value_mentions();
    let text = |text: &str, slot: Slot, style: Style| {
        let in_slot: Vec<ValueMention<'_>> =
            mentions.iter().filter(|mention| mention.slot == slot).cloned().collect();
        wrapped_paragraphs(&with_mentions(text, &marks.in_slot(slot), &in_slot, style), width)
    };
    let mut parts = vec![format!(
        "{}{}",
        text(&article.title, Slot::Title, STRONG),
        wrapped(&format!("{DIM}{}{DIM:#}", meta(article)), width, "", "")
    )];
    if !article.byline.is_empty() {
        parts.push(wrapped(&article.byline, width, "", ""));
    }
    if !article.standfirst.is_empty() {
        parts.push(text(&article.standfirst, Slot::Standfirst, Style::new().italic()));
    }
    for (number, caption) in (0..).zip(&article.captions) {
        parts.push(text(caption, Slot::Caption(number), DIM));
    }
    if !article.body.is_empty() {
        parts.push(text(&article.body, Slot::Body, Style::new()));
    }
    parts.push(facts(document, duplicates, width, explained));
    parts.join("\n")
}

/// Renders the subjects, metadata and source of an article as labelled rows.
fn facts(
    document: &Document,
    duplicates: &[DuplicateRecord],
    width: usize,
    explained: bool,
) -> String {
    let (article, subjects) = (&document.article, &document.subjects);
    let mut facts = String::new();
    let mut row = |label: &str, values: &[String]| {
        let values: Vec<&str> =
            values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            let first = format!("{DIM}{label:<LABEL_WIDTH$}{DIM:#}");
            let indent = " ".repeat(LABEL_WIDTH);
            facts.push_str(&wrapped(&values.join(", "), width, &first, &indent));
        }
    };
    let value = |name: &str, detail: &str, evidence: &Evidence| {
        with_evidence(name, detail, evidence, explained)
    };
    let people = subjects.people.iter();
    let people = people.map(|person| value(&person.name, &person.role, &person.evidence));
    row("People", &people.collect::<Vec<_>>());
    let places = subjects.places.iter();
    let places = places.map(|place| value(&place.name, parent(&place.path), &place.evidence));
    row("Places", &places.collect::<Vec<_>>());
    let organisations = subjects.organisations.iter();
    let organisations = organisations.map(|known| value(&known.name, "", &known.evidence));
    row("Organisations", &organisations.collect::<Vec<_>>());
    let topics: Vec<String> = if explained {
        subjects.topics.iter().map(|topic| topic_with_evidence(topic, article)).collect()
    } else {
        subjects.narrowest().map(|topic| topic.path.join(" › ")).collect()
    };
    row("Topics", &topics);
    row("Keywords", &article.keywords);
    row("Authors", &article.authors);
    row("Credits", &article.credits);
    row("Notes", &article.notes);
    row("Language", std::slice::from_ref(&article.language));
    row("URL", std::slice::from_ref(&article.url));
    let record = format!("record {}, {}", document.record, document.format_label());
    row("File", &[document.path.clone(), record]);
    let copies = duplicates.iter();
    let copies = copies.map(|copy| format!("{} (record {})", copy.path, copy.record));
    row("Also in", &copies.collect::<Vec<_>>());
    row("Id", std::slice::from_ref(&document.id));
    row("Warnings", &article.warnings);
    facts
}

/// A subject's name with its role or parent place, and its evidence if `explained`.
fn with_evidence(name: &str, detail: &str, evidence: &Evidence, explained: bool) -> String {
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    let evidence = match evidence.by {
        _ if !explained => String::new(),
        EvidenceSource::Publisher => " [assigned by the publisher]".to_string(),
        EvidenceSource::Model | EvidenceSource::Rule => {
            format!(" [{}, {:.0} % sure]", evidence.reason, evidence.confidence * 100.0)
        }
    };
    format!("{name}{detail}{evidence}")
}

/// A topic's name with its evidence: the publisher's label, or words of the text.
pub(super) fn topic_with_evidence(topic: &Topic, article: &Article) -> String {
    let evidence = topics::evidence_terms(article, topic).join(", ");
    match topic.source {
        TopicSource::Publisher => {
            format!("{} [assigned by the publisher: {evidence}]", topic.name)
        }
        TopicSource::Inferred => {
            format!("{} [{evidence}, {:.0} % sure]", topic.name, topic.score * 100.0)
        }
    }
}

/// The name of the place that contains the last one of a path.
fn parent(path: &[String]) -> &str {
    match path {
        [.., parent, _] => parent,
        _ => "",
    }
}
