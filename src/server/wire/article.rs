//! An article in JSON.

use std::ops::Range;

use serde::Serialize;

use super::similar::SimilarJson;
use super::story::TaleJson;
use crate::article::date::Published;
use crate::article::document::Document;
use crate::article::entity::{Evidence, Mention, Organisation, Person, Place, Topic, TopicSource};
use crate::article::{Article, Dateline, Slot};
use crate::enrich::topics;
use crate::search::engine::DuplicateRecord;
use crate::search::highlight::Marks;
use crate::search::similar::Similar;
use crate::search::story::Story;

/// An article with everything known of it.
#[derive(Serialize)]
pub struct ArticleJson<'a> {
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
    also: Vec<CopyJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    similar: Vec<SimilarJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<TaleJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<Vec<MarkJson<'a>>>,
}

/// What answers a query in one of its texts.
#[derive(Serialize)]
struct MarkJson<'a> {
    field: String,
    start: usize,
    end: usize,
    text: &'a str,
}

/// Another record with the same text.
#[derive(Serialize)]
struct CopyJson<'a> {
    id: &'a str,
    path: &'a str,
    record: u32,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
}

impl<'a> ArticleJson<'a> {
    /// The same, with what answers a query in it.
    pub fn with_marks(mut self, marks: &Marks, article: &'a Article) -> Self {
        let of_slot = |(slot, text): (Slot, &'a str)| {
            let mark = move |range: Range<usize>| MarkJson {
                field: slot.to_string(),
                start: range.start,
                end: range.end,
                text: text.get(range).unwrap_or_default(),
            };
            marks.of(slot).into_iter().map(mark)
        };
        self.marks = Some(article.slots().flat_map(of_slot).collect());
        self
    }

    /// The same, with the story it is a version of.
    pub fn with_story(mut self, tale: Option<&'a Story>) -> Self {
        self.story = tale.map(TaleJson::from);
        self
    }

    /// The same, with what spoke for its topics.
    pub fn with_why(mut self, clipping: &'a Document) -> Self {
        let topics = clipping.subjects.topics.iter();
        self.topics = topics.map(|topic| topic_json(topic, Some(&clipping.article))).collect();
        self
    }

    /// The same, with the other records that have its text.
    pub fn with_copies(mut self, copies: &'a [DuplicateRecord]) -> Self {
        let copy = |copy: &'a DuplicateRecord| {
            let DuplicateRecord { id, path, record, publisher } = copy;
            CopyJson { id, path, record: *record, publisher }
        };
        self.also = copies.iter().map(copy).collect();
        self
    }

    /// The same, with the articles that are like it.
    pub fn with_similar(mut self, similar: &'a [Similar]) -> Self {
        self.similar = similar.iter().map(SimilarJson::from).collect();
        self
    }
}

/// A person an article is about.
#[derive(Serialize)]
pub struct PersonJson<'a> {
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

/// Where the text names something.
#[derive(Serialize)]
struct MentionJson<'a> {
    field: String,
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'static str>,
}

/// A place an article is about.
#[derive(Serialize)]
pub struct PlaceJson<'a> {
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

#[derive(Serialize)]
struct OrganisationJson<'a> {
    key: &'a str,
    name: &'a str,
    salience: f64,
    mentions: Vec<MentionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a Evidence>,
}

/// A subject.
#[derive(Serialize)]
pub struct TopicJson<'a> {
    key: &'a str,
    name: &'a str,
    path: &'a [String],
    score: f64,
    source: TopicSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<&'a str>>,
}

impl<'a> From<&'a Document> for ArticleJson<'a> {
    fn from(clipping: &'a Document) -> Self {
        let (article, subjects) = (&clipping.article, &clipping.subjects);
        Self {
            id: &clipping.id,
            path: &clipping.path,
            record: clipping.record,
            format: &clipping.format,
            encoding: &clipping.encoding,
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
            similar: Vec::new(),
            marks: None,
        }
    }
}

/// A person; with the article, also where it names them and why they are there.
pub fn person_json<'a>(person: &'a Person, article: Option<&'a Article>) -> PersonJson<'a> {
    let Person { key, name, role, mentions, evidence, salience } = person;
    let told = article.map(|article| mentions_json(mentions, article));
    let salience = salience_json(*salience);
    PersonJson { key, name, role, salience, mentions: told, evidence: article.map(|_| evidence) }
}

/// A place; with the article, also where it names it and why it is there.
pub fn place_json<'a>(place: &'a Place, article: Option<&'a Article>) -> PlaceJson<'a> {
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
    let Organisation { key, name, mentions, evidence, salience } = organisation;
    let (salience, mentions) = (salience_json(*salience), mentions_json(mentions, article));
    OrganisationJson { key, name, salience, mentions, evidence: Some(evidence) }
}

/// To three places.
fn salience_json(salience: f32) -> f64 {
    (f64::from(salience) * 1e3).round() / 1e3
}

fn mentions_json<'a>(mentions: &[Mention], article: &'a Article) -> Vec<MentionJson<'a>> {
    let told = |mention: &Mention| MentionJson {
        field: mention.slot.to_string(),
        start: mention.start,
        end: mention.end,
        text: article.slot(mention.slot).get(mention.start..mention.end).unwrap_or_default(),
        via: mention.demonym.then_some("demonym"),
    };
    mentions.iter().map(told).collect()
}

/// A topic; with the article, also what spoke for it.
pub fn topic_json<'a>(topic: &'a Topic, article: Option<&'a Article>) -> TopicJson<'a> {
    let Topic { key, name, path, score, source, .. } = topic;
    let why = article.map(|article| topics::speakers(article, topic));
    TopicJson { key, name, path, score: *score, source: *source, why }
}
