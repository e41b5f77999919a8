//! Stories in an answer: which of its articles are versions of one, and what counts once instead of once for
//! each of them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::published::Stories;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::fields;
use crate::engine::opensearch::identity::facet_view::{Articles, FacetView};
use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::timeline::Interval;

/// Versions that are read in one request.
const PAGE: usize = 5_000;

/// The versions of stories that match a plan.
pub(crate) struct Collapsed<'s> {
    stories: &'s Stories,
    cluster: &'s Cluster,
    budget: &'s Budget,
    /// The matching versions of each story, best first.
    matching: BTreeMap<usize, Vec<MatchingVersion>>,
}

/// A version that matches.
struct MatchingVersion {
    text: String,
    sort: Vec<Value>,
    /// First and last day.
    days: Option<(i64, i64)>,
}

impl<'s> Collapsed<'s> {
    /// Finds the versions of stories that match a query and pass a filter, in an order.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn find(
        stories: &'s Stories,
        cluster: &'s Cluster,
        (query, filter): (&Value, &Value),
        order: &Value,
        budget: &'s Budget,
    ) -> Result<Self> {
        let mut collapsed = Self { stories, cluster, budget, matching: BTreeMap::new() };
        let days = [Field::Published.name(), fields::LAST_DAY];
        let mut matching: BTreeMap<usize, Vec<MatchingVersion>> = BTreeMap::new();
        collapsed.each_version((query, filter), order, &days, &mut |text, hit| {
            let day = |field: &str| hit.member("fields").member(field).get(0)?.as_i64();
            let [first, last] = days;
            let version = MatchingVersion {
                text: text.to_owned(),
                sort: hit.member("sort").as_array().cloned().unwrap_or_default(),
                days: day(first).zip(day(last)),
            };
            if let Some(story) = stories.index(text) {
                matching.entry(story).or_default().push(version);
            }
        })?;
        let is_descending: Vec<bool> =
            order.as_array().into_iter().flatten().map(descends).collect();
        for versions in matching.values_mut() {
            versions.sort_by(|one, other| compare(&one.sort, &other.sort, &is_descending));
        }
        collapsed.matching = matching;
        Ok(collapsed)
    }

    /// The number of stories.
    pub(crate) fn stories(&self) -> u64 {
        self.matching.len() as u64
    }

    /// The number of their versions.
    pub(crate) fn versions(&self) -> u64 {
        self.matching.values().map(|versions| versions.len() as u64).sum()
    }

    /// The versions that are not the best of their stories.
    pub(crate) fn hidden(&self) -> Articles {
        let worse = self.matching.values().flat_map(|versions| versions.iter().skip(1));
        worse.map(|version| version.text.clone()).collect()
    }

    /// Counts each story on the day of its first version instead of each version on its own.
    pub(crate) fn collapse_days(&self, counts: &mut Vec<Interval>, undated: &mut u64) {
        let mut by_days: BTreeMap<(i64, i64), u64> = counts.drain(..).collect();
        for versions in self.matching.values() {
            for version in versions {
                match version.days {
                    None => *undated = undated.saturating_sub(1),
                    Some(days) => {
                        let count = by_days.entry(days).or_default();
                        *count = count.saturating_sub(1);
                    }
                }
            }
            match versions.iter().filter_map(|version| version.days).min() {
                None => *undated += 1,
                Some(days) => *by_days.entry(days).or_default() += 1,
            }
        }
        counts.extend(by_days.into_iter().filter(|(_, count)| *count > 0));
    }

    /// Counts each story once for a value that several of the articles of a query have.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn collapse_values(
        &self,
        query: &Value,
        facet: (Field, &FacetView),
        counts: &mut [(String, u64)],
    ) -> Result<()> {
        let by_value = self.stories_by_value(query, facet)?;
        for (value, count) in counts.iter_mut() {
            if let Some((versions, stories)) = by_value.get(value) {
                *count = count.saturating_sub(*versions) + stories.len() as u64;
            }
        }
        Ok(())
    }

    /// Counts what an excluded value takes away: articles, and stories of which no version is left.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn taken_away(&self, query: &Value, articles: u64) -> Result<u64> {
        let everything = json!({"match_all": {}});
        let (mut versions, mut stories) = (0, HashSet::new());
        self.each_version((query, &everything), &json!(["_doc"]), &[], &mut |text, _| {
            versions += 1;
            stories.extend(self.stories.index(text));
        })?;
        let gone = stories.iter().filter(|story| !self.matching.contains_key(story)).count();
        Ok(articles.saturating_sub(versions) + gone as u64)
    }

    /// Returns for each value of a facet the number of versions that have it, and their stories.
    fn stories_by_value(
        &self,
        query: &Value,
        (field, view): (Field, &FacetView),
    ) -> Result<HashMap<String, (u64, HashSet<usize>)>> {
        let everything = json!({"match_all": {}});
        let mut by_value: HashMap<String, (u64, HashSet<usize>)> = HashMap::new();
        let visit = &mut |text: &str, hit: &Value| {
            let Some(story) = self.stories.index(text) else { return };
            let keys = hit.member("fields").member(field.name()).as_array();
            let keys = keys.into_iter().flatten().filter_map(Value::as_str);
            for value in view.values_of(text, keys) {
                let (versions, stories) = by_value.entry(value.to_owned()).or_default();
                *versions += 1;
                stories.insert(story);
            }
        };
        self.each_version((query, &everything), &json!(["_doc"]), &[field.name()], visit)?;
        Ok(by_value)
    }

    /// Visits every version of a story that matches a query and passes a filter.
    fn each_version(
        &self,
        (query, filter): (&Value, &Value),
        order: &Value,
        values: &[&str],
        visit: &mut dyn FnMut(&str, &Value),
    ) -> Result<()> {
        let texts: Vec<&str> = self.stories.texts().collect();
        for texts in texts.chunks(PAGE) {
            let is_version = json!({"terms": {fields::TEXT_DIGEST: texts}});
            let body = json!({
                "size": texts.len(),
                "query": {"bool": {"must": [query], "filter": [is_version, filter]}},
                "_source": false,
                "docvalue_fields": values,
                "sort": order,
                "track_total_hits": false,
            });
            let answer = self.cluster.search(&body, self.budget)?;
            let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
            for hit in hits.into_iter().flatten() {
                visit(hit.member("_id").as_str().unwrap_or_default(), hit);
            }
        }
        Ok(())
    }
}

/// Returns whether a part of an order begins with the greatest.
fn descends(part: &Value) -> bool {
    let direction = part.as_object().and_then(|part| part.values().next());
    let order = direction.map(|it| it.get("order").unwrap_or(it));
    order.and_then(Value::as_str) == Some("desc")
}

/// Compares the keys by which two hits are sorted.
fn compare(one: &[Value], other: &[Value], is_descending: &[bool]) -> Ordering {
    for ((one, other), descends) in one.iter().zip(other).zip(is_descending) {
        let ascending = match (one.as_f64(), other.as_f64(), one.as_str(), other.as_str()) {
            (Some(one), Some(other), ..) => one.total_cmp(&other),
            (.., Some(one), Some(other)) => one.cmp(other),
            _ => Ordering::Equal,
        };
        let ordering = if *descends { ascending.reverse() } else { ascending };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_compared_in_their_order() {
        let order = json!([{"_score": "desc"}, {"published": {"order": "desc"}}, {"id": "asc"}]);
        let is_descending: Vec<bool> =
            order.as_array().into_iter().flatten().map(descends).collect();
        assert_eq!(is_descending, [true, true, false]);
        let key = |score: f64, day: i64, id: &str| vec![json!(score), json!(day), json!(id)];
        let compared = |one: &[Value], other: &[Value]| compare(one, other, &is_descending);
        assert_eq!(compared(&key(2.0, 1, "b"), &key(1.0, 9, "a")), Ordering::Less);
        assert_eq!(compared(&key(1.0, 1, "a"), &key(1.0, 9, "b")), Ordering::Greater);
        assert_eq!(compared(&key(1.0, 1, "a"), &key(1.0, 1, "b")), Ordering::Less);
    }
}
