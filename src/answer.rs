//! From a request to an answer, on any engine: the query is read, its names are resolved, the hits get their
//! highlights, the facets their names, the days their bars.

use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::article::Slot;
use crate::clipping::Clipping;
use crate::cursor::{Cursor, Key};
use crate::error::{Error, Result};
use crate::highlight::{Fragment, Highlighter, Marks};
use crate::query::{self, Days, MENTIONED, Name, Pattern, Query, Warning};
use crate::request::{Filter, MOST_HITS, Request, Sort};
use crate::schema::Field;
use crate::search::{Counts, Engine, Forms, Found, Match, Meaning, Plan, Selection};
use crate::sought::{Leaf, Sought};
use crate::timeline::{self, Bar};
use crate::values::Value;

/// What the archive answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The query as it was understood, printed back.
    pub query: Query,
    /// Articles that answer.
    pub total: u64,
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
    /// The query in words, where that was asked.
    pub explanation: Option<String>,
}

/// An article that answers.
#[derive(Debug, Clone)]
pub struct Hit {
    /// How well, when sorted by relevance.
    pub score: f32,
    /// The article.
    pub clipping: Clipping,
    /// The piece of it that shows why.
    pub snippet: Fragment,
    /// The byte ranges of its headline that answer.
    pub title_marks: Vec<Range<usize>>,
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
pub fn answer(engine: &dyn Engine, request: &Request, today: Date, deadline: Option<Duration>) -> Result<Answer> {
    let begun = Instant::now();
    let parsed = query::parse(&request.query);
    let mut warnings = parsed.warnings;
    let meant = meant(engine, &request.filters, &mut warnings)?;
    let mut plan = plan(engine, request, parsed.query, &meant, today, &mut warnings)?;
    plan.deadline = deadline.map(|deadline| begun + deadline);
    let found = engine.find(&plan)?;
    warn_of_result(&plan, &found, request, &mut warnings);
    let next = next(&plan, &found);
    let explanation = request.explain.then(|| explanation(engine, &plan, &meant)).transpose()?;
    let mut highlighter = Highlighter::new(&plan.query, &plan.meaning);
    let hits = found.hits.into_iter().map(|found| hit(found, &mut highlighter)).collect();
    let facets: Result<Vec<_>> =
        plan.facets.iter().zip(found.facets).map(|((field, _), counts)| facet(engine, *field, counts, &plan)).collect();
    Ok(Answer {
        total: found.total,
        exact: !found.cut,
        sort: plan.sort,
        hits,
        facets: facets?,
        timeline: timeline::bars(found.days),
        undated: found.undated,
        meant: meant.into_iter().map(|(_, values)| values).collect(),
        warnings,
        next,
        explanation,
        query: plan.query,
        took: begun.elapsed(),
    })
}

/// The counts of every value of a facet whose name has a word that begins so, over the hits of a request.
///
/// # Errors
/// As [`answer`].
pub fn facet_values(
    engine: &dyn Engine,
    request: &Request,
    field: Field,
    prefix: &str,
    today: Date,
    deadline: Option<Duration>,
) -> Result<Facet> {
    let everything = Request { facets: vec![field], values: usize::MAX, limit: 0, ..request.clone() };
    let answer = answer(engine, &everything, today, deadline)?;
    let values = engine.values(field)?;
    let beginning: HashSet<&str> = values.beginning(prefix).map(|value| value.value.as_str()).collect();
    let mut facet = answer.facets.into_iter().next().unwrap_or(Facet { field, values: Vec::new(), distinct: 0 });
    facet.values.retain(|value| beginning.contains(value.value.as_str()));
    facet.distinct = facet.values.len() as u64;
    facet.values.truncate(request.values);
    Ok(facet)
}

/// The spans of an article that answer a query.
///
/// # Errors
/// When the index can not be read.
pub fn marks(engine: &dyn Engine, query: &str, clipping: &Clipping, today: Date) -> Result<Marks> {
    let parsed = query::parse(query);
    let meaning = meaning(engine, &parsed.query, today, &mut Vec::new())?;
    Ok(Highlighter::new(&parsed.query, &meaning).marks(clipping))
}

fn plan(
    engine: &dyn Engine,
    request: &Request,
    query: Query,
    meant: &[Meant],
    today: Date,
    warnings: &mut Vec<Warning>,
) -> Result<Plan> {
    let ranked = query.is_ranked();
    Ok(Plan {
        meaning: meaning(engine, &query, today, warnings)?,
        selections: selections(meant),
        since: date("since", request.since.as_deref(), today)?.and_then(|span| span.from),
        until: date("until", request.until.as_deref(), today)?.and_then(|span| span.to),
        sort: request.sort.unwrap_or(if ranked { Sort::Relevance } else { Sort::Newest }),
        limit: request.limit.min(MOST_HITS),
        after: cursor(request)?,
        facets: request.facets.iter().map(|field| (*field, request.values)).collect(),
        timeline: true,
        deadline: None,
        cancelled: None,
        query,
    })
}

fn date(what: &str, text: Option<&str>, today: Date) -> Result<Option<query::Span>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let days = Days::parse(text).ok_or_else(|| {
        Error::new(format!("{what} `{text}` is no date"))
            .of_the_asker()
            .hint("write a year, month or day: 1987, 1987-03, 1987-03-05, or last-month")
    })?;
    Ok(Some(days.resolve(today)))
}

fn cursor(request: &Request) -> Result<Option<Cursor>> {
    let Some(text) = request.after.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let cursor = Cursor::parse(text).ok_or_else(|| {
        Error::new(format!("`{text}` is no cursor"))
            .of_the_asker()
            .hint("take the `next` of the answer before, as it is")
    })?;
    Ok(Some(cursor))
}

/// What the names and patterns in a query mean; one that means nobody and nothing is a warning.
fn meaning(engine: &dyn Engine, query: &Query, today: Date, warnings: &mut Vec<Warning>) -> Result<Meaning> {
    let mut meaning = Meaning { today, ..Meaning::default() };
    for leaf in leaves(query) {
        match leaf {
            Query::About(field, name) if *name != Name::Any => {
                let meant = engine.values(*field)?.meant_by(*field, name);
                if meant.is_empty() {
                    warnings.push(unknown(*field, name.text()));
                }
                meaning.names.insert((*field, name.clone()), meant);
            }
            Query::Major(name) => {
                for field in MENTIONED {
                    let meant = engine.values(field)?.meant_by(field, name);
                    meaning.names.insert((field, name.clone()), meant);
                }
                if MENTIONED.iter().all(|field| meaning.names.get(&(*field, name.clone())).is_none_or(Vec::is_empty)) {
                    warnings.push(warning(format!("nobody and nothing in this archive is called `{}`", name.text())));
                }
            }
            Query::Like(_) | Query::Phrase(..) => {
                for pattern in patterns(leaf) {
                    let forms = engine.forms(&pattern)?;
                    warn_of_forms(&pattern, &forms, warnings);
                    meaning.forms.insert(pattern, forms);
                }
            }
            _ => {}
        }
    }
    Ok(meaning)
}

fn leaves(query: &Query) -> Vec<&Query> {
    let mut leaves = Vec::new();
    query.leaves(&mut |leaf, _| leaves.push(leaf));
    leaves
}

fn patterns(leaf: &Query) -> Vec<Pattern> {
    let sought = Sought::of(leaf).map(|sought| sought.leaves).unwrap_or_default();
    let pattern = |leaf| if let Leaf::Like(pattern) = leaf { Some(pattern) } else { None };
    sought.into_iter().filter_map(pattern).collect()
}

fn warn_of_forms(pattern: &Pattern, forms: &Forms, warnings: &mut Vec<Warning>) {
    if forms.cut {
        let count = forms.words.len();
        warnings.push(warning(format!(
            "more words are like `{pattern}` than can be looked for: the {count} most frequent"
        )));
    } else if forms.words.is_empty() {
        warnings.push(warning(format!("no word of this archive is like `{pattern}`")));
    }
}

/// A filter as it is understood, and the values it means.
type Meant = (Filter, Vec<String>);

/// What the filters mean; one that means nothing is a warning.
fn meant(engine: &dyn Engine, filters: &[Filter], warnings: &mut Vec<Warning>) -> Result<Vec<Meant>> {
    let mut all = Vec::with_capacity(filters.len());
    for filter in filters {
        let values = engine.values(filter.field)?;
        // A value that itself begins with a minus sign was taken for an exclusion.
        let whole = format!("-{}", filter.value);
        let taken = filter.exclude && values.position(&whole).is_some() && values.position(&filter.value).is_none();
        let filter = if taken { Filter { value: whole, exclude: false, ..filter.clone() } } else { filter.clone() };
        let meant = values.meant_by(filter.field, &Name::Part(filter.value.clone()));
        if meant.is_empty() {
            warnings.push(unknown(filter.field, &filter.value));
        }
        all.push((filter, meant));
    }
    Ok(all)
}

/// The chosen values facet by facet.
fn selections(meant: &[Meant]) -> Vec<Selection> {
    let mut selections: Vec<Selection> = Vec::new();
    for (Filter { field, exclude, .. }, meant) in meant {
        let known = selections.iter().position(|selection| selection.field == *field);
        let at = known.unwrap_or_else(|| {
            selections.push(Selection { field: *field, included: None, excluded: Vec::new() });
            selections.len() - 1
        });
        let Some(selection) = selections.get_mut(at) else { continue };
        let values = if *exclude { &mut selection.excluded } else { selection.included.get_or_insert_default() };
        values.extend(meant.iter().cloned());
        values.sort();
        values.dedup();
    }
    selections
}

/// A warning that belongs to no place in the query.
fn warning(message: String) -> Warning {
    Warning { start: 0, end: 0, message }
}

/// How many values of a name are explained.
const EXPLAINED: usize = 5;

/// The query in words, and line by line who the people and organisations in it and in the filters are, and why.
fn explanation(engine: &dyn Engine, plan: &Plan, meant: &[Meant]) -> Result<String> {
    let mut lines = vec![query::explain(&plan.query)];
    let asked = plan.meaning.names.iter().map(|((field, name), values)| (*field, name.text(), values));
    let chosen = meant.iter().map(|(filter, values)| (filter.field, filter.value.as_str(), values));
    let known = |field: &Field| matches!(field, Field::People | Field::Organisations);
    let mut named: Vec<_> =
        asked.chain(chosen).filter(|(field, _, values)| known(field) && !values.is_empty()).collect();
    named.sort();
    named.dedup();
    for (field, name, values) in named {
        let all = engine.values(field)?;
        let who: Vec<String> =
            values.iter().take(EXPLAINED).filter_map(|value| all.get(value)).map(Value::explained).collect();
        let more = values.len().saturating_sub(EXPLAINED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        lines.push(format!("{}:{name} is {}{more}", field.asked(), who.join("; ")));
    }
    Ok(lines.join("\n"))
}

fn unknown(field: Field, name: &str) -> Warning {
    warning(format!("no {} of this archive is called `{name}`", field.asked()))
}

fn warn_of_result(plan: &Plan, found: &Found, request: &Request, warnings: &mut Vec<Warning>) {
    if found.cut {
        warnings.push(warning("time ran out: the counts are too low and better hits may be missing".to_string()));
    }
    let Some(cursor) = &plan.after else { return };
    if cursor.sort != plan.sort {
        let sort = request.sort.unwrap_or(plan.sort).name();
        warnings.push(warning(format!("the cursor is of another order than {sort}: these are the first hits")));
    } else if cursor.sort.is_by_score() && cursor.generation != found.generation {
        warnings.push(warning("the archive has changed since: these are the first hits again".to_string()));
    }
}

fn next(plan: &Plan, found: &Found) -> Option<String> {
    let Match { score, clipping } = found.hits.last().filter(|_| found.more)?;
    let moment = clipping.article.published.as_ref().map(|published| &published.moment);
    let days = moment.map(|moment| (timeline::day(moment.from), timeline::day(moment.to)));
    let key = match plan.sort {
        Sort::Relevance | Sort::Fresh => Key::Score(*score, days.map(|(from, _)| from)),
        Sort::Newest | Sort::Oldest => Key::Days(days),
    };
    let cursor = Cursor { sort: plan.sort, generation: found.generation, key, id: clipping.id.clone() };
    Some(cursor.to_string())
}

fn hit(found: Match, highlighter: &mut Highlighter<'_>) -> Hit {
    let Match { score, clipping } = found;
    let marks = highlighter.marks(&clipping);
    let title_marks = marks.of(Slot::Title);
    Hit { score, snippet: marks.fragment(&clipping), title_marks, clipping }
}

fn facet(engine: &dyn Engine, field: Field, counts: Counts, plan: &Plan) -> Result<Facet> {
    let names = engine.values(field)?;
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
