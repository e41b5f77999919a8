//! Names of a list matched with the people, places and organisations of the archive, with the evidence
//! for each candidate.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::article::schema::Field;
use crate::error::Result;
use crate::query::NameQuery;
use crate::search::answer::answer;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::facets::term::FacetTerm;
use crate::search::facets::terms::FacetTerms;
use crate::search::request::{ALL_VALUES, Request};
use crate::text::tokenizer;

/// Score of a value with exactly the name, and the most that a part of a name is worth.
const WHOLE: f64 = 100.0;
const PART: f64 = 90.0;

/// The values of some facets with their numbers of articles.
pub(crate) struct NameMatcher {
    facets: Vec<(Field, Arc<FacetTerms>, HashMap<String, u64>)>,
}

/// A value that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NameMatch {
    /// The facet.
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the reconciliation reads it"))]
    pub field: Field,
    /// The key of the value.
    pub key: String,
    /// The name that is shown.
    pub name: String,
    /// The number of articles.
    pub articles: u64,
    /// How well the names agree, from 0 to 100.
    pub score: f64,
    /// Set where it is the only value with this whole name.
    pub is_certain: bool,
    /// Why it may be meant.
    pub evidence: String,
}

impl NameMatcher {
    /// Reads the values of these facets and counts their articles.
    ///
    /// # Errors
    /// Fails as a search does.
    pub(crate) fn new(
        engine: &dyn Engine,
        fields: &[Field],
        today: Date,
        budget: &Budget,
    ) -> Result<Self> {
        let request =
            Request { facets: fields.to_vec(), values: ALL_VALUES, limit: 0, ..Request::default() };
        let answer = answer(engine, &request, today, budget)?;
        let mut facets = Vec::with_capacity(fields.len());
        for facet in answer.facets {
            let counts = facet.values.into_iter().map(|value| (value.value, value.count)).collect();
            facets.push((facet.field, engine.facet_terms(facet.field)?, counts));
        }
        Ok(Self { facets })
    }

    /// Finds the values that a name may mean, the best first.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn matches(&self, name: &str, limit: usize) -> Result<Vec<NameMatch>> {
        let mut found = Vec::new();
        let name = name.trim();
        if name.is_empty() {
            return Ok(found);
        }
        for (field, terms, counts) in &self.facets {
            let whole = terms.resolve(&NameQuery::Exact(name.to_owned()))?;
            let part = terms.resolve(&NameQuery::Part(name.to_owned()))?;
            let others = part.iter().filter(|value| !whole.contains(value));
            let scored = whole.iter().map(|value| (value, true));
            for (value, is_whole) in scored.chain(others.map(|value| (value, false))) {
                let Some(term) = terms.get(value)? else { continue };
                let articles = counts.get(value).copied().unwrap_or(0);
                found.push(NameMatch {
                    field: *field,
                    key: value.clone(),
                    name: term.name.clone(),
                    articles,
                    score: if is_whole { WHOLE } else { partial_score(name, &term.name) },
                    is_certain: false,
                    evidence: evidence(&term, name, is_whole),
                });
            }
        }
        found.sort_by(|one, other| {
            other.score.total_cmp(&one.score).then(other.articles.cmp(&one.articles))
        });
        let whole = found.iter().filter(|it| it.score >= WHOLE).count();
        if let (1, Some(first)) = (whole, found.first_mut()) {
            first.is_certain = true;
        }
        found.truncate(limit);
        Ok(found)
    }
}

/// The share of the words of a name that were given.
fn partial_score(given: &str, name: &str) -> f64 {
    let words = |text: &str| tokenizer::folded(text).split_whitespace().count().max(1) as f64;
    (PART * words(given) / words(name)).min(PART).round()
}

/// Says why a value may be meant.
fn evidence(term: &FacetTerm, given: &str, is_whole: bool) -> String {
    let folded = tokenizer::folded(given);
    if tokenizer::folded(&term.name) == folded {
        return "the same name".to_owned();
    }
    let alternate = term.alternates.iter().find(|it| tokenizer::folded(&it.name) == folded);
    match alternate {
        Some(alternate) => format!("also called “{}”: {}", alternate.name, alternate.evidence),
        None if is_whole => "another name of it".to_owned(),
        None => "a part of its name".to_owned(),
    }
}
