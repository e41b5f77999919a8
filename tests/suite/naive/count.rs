//! Brute-force counts of hits, facets, stories and dates, following the contract literally.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use morgue::internals::article::schema;
use morgue::internals::article::schema::Field;
use morgue::internals::search::request::Request;

use super::query::NaiveQuery;
use super::{Naive, NaiveArticle, UNKNOWN_VALUE};

/// The brute-force counts of one request.
pub struct NaiveCounts {
    pub ids: BTreeSet<String>,
    /// The counted units: article ids, or story keys when stories are collapsed.
    pub units: BTreeSet<String>,
    pub stories: usize,
    pub undated: u64,
    pub days: Vec<(Date, Date)>,
    pub facets: BTreeMap<Field, BTreeMap<String, u64>>,
}

impl Naive {
    /// Counts the hits of a request, whose filters must be exact values, and all facet values.
    pub fn counts(&self, query: &NaiveQuery, request: &Request) -> NaiveCounts {
        let selections = Selections::new(request, self);
        let matches = self.matches(query);
        let within: Vec<&NaiveArticle> = self
            .articles
            .iter()
            .zip(matches)
            .filter(|(article, matches)| {
                *matches && article.is_between(request.since.as_deref(), request.until.as_deref())
            })
            .map(|(article, _)| article)
            .collect();
        let hits: Vec<&NaiveArticle> =
            within.iter().copied().filter(|article| selections.admits(article)).collect();
        let mut facets = BTreeMap::new();
        for facet in schema::facet_fields() {
            facets.insert(facet, self.facet(facet, &within, &selections, request.collapsed));
        }
        // A story counts on the day of the first version that matches.
        let mut days: BTreeMap<&str, Vec<(Date, Date)>> = BTreeMap::new();
        for article in &hits {
            days.entry(article.unit(request.collapsed)).or_default().extend(article.days);
        }
        let days: Vec<Option<(Date, Date)>> =
            days.into_values().map(|days| days.into_iter().min()).collect();
        NaiveCounts {
            ids: hits.iter().map(|article| article.id.clone()).collect(),
            units: units(&hits, request.collapsed).into_iter().map(str::to_owned).collect(),
            stories: units(&hits, true).len(),
            undated: days.iter().filter(|days| days.is_none()).count() as u64,
            days: days.into_iter().flatten().collect(),
            facets,
        }
    }

    fn facet(
        &self,
        facet: Field,
        within: &[&NaiveArticle],
        selections: &Selections,
        collapsed: bool,
    ) -> BTreeMap<String, u64> {
        let excluded = selections.excluded.get(&facet).cloned().unwrap_or_default();
        // A count assumes that the value replaces the facet's other included values.
        let rivals_removed = Selections {
            included: without(&selections.included, facet),
            excluded: selections.excluded.clone(),
        };
        let mut units_by_value: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for article in within.iter().filter(|article| rivals_removed.admits(article)) {
            for value in article.values[&facet].iter().filter(|value| !excluded.contains(value)) {
                units_by_value.entry(*value).or_default().insert(article.unit(collapsed));
            }
        }
        let mut counts: BTreeMap<u32, u64> =
            units_by_value.into_iter().map(|(value, units)| (value, units.len() as u64)).collect();
        for value in selections.included.get(&facet).into_iter().flatten() {
            counts.entry(*value).or_default();
        }
        // An excluded value counts the hits that the exclusion removes.
        for value in &excluded {
            let mut relaxed = selections.clone();
            relaxed.excluded.entry(facet).or_default().remove(value);
            let admitted = |selections: &Selections| {
                let admitted: Vec<&NaiveArticle> =
                    within.iter().copied().filter(|article| selections.admits(article)).collect();
                units(&admitted, collapsed).len() as u64
            };
            counts.insert(*value, admitted(&relaxed) - admitted(selections));
        }
        // A value that no article of the archive has is not listed.
        counts.remove(&UNKNOWN_VALUE);
        counts
            .into_iter()
            .map(|(value, count)| (self.values[value as usize].clone(), count))
            .collect()
    }
}

/// The counted units of some articles.
fn units<'a>(articles: &[&'a NaiveArticle], collapsed: bool) -> BTreeSet<&'a str> {
    articles.iter().map(|article| article.unit(collapsed)).collect()
}

/// The included and excluded values of each facet.
#[derive(Clone)]
struct Selections {
    included: BTreeMap<Field, BTreeSet<u32>>,
    excluded: BTreeMap<Field, BTreeSet<u32>>,
}

fn without(
    selections: &BTreeMap<Field, BTreeSet<u32>>,
    facet: Field,
) -> BTreeMap<Field, BTreeSet<u32>> {
    selections
        .iter()
        .filter(|(field, _)| **field != facet)
        .map(|(field, values)| (*field, values.clone()))
        .collect()
}

impl Selections {
    fn new(request: &Request, naive: &Naive) -> Self {
        let mut selections = Self { included: BTreeMap::new(), excluded: BTreeMap::new() };
        for filter in &request.filters {
            let side =
                if filter.exclude { &mut selections.excluded } else { &mut selections.included };
            side.entry(filter.field).or_default().insert(naive.known_value_id(&filter.value));
        }
        selections
    }

    fn admits(&self, article: &NaiveArticle) -> bool {
        let has = |facet: &Field, values: &BTreeSet<u32>| {
            article.values[facet].iter().any(|value| values.contains(value))
        };
        self.included.iter().all(|(facet, values)| has(facet, values))
            && !self.excluded.iter().any(|(facet, values)| has(facet, values))
    }
}

impl NaiveArticle {
    /// The unit it counts as: itself, or its story.
    fn unit(&self, collapsed: bool) -> &str {
        if collapsed { &self.story } else { &self.id }
    }

    fn is_between(&self, since: Option<&str>, until: Option<&str>) -> bool {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        let (since, until) = (since.map(date), until.map(date));
        match self.days {
            None => since.is_none() && until.is_none(),
            Some((from, to)) => {
                since.is_none_or(|since| since <= from) && until.is_none_or(|until| to <= until)
            }
        }
    }
}
