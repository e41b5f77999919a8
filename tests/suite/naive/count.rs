//! Every count of every facet, by the words of the contract.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use morgue::article::schema;
use morgue::article::schema::Field;
use morgue::search::request::Request;

use super::ask::Ask;
use super::{Naive, Seen};

/// What brute force counted.
pub struct Counted {
    pub ids: BTreeSet<String>,
    /// What is counted: the ids of the articles, or the keys of their stories where these are asked for.
    pub units: BTreeSet<String>,
    pub stories: usize,
    pub undated: u64,
    pub days: Vec<(Date, Date)>,
    pub facets: BTreeMap<Field, BTreeMap<String, u64>>,
}

impl Naive {
    /// What a request with filters on exact values finds, and every count of every facet, by the words of the contract.
    pub fn counted(&self, ask: &Ask, request: &Request) -> Counted {
        let chosen = Chosen::of(request, self);
        let answering = self.answering(ask);
        let within: Vec<&Seen> = self
            .articles
            .iter()
            .zip(answering)
            .filter(|(seen, answers)| {
                *answers && seen.lies_between(request.since.as_deref(), request.until.as_deref())
            })
            .map(|(seen, _)| seen)
            .collect();
        let hits: Vec<&Seen> = within.iter().copied().filter(|seen| chosen.admits(seen)).collect();
        let mut facets = BTreeMap::new();
        for facet in schema::facets() {
            facets.insert(facet, self.facet(facet, &within, &chosen, request.collapsed));
        }
        // A story stands on the day of the first of its versions that answers.
        let mut days: BTreeMap<&str, Vec<(Date, Date)>> = BTreeMap::new();
        for seen in &hits {
            days.entry(seen.unit(request.collapsed)).or_default().extend(seen.days);
        }
        let days: Vec<Option<(Date, Date)>> =
            days.into_values().map(|days| days.into_iter().min()).collect();
        Counted {
            ids: hits.iter().map(|seen| seen.id.clone()).collect(),
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
        within: &[&Seen],
        chosen: &Chosen,
        collapsed: bool,
    ) -> BTreeMap<String, u64> {
        let excluded = chosen.excluded.get(&facet).cloned().unwrap_or_default();
        // The facet's own included values give way to the value that is counted; everything else stays.
        let instead = Chosen {
            included: without(&chosen.included, facet),
            excluded: chosen.excluded.clone(),
        };
        let mut having: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for seen in within.iter().filter(|seen| instead.admits(seen)) {
            for value in seen.values[&facet].iter().filter(|value| !excluded.contains(value)) {
                having.entry(*value).or_default().insert(seen.unit(collapsed));
            }
        }
        let mut counts: BTreeMap<u32, u64> =
            having.into_iter().map(|(value, having)| (value, having.len() as u64)).collect();
        for value in chosen.included.get(&facet).into_iter().flatten() {
            counts.entry(*value).or_default();
        }
        // What an exclusion takes away is what comes back without it.
        for value in &excluded {
            let mut relaxed = chosen.clone();
            relaxed.excluded.entry(facet).or_default().remove(value);
            let admitted = |chosen: &Chosen| {
                let admitted: Vec<&Seen> =
                    within.iter().copied().filter(|seen| chosen.admits(seen)).collect();
                units(&admitted, collapsed).len() as u64
            };
            counts.insert(*value, admitted(&relaxed) - admitted(chosen));
        }
        // A value no article of the archive has is none.
        counts.remove(&u32::MAX);
        counts
            .into_iter()
            .map(|(value, count)| (self.names[value as usize].clone(), count))
            .collect()
    }
}

/// What these articles are counted as.
fn units<'s>(seen: &[&'s Seen], collapsed: bool) -> BTreeSet<&'s str> {
    seen.iter().map(|seen| seen.unit(collapsed)).collect()
}

#[derive(Clone)]
struct Chosen {
    included: BTreeMap<Field, BTreeSet<u32>>,
    excluded: BTreeMap<Field, BTreeSet<u32>>,
}

fn without(
    chosen: &BTreeMap<Field, BTreeSet<u32>>,
    facet: Field,
) -> BTreeMap<Field, BTreeSet<u32>> {
    chosen
        .iter()
        .filter(|(field, _)| **field != facet)
        .map(|(field, values)| (*field, values.clone()))
        .collect()
}

impl Chosen {
    fn of(request: &Request, naive: &Naive) -> Self {
        let mut chosen = Self { included: BTreeMap::new(), excluded: BTreeMap::new() };
        for filter in &request.filters {
            let side = if filter.exclude { &mut chosen.excluded } else { &mut chosen.included };
            side.entry(filter.field).or_default().insert(naive.known(&filter.value));
        }
        chosen
    }

    fn admits(&self, seen: &Seen) -> bool {
        let has = |facet: &Field, values: &BTreeSet<u32>| {
            seen.values[facet].iter().any(|value| values.contains(value))
        };
        self.included.iter().all(|(facet, values)| has(facet, values))
            && !self.excluded.iter().any(|(facet, values)| has(facet, values))
    }
}

impl Seen {
    /// What it is counted as: itself, or its story.
    fn unit(&self, collapsed: bool) -> &str {
        if collapsed { &self.story } else { &self.id }
    }

    fn lies_between(&self, since: Option<&str>, until: Option<&str>) -> bool {
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
