//! Homes of publishers in an archive on a cluster: the evidence for them, and the articles that a
//! changed home changes.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::article::home::{Home, HomeEvidence};
use crate::engine::common::home_terms;
use crate::engine::common::home_terms::Relation;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::fields;
use crate::error::Result;

/// The greatest number of values of one query.
const MAX_VALUES: usize = 10_000;

/// Reads what the articles of each publisher tell about its home.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(crate) fn evidence(cluster: &Cluster) -> Result<HashMap<String, HomeEvidence>> {
    let mut all: HashMap<String, HomeEvidence> = HashMap::new();
    for (publisher, region, articles) in terms(cluster, Relation::Certain)? {
        let known = all.entry(publisher).or_default();
        let count = if region.is_empty() {
            &mut known.articles
        } else {
            known.by_region.entry(region).or_default()
        };
        *count += u32::try_from(articles).unwrap_or(u32::MAX);
    }
    Ok(all)
}

/// Returns queries for the articles that were resolved with another home than their publisher has, as
/// far as that changes them.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(crate) fn moved(cluster: &Cluster, homes: &HashMap<String, Home>) -> Result<Vec<Value>> {
    let mut moved = BTreeSet::new();
    for (publisher, region, _) in terms(cluster, Relation::Elsewhere)? {
        if homes.get(&publisher).is_some_and(|home| home.contains(&region)) {
            moved.insert(Relation::Elsewhere.term(&publisher, &region));
        }
    }
    for (publisher, region, _) in terms(cluster, Relation::AtHome)? {
        if !homes.get(&publisher).is_some_and(|home| home.contains(&region)) {
            moved.insert(Relation::AtHome.term(&publisher, &region));
        }
    }
    let moved: Vec<String> = moved.into_iter().collect();
    Ok(moved.chunks(MAX_VALUES).map(|terms| json!({"terms": {fields::HOMES: terms}})).collect())
}

/// Reads the terms of a relation: publisher, region and number of articles.
fn terms(cluster: &Cluster, relation: Relation) -> Result<Vec<(String, String, u64)>> {
    let letter = relation.letter();
    let with_term = json!({"prefix": {fields::HOMES: letter.to_string()}});
    let values = cluster.values(fields::HOMES, &with_term)?.into_iter();
    let term = |(term, articles): (String, u64)| {
        let (publisher, region) = home_terms::split(term.strip_prefix(letter)?)?;
        Some((publisher.to_owned(), region.to_owned(), articles))
    };
    Ok(values.filter_map(term).collect())
}
