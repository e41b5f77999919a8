//! Queries for the articles that have a value of a facet: those with one of its keys, without those in
//! which the key means another value.

use serde_json::{Value, json};

use super::combine::{any, terms};
use crate::article::schema::Field;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::opensearch::fields;
use crate::engine::opensearch::identity::facet_view::{Articles, FacetView};

/// Values of one list. A cluster refuses more than 65,536.
pub(crate) const MAX_VALUES: usize = 60_000;

/// Condition for articles all of whose values are in a list.
const ALL_LISTED: &str = "for (def value : doc[params.field]) { \
     if (!params.values.containsKey(value)) { return false; } } return true;";

/// Matches articles with one of these values, which are sorted, in a field of keys of their facet.
pub(crate) fn has_value(facet: Field, field: &str, values: &[String], view: &FacetView) -> Value {
    if facet.key_prefix().is_empty() {
        return terms(field, values);
    }
    has_key(field, &view.key_terms(values))
}

/// Matches articles with one of these keys, where it counts.
pub(crate) fn has_key(field: &str, keys: &KeyTerms<Articles>) -> Value {
    let KeyTerms { everywhere, except, only } = keys;
    let mut parts = vec![terms(field, everywhere)];
    for (key, articles) in except {
        let key = json!({"term": {field: key}});
        parts.push(json!({"bool": {"filter": [key], "must_not": [is_one_of(articles)]}}));
    }
    for (key, articles) in only {
        let key = json!({"term": {field: key}});
        parts.push(json!({"bool": {"filter": [key, is_one_of(articles)]}}));
    }
    any(parts)
}

/// Matches some articles.
pub(crate) fn is_one_of(articles: &Articles) -> Value {
    let digests: Vec<&String> = articles.iter().collect();
    let lists = digests.chunks(MAX_VALUES);
    any(lists.map(|list| json!({"terms": {fields::TEXT_DIGEST: list}})).collect())
}

/// Matches articles with any listed value of a facet.
pub(crate) fn has_any_value(facet: Field, view: &FacetView) -> Value {
    let exists = json!({"exists": {"field": facet.name()}});
    let (with, without) = &view.exceptions;
    if view.unlisted.is_empty() && with.is_empty() && without.is_empty() {
        return exists;
    }
    let list: serde_json::Map<String, Value> =
        view.unlisted.iter().map(|value| (value.clone(), json!(1))).collect();
    let params = json!({"field": facet.name(), "values": list});
    let all_unlisted = json!({"script": {"script": {"source": ALL_LISTED, "params": params}}});
    let candidates: Vec<Value> =
        view.unlisted.chunks(MAX_VALUES).map(|values| terms(facet.name(), values)).collect();
    let only_unlisted = json!({"bool": {"filter": [any(candidates), all_unlisted]}});
    let has_listed = json!({"bool": {
        "filter": [exists], "must_not": [only_unlisted, is_one_of(without)],
    }});
    match with.is_empty() {
        true => has_listed,
        false => any(vec![has_listed, is_one_of(with)]),
    }
}
