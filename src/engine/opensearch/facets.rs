//! Counts of facets on a cluster, each as if its own included values were not selected
//! (drill-sideways).

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::cluster::Cluster;
use super::identity::facet_view::{FacetView, FacetViews};
use super::query::combine::everything;
use super::query::keys::has_value;
use super::stories::Collapsed;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::search::plan::{Plan, Selection};
use crate::search::results::FacetCounts;

/// Values that are counted in the request of a search; of more, in further ones.
const VALUES: usize = 2_000;

/// Selected values that are listed although they are not among the most frequent.
const MAX_SELECTED: usize = 50;

/// Counts the values of one facet.
pub(super) struct FacetCounter {
    /// The facet.
    pub field: Field,
    /// The facet under an identity.
    pub view: Arc<FacetView>,
    included: Vec<String>,
    excluded: Vec<String>,
    /// Articles that pass the selections of all other facets, and have no excluded value.
    counted: Value,
    /// For each excluded value, the articles that it alone keeps from being hits.
    taken_away: Vec<Value>,
}

impl FacetCounter {
    /// Makes the counter of a facet in a plan.
    pub(super) fn new(
        field: Field,
        view: &Arc<FacetView>,
        plan: &Plan,
        views: &FacetViews,
    ) -> Self {
        let selection = plan.selections.iter().find(|selection| selection.field == field);
        let known = |values: &[String]| known_values(values, view);
        let included = selection.and_then(|it| it.included.as_deref()).map(known);
        let excluded = selection.map(|it| known(&it.excluded)).unwrap_or_default();
        let others = selected(plan, Some(field), views);
        let has_value = |values: &[String]| has_value(field, field.name(), values, view);
        let counted = json!({"bool": {"filter": [others], "must_not": [has_value(&excluded)]}});
        let takes_away = |value: &String| {
            let rest: Vec<String> = excluded.iter().filter(|it| *it != value).cloned().collect();
            let mut filter = vec![others.clone(), has_value(std::slice::from_ref(value))];
            filter.extend(included.as_deref().map(has_value));
            json!({"bool": {"filter": filter, "must_not": [has_value(&rest)]}})
        };
        let taken_away = excluded.iter().map(takes_away).collect();
        let (view, included) = (Arc::clone(view), included.unwrap_or_default());
        Self { field, view, included, excluded, counted, taken_away }
    }

    /// Adds its aggregations to those of a search.
    pub(super) fn add_to(&self, aggregations: &mut Map<String, Value>, number: usize) {
        let values =
            json!({"terms": {"field": self.field.name(), "size": VALUES, "shard_size": VALUES}});
        let counted = json!({"filter": self.counted, "aggs": {"values": values}});
        aggregations.insert(format!("facet{number}"), counted);
        for (query, index) in self.taken_away.iter().zip(0..) {
            aggregations.insert(format!("excluded{number}_{index}"), json!({"filter": query}));
        }
    }

    /// Reads the counts from the answer of the search. Where there are more values than the answer
    /// holds, all are counted by a request of their own. Where stories are collapsed, each counts once.
    pub(super) fn counts(
        &self,
        answer: &Value,
        number: usize,
        query: &Value,
        cluster: &Cluster,
        (plan, collapsed): (&Plan, Option<&Collapsed<'_>>),
    ) -> Result<Vec<(String, u64)>> {
        let aggregations = answer.member("aggregations");
        let values = aggregations.member(&format!("facet{number}")).member("values");
        let others = values.member("sum_other_doc_count").as_u64().unwrap_or_default();
        let within = json!({"bool": {"filter": [query, self.counted]}});
        let keys = if others > 0 {
            cluster.values_within(self.field.name(), &within, &plan.budget)?
        } else {
            buckets(values)
        };
        let corrected = cluster.matching_among(&within, self.view.corrected(), &plan.budget)?;
        let mut counts = self.view.counts(keys, &corrected);
        if let Some(collapsed) = collapsed {
            collapsed.collapse_values(&within, (self.field, &self.view), &mut counts)?;
        }
        for ((value, gone), index) in self.excluded.iter().zip(&self.taken_away).zip(0..) {
            let taken =
                aggregations.member(&format!("excluded{number}_{index}")).member("doc_count");
            let mut taken = taken.as_u64().unwrap_or_default();
            if let Some(collapsed) = collapsed.filter(|_| taken > 0) {
                let query = json!({"bool": {"filter": [query, gone]}});
                taken = collapsed.taken_away(&query, taken)?;
            }
            counts.extend((taken > 0).then(|| (value.clone(), taken)));
        }
        Ok(counts)
    }
}

/// Returns the values that are listed: the most frequent ones, and every selected one.
pub(super) fn facet_counts(
    facet: &FacetCounter,
    counts: Vec<(String, u64)>,
    limit: usize,
) -> Result<FacetCounts> {
    let terms = &facet.view.terms;
    let distinct = counts.len() as u64;
    let all: HashMap<String, u64> = counts.iter().cloned().collect();
    let mut counted = counts;
    counted.sort_unstable_by_key(|(_, count)| Reverse(*count));
    if let Some(least) = limit.checked_sub(1).and_then(|last| counted.get(last)).map(|it| it.1) {
        // Names are read only of those as frequent as the last of the list.
        counted.retain(|(_, count)| *count >= least);
    }
    let mut named = Vec::with_capacity(counted.len());
    for (value, count) in counted {
        named.push((Reverse(count), terms.name(&value)?, value));
    }
    named.sort_unstable();
    named.truncate(limit);
    let mut values: Vec<(String, u64)> =
        named.into_iter().map(|(Reverse(count), _, value)| (value, count)).collect();
    let listed: HashSet<String> = values.iter().map(|(value, _)| value.clone()).collect();
    let selected = facet.included.iter().chain(&facet.excluded);
    let selected: BTreeSet<&str> = selected.filter_map(|value| terms.value(value)).collect();
    let missing = selected.into_iter().filter(|value| !listed.contains(*value)).take(MAX_SELECTED);
    let count = |value: &str| all.get(value).copied().unwrap_or(0);
    values.extend(missing.map(|value| (value.to_owned(), count(value))));
    Ok(FacetCounts { values, distinct })
}

/// Reads the values and counts of an aggregation.
pub(super) fn buckets(terms: &Value) -> Vec<(String, u64)> {
    let buckets = terms.member("buckets").as_array().map(Vec::as_slice).unwrap_or_default();
    let bucket = |bucket: &Value| {
        Some((bucket.member("key").as_str()?.to_owned(), bucket.member("doc_count").as_u64()?))
    };
    buckets.iter().filter_map(bucket).collect()
}

/// Matches articles that pass the selections of all facets but one.
pub(super) fn selected(plan: &Plan, except: Option<Field>, views: &FacetViews) -> Value {
    let (mut filter, mut must_not) = (vec![everything()], Vec::new());
    for Selection { field, included, excluded } in &plan.selections {
        let Some(view) = views.get(field).filter(|_| Some(*field) != except) else { continue };
        let matches =
            |values: &[String]| has_value(*field, field.name(), &known_values(values, view), view);
        filter.extend(included.as_deref().map(matches));
        must_not.push(matches(excluded));
    }
    json!({"bool": {"filter": filter, "must_not": must_not}})
}

/// Returns the values that these keys mean, sorted. A value that the archive does not have selects
/// nothing.
fn known_values(keys: &[String], view: &FacetView) -> Vec<String> {
    let values = keys.iter().filter_map(|key| view.terms.value(key)).map(str::to_owned);
    values.collect::<BTreeSet<_>>().into_iter().collect()
}
