//! An article to read, and what it is about.

use anstyle::Style;

use super::style::{QUIET, STRONG, meta, named, wrapped};
use crate::article::document::Document;
use crate::article::entity::{EvidenceSource, Evidence, Topic, TopicSource};
use crate::article::{Article, Slot};
use crate::cli::terminal;
use crate::enrich::topics;
use crate::search::engine::DuplicateRecord;
use crate::search::highlight::Marks;

/// An article to read, with its names and what answers a query standing out; where it is asked why, with what spoke
/// for every value.
pub fn article(clipping: &Document, marks: &Marks, copies: &[DuplicateRecord], why: bool) -> String {
    let width = terminal::width().min(76);
    let article = &clipping.article;
    let namings = clipping.value_mentions();
    let text = |text: &str, slot: Slot, style: Style| {
        let of_slot: Vec<_> =
            namings.iter().filter(|naming| naming.slot == slot).cloned().collect();
        let whole = named(text, &marks.of(slot), &of_slot, style);
        whole
            .split("\n\n")
            .map(|paragraph| wrapped(paragraph, width, "", ""))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut parts = vec![format!(
        "{}{}",
        text(&article.title, Slot::Title, STRONG),
        wrapped(&format!("{QUIET}{}{QUIET:#}", meta(article)), width, "", "")
    )];
    if !article.byline.is_empty() {
        parts.push(wrapped(&article.byline, width, "", ""));
    }
    if !article.standfirst.is_empty() {
        parts.push(text(&article.standfirst, Slot::Standfirst, Style::new().italic()));
    }
    for (which, caption) in (0..).zip(&article.captions) {
        parts.push(text(caption, Slot::Caption(which), QUIET));
    }
    if !article.body.is_empty() {
        parts.push(text(&article.body, Slot::Body, Style::new()));
    }
    parts.push(about(clipping, copies, width, why));
    parts.join("\n")
}

/// What an article is about, and where it lies.
fn about(clipping: &Document, copies: &[DuplicateRecord], width: usize, why: bool) -> String {
    let (article, subjects) = (&clipping.article, &clipping.subjects);
    let mut about = String::new();
    let mut row = |label: &str, values: Vec<&str>| {
        if !values.is_empty() {
            let first = format!("{QUIET}{label:<14}{QUIET:#}");
            about.push_str(&wrapped(&values.join(", "), width, &first, &" ".repeat(14)));
        }
    };
    let people: Vec<String> =
        subjects.people.iter().map(|of| told(&of.name, &of.role, &of.evidence, why)).collect();
    let places: Vec<String> = subjects
        .places
        .iter()
        .map(|of| told(&of.name, wider(&of.path), &of.evidence, why))
        .collect();
    let organisations: Vec<String> =
        subjects.organisations.iter().map(|of| told(&of.name, "", &of.evidence, why)).collect();
    for (label, values) in
        [("People", people), ("Places", places), ("Organisations", organisations)]
    {
        row(label, values.iter().map(String::as_str).collect());
    }
    let paths = subjects.narrowest().map(|topic| topic.path.join(" › "));
    let told = subjects.topics.iter().map(|topic| topic_told(topic, article));
    let topics: Vec<String> = if why { told.collect() } else { paths.collect() };
    row("Topics", topics.iter().map(String::as_str).collect());
    row("Keywords", article.keywords.iter().map(String::as_str).collect());
    row("Authors", article.authors.iter().map(String::as_str).collect());
    row("Credits", article.credits.iter().map(String::as_str).collect());
    row("Notes", article.notes.iter().map(String::as_str).collect());
    row(
        "Language",
        [article.language.as_str()].into_iter().filter(|language| !language.is_empty()).collect(),
    );
    row("Address", [article.url.as_str()].into_iter().filter(|url| !url.is_empty()).collect());
    let read = format!("record {}, {}", clipping.record, clipping.how());
    row("File", vec![&clipping.path, &read]);
    let also: Vec<String> =
        copies.iter().map(|copy| format!("{} (record {})", copy.path, copy.record)).collect();
    row("Also in", also.iter().map(String::as_str).collect());
    row("Id", vec![&clipping.id]);
    row("Unsure", article.warnings.iter().map(String::as_str).collect());
    about
}

/// A value with what the article says of it, and why it is there where that is asked.
fn told(name: &str, role: &str, evidence: &Evidence, why: bool) -> String {
    let role = if role.is_empty() { String::new() } else { format!(" ({role})") };
    let why = match evidence.by {
        _ if !why => String::new(),
        EvidenceSource::Publisher => " [assigned by the publisher]".to_string(),
        EvidenceSource::Model | EvidenceSource::Rule => {
            format!(" [{}, {:.0} % sure]", evidence.why, evidence.confidence * 100.0)
        }
    };
    format!("{name}{role}{why}")
}

/// A topic, and what spoke for it: the publisher's label, or words of the text.
pub fn topic_told(topic: &Topic, article: &Article) -> String {
    let said = || topics::speakers(article, topic).join(", ");
    match topic.source {
        TopicSource::Publisher => format!("{} [assigned by the publisher: {}]", topic.name, said()),
        TopicSource::Inferred => {
            format!("{} [{}, {:.0} % sure]", topic.name, said(), topic.score * 100.0)
        }
    }
}

/// What a place lies in.
fn wider(path: &[String]) -> &str {
    path.len().checked_sub(2).and_then(|at| path.get(at)).map_or("", String::as_str)
}
