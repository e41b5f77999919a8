//! JSON of a search answer: hits, facets, timeline and completions.

use std::ops::Range;

use serde::Serialize;

use super::article::{PersonJson, PlaceJson, TopicJson, person_json, place_json, topic_json};
use super::receipt::{ReceiptJson, ShareJson, mix_json};
use super::story::SupersedingJson;
use crate::article::Dateline;
use crate::article::date::Published;
use crate::enrich::usage::Neighbour;
use crate::query::Warning;
use crate::search::answer::{Answer, Facet, FacetSearchResult, FacetValue, Hit, SelectionMode};
use crate::search::facets::tree::lineage;
use crate::search::highlight::Fragment;
use crate::search::question::{QuestionReading, Widening};
use crate::search::results::StoryRef;
use crate::search::timeline::Bar;

/// The answer to a search.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct AnswerJson<'a> {
    query: String,
    total: u64,
    articles: u64,
    stories: u64,
    exact: bool,
    took_ms: f64,
    sort: &'static str,
    hits: Vec<HitJson<'a>>,
    #[cfg_attr(feature = "server", schema(value_type = std::collections::BTreeMap<String, Vec<ValueJson<'a>>>))]
    facets: FacetsJson<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<TagJson<'a>>,
    timeline: Vec<BarJson>,
    undated: u64,
    receipt: ReceiptJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    mix: Option<Vec<ShareJson<'a>>>,
    warnings: Vec<WarningJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<QuestionJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    widened: Vec<WideningJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryRefJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<SupersedingJson<'a>>,
    snippet: SnippetJson<'a>,
    title_marks: Vec<[usize; 2]>,
}

/// The story that a hit belongs to.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct StoryRefJson<'a> {
    key: &'a str,
    versions: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct SnippetJson<'a> {
    text: &'a str,
    marks: Vec<[usize; 2]>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct BarJson {
    from: String,
    to: String,
    count: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct WarningJson<'a> {
    start: usize,
    end: usize,
    message: &'a str,
}

/// A tag that readers gave to matching articles, with their number.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TagJson<'a> {
    tag: &'a str,
    count: u64,
}

/// A word that was widened by the usage of the archive, with what is found too.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct WideningJson<'a> {
    word: &'a str,
    alternatives: Vec<AlternativeJson<'a>>,
}

/// A word or phrase that the archive uses like another.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct AlternativeJson<'a> {
    word: &'a str,
    similarity: f32,
}

fn widening_json(widening: &Widening) -> WideningJson<'_> {
    let alternatives =
        widening.alternatives.iter().map(|Neighbour { form, similarity, .. }| AlternativeJson {
            word: form,
            similarity: (similarity * 1e3).round() / 1e3,
        });
    WideningJson { word: &widening.word, alternatives: alternatives.collect() }
}

/// How a question in plain words was read.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct QuestionJson<'a> {
    left_out: &'a [String],
    filters: Vec<QuestionFilterJson<'a>>,
    offers: Vec<QuestionOfferJson<'a>>,
    words: String,
    as_typed: &'a str,
}

/// A name or date of a question that became a filter, and the query without it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct QuestionFilterJson<'a> {
    typed: &'a str,
    start: usize,
    end: usize,
    filter: String,
    without: String,
}

/// A filter that a name of a question may also be, and the query with it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct QuestionOfferJson<'a> {
    typed: &'a str,
    filter: String,
    query: String,
}

fn question_json(question: &QuestionReading) -> QuestionJson<'_> {
    let filters = question.filters.iter().map(|read| QuestionFilterJson {
        typed: &read.typed,
        start: read.range.start,
        end: read.range.end,
        filter: read.filter.to_string(),
        without: read.without.to_string(),
    });
    let offers = question.offers.iter().map(|offer| QuestionOfferJson {
        typed: &offer.typed,
        filter: offer.filter.to_string(),
        query: offer.query.to_string(),
    });
    QuestionJson {
        left_out: &question.left_out,
        filters: filters.collect(),
        offers: offers.collect(),
        words: question.words.to_string(),
        as_typed: &question.as_typed,
    }
}

/// The facets of an answer, keyed by field name in the order of the request.
struct FacetsJson<'a>(&'a [Facet]);

impl Serialize for FacetsJson<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|facet| (facet.field.name(), values_json(facet))))
    }
}

/// The values of one facet.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct FacetJson<'a> {
    field: &'static str,
    distinct: u64,
    exact: bool,
    values: Vec<ValueJson<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
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
    let path = |value: &FacetValue| {
        let lineage = lineage(facet.field, &value.value, &value.name);
        lineage.into_iter().map(|(_, name)| name).collect()
    };
    let selected = |choice: SelectionMode| match choice {
        SelectionMode::Included => "included",
        SelectionMode::Excluded => "excluded",
    };
    let values = facet.values.iter();
    let value = values.map(|value| ValueJson {
        value: &value.value,
        name: &value.name,
        count: value.count,
        selected: value.selected.map(selected),
        path: path(value),
    });
    value.collect()
}

impl<'a> From<&'a FacetSearchResult> for FacetJson<'a> {
    fn from(FacetSearchResult { facet, exact, .. }: &'a FacetSearchResult) -> Self {
        Self {
            field: facet.field.name(),
            distinct: facet.distinct,
            exact: *exact,
            values: values_json(facet),
        }
    }
}

impl<'a> From<&'a Answer> for AnswerJson<'a> {
    fn from(answer: &'a Answer) -> Self {
        Self {
            query: answer.query.to_string(),
            total: answer.total,
            articles: answer.articles,
            stories: answer.stories,
            exact: answer.exact,
            took_ms: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
            sort: answer.sort.name(),
            hits: answer
                .hits
                .iter()
                .map(|hit| hit_json(hit, answer.explanation.is_some()))
                .collect(),
            facets: FacetsJson(&answer.facets),
            tags: answer.tags.iter().map(|(tag, count)| TagJson { tag, count: *count }).collect(),
            timeline: answer.timeline.iter().map(bar_json).collect(),
            undated: answer.undated,
            receipt: ReceiptJson::from(&answer.receipt),
            mix: answer.mix.as_ref().map(mix_json),
            warnings: answer.warnings.iter().map(warning_json).collect(),
            question: answer.question.as_ref().map(question_json),
            widened: answer.widened.iter().map(widening_json).collect(),
            explanation: answer.explanation.as_deref(),
            did_you_mean: answer
                .did_you_mean
                .as_ref()
                .map(|suggestion| suggestion.query.to_string()),
            next: answer.next.as_deref(),
        }
    }
}

/// A hit. With `explain`, its topics carry the terms that suggested them.
fn hit_json(hit: &Hit, explain: bool) -> HitJson<'_> {
    let (article, subjects) = (&hit.document.article, &hit.document.subjects);
    HitJson {
        id: &hit.document.id,
        score: hit.score,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
        dateline: article.dateline.as_ref(),
        people: subjects.people.iter().map(|person| person_json(person, None)).collect(),
        places: subjects.places.iter().map(|place| place_json(place, None)).collect(),
        topics: subjects
            .topics
            .iter()
            .map(|topic| topic_json(topic, explain.then_some(article)))
            .collect(),
        path: &hit.document.path,
        record: hit.document.record,
        url: &article.url,
        story: hit
            .story
            .as_ref()
            .map(|StoryRef { key, versions }| StoryRefJson { key, versions: *versions }),
        superseded_by: hit.superseding.as_ref().map(SupersedingJson::from),
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
