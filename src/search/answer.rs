//! From a request to an answer, on any engine: the query is read, its names are resolved, the hits get their
//! highlights, the facets their names, the days their bars.

use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::engine::{FacetCounts, Engine, SearchResult, Match, Budget, Plan, StoryRef};
use super::facets::values::FacetTerm;
use super::highlight::{Fragment, Highlighter, Marks};
use super::plan;
use super::plan::{ResolvedFilter, Planned};
use super::request::{FacetPattern, Request, Sort};
use super::suggest;
use super::suggest::Suggestion;
use super::timeline;
use super::timeline::Bar;
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{self, Query, Warning};

/// What the archive answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The query as it was understood, printed back.
    pub query: Query,
    /// Hits: articles, or stories where these are counted.
    pub total: u64,
    /// Articles that answer.
    pub articles: u64,
    /// Stories that answer: an article by itself is one, and so are all versions of one.
    pub stories: u64,
    /// Whether a story is one hit, however many of its versions answer.
    pub collapsed: bool,
    /// Whether the counts are exact; not when a deadline cut the work.
    pub exact: bool,
    /// How long it took.
    pub took: Duration,
    /// The order of the hits.
    pub sort: Sort,
    /// A page of hits.
    pub hits: Vec<Hit>,
    /// The facets asked for.
    pub facets: Vec<Facet>,
    /// The hits over time; with `undated` the bars add up to `total`.
    pub timeline: Vec<Bar>,
    /// Hits without a date.
    pub undated: u64,
    /// The values that each filter of the request means, in its order.
    pub meant: Vec<Vec<String>>,
    /// What was odd in the query, and what else the asker should know.
    pub warnings: Vec<Warning>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// What may have been meant, where little or nothing was found and this finds more.
    pub did_you_mean: Option<Suggestion>,
    /// The query in words, where that was asked.
    pub explanation: Option<String>,
}

/// An article that answers.
#[derive(Debug, Clone)]
pub struct Hit {
    /// How well, when sorted by relevance.
    pub score: f32,
    /// The article.
    pub clipping: Document,
    /// The piece of it that shows why.
    pub snippet: Fragment,
    /// The byte ranges of its headline that answer.
    pub title_marks: Vec<Range<usize>>,
    /// The story it is a version of, where others are too.
    pub story: Option<StoryRef>,
}

/// The counts of one facet.
#[derive(Debug, Clone)]
pub struct Facet {
    /// Which.
    pub field: Field,
    /// Chosen values first, then the most frequent.
    pub values: Vec<FacetValue>,
    /// How many values have a count.
    pub distinct: u64,
}

/// The values of one facet, as many as are asked for.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The facet.
    pub facet: Facet,
    /// Whether the counts are exact.
    pub exact: bool,
    /// What was odd in the request, and what else the asker should know.
    pub warnings: Vec<Warning>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The stable key, or the label itself.
    pub value: String,
    /// The name a reader knows it by.
    pub name: String,
    /// The hits you get when it is chosen instead of the facet's own chosen values; of an excluded value, the hits the
    /// exclusion takes away.
    pub count: u64,
    /// Whether it is chosen.
    pub selected: Option<Choice>,
}

/// How a value of a facet is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Hits must have it, or another included one.
    Included,
    /// Hits must not have it.
    Excluded,
}

/// Answers a request. Relative dates are counted from `today`.
///
/// # Errors
/// When a date or a cursor of the request can not be read, or the index can not.
pub fn answer(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    patience: &Budget,
) -> Result<Answer> {
    let begun = Instant::now();
    let Planned { plan, meant, mut warnings } = plan::plan(engine, request, today, patience)?;
    let found = engine.search(&plan)?;
    warn_of_result(&plan, &found, request, &mut warnings);
    let next = found
        .hits
        .last()
        .filter(|_| found.more)
        .map(|last| last.cursor(plan.sort, found.generation).to_string());
    let did_you_mean = suggest::suggestion(engine, &plan, &meant, &found)?;
    let explanation = request.explain.then(|| explanation(engine, &plan, &meant)).transpose()?;
    let mut highlighter = Highlighter::new(&plan.query, &plan.resolution);
    let hits = found.hits.into_iter().map(|found| hit(found, &mut highlighter)).collect();
    let facets: Result<Vec<_>> = plan
        .facets
        .iter()
        .zip(found.facets)
        .map(|((field, _), counts)| facet(engine, *field, counts, &plan))
        .collect();
    Ok(Answer {
        total: if plan.collapsed { found.stories } else { found.articles },
        articles: found.articles,
        stories: found.stories,
        collapsed: plan.collapsed,
        exact: !found.cut,
        sort: plan.sort,
        hits,
        facets: facets?,
        timeline: timeline::bars(found.days),
        undated: found.undated,
        meant: meant.into_iter().map(|(_, values)| values).collect(),
        warnings,
        next,
        did_you_mean,
        explanation,
        query: plan.query,
        took: begun.elapsed(),
    })
}

/// The counts of every value of a facet that is called so, over the hits of a request.
///
/// # Errors
/// As [`answer`].
pub fn listing(
    engine: &dyn Engine,
    request: &Request,
    field: Field,
    called: &FacetPattern,
    today: Date,
    patience: &Budget,
) -> Result<Listing> {
    let everything =
        Request { facets: vec![field], values: usize::MAX, limit: 0, ..request.clone() };
    let answer = answer(engine, &everything, today, patience)?;
    let values = engine.facet_terms(field)?;
    let called: HashSet<&str> = values.called(called).map(|value| value.value.as_str()).collect();
    let mut facet = answer.facets.into_iter().next().unwrap_or(Facet {
        field,
        values: Vec::new(),
        distinct: 0,
    });
    facet.values.retain(|value| called.contains(value.value.as_str()));
    facet.distinct = facet.values.len() as u64;
    facet.values.truncate(request.values);
    Ok(Listing { facet, exact: answer.exact, warnings: answer.warnings })
}

/// The spans of an article that answer a query.
///
/// # Errors
/// When the index can not be read.
pub fn marks(engine: &dyn Engine, query: &str, clipping: &Document, today: Date) -> Result<Marks> {
    let parsed = query::parse(query);
    let meaning = plan::meaning(engine, &parsed.query, today, &mut |_, _| ())?;
    Ok(Highlighter::new(&parsed.query, &meaning).marks(clipping))
}

/// How many values of a name are explained.
const EXPLAINED: usize = 5;

/// The query in words, and line by line who the people and organisations in it and in the filters are, and why.
fn explanation(engine: &dyn Engine, plan: &Plan, meant: &[ResolvedFilter]) -> Result<String> {
    let mut lines = vec![query::explain(&plan.query)];
    let asked =
        plan.resolution.names.iter().map(|((field, name), values)| (*field, name.text(), values));
    let chosen = meant.iter().map(|(filter, values)| (filter.field, filter.value.as_str(), values));
    let known = |field: &Field| matches!(field, Field::People | Field::Organisations);
    let mut named: Vec<_> = asked
        .chain(chosen)
        .filter(|(field, _, values)| known(field) && !values.is_empty())
        .collect();
    named.sort();
    named.dedup();
    for (field, name, values) in named {
        let all = engine.facet_terms(field)?;
        let who: Vec<String> = values
            .iter()
            .take(EXPLAINED)
            .filter_map(|value| all.get(value))
            .map(FacetTerm::explained)
            .collect();
        let more = values.len().saturating_sub(EXPLAINED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        lines.push(format!("{}:{name} is {}{more}", field.asked(), who.join("; ")));
    }
    Ok(lines.join("\n"))
}

fn warn_of_result(plan: &Plan, found: &SearchResult, request: &Request, warnings: &mut Vec<Warning>) {
    if found.cut {
        warnings.push(Warning::of_nowhere(
            "time ran out: the counts are too low and better hits may be missing".to_string(),
        ));
    }
    let Some(cursor) = &plan.after else { return };
    if cursor.sort != plan.sort {
        let sort = request.sort.unwrap_or(plan.sort).name();
        warnings.push(Warning::of_nowhere(format!(
            "the cursor is of another order than {sort}: these are the first hits"
        )));
    } else if cursor.sort.is_by_score() && cursor.generation != found.generation {
        warnings.push(Warning::of_nowhere(
            "the archive has changed since: these are the first hits again".to_string(),
        ));
    }
}

fn hit(found: Match, highlighter: &mut Highlighter<'_>) -> Hit {
    let Match { score, document: clipping, story } = found;
    let marks = highlighter.marks(&clipping);
    let title_marks = marks.of(Slot::Title);
    Hit { score, snippet: marks.fragment(&clipping), title_marks, clipping, story }
}

fn facet(engine: &dyn Engine, field: Field, counts: FacetCounts, plan: &Plan) -> Result<Facet> {
    let names = engine.facet_terms(field)?;
    let selection = plan.selections.iter().find(|selection| selection.field == field);
    let choice = |value: &String| {
        let selection = selection?;
        if selection.excluded.binary_search(value).is_ok() {
            Some(Choice::Excluded)
        } else {
            selection
                .included
                .as_ref()
                .filter(|included| included.binary_search(value).is_ok())
                .map(|_| Choice::Included)
        }
    };
    let value = |(value, count): (String, u64)| {
        let name = names.name(&value).to_string();
        FacetValue { selected: choice(&value), name, value, count }
    };
    let mut values: Vec<FacetValue> = counts.values.into_iter().map(value).collect();
    values.sort_by_key(|value| value.selected.is_none());
    Ok(Facet { field, values, distinct: counts.distinct })
}
