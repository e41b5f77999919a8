//! Answers a request on any engine: plans it, searches, and adds snippets, names of facet values and
//! timeline bars to the result.

pub(crate) mod mix;
pub(crate) mod receipt;

use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::budget::Budget;
use super::engine::Engine;
use super::facets::term::FacetTerm;
use super::highlight::{Fragment, Highlighter, Marks};
use super::plan::Plan;
use super::planner;
use super::planner::{PlannedRequest, ResolvedFilter};
use super::question;
use super::question::{QuestionReading, Widening, clipped};
use super::request::{ALL_VALUES, FacetPattern, Request, Sort};
use super::results::{FacetCounts, Match, SearchResult, StoryRef};
use super::story;
use super::story::Superseding;
use super::suggest;
use super::suggest::Suggestion;
use super::timeline;
use super::timeline::Bar;
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{self, Query, Warning};
use crate::text::tokenizer;
use mix::Mix;
use receipt::Receipt;

/// The answer to a request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The query as it was understood.
    pub query: Query,
    /// The number of hits: of articles, or of stories where these are collapsed.
    pub total: u64,
    /// The number of matching articles.
    pub articles: u64,
    /// The number of matching stories: all versions of a story are one, as is an article without
    /// other versions.
    pub stories: u64,
    /// Set when a story is one hit, however many of its versions match.
    pub collapsed: bool,
    /// Set when the counts are exact, that is unless a deadline ended the search early or a part of
    /// the index is damaged.
    pub exact: bool,
    /// The time it took.
    pub took: Duration,
    /// The order of the hits.
    pub sort: Sort,
    /// One page of hits.
    pub hits: Vec<Hit>,
    /// The requested facets.
    pub facets: Vec<Facet>,
    /// The tags that readers gave to the matching articles, each with their number; none where no facet was
    /// requested.
    pub(crate) tags: Vec<(String, u64)>,
    /// The hits over time; with `undated` the bars add up to `total`.
    pub timeline: Vec<Bar>,
    /// The number of hits without a date.
    pub undated: u64,
    /// The values that each filter of the request stands for, in its order.
    pub filter_values: Vec<Vec<String>>,
    /// How the query was read, where it is a question in plain words.
    pub(crate) question: Option<QuestionReading>,
    /// The words that were widened by the usage of the archive.
    pub(crate) widened: Vec<Widening>,
    /// What identifies the answer, so that it can be compared with a later one.
    pub(crate) receipt: Receipt,
    /// The mix of the matching articles, where the request asked for it.
    pub(crate) mix: Option<Mix>,
    /// Warnings about the query and the answer.
    pub warnings: Vec<Warning>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Another spelling of the query that finds more, where it found little or nothing.
    pub did_you_mean: Option<Suggestion>,
    /// The query in words, where the request asked for it.
    pub explanation: Option<String>,
}

/// A matching article.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The score, when sorted by relevance.
    pub score: f32,
    /// The article.
    pub document: Document,
    /// The part of its text that shows best why it matches.
    pub snippet: Fragment,
    /// The byte ranges of its title that match.
    pub title_marks: Vec<Range<usize>>,
    /// The story it is a version of, where it is not the only one.
    pub story: Option<StoryRef>,
    /// The later version that superseded it; of the first hits of a page.
    pub(crate) superseding: Option<Superseding>,
}

/// The counts of one facet.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// The values: selected ones first, then the most frequent.
    pub values: Vec<FacetValue>,
    /// The number of values with a count.
    pub distinct: u64,
}

/// The values of one facet that match a pattern.
#[derive(Debug, Clone)]
pub struct FacetSearchResult {
    /// The facet.
    pub facet: Facet,
    /// Set when the counts are exact.
    pub exact: bool,
    /// Warnings about the request and the counts.
    pub warnings: Vec<Warning>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The stable key, or the label itself.
    pub value: String,
    /// The name that is shown.
    pub name: String,
    /// The number of hits when it is selected instead of the facet's included values
    /// (drill-sideways). For an excluded value, the number of hits that the exclusion removes.
    pub count: u64,
    /// The way it is selected, if it is.
    pub selected: Option<SelectionMode>,
}

/// The way in which a value of a facet is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionMode {
    /// Hits must have it, or another included one.
    Included,
    /// Hits must not have it.
    Excluded,
}

/// Answers a request. Relative dates are counted from `today`.
///
/// # Errors
/// Fails when a date or the cursor of the request is invalid, or when the index cannot be read.
pub fn answer(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    budget: &Budget,
) -> Result<Answer> {
    let started = Instant::now();
    let PlannedRequest { plan, filters, question, widened, is_partial, mut warnings } =
        planner::plan(engine, request, today, budget)?;
    let result = engine.search(&plan)?;
    warnings.extend(warn_about_result(&plan, &result, request));
    let next = result
        .hits
        .last()
        .filter(|_| result.more)
        .map(|last| last.cursor(plan.sort, result.generation).to_string());
    let did_you_mean = suggest::suggestion(engine, &plan, &filters, &result)?;
    let explanation = request.explain.then(|| explanation(engine, &plan, &filters)).transpose()?;
    let mix = request.mix.then(|| mix::mix(engine, &plan, &result)).transpose()?;
    let receipt = Receipt::new(request, &plan, &result);
    let tags = match plan.facets.is_empty() {
        true => Vec::new(),
        false => clipped::tag_counts(engine, &plan)?,
    };
    let mut highlighter = Highlighter::new(&plan.query, &plan.resolution);
    let mut hits: Vec<Hit> =
        result.hits.into_iter().map(|found| hit(found, &mut highlighter)).collect();
    for hit in hits.iter_mut().filter(|hit| hit.story.is_some()).take(MAX_SUPERSEDING) {
        hit.superseding = story::superseding_of(engine, &hit.document)?;
    }
    let facets: Result<Vec<_>> = plan
        .facets
        .iter()
        .zip(result.facets)
        .map(|((field, _), counts)| facet(engine, *field, counts, &plan))
        .collect();
    Ok(Answer {
        total: if plan.collapsed { result.stories } else { result.articles },
        articles: result.articles,
        stories: result.stories,
        collapsed: plan.collapsed,
        exact: !result.timed_out && result.missing_articles == 0 && !is_partial,
        sort: plan.sort,
        hits,
        facets: facets?,
        tags,
        timeline: timeline::bars(result.date_counts),
        undated: result.undated,
        filter_values: filters.into_iter().map(|(_, values)| values).collect(),
        question,
        widened,
        receipt,
        mix,
        warnings,
        next,
        did_you_mean,
        explanation,
        query: plan.query,
        took: started.elapsed(),
    })
}

/// Counts the values of a facet whose names match a pattern, over the hits of a request.
///
/// # Errors
/// Fails as [`answer`] does.
pub(crate) fn search_facet(
    engine: &dyn Engine,
    request: &Request,
    field: Field,
    pattern: &FacetPattern,
    today: Date,
    budget: &Budget,
) -> Result<FacetSearchResult> {
    let all_values =
        Request { facets: vec![field], values: ALL_VALUES, limit: 0, ..request.clone() };
    let answer = answer(engine, &all_values, today, budget)?;
    let terms = engine.facet_terms(field)?;
    let matching: HashSet<&str> =
        terms.matching(pattern)?.map(|term| term.value.as_str()).collect();
    debug_assert_eq!(answer.facets.len(), 1, "one facet was requested");
    let mut facet = answer.facets.into_iter().next().unwrap_or(Facet {
        field,
        values: Vec::new(),
        distinct: 0,
    });
    facet.values.retain(|value| matching.contains(value.value.as_str()));
    facet.distinct = facet.values.len() as u64;
    facet.values.truncate(request.values);
    Ok(FacetSearchResult { facet, exact: answer.exact, warnings: answer.warnings })
}

/// Finds the ranges of an article that match a query.
///
/// # Errors
/// Fails when the index cannot be read.
pub fn marks(engine: &dyn Engine, query: &str, document: &Document, today: Date) -> Result<Marks> {
    let marks = marks_of_all(engine, query, std::iter::once(document), today)?;
    Ok(marks.into_iter().next().unwrap_or_default())
}

/// Finds the ranges of some articles that match a query, which is read once.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn marks_of_all<'d>(
    engine: &dyn Engine,
    query: &str,
    documents: impl Iterator<Item = &'d Document>,
    today: Date,
) -> Result<Vec<Marks>> {
    let parsed = question::parse_query(engine, query)?.parsed;
    let resolution = planner::resolve(engine, &parsed.query, today, &mut |_, _| ())?;
    let mut highlighter = Highlighter::new(&parsed.query, &resolution);
    Ok(documents.map(|document| highlighter.marks(document)).collect())
}

/// The number of hits that are versions of stories and for which what superseded them is looked up.
const MAX_SUPERSEDING: usize = 50;

/// The greatest number of values that are explained for one name.
const MAX_EXPLAINED: usize = 5;

/// Explains the query in words, and in one line each the people and organisations that the names in
/// it and in the filters stand for, and the places and topics where a name stands for several or for one of
/// another name.
fn explanation(engine: &dyn Engine, plan: &Plan, filters: &[ResolvedFilter]) -> Result<String> {
    let mut lines = vec![query::explain(&plan.query)];
    let in_query =
        plan.resolution.names.iter().map(|((field, name), values)| (*field, name.text(), values));
    let in_filters =
        filters.iter().map(|(filter, values)| (filter.field, filter.value.as_str(), values));
    let is_explained = |field: &Field, values: &[String]| match field {
        Field::People | Field::Organisations | Field::Places | Field::Topics => !values.is_empty(),
        _ => false,
    };
    let mut names: Vec<_> = in_query
        .chain(in_filters)
        .filter(|(field, _, values)| is_explained(field, values))
        .collect();
    names.sort();
    names.dedup();
    for (field, name, values) in names {
        let terms = engine.facet_terms(field)?;
        if matches!(field, Field::Places | Field::Topics)
            && let [value] = values.as_slice()
            && (value.as_str() == name || is_named(terms.get(value)?.as_deref(), name))
        {
            continue;
        }
        let mut explained = Vec::new();
        for value in values.iter().take(MAX_EXPLAINED) {
            explained.extend(terms.get(value)?.map(|term| term.explanation()));
        }
        let more = values.len().saturating_sub(MAX_EXPLAINED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        lines.push(format!("{}:{name} means {}{more}", field.query_name(), explained.join("; ")));
    }
    Ok(lines.join("\n"))
}

/// Returns whether a value has this name, so that there is nothing to explain.
fn is_named(term: Option<&FacetTerm>, name: &str) -> bool {
    term.is_none_or(|term| tokenizer::folded(&term.name) == tokenizer::folded(name))
}

/// Warns about counts that are too low and about a cursor that does not apply.
fn warn_about_result(plan: &Plan, result: &SearchResult, request: &Request) -> Vec<Warning> {
    let mut messages = Vec::new();
    if result.timed_out {
        messages.push(
            "time ran out: the counts are too low and better hits may be missing".to_string(),
        );
    }
    if result.missing_articles > 0 {
        messages.push(format!(
            "files of the index are damaged: {} of its articles were not searched; run `morgue \
             index` to read them again",
            result.missing_articles
        ));
    }
    if let Some(cursor) = &plan.after {
        if cursor.sort != plan.sort {
            let sort = request.sort.unwrap_or(plan.sort).name();
            messages.push(format!(
                "the cursor belongs to another order than {sort}: these are the first hits"
            ));
        } else if cursor.sort.is_by_score() && cursor.generation != result.generation {
            messages.push(
                "the archive has changed since the previous page: these are the first hits again"
                    .to_string(),
            );
        }
    }
    messages.into_iter().map(Warning::general).collect()
}

fn hit(found: Match, highlighter: &mut Highlighter<'_>) -> Hit {
    let Match { score, document, story } = found;
    let marks = highlighter.marks(&document);
    let title_marks = marks.in_slot(Slot::Title);
    let snippet = marks.fragment(&document);
    Hit { score, snippet, title_marks, document, story, superseding: None }
}

fn facet(engine: &dyn Engine, field: Field, counts: FacetCounts, plan: &Plan) -> Result<Facet> {
    let terms = engine.facet_terms(field)?;
    let selection = plan.selections.iter().find(|selection| selection.field == field);
    let selected = |value: &String| {
        let selection = selection?;
        if selection.excluded.binary_search(value).is_ok() {
            Some(SelectionMode::Excluded)
        } else {
            selection
                .included
                .as_ref()
                .filter(|included| included.binary_search(value).is_ok())
                .map(|_| SelectionMode::Included)
        }
    };
    let mut values = Vec::with_capacity(counts.values.len());
    for (value, count) in counts.values {
        let name = terms.name(&value)?;
        values.push(FacetValue { selected: selected(&value), name, value, count });
    }
    values.sort_by_key(|value| value.selected.is_none());
    Ok(Facet { field, values, distinct: counts.distinct })
}
