//! Lowering of a plan's query to a query of the cluster. Selected facet values are not in it, because
//! a facet's own selection must not narrow its counts.
//!
//! Which articles have a word, a value or a date is asked of the index. What depends on positions is
//! a filter by a script below it, and where hits are ranked a score by a script.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::combine::{any, everything, nothing, terms};
use super::keys::{MAX_VALUES, has_any_value, has_key, is_one_of};
use super::script::SpanPlan;
use crate::article::schema::Field;
use crate::engine::common::document_terms::anniversary;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::common::pairs::{self, PAIR_WEIGHT};
use crate::engine::opensearch::fields;
use crate::engine::opensearch::identity::facet_view::{Articles, FacetViews};
use crate::engine::opensearch::snapshot::{FieldTerm, Snapshot, Statistics};
use crate::engine::opensearch::stories::Superseded;
use crate::error::Result;
use crate::query::span_query::SpanQuery;
use crate::query::{
    ArticleState, ClipQuery, DateFilter, ENTITY_FACETS, LengthRange, NameQuery, Query,
};
use crate::search::plan::Plan;
use crate::search::timeline;

/// Score of having the subject that is searched for as a main subject.
const MAJOR_SCORE: f32 = 2.0;

/// Further score of having it as the foremost subject.
const FOREMOST_SCORE: f32 = 1.0;

/// Rarity above which a word says something of what an article is about: less than two thirds of
/// the articles have it.
const MIN_PAIR_RARITY: f32 = 0.4;

/// Lowers one plan for one snapshot.
pub(crate) struct Lowering<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Analysis languages of the articles; empty for those whose words are only folded.
    pub languages: Vec<String>,
    /// The facets of the plan under an identity.
    pub views: &'a FacetViews,
    /// The state of the archive.
    pub snapshot: &'a Snapshot,
    /// Counts of the archive.
    pub statistics: &'a Statistics,
    /// True if hits are ranked.
    pub is_scored: bool,
    /// Numbers of articles with a term, as far as they are known.
    pub counts: HashMap<FieldTerm, u64>,
    /// Terms whose numbers were asked for and are not known.
    pub unknown: RefCell<BTreeSet<FieldTerm>>,
}

impl Lowering<'_> {
    /// Lowers the whole plan except its selected values.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn plan(&self) -> Result<Value> {
        let mut query = self.query(&self.plan.query, None)?;
        let pairs = if self.is_scored { self.proximity_pairs() } else { Vec::new() };
        if !pairs.is_empty() {
            query = json!({"bool": {"must": [query], "should": pairs}});
        }
        if self.plan.since.is_none() && self.plan.until.is_none() {
            return Ok(query);
        }
        let days = days_within(self.plan.since, self.plan.until);
        Ok(json!({"bool": {"must": [query], "filter": [days]}}))
    }

    fn query(&self, query: &Query, field: Option<Field>) -> Result<Value> {
        Ok(match query {
            Query::All => unscored(&everything()),
            Query::In(field, inner) => self.query(inner, Some(*field))?,
            Query::Facet(facet, name) => self.facet(*facet, name),
            Query::Major(name) => {
                let in_facet = |facet: &Field| {
                    let is_major = self.any_key(*facet, name, fields::MAJORS);
                    json!({"bool": {"filter": [is_major], "should": [self.facet(*facet, name)]}})
                };
                any(ENTITY_FACETS.iter().map(in_facet).collect())
            }
            Query::Published(DateFilter::DayOfYear { month, day }) => {
                unscored(&json!({"term": {fields::ANNIVERSARY: anniversary(*month, *day)}}))
            }
            Query::Published(filter) => {
                let range = filter.resolve(self.plan.resolution.today);
                unscored(&days_within(range.from, range.to))
            }
            Query::Length(range) => unscored(&length(*range)),
            Query::State(state) => unscored(&with_state(*state)),
            Query::Clipped(clip) => unscored(&self.clipped(clip)),
            Query::Corrected => self.superseded(|revision| revision.is_correction)?,
            Query::WordsChanged(range) => {
                self.superseded(|revision| range.contains(revision.words))?
            }
            Query::Boosted(inner, boost) => json!({"bool": {
                "must": [self.query(inner, field)?], "boost": boost.factor(),
            }}),
            Query::And(parts) => self.and(parts, field)?,
            Query::Or(parts) => {
                any(parts.iter().map(|part| self.query(part, field)).collect::<Result<_>>()?)
            }
            Query::Not(_) => self.and(std::slice::from_ref(query), field)?,
            Query::AtLeast(times, inner) => self.text(inner, field, *times),
            text => self.text(text, field, 1),
        })
    }

    /// Matches the articles that readers gave something, by their ids.
    fn clipped(&self, clip: &ClipQuery) -> Value {
        let ids = self.plan.resolution.clipped.get(clip).map(Vec::as_slice).unwrap_or_default();
        any(ids.chunks(MAX_VALUES).map(|ids| terms(Field::Id.name(), ids)).collect())
    }

    /// Matches articles that a later version superseded, if it meets a condition.
    fn superseded(&self, is_match: impl Fn(&Superseded) -> bool) -> Result<Value> {
        Ok(unscored(&is_one_of(&self.snapshot.stories()?.superseded(is_match))))
    }

    /// Lowers a query that matches spans of text. One without words matches everything.
    fn text(&self, query: &Query, field: Option<Field>, times: u32) -> Value {
        match SpanQuery::from_query(query) {
            Some(spans) => self.spans(&spans, field, times),
            None => unscored(&everything()),
        }
    }

    fn and(&self, parts: &[Query], field: Option<Field>) -> Result<Value> {
        let (mut must, mut must_not) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Query::Not(inner) => must_not.push(self.query(inner, field)?),
                part => must.push(self.query(part, field)?),
            }
        }
        if must.is_empty() {
            must.push(unscored(&everything()));
        }
        Ok(json!({"bool": {"must": must, "must_not": must_not}}))
    }

    /// Matches articles with one of the values that a name means, ranked by how much they are about
    /// it.
    fn facet(&self, facet: Field, name: &NameQuery) -> Value {
        if *name == NameQuery::Any {
            let view = self.views.get(&facet);
            return unscored(&view.map_or_else(nothing, |view| has_any_value(facet, view)));
        }
        let has_value = self.any_key(facet, name, facet.name());
        let mentions = SpanQuery::from_query(&Query::Facet(facet, name.clone()));
        let Some(mentions) = mentions.filter(|_| self.is_scored && ENTITY_FACETS.contains(&facet))
        else {
            return unscored(&has_value);
        };
        let scored = |field: &str, score: f32| {
            let filter = self.any_key(facet, name, field);
            json!({"constant_score": {"filter": filter, "boost": score}})
        };
        json!({"bool": {
            "filter": [has_value],
            "should": [
                self.spans(&mentions, None, 1),
                scored(fields::MAJORS, MAJOR_SCORE),
                scored(fields::FOREMOST, FOREMOST_SCORE),
            ],
        }})
    }

    /// Matches articles with a key of one of the values that a name means in a field of keys.
    fn any_key(&self, facet: Field, name: &NameQuery, field: &str) -> Value {
        self.keys(facet, name).map_or_else(nothing, |keys| has_key(field, &keys))
    }

    /// Returns the keys of the values that a name means.
    pub(crate) fn keys(&self, facet: Field, name: &NameQuery) -> Option<KeyTerms<Articles>> {
        let values = self.plan.resolution.names.get(&(facet, name.clone()))?;
        Some(self.views.get(&facet)?.key_terms(values))
    }

    /// Matches articles with so many spans in their texts.
    fn spans(&self, query: &SpanQuery, field: Option<Field>, times: u32) -> Value {
        let Some(plan) = self.span_plan(query, field, times) else { return nothing() };
        let candidates = self.candidates(query, &plan, field);
        match (self.is_scored, plan.is_single) {
            (true, _) => plan.score(&candidates),
            (false, true) => candidates,
            (false, false) => json!({"bool": {"filter": [candidates, plan.filter()]}}),
        }
    }

    /// Lowers the pairs of adjacent words of the query. Words that most articles have make no pair.
    fn proximity_pairs(&self) -> Vec<Value> {
        let mut lowered = Vec::new();
        for (phrase, field) in pairs::adjacent_pairs(&self.plan.query) {
            // A word without letters or digits, such as a dash, has no terms.
            let Some(query) = SpanQuery::from_query(&phrase) else { continue };
            let Some(plan) = self.span_plan(&query, field, 1) else { continue };
            let least = self.rarities(&query, &plan, field).into_iter().fold(f32::MAX, f32::min);
            if least > MIN_PAIR_RARITY {
                let score = plan.score(&self.candidates(&query, &plan, field));
                lowered.push(json!({"bool": {"must": [score], "boost": PAIR_WEIGHT}}));
            }
        }
        lowered
    }

    /// Plans a span query; nothing where it is in a field without text.
    fn span_plan<'q>(
        &self,
        query: &'q SpanQuery,
        field: Option<Field>,
        times: u32,
    ) -> Option<SpanPlan<'q>> {
        let leaves = query.leaves.iter().map(|leaf| self.leaf_terms(leaf)).collect();
        let fields = self.script_fields(field);
        if fields.is_empty() {
            return None;
        }
        let is_single = times <= 1 && query.is_single_term();
        let mut plan = SpanPlan { query, leaves, fields, times, rarity: 0.0, is_single };
        if self.is_scored {
            plan.rarity = self.total_rarity(query, &plan, field);
        }
        Some(plan)
    }
}

/// Makes a query match without adding to the score.
fn unscored(query: &Value) -> Value {
    json!({"bool": {"filter": [query]}})
}

/// Matches articles in a state.
fn with_state(state: ArticleState) -> Value {
    match state {
        ArticleState::Undated => {
            json!({"bool": {"must_not": [{"exists": {"field": Field::Published.name()}}]}})
        }
        inferred => json!({"term": {fields::INFERRED: inferred.value()}}),
    }
}

/// Matches articles whose body has a length in this range.
fn length(range: LengthRange) -> Value {
    let mut bounds = serde_json::Map::new();
    bounds.extend(range.from.map(|from| ("gte".to_owned(), json!(from))));
    bounds.extend(range.to.map(|to| ("lte".to_owned(), json!(to))));
    json!({"range": {fields::WORD_COUNT: bounds}})
}

/// Matches articles whose whole date interval lies within these days.
pub(crate) fn days_within(from: Option<Date>, to: Option<Date>) -> Value {
    let since = from.map(
        |from| json!({"range": {Field::Published.name(): {"gte": timeline::epoch_day(from)}}}),
    );
    let until = to.map(|to| json!({"range": {fields::LAST_DAY: {"lte": timeline::epoch_day(to)}}}));
    let bounds: Vec<Value> = since.into_iter().chain(until).collect();
    if bounds.is_empty() { everything() } else { json!({"bool": {"filter": bounds}}) }
}
