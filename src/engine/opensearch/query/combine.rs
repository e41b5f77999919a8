//! The simplest queries, and how several become one.

use serde_json::{Value, json};

/// Matches every article.
pub(crate) fn everything() -> Value {
    json!({"match_all": {}})
}

/// Matches no article.
pub(crate) fn nothing() -> Value {
    json!({"match_none": {}})
}

/// Matches articles with one of these terms.
pub(crate) fn terms(field: &str, terms: &[String]) -> Value {
    match terms {
        [] => nothing(),
        [term] => json!({"term": {field: term}}),
        terms => json!({"terms": {field: terms}}),
    }
}

/// Matches articles that match one of these queries.
pub(crate) fn any(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        0 => nothing(),
        1 => queries.swap_remove(0),
        _ => json!({"bool": {"should": queries, "minimum_should_match": 1}}),
    }
}
