//! From a request to a plan: the query is read, and what names, patterns and dates in it and in the filters mean here and
//! today is looked up.

use std::collections::hash_map::Entry;

use jiff::civil::Date;

use super::cursor::Cursor;
use super::engine::{Engine, Expansion, Resolution, Budget, Plan, Selection};
use super::request::{Filter, MOST_HITS, Request, Sort};
use crate::article::schema::Field;
use crate::error::{Error, Result};
use crate::query::span_query::{Leaf, SpanQuery};
use crate::query::{self, Days, MENTIONED, Name, Parsed, Pattern, Query, Warning};

/// A request as it is understood.
pub struct Planned {
    /// What an engine is asked.
    pub plan: Plan,
    /// Every filter as it is understood, and the values it means.
    pub meant: Vec<ResolvedFilter>,
    /// What was odd in the request.
    pub warnings: Vec<Warning>,
}

/// A filter as it is understood, and the values it means.
pub type ResolvedFilter = (Filter, Vec<String>);

/// Plans a request. Relative dates are counted from `today`.
///
/// # Errors
/// When a date or a cursor of the request can not be read, or the index can not.
pub fn plan(
    engine: &dyn Engine,
    request: &Request,
    today: Date,
    patience: &Budget,
) -> Result<Planned> {
    let parsed = query::parse(&request.query);
    let mut warnings = parsed.warnings.clone();
    let meant = meant(engine, &request.filters, &mut warnings)?;
    let meaning = meaning(engine, &parsed.query, today, &mut |leaf, message| {
        let place = parsed.place(leaf);
        warnings.push(Warning { start: place.start, end: place.end, message });
    })?;
    let Parsed { query, .. } = parsed;
    let ranked = query.is_ranked();
    let plan = Plan {
        resolution: meaning,
        selections: selections(&meant),
        since: date("since", request.since.as_deref(), today)?.and_then(|span| span.from),
        until: date("until", request.until.as_deref(), today)?.and_then(|span| span.to),
        sort: request.sort.unwrap_or(if ranked { Sort::Relevance } else { Sort::Newest }),
        limit: request.limit.min(MOST_HITS),
        after: cursor(request)?,
        facets: request.facets.iter().map(|field| (*field, request.values)).collect(),
        timeline: true,
        collapsed: request.collapsed,
        budget: patience.clone(),
        query,
    };
    Ok(Planned { plan, meant, warnings })
}

fn date(what: &str, text: Option<&str>, today: Date) -> Result<Option<query::DateSpan>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let days = Days::parse(text).ok_or_else(|| {
        Error::new(format!("{what} `{text}` is no date"))
            .user_error()
            .hint("write a year, month or day: 1987, 1987-03, 1987-03-05, or last-month")
    })?;
    Ok(Some(days.resolve(today)))
}

fn cursor(request: &Request) -> Result<Option<Cursor>> {
    let Some(text) = request.after.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let cursor = Cursor::parse(text).ok_or_else(|| {
        Error::new(format!("`{text}` is no cursor"))
            .user_error()
            .hint("take the `next` of the answer before, as it is")
    })?;
    Ok(Some(cursor))
}

/// What the names and patterns in a query mean. What is odd about one, such as that it means nobody, is told of its leaf.
///
/// # Errors
/// When the index can not be read.
pub fn meaning(
    engine: &dyn Engine,
    query: &Query,
    today: Date,
    odd: &mut dyn FnMut(&Query, String),
) -> Result<Resolution> {
    let mut meaning = Resolution { today, ..Resolution::default() };
    for leaf in leaves(query) {
        match leaf {
            Query::About(field, name) if *name != Name::Any => {
                let Entry::Vacant(unknown) = meaning.names.entry((*field, name.clone())) else {
                    continue;
                };
                if unknown.insert(engine.facet_terms(*field)?.meant_by(*field, name)).is_empty() {
                    odd(leaf, nobody(*field, name.text()));
                }
            }
            Query::Major(name) => {
                let mut anybody = false;
                for field in MENTIONED {
                    let meant = engine.facet_terms(field)?.meant_by(field, name);
                    anybody |= !meant.is_empty();
                    meaning.names.insert((field, name.clone()), meant);
                }
                if !anybody {
                    odd(
                        leaf,
                        format!("nobody and nothing in this archive is called `{}`", name.text()),
                    );
                }
            }
            Query::Like(_) | Query::Phrase(..) => {
                for pattern in patterns(leaf) {
                    let Entry::Vacant(unknown) = meaning.expansions.entry(pattern.clone()) else {
                        continue;
                    };
                    if let Some(message) =
                        odd_forms(&pattern, unknown.insert(engine.expand(&pattern)?))
                    {
                        odd(leaf, message);
                    }
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
    let sought = SpanQuery::of(leaf).map(|sought| sought.leaves).unwrap_or_default();
    let pattern = |leaf| if let Leaf::Like(pattern) = leaf { Some(pattern) } else { None };
    sought.into_iter().filter_map(pattern).collect()
}

fn odd_forms(pattern: &Pattern, forms: &Expansion) -> Option<String> {
    if forms.cut {
        let count = forms.words.len();
        Some(format!(
            "more words are like `{pattern}` than can be looked for: the {count} most frequent"
        ))
    } else {
        forms.words.is_empty().then(|| format!("no word of this archive is like `{pattern}`"))
    }
}

fn nobody(field: Field, name: &str) -> String {
    format!("no {} of this archive is called `{name}`", field.asked())
}

/// What the filters mean; one that means nothing is a warning.
fn meant(
    engine: &dyn Engine,
    filters: &[Filter],
    warnings: &mut Vec<Warning>,
) -> Result<Vec<ResolvedFilter>> {
    let mut all = Vec::with_capacity(filters.len());
    for filter in filters {
        let values = engine.facet_terms(filter.field)?;
        // A value that itself begins with a minus sign was taken for an exclusion.
        let whole = format!("-{}", filter.value);
        let taken = filter.exclude
            && values.position(&whole).is_some()
            && values.position(&filter.value).is_none();
        let filter = if taken {
            Filter { value: whole, exclude: false, ..filter.clone() }
        } else {
            filter.clone()
        };
        let meant = values.meant_by(filter.field, &Name::Part(filter.value.clone()));
        if meant.is_empty() {
            warnings.push(Warning::of_nowhere(nobody(filter.field, &filter.value)));
        }
        all.push((filter, meant));
    }
    Ok(all)
}

/// The chosen values facet by facet.
pub fn selections(meant: &[ResolvedFilter]) -> Vec<Selection> {
    let mut selections: Vec<Selection> = Vec::new();
    for (Filter { field, exclude, .. }, meant) in meant {
        let known = selections.iter().position(|selection| selection.field == *field);
        let at = known.unwrap_or_else(|| {
            selections.push(Selection { field: *field, included: None, excluded: Vec::new() });
            selections.len() - 1
        });
        let Some(selection) = selections.get_mut(at) else { continue };
        let values = if *exclude {
            &mut selection.excluded
        } else {
            selection.included.get_or_insert_default()
        };
        values.extend(meant.iter().cloned());
        values.sort();
        values.dedup();
    }
    selections
}
