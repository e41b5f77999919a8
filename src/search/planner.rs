//! From a request to a plan: parses the query, and resolves the names, patterns and dates in it and
//! in the filters.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;

use super::budget::Budget;
use super::cursor::Cursor;
use super::engine::Engine;
use super::plan::{Expansion, Plan, Resolution, Selection};
use super::question;
use super::question::clipped;
use super::question::{QuestionReading, ReadQuery, Widening};
use super::request::{Filter, MAX_HITS, Request, Sort};
use crate::article::schema::Field;
use crate::error::{Error, Result};
use crate::query::span_query::{Leaf, SpanQuery};
use crate::query::{
    DateFilter, DateRange, ENTITY_FACETS, NameQuery, ParsedQuery, Pattern, Query, Warning,
};

/// A request with its plan.
pub struct PlannedRequest {
    /// The plan for the engine.
    pub plan: Plan,
    /// The filters of the request, in its order, with the values they stand for.
    pub filters: Vec<ResolvedFilter>,
    /// How the query was read, where it is a question in plain words.
    pub(crate) question: Option<QuestionReading>,
    /// The words that were widened by the usage of the archive.
    pub(crate) widened: Vec<Widening>,
    /// Set when the engine leaves something out of the answer, which a warning names.
    pub is_partial: bool,
    /// Warnings about the request.
    pub warnings: Vec<Warning>,
}

/// A filter and the facet values it stands for.
pub(crate) type ResolvedFilter = (Filter, Vec<String>);

/// Plans a request. Relative dates are counted from `today`.
///
/// # Errors
/// Fails when a date or the cursor of the request is invalid, or when the index cannot be read.
pub fn plan(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    budget: &Budget,
) -> Result<PlannedRequest> {
    let ReadQuery { parsed, question, widened } = question::parse_query(engine, &request.query)?;
    let mut warnings = parsed.warnings.clone();
    warnings.extend(question.as_ref().map(|reading| reading.warning(&request.query)));
    let filters = resolve_filters(engine, &request.filters, &mut warnings)?;
    let resolution = resolve(engine, &parsed.query, today, &mut |leaf, message| {
        let span = parsed.span_of(leaf);
        warnings.push(Warning { start: span.start, end: span.end, message });
    })?;
    let ParsedQuery { query, .. } = parsed;
    let is_ranked = query.is_ranked();
    let since = date("since", request.since.as_deref(), today)?.and_then(|range| range.from);
    let until = date("until", request.until.as_deref(), today)?.and_then(|range| range.to);
    warnings.extend(reversed_dates(request, since, until));
    let plan = Plan {
        resolution,
        selections: selections(&filters),
        since,
        until,
        sort: request.sort.unwrap_or(if is_ranked { Sort::Relevance } else { Sort::Newest }),
        limit: request.limit.min(MAX_HITS),
        after: cursor(request)?,
        facets: request.facets.iter().map(|field| (*field, request.values_of(*field))).collect(),
        timeline: true,
        collapsed: request.collapsed,
        lists: false,
        budget: budget.clone(),
        query,
    };
    let omissions = engine.omissions(&plan)?;
    let is_partial = !omissions.is_empty();
    warnings.extend(omissions.into_iter().map(Warning::general));
    Ok(PlannedRequest { plan, filters, question, widened, is_partial, warnings })
}

fn date(parameter: &str, text: Option<&str>, today: Date) -> Result<Option<DateRange>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let filter = DateFilter::parse(text).ok_or_else(|| {
        Error::new(format!("{parameter}: `{text}` is not a date"))
            .user_error()
            .hint("write a year, month or day: 1987, 1987-03, 1987-03-05, or last-month")
    })?;
    Ok(Some(filter.resolve(today)))
}

/// Warns about `--since 1990 --until 1987`, which no article can satisfy.
fn reversed_dates(request: &Request, since: Option<Date>, until: Option<Date>) -> Option<Warning> {
    let (first, last) = since.zip(until)?;
    let (since, until) = request.since.as_deref().zip(request.until.as_deref())?;
    (first > last).then(|| {
        Warning::general(format!("since `{since}` is after until `{until}`: no article can match"))
    })
}

fn cursor(request: &Request) -> Result<Option<Cursor>> {
    let Some(text) = request.after.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let cursor = Cursor::parse(text).ok_or_else(|| {
        Error::new(format!("invalid cursor `{text}`")).user_error().hint(
            "copy the `next` of the previous page as it is, or start again from the first page",
        )
    })?;
    Ok(Some(cursor))
}

/// Resolves the names and patterns of a query. `warn` is called with every leaf that stands for
/// nothing, or for more than can be searched.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn resolve(
    engine: &dyn Engine,
    query: &Query,
    today: Date,
    warn: &mut dyn FnMut(&Query, String),
) -> Result<Resolution> {
    let mut resolution = Resolution { today, ..Resolution::default() };
    for leaf in leaves(query) {
        match leaf {
            Query::Facet(field, name) if *name != NameQuery::Any => {
                let Entry::Vacant(unknown) = resolution.names.entry((*field, name.clone())) else {
                    continue;
                };
                if unknown.insert(engine.facet_terms(*field)?.resolve(name)?).is_empty() {
                    warn(leaf, unknown_name(*field, name.text()));
                }
            }
            Query::Major(name) => {
                let mut is_known = false;
                for field in ENTITY_FACETS {
                    let values = engine.facet_terms(field)?.resolve(name)?;
                    is_known |= !values.is_empty();
                    resolution.names.insert((field, name.clone()), values);
                }
                if !is_known {
                    let name = name.text();
                    warn(
                        leaf,
                        format!(
                            "no person, place or organisation in this archive is called `{name}`"
                        ),
                    );
                }
            }
            Query::Pattern(_) | Query::Phrase(..) => {
                for pattern in patterns(leaf) {
                    let Entry::Vacant(unknown) = resolution.expansions.entry(pattern.clone())
                    else {
                        continue;
                    };
                    let expansion = unknown.insert(engine.expand(&pattern)?);
                    if let Some(message) = check_expansion(&pattern, expansion) {
                        warn(leaf, message);
                    }
                }
            }
            Query::Clipped(clip) => {
                let Entry::Vacant(unknown) = resolution.clipped.entry(clip.clone()) else {
                    continue;
                };
                if unknown.insert(clipped::articles(engine, clip)?.0).is_empty() {
                    warn(leaf, format!("no article of this archive has `{clip}`"));
                }
            }
            Query::Published(filter) if is_empty(filter.resolve(today)) => {
                warn(leaf, format!("`{filter}` ends before it begins: no article can match"));
            }
            _ => {}
        }
    }
    Ok(resolution)
}

fn leaves(query: &Query) -> Vec<&Query> {
    let mut leaves = Vec::new();
    query.leaves(&mut |leaf, _| leaves.push(leaf));
    leaves
}

fn patterns(leaf: &Query) -> Vec<Pattern> {
    let leaves = SpanQuery::from_query(leaf).map(|spans| spans.leaves).unwrap_or_default();
    let pattern = |leaf| if let Leaf::Pattern(pattern) = leaf { Some(pattern) } else { None };
    leaves.into_iter().filter_map(pattern).collect()
}

/// Returns true for ranges without a day, such as `today..yesterday`.
fn is_empty(range: DateRange) -> bool {
    range.from.zip(range.to).is_some_and(|(from, to)| from > to)
}

fn check_expansion(pattern: &Pattern, expansion: &Expansion) -> Option<String> {
    if expansion.truncated {
        let count = expansion.words.len();
        Some(format!(
            "too many words match `{pattern}`: only the {count} most frequent are searched"
        ))
    } else if expansion.words.is_empty() {
        Some(format!("no word in this archive matches `{pattern}`"))
    } else {
        None
    }
}

fn unknown_name(field: Field, name: &str) -> String {
    format!("no {} in this archive is called `{name}`", field.flag_name())
}

/// Resolves filters. One that stands for nothing gets a warning.
fn resolve_filters(
    engine: &dyn Engine,
    filters: &[Filter],
    warnings: &mut Vec<Warning>,
) -> Result<Vec<ResolvedFilter>> {
    let mut resolved = Vec::with_capacity(filters.len());
    for filter in filters {
        let terms = engine.facet_terms(filter.field)?;
        // The leading minus of a value was mistaken for an exclusion where only the value with it is
        // known.
        let with_minus = format!("-{}", filter.value);
        let is_value = filter.exclude
            && terms.index_of(&with_minus).is_some()
            && terms.index_of(&filter.value).is_none();
        let filter = if is_value {
            Filter { value: with_minus, exclude: false, ..filter.clone() }
        } else {
            filter.clone()
        };
        let values = terms.resolve(&NameQuery::Part(filter.value.clone()))?;
        if values.is_empty() {
            warnings.push(Warning::general(unknown_name(filter.field, &filter.value)));
        }
        resolved.push((filter, values));
    }
    Ok(resolved)
}

/// Groups the values of filters by facet.
pub(crate) fn selections(filters: &[ResolvedFilter]) -> Vec<Selection> {
    let mut selections: BTreeMap<Field, Selection> = BTreeMap::new();
    for (Filter { field, exclude, .. }, resolved) in filters {
        let selection = selections.entry(*field).or_insert_with(|| Selection {
            field: *field,
            included: None,
            excluded: Vec::new(),
        });
        let values = if *exclude {
            &mut selection.excluded
        } else {
            selection.included.get_or_insert_default()
        };
        values.extend(resolved.iter().cloned());
        values.sort();
        values.dedup();
    }
    selections.into_values().collect()
}
