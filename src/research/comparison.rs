//! What two searches share.

use std::cmp::Reverse;

use crate::article::schema::Field;
use crate::search::answer::{Answer, FacetValue};

/// A value that two searches have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharedValue {
    /// The value, with its number of articles in the first search.
    pub value: FacetValue,
    /// The number of articles in the other search.
    pub other: u64,
}

/// Lists the values of a facet that two searches have, those with a large share of each first.
pub(crate) fn shared_values(field: Field, answers: [&Answer; 2]) -> Vec<SharedValue> {
    let values = |answer: &Answer| -> Vec<FacetValue> {
        let facet = answer.facets.iter().find(|facet| facet.field == field);
        facet.map(|facet| facet.values.clone()).unwrap_or_default()
    };
    let [one, two] = answers;
    let others = values(two);
    let mut shared: Vec<SharedValue> = values(one)
        .into_iter()
        .filter_map(|value| {
            let other = others.iter().find(|other| other.value == value.value)?.count;
            (value.count > 0 && other > 0).then_some(SharedValue { value, other })
        })
        .collect();
    let share = |count: u64, answer: &Answer| count as f64 / answer.articles.max(1) as f64;
    let lesser = |it: &SharedValue| share(it.value.count, one).min(share(it.other, two));
    shared.sort_by_key(|it| Reverse((lesser(it) * 1e9) as u64));
    shared
}
