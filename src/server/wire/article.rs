//! JSON of an article with its entities, topics, story and similar articles.

use std::ops::Range;

use serde::Serialize;

use super::similar::SimilarJson;
use super::story::{StoryJson, SupersedingJson};
use crate::article::date::Published;
use crate::article::document::Document;
use crate::article::entity::{
    Evidence, Mention, Organisation, Person, Place, Topic, TopicSource, Via,
};
use crate::article::{Article, Dateline, Slot};
use crate::enrich::topics;
use crate::search::highlight::Marks;
use crate::search::records::DuplicateRecord;
use crate::search::similar::Similar;
use crate::search::story::{Story, Superseding};

/// An article with everything the archive knows about it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct ArticleJson<'a> {
    id: &'a str,
    path: &'a str,
    record: u32,
    format: &'a str,
    encoding: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    standfirst: &'a str,
    body: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    captions: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    credits: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'a Dateline>,
    #[serde(skip_serializing_if = "str::is_empty")]
    byline: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    section: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    edition: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [String],
    people: Vec<PersonJson<'a>>,
    places: Vec<PlaceJson<'a>>,
    organisations: Vec<OrganisationJson<'a>>,
    topics: Vec<TopicJson<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    warnings: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<DuplicateJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    similar: Vec<SimilarJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<SupersedingJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<Vec<MarkJson<'a>>>,
}

/// A match of the query in one text of the article.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct MarkJson<'a> {
    field: String,
    start: usize,
    end: usize,
    text: &'a str,
}

/// Another record with the same text.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct DuplicateJson<'a> {
    id: &'a str,
    path: &'a str,
    record: u32,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
}

impl<'a> ArticleJson<'a> {
    /// Adds the matches of a query.
    pub(crate) fn with_marks(mut self, marks: &Marks, article: &'a Article) -> Self {
        let of_slot = |(slot, text): (Slot, &'a str)| {
            let mark = move |range: Range<usize>| MarkJson {
                field: slot.to_string(),
                start: range.start,
                end: range.end,
                text: span(text, range),
            };
            marks.in_slot(slot).into_iter().map(mark)
        };
        self.marks = Some(article.slots().flat_map(of_slot).collect());
        self
    }

    /// Adds the story the article belongs to.
    pub(crate) fn with_story(mut self, story: Option<&'a Story>) -> Self {
        self.story = story.map(StoryJson::from);
        self
    }

    /// Adds the later version that superseded it.
    pub(crate) fn with_superseding(mut self, superseding: Option<&'a Superseding>) -> Self {
        self.superseded_by = superseding.map(SupersedingJson::from);
        self
    }

    /// Adds the terms that suggested each topic.
    pub(crate) fn with_topic_evidence(mut self, document: &'a Document) -> Self {
        let topics = document.subjects.topics.iter();
        self.topics = topics.map(|topic| topic_json(topic, Some(&document.article))).collect();
        self
    }

    /// Adds the other records with the same text.
    pub(crate) fn with_duplicates(mut self, duplicates: &'a [DuplicateRecord]) -> Self {
        let duplicate = |duplicate: &'a DuplicateRecord| {
            let DuplicateRecord { id, path, record, publisher } = duplicate;
            DuplicateJson { id, path, record: *record, publisher }
        };
        self.also = duplicates.iter().map(duplicate).collect();
        self
    }

    /// Adds similar articles.
    pub(crate) fn with_similar(mut self, similar: &'a [Similar]) -> Self {
        self.similar = similar.iter().map(SimilarJson::from).collect();
        self
    }
}

/// A person the article is about.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct PersonJson<'a> {
    key: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    role: &'a str,
    salience: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a Evidence>,
}

/// A mention of an entity in a text; offsets are bytes, half-open.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct MentionJson<'a> {
    field: String,
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'static str>,
}

/// A place the article is about.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct PlaceJson<'a> {
    key: &'a str,
    name: &'a str,
    path: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    country: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    geonames: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lon: Option<f64>,
    salience: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a Evidence>,
}

/// An organisation the article is about.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct OrganisationJson<'a> {
    key: &'a str,
    name: &'a str,
    salience: f64,
    mentions: Vec<MentionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a Evidence>,
}

/// A topic of the article.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct TopicJson<'a> {
    key: &'a str,
    name: &'a str,
    path: &'a [String],
    score: f64,
    source: TopicSource,
    #[serde(rename = "why", skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<&'a str>>,
}

impl<'a> From<&'a Document> for ArticleJson<'a> {
    fn from(document: &'a Document) -> Self {
        let (article, subjects) = (&document.article, &document.subjects);
        Self {
            id: &document.id,
            path: &document.path,
            record: document.record,
            format: &document.format,
            encoding: &document.encoding,
            title: &article.title,
            standfirst: &article.standfirst,
            body: &article.body,
            captions: &article.captions,
            credits: &article.credits,
            notes: &article.notes,
            published: article.published.as_ref(),
            dateline: article.dateline.as_ref(),
            byline: &article.byline,
            authors: &article.authors,
            agency: &article.agency,
            publisher: &article.publisher,
            section: &article.section,
            edition: &article.edition,
            page: &article.page,
            url: &article.url,
            language: &article.language,
            keywords: &article.keywords,
            people: subjects
                .people
                .iter()
                .map(|person| person_json(person, Some(article)))
                .collect(),
            places: subjects.places.iter().map(|place| place_json(place, Some(article))).collect(),
            organisations: subjects
                .organisations
                .iter()
                .map(|organisation| organisation_json(organisation, article))
                .collect(),
            topics: subjects.topics.iter().map(|topic| topic_json(topic, None)).collect(),
            warnings: &article.warnings,
            also: Vec::new(),
            story: None,
            superseded_by: None,
            similar: Vec::new(),
            marks: None,
        }
    }
}

/// A person. With the article, mentions and evidence are included.
pub(super) fn person_json<'a>(person: &'a Person, article: Option<&'a Article>) -> PersonJson<'a> {
    let Person { key, name, role, mentions, evidence, salience } = person;
    let mentions = article.map(|article| mentions_json(mentions, article));
    let salience = salience_json(*salience);
    PersonJson { key, name, role, salience, mentions, evidence: article.map(|_| evidence) }
}

/// A place. With the article, mentions and evidence are included.
pub(super) fn place_json<'a>(place: &'a Place, article: Option<&'a Article>) -> PlaceJson<'a> {
    PlaceJson {
        key: &place.key,
        name: &place.name,
        path: &place.path,
        country: &place.country,
        geonames: place.geonames,
        lat: place.lat,
        lon: place.lon,
        salience: salience_json(place.salience),
        mentions: article.map(|article| mentions_json(&place.mentions, article)),
        evidence: article.map(|_| &place.evidence),
    }
}

fn organisation_json<'a>(
    organisation: &'a Organisation,
    article: &'a Article,
) -> OrganisationJson<'a> {
    let Organisation { key, name, mentions, evidence, salience, acronym: _ } = organisation;
    let (salience, mentions) = (salience_json(*salience), mentions_json(mentions, article));
    OrganisationJson { key, name, salience, mentions, evidence: Some(evidence) }
}

/// The part of a text that a mention or a mark covers.
fn span(text: &str, range: Range<usize>) -> &str {
    let span = text.get(range);
    debug_assert!(span.is_some(), "a mention or mark is outside its text");
    span.unwrap_or_default()
}

/// Rounds to three decimals.
fn salience_json(salience: f32) -> f64 {
    (f64::from(salience) * 1e3).round() / 1e3
}

fn mentions_json<'a>(mentions: &[Mention], article: &'a Article) -> Vec<MentionJson<'a>> {
    let mention = |mention: &Mention| MentionJson {
        field: mention.slot.to_string(),
        start: mention.start,
        end: mention.end,
        text: span(article.slot(mention.slot), mention.start..mention.end),
        via: match mention.via {
            Via::Name => None,
            Via::Demonym => Some("demonym"),
            Via::Organisation => Some("organisation"),
        },
    };
    mentions.iter().map(mention).collect()
}

/// A topic. With the article, the terms that suggested it are included.
pub(super) fn topic_json<'a>(topic: &'a Topic, article: Option<&'a Article>) -> TopicJson<'a> {
    let Topic { key, name, path, score, source, .. } = topic;
    let terms = article.map(|article| topics::evidence_terms(article, topic));
    TopicJson { key, name, path, score: *score, source: *source, terms }
}
