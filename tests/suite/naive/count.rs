//! Every count of every facet, by the words of the contract.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use morgue::request::Request;
use morgue::schema::{self, Field};

use super::ask::Ask;
use super::{Naive, Seen};

/// What brute force counted.
pub struct Counted {
    pub ids: BTreeSet<String>,
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
            .filter(|(seen, answers)| *answers && seen.lies_between(request.since.as_deref(), request.until.as_deref()))
            .map(|(seen, _)| seen)
            .collect();
        let hits: Vec<&Seen> = within.iter().copied().filter(|seen| chosen.admits(seen)).collect();
        let mut facets = BTreeMap::new();
        for facet in schema::facets() {
            facets.insert(facet, self.facet(facet, &within, &chosen, hits.len()));
        }
        Counted {
            ids: hits.iter().map(|seen| seen.id.clone()).collect(),
            undated: hits.iter().filter(|seen| seen.days.is_none()).count() as u64,
            days: hits.iter().filter_map(|seen| seen.days).collect(),
            facets,
        }
    }

    fn facet(&self, facet: Field, within: &[&Seen], chosen: &Chosen, total: usize) -> BTreeMap<String, u64> {
        let excluded = chosen.excluded.get(&facet).cloned().unwrap_or_default();
        // The facet's own included values give way to the value that is counted; everything else stays.
        let instead = Chosen { included: without(&chosen.included, facet), excluded: chosen.excluded.clone() };
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for seen in within.iter().filter(|seen| instead.admits(seen)) {
            for value in seen.values[&facet].iter().filter(|value| !excluded.contains(value)) {
                *counts.entry(*value).or_default() += 1;
            }
        }
        for value in chosen.included.get(&facet).into_iter().flatten() {
            counts.entry(*value).or_default();
        }
        // What an exclusion takes away is what comes back without it.
        for value in &excluded {
            let mut relaxed = chosen.clone();
            relaxed.excluded.entry(facet).or_default().remove(value);
            let back = within.iter().filter(|seen| relaxed.admits(seen)).count() - total;
            counts.insert(*value, back as u64);
        }
        // A value no article of the archive has is none.
        counts.remove(&u32::MAX);
        counts.into_iter().map(|(value, count)| (self.names[value as usize].clone(), count)).collect()
    }
}

#[derive(Clone)]
struct Chosen {
    included: BTreeMap<Field, BTreeSet<u32>>,
    excluded: BTreeMap<Field, BTreeSet<u32>>,
}

fn without(chosen: &BTreeMap<Field, BTreeSet<u32>>, facet: Field) -> BTreeMap<Field, BTreeSet<u32>> {
    chosen.iter().filter(|(field, _)| **field != facet).map(|(field, values)| (*field, values.clone())).collect()
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
        let has = |facet: &Field, values: &BTreeSet<u32>| seen.values[facet].iter().any(|value| values.contains(value));
        self.included.iter().all(|(facet, values)| has(facet, values))
            && !self.excluded.iter().any(|(facet, values)| has(facet, values))
    }
}

impl Seen {
    fn lies_between(&self, since: Option<&str>, until: Option<&str>) -> bool {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        let (since, until) = (since.map(date), until.map(date));
        match self.days {
            None => since.is_none() && until.is_none(),
            Some((from, to)) => since.is_none_or(|since| since <= from) && until.is_none_or(|until| to <= until),
        }
    }
}
