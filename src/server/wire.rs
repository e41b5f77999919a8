//! The JSON that programs rely on: the same shapes on the command line and over HTTP. Absent is never `null`.

use std::ops::Range;

use serde::Serialize;

use crate::answer::{Answer, Choice, Facet, Hit};
use crate::article::Dateline;
use crate::clipping::Clipping;
use crate::entity::{Mention, Organisation, Person, Place, Topic, TopicSource};
use crate::highlight::Fragment;
use crate::moment::Published;
use crate::names::places;
use crate::query::Warning;
use crate::schema::{self, Field};
use crate::search::State;
use crate::tally::{Rejection, Tally};
use crate::timeline::Bar;

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
}

#[derive(Serialize)]
struct PersonJson<'a> {
    key: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<&'a [Mention]>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
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
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<&'a [Mention]>,
}

#[derive(Serialize)]
struct OrganisationJson<'a> {
    key: &'a str,
    name: &'a str,
    mentions: &'a [Mention],
}

#[derive(Serialize)]
struct TopicJson<'a> {
    key: &'a str,
    name: &'a str,
    path: &'a [String],
    score: f64,
    source: TopicSource,
}

impl<'a> From<&'a Clipping> for ArticleJson<'a> {
    fn from(clipping: &'a Clipping) -> Self {
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
            people: subjects.people.iter().map(|person| person_json(person, true)).collect(),
            places: subjects.places.iter().map(|place| place_json(place, true)).collect(),
            organisations: subjects.organisations.iter().map(organisation_json).collect(),
            topics: subjects.topics.iter().map(topic_json).collect(),
            warnings: &article.warnings,
        }
    }
}

fn person_json(person: &Person, mentions: bool) -> PersonJson<'_> {
    let Person { key, name, role, .. } = person;
    PersonJson { key, name, role, mentions: mentions.then_some(&person.mentions) }
}

fn place_json(place: &Place, mentions: bool) -> PlaceJson<'_> {
    PlaceJson {
        key: &place.key,
        name: &place.name,
        path: &place.path,
        country: &place.country,
        geonames: place.geonames,
        lat: place.lat,
        lon: place.lon,
        mentions: mentions.then_some(&place.mentions),
    }
}

fn organisation_json(organisation: &Organisation) -> OrganisationJson<'_> {
    let Organisation { key, name, mentions } = organisation;
    OrganisationJson { key, name, mentions }
}

fn topic_json(topic: &Topic) -> TopicJson<'_> {
    let Topic { key, name, path, score, source } = topic;
    TopicJson { key, name, path, score: *score, source: *source }
}

/// An answer to a search.
#[derive(Serialize)]
pub struct AnswerJson<'a> {
    query: String,
    total: u64,
    exact: bool,
    took_ms: f64,
    sort: &'static str,
    hits: Vec<HitJson<'a>>,
    facets: FacetsJson<'a>,
    timeline: Vec<BarJson>,
    undated: u64,
    warnings: Vec<WarningJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct HitJson<'a> {
    id: &'a str,
    score: f32,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'a Dateline>,
    people: Vec<PersonJson<'a>>,
    places: Vec<PlaceJson<'a>>,
    topics: Vec<TopicJson<'a>>,
    path: &'a str,
    record: u32,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    snippet: SnippetJson<'a>,
    title_marks: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct SnippetJson<'a> {
    text: &'a str,
    marks: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct BarJson {
    from: String,
    to: String,
    count: u64,
}

#[derive(Serialize)]
struct WarningJson<'a> {
    start: usize,
    end: usize,
    message: &'a str,
}

/// The facets of an answer by the names of their fields, in the order asked for.
struct FacetsJson<'a>(&'a [Facet]);

impl Serialize for FacetsJson<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|facet| (facet.field.name(), values_json(facet))))
    }
}

/// The values of one facet.
#[derive(Serialize)]
pub struct FacetJson<'a> {
    field: &'static str,
    distinct: u64,
    values: Vec<ValueJson<'a>>,
}

#[derive(Serialize)]
struct ValueJson<'a> {
    value: &'a str,
    name: &'a str,
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    selected: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<String>,
}

fn values_json(facet: &Facet) -> Vec<ValueJson<'_>> {
    let path = |name: &str| match facet.field {
        Field::Places => places::find(name).map(|known| known.place().path).unwrap_or_default(),
        _ => Vec::new(),
    };
    let selected = |choice: Choice| match choice {
        Choice::Included => "included",
        Choice::Excluded => "excluded",
    };
    let values = facet.values.iter();
    let value = values.map(|value| ValueJson {
        value: &value.value,
        name: &value.name,
        count: value.count,
        selected: value.selected.map(selected),
        path: path(&value.name),
    });
    value.collect()
}

impl<'a> From<&'a Facet> for FacetJson<'a> {
    fn from(facet: &'a Facet) -> Self {
        Self { field: facet.field.name(), distinct: facet.distinct, values: values_json(facet) }
    }
}

impl<'a> From<&'a Answer> for AnswerJson<'a> {
    fn from(answer: &'a Answer) -> Self {
        Self {
            query: answer.query.to_string(),
            total: answer.total,
            exact: answer.exact,
            took_ms: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
            sort: answer.sort.name(),
            hits: answer.hits.iter().map(hit_json).collect(),
            facets: FacetsJson(&answer.facets),
            timeline: answer.timeline.iter().map(bar_json).collect(),
            undated: answer.undated,
            warnings: answer.warnings.iter().map(warning_json).collect(),
            explanation: answer.explanation.as_deref(),
            next: answer.next.as_deref(),
        }
    }
}

fn hit_json(hit: &Hit) -> HitJson<'_> {
    let (article, subjects) = (&hit.clipping.article, &hit.clipping.subjects);
    HitJson {
        id: &hit.clipping.id,
        score: hit.score,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
        dateline: article.dateline.as_ref(),
        people: subjects.people.iter().map(|person| person_json(person, false)).collect(),
        places: subjects.places.iter().map(|place| place_json(place, false)).collect(),
        topics: subjects.topics.iter().map(topic_json).collect(),
        path: &hit.clipping.path,
        record: hit.clipping.record,
        url: &article.url,
        snippet: snippet_json(&hit.snippet),
        title_marks: ranges_json(&hit.title_marks),
    }
}

fn snippet_json(fragment: &Fragment) -> SnippetJson<'_> {
    SnippetJson { text: &fragment.text, marks: ranges_json(&fragment.marks) }
}

fn ranges_json(ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    ranges.iter().map(|range| [range.start, range.end]).collect()
}

fn bar_json(bar: &Bar) -> BarJson {
    BarJson { from: bar.from.to_string(), to: bar.to.to_string(), count: bar.count }
}

fn warning_json(warning: &Warning) -> WarningJson<'_> {
    WarningJson { start: warning.start, end: warning.end, message: &warning.message }
}

/// What a run did.
#[derive(Serialize)]
pub struct TallyJson<'a> {
    files: u64,
    files_read: u64,
    files_unchanged: u64,
    files_ignored: u64,
    files_rejected: u64,
    records: u64,
    articles: u64,
    added: u64,
    updated: u64,
    removed: u64,
    duplicates: u64,
    rejected: u64,
    bytes_read: u64,
    seconds: f64,
    rejections: Vec<RejectionJson<'a>>,
}

/// A file or record that was rejected.
#[derive(Serialize)]
pub struct RejectionJson<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
    reason: &'a str,
}

impl<'a> From<&'a Rejection> for RejectionJson<'a> {
    fn from(rejection: &'a Rejection) -> Self {
        Self { path: &rejection.path, record: rejection.record, reason: &rejection.reason }
    }
}

impl<'a> From<&'a Tally> for TallyJson<'a> {
    fn from(tally: &'a Tally) -> Self {
        Self {
            files: tally.files,
            files_read: tally.files_read,
            files_unchanged: tally.files_unchanged,
            files_ignored: tally.files_ignored,
            files_rejected: tally.files_rejected,
            records: tally.records,
            articles: tally.articles,
            added: tally.added,
            updated: tally.updated,
            removed: tally.removed,
            duplicates: tally.duplicates,
            rejected: tally.rejected,
            bytes_read: tally.bytes_read,
            seconds: (tally.seconds * 1e3).round() / 1e3,
            rejections: tally.rejections.iter().map(RejectionJson::from).collect(),
        }
    }
}

/// What the index holds.
#[derive(Serialize)]
pub struct StatusJson<'a> {
    articles: u64,
    bytes: u64,
    segments: usize,
    schema: u32,
    roots: &'a [String],
    files: u64,
    files_read: u64,
    files_ignored: u64,
    files_rejected: u64,
    records: u64,
    duplicates: u64,
    rejected: u64,
    rejections: Vec<RejectionJson<'a>>,
}

impl<'a> From<&'a State> for StatusJson<'a> {
    fn from(state: &'a State) -> Self {
        let tally = &state.tally;
        Self {
            articles: state.articles,
            bytes: state.bytes,
            segments: state.segments,
            schema: schema::VERSION,
            roots: &state.roots,
            files: tally.files,
            files_read: tally.files_unchanged,
            files_ignored: tally.files_ignored,
            files_rejected: tally.files_rejected,
            records: tally.records,
            duplicates: tally.duplicates,
            rejected: tally.rejected,
            rejections: tally.rejections.iter().map(RejectionJson::from).collect(),
        }
    }
}
