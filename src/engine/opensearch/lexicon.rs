//! The words of an archive on a cluster. OpenSearch has no way to list the terms of a field, so that
//! each commit keeps the words that it brought as documents of the ledger. Patterns, misspellings and
//! completions are looked up in them; the number of articles of each is counted when it is needed.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::cluster::Cluster;
use super::cluster::client::{Body, Method};
use super::cluster::ledger::Ledger;
use super::fields::TermKind;
use crate::article::schema::{FIELDS, Field};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::query::Pattern;
use crate::search::budget::Budget;
use crate::search::plan::Expansion;

/// Words that a pattern expands to.
const MAX_WORDS: usize = 10_000;

/// Words that are counted in one request.
const COUNTED: usize = 5_000;

/// The largest list of words in one document, in bytes.
const PART: usize = 4 << 20;

/// Documents read at a time.
const PAGE: usize = 16;

/// Adds words to those of the archive.
///
/// # Errors
/// Fails when the cluster cannot be written.
pub(super) fn append(ledger: &Ledger, generation: u64, words: &[String]) -> Result<()> {
    let (mut part, mut number) = (String::new(), 0);
    let mut write = |part: &mut String| -> Result<()> {
        let path = format!("/{}/_doc/words-{generation}-{number}", ledger.index);
        number += 1;
        let text = std::mem::take(part);
        let body = json!({"kind": "words", "log": "words", "from": generation, "text": text});
        ledger.client.call(Method::Put, &path, Body::Json(&body)).map(drop)
    };
    for word in words {
        if part.len() + word.len() > PART {
            write(&mut part)?;
        }
        part.push_str(word);
        part.push('\n');
    }
    if part.is_empty() { Ok(()) } else { write(&mut part) }
}

/// Reads the words that commits of this generation and later ones brought, sorted.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(super) fn read(ledger: &Ledger, generation: u64) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut after: Option<Value> = None;
    loop {
        let mut search = json!({
            "size": PAGE,
            "sort": [{"from": "asc"}, {"_doc": "asc"}],
            "query": {"bool": {"filter": [
                {"term": {"kind": "words"}}, {"range": {"from": {"gte": generation}}},
            ]}},
        });
        if let (Some(after), Some(search)) = (after.take(), search.as_object_mut()) {
            search.insert("search_after".to_owned(), after);
        }
        let path = format!("/{}/_search?allow_partial_search_results=false", ledger.index);
        let found = ledger.client.call(Method::Post, &path, Body::Json(&search))?;
        let hits = found.pointer("/hits/hits").and_then(Value::as_array);
        let hits = hits.map(Vec::as_slice).unwrap_or_default();
        for hit in hits {
            let text = hit.pointer("/_source/text").and_then(Value::as_str);
            words.extend(text.into_iter().flat_map(str::lines).map(str::to_owned));
        }
        after = hits.last().filter(|_| hits.len() == PAGE).map(|last| last.member("sort").clone());
        if after.is_none() {
            words.sort_unstable();
            words.dedup();
            return Ok(words);
        }
    }
}

/// Expands a pattern to the words that match it, of too many the most frequent. An invalid pattern
/// matches none.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(super) fn expand(pattern: &Pattern, words: &[String], cluster: &Cluster) -> Result<Expansion> {
    let Ok(matcher) = pattern.matcher() else { return Ok(Expansion::default()) };
    let matching: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| matcher.is_match(word)).collect();
    let mut counted = Vec::with_capacity(matching.len());
    for words in matching.chunks(COUNTED) {
        let counts = counts(words, cluster)?;
        let known = words.iter().filter_map(|word| Some(((*word).to_owned(), *counts.get(*word)?)));
        counted.extend(known);
    }
    let truncated = counted.len() > MAX_WORDS;
    if truncated {
        counted.sort_unstable_by(|(one, one_articles), (other, other_articles)| {
            other_articles.cmp(one_articles).then_with(|| one.cmp(other))
        });
        counted.truncate(MAX_WORDS);
        counted.sort_unstable();
    }
    Ok(Expansion { words: counted, truncated })
}

/// Counts the articles with each of these words in one field: in that which has the most.
fn counts(words: &[&str], cluster: &Cluster) -> Result<HashMap<String, u64>> {
    let texts = || FIELDS.iter().map(|spec| spec.field).filter(|field| field.is_text());
    let exact = |field: Field| TermKind::Exact.field(field);
    let with_word: Vec<Value> =
        texts().map(|field| json!({"terms": {exact(field): words}})).collect();
    let mut aggregations = Map::new();
    for field in texts() {
        let terms = json!({"field": exact(field), "include": words, "size": words.len(),
            "shard_size": words.len()});
        aggregations.insert(field.name().to_owned(), json!({"terms": terms}));
    }
    let search = json!({
        "size": 0, "query": {"bool": {"should": with_word}}, "aggs": aggregations,
    });
    let found = cluster.search(&search, &Budget::default())?;
    let mut counts: HashMap<String, u64> = HashMap::new();
    for field in texts() {
        let buckets =
            found.member("aggregations").member(field.name()).member("buckets").as_array();
        for bucket in buckets.into_iter().flatten() {
            let (Some(word), Some(articles)) =
                (bucket.member("key").as_str(), bucket.member("doc_count").as_u64())
            else {
                continue;
            };
            let most = counts.entry(word.to_owned()).or_default();
            *most = articles.max(*most);
        }
    }
    Ok(counts)
}
