//! The people, places, organisations, topics and keywords of an article, beside its text.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::article::Article;
use crate::article::document::Document;
use crate::article::entity::{Evidence, EvidenceSource, Topic, TopicSource};
use crate::article::schema::Field;
use crate::enrich::topics;
use crate::server::pages::edit::split_form;
use crate::server::pages::text::{dossier_url, facet_label, facet_url};

/// One subject as a row.
struct Row<'a> {
    value: &'a str,
    name: String,
    role: &'a str,
    /// The number of spans that name it; zero for topics and keywords.
    mentions: usize,
    evidence: String,
}

/// All subjects of the article, each linked to its page and to a search, with a button that corrects
/// it where names can be corrected.
pub(super) fn subjects(
    document: &Document,
    place_labels: &HashMap<String, String>,
    is_editable: bool,
) -> Markup {
    let (article, subjects) = (&document.article, &document.subjects);
    let people = subjects.people.iter().map(|it| Row {
        value: &it.key,
        name: it.name.clone(),
        role: &it.role,
        mentions: it.mentions.len(),
        evidence: evidence(&it.evidence),
    });
    let places = subjects.places.iter().map(|it| Row {
        value: &it.key,
        name: place_labels
            .get(&it.key)
            .map_or_else(|| place_name(&it.name, &it.path), String::clone),
        role: "",
        mentions: it.mentions.len(),
        evidence: evidence(&it.evidence),
    });
    let organisations = subjects.organisations.iter().map(|it| Row {
        value: &it.key,
        name: it.name.clone(),
        role: "",
        mentions: it.mentions.len(),
        evidence: evidence(&it.evidence),
    });
    let topics = subjects.narrowest().map(|it| Row {
        value: &it.key,
        name: it.name.clone(),
        role: "",
        mentions: 0,
        evidence: topic_evidence(it, article),
    });
    let keywords = article.keywords.iter().map(|it| Row {
        value: it,
        name: it.clone(),
        role: "",
        mentions: 0,
        evidence: String::new(),
    });
    let lists: [(Field, Vec<Row<'_>>); 5] = [
        (Field::People, people.collect()),
        (Field::Places, places.collect()),
        (Field::Organisations, organisations.collect()),
        (Field::Topics, topics.collect()),
        (Field::Keywords, keywords.collect()),
    ];
    let id = is_editable.then_some(document.id.as_str());
    html! {
        aside.subjects aria-label="Subjects of this article" {
            @for (field, rows) in lists.iter().filter(|(_, rows)| !rows.is_empty()) {
                section { h2 { (facet_label(*field)) } ul { @for row in rows { (row_markup(*field, row, id)) } } }
            }
        }
    }
}

/// A row; with the id of the article it can be corrected there.
fn row_markup(field: Field, row: &Row<'_>, editable: Option<&str>) -> Markup {
    let search = facet_url(field, row.value);
    let page = dossier_url(row.value).filter(|_| field != Field::Topics);
    let evidence = Some(row.evidence.as_str()).filter(|evidence| !evidence.is_empty());
    html! {
        li data-subject=(row.value) {
            a href=(page.as_deref().unwrap_or(&search)) title=[evidence] { (row.name) }
            @if row.mentions > 0 { span.count.muted title="mentions" { (row.mentions) "×" } }
            @if !row.role.is_empty() { span.role { (row.role) } }
            @if page.is_some() { span.links hidden { a href=(search) { "all articles" } } }
            @if let Some(id) = editable { (split_form(field, row.value, &row.name, id)) }
        }
    }
}

/// The name of a place, with the region or country that it is in.
fn place_name(name: &str, path: &[String]) -> String {
    let container = path.iter().rev().nth(1).filter(|_| path.len() > 2);
    container.map_or_else(|| name.to_string(), |container| format!("{name}, {container}"))
}

/// The evidence for a topic: "disaster › earthquake; quake, aftershocks; 98% confidence".
fn topic_evidence(topic: &Topic, article: &Article) -> String {
    let terms = topics::evidence_terms(article, topic).join(", ");
    let path = topic.path.join(" › ");
    match topic.source {
        TopicSource::Publisher => format!("{path}; assigned by the publisher: {terms}"),
        TopicSource::Inferred => format!("{path}; {terms}; {}", percent(topic.score)),
    }
}

/// The evidence for a value: "named in full in the title; 97% confidence".
fn evidence(evidence: &Evidence) -> String {
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
