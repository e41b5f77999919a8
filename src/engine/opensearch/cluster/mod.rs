//! An archive on a cluster: its indexes, and the requests that several parts of the engine send.

pub(crate) mod address;
pub(crate) mod client;
pub(crate) mod ledger;
pub(crate) mod mapping;
pub(crate) mod members;
pub(crate) mod shared_text;

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::fields::TEXT_DIGEST;
use crate::error::{Error, Result};
use crate::search::budget::Budget;
use address::ClusterAddress;
use client::{Body, Client, ClusterAccess, Method, Reply};
use ledger::Ledger;

/// Buckets of one page of an aggregation over all values.
const BUCKETS: usize = 10_000;

/// Articles of one page when all are read.
const PAGE: usize = 500;

/// Counts in one request.
const COUNTS: usize = 500;

/// Time for which a view of the index is kept between two pages.
const KEEP_ALIVE: &str = "5m";

/// An archive on a cluster.
#[derive(Clone)]
pub(crate) struct Cluster {
    /// Address, for messages.
    pub address: ClusterAddress,
    /// Client.
    pub client: Arc<Client>,
    /// Index of the articles.
    pub articles: String,
    /// What is known of the archive besides its articles.
    pub ledger: Ledger,
    /// Matches the articles that nothing may find.
    withheld: Option<Value>,
}

impl Cluster {
    /// Makes the archive of an address. Nothing is sent.
    ///
    /// # Errors
    /// Fails when the credentials cannot be used.
    pub(crate) fn new(address: &ClusterAddress, access: &ClusterAccess) -> Result<Self> {
        let client = Arc::new(Client::new(address, access)?);
        let (name, version) = (&address.name, mapping::version());
        let ledger =
            Ledger { client: Arc::clone(&client), index: format!("{name}-ledger-{version}") };
        let articles = format!("{name}-articles-{version}");
        Ok(Self { address: address.clone(), client, articles, ledger, withheld: None })
    }

    /// Returns the archive without the articles that match a query: no search, count or list has them.
    pub(crate) fn without(&self, withheld: Value) -> Self {
        Self { withheld: Some(withheld), ..self.clone() }
    }

    /// Returns a search that does not find withheld articles.
    fn visible<'b>(&self, body: &'b Value) -> Cow<'b, Value> {
        let (Some(withheld), Some(parts)) = (&self.withheld, body.as_object()) else {
            return Cow::Borrowed(body);
        };
        let mut visible = parts.clone();
        let all = json!({"match_all": {}});
        let query = parts.get("query").unwrap_or(&all);
        let query = json!({"bool": {"must": [query], "must_not": [withheld]}});
        visible.insert("query".to_owned(), query);
        Cow::Owned(Value::Object(visible))
    }

    /// Returns whether the archive is there.
    ///
    /// # Errors
    /// Fails when the cluster cannot be reached, or holds the archive in the format of another
    /// version.
    pub(crate) fn exists(&self) -> Result<bool> {
        let path = format!("/{},{}", self.articles, self.ledger.index);
        let found = self.client.greet(Method::Get, &path)?;
        if found.status != 404 {
            return found.ok().map(|_| true);
        }
        let name = &self.address.name;
        let path = format!("/{name}-articles-*?ignore_unavailable=true&allow_no_indices=true");
        let others = self.client.find(Method::Get, &path, Body::None)?;
        let others = others.as_ref().and_then(Value::as_object);
        // Another archive may have a longer name that begins the same.
        let is_version = |index: &&String| {
            let version =
                index.strip_prefix(name.as_str()).and_then(|it| it.strip_prefix("-articles-"));
            version.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
                && **index != self.articles
        };
        match others.and_then(|others| others.keys().find(is_version)) {
            Some(_) => Err(Error::new(format!(
                "another version of morgue wrote the archive `{}`",
                self.address
            ))
            .hint("build it again with this version under another name")),
            None => Ok(false),
        }
    }

    /// Makes the indexes of an archive, where they are missing.
    ///
    /// # Errors
    /// Fails when the cluster refuses.
    pub(crate) fn create(&self, shards: u32) -> Result<()> {
        let indexes =
            [(&self.ledger.index, mapping::ledger()), (&self.articles, mapping::articles(shards))];
        indexes.iter().try_for_each(|(index, mapping)| self.create_index(index, mapping))
    }

    /// Makes an index, where it is missing.
    ///
    /// # Errors
    /// Fails when the cluster refuses.
    pub(crate) fn create_index(&self, index: &str, mapping: &Value) -> Result<()> {
        let path = format!("/{index}");
        let reply =
            self.client.send(Method::Put, &path, Body::Json(mapping), &Budget::default())?;
        // It was there, or another process made it at the same moment.
        let exists = json!("resource_already_exists_exception");
        if reply.body.pointer("/error/type") == Some(&exists) {
            return Ok(());
        }
        reply.ok().map(drop)
    }

    /// Returns the archive with the index in which workers stage what they read in the place of that of the
    /// articles.
    pub(crate) fn staging(&self) -> Self {
        let articles = format!("{}-staging-{}", self.address.name, mapping::version());
        Self { articles, withheld: None, ..self.clone() }
    }

    /// Searches the articles. Partial answers are errors, except where the deadline has passed.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn search(&self, body: &Value, budget: &Budget) -> Result<Value> {
        let partial = budget.deadline.is_some();
        let path = format!("/{}/_search?allow_partial_search_results={partial}", self.articles);
        let body = self.visible(body);
        complete(self.client.send(Method::Post, &path, Body::Json(&body), budget)?)
    }

    /// Counts the articles.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn count(&self) -> Result<u64> {
        let path = format!("/{}/_count", self.articles);
        let (all, nothing) = (json!({"query": {"match_all": {}}}), Body::None);
        let visible = self.visible(&all);
        let body = if self.withheld.is_some() { Body::Json(&visible) } else { nothing };
        let answer = self.client.call(Method::Post, &path, body)?;
        Ok(answer.member("count").as_u64().unwrap_or_default())
    }

    /// Counts the articles with each of these terms, given by field and term. Each count is the length
    /// of a list in the index, which costs nothing.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn count_terms(&self, terms: &[&(String, String)]) -> Result<Vec<u64>> {
        let mut counts = Vec::with_capacity(terms.len());
        for terms in terms.chunks(COUNTS) {
            let search = |(field, term): &&(String, String)| {
                let body = json!({
                    "size": 0, "track_total_hits": true, "query": {"term": {field.as_str(): term}},
                });
                format!("{{}}\n{}\n", self.visible(&body))
            };
            let lines: String = terms.iter().map(search).collect();
            let path = format!("/{}/_msearch", self.articles);
            let answer = self.client.call(Method::Post, &path, Body::Lines(&lines))?;
            let responses =
                answer.member("responses").as_array().map(Vec::as_slice).unwrap_or_default();
            for response in responses {
                let count = response.pointer("/hits/total/value").and_then(Value::as_u64);
                counts.push(count.ok_or_else(|| Error::new("the cluster cannot count now"))?);
            }
        }
        Ok(counts)
    }

    /// Returns all values of a field in the articles that match a query, sorted, each with the number
    /// of articles.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn values(&self, field: &str, query: &Value) -> Result<Vec<(String, u64)>> {
        self.values_within(field, query, &Budget::default())
    }

    /// Returns all values as [`Self::values`] does, within a budget.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn values_within(
        &self,
        field: &str,
        query: &Value,
        budget: &Budget,
    ) -> Result<Vec<(String, u64)>> {
        let buckets = self.buckets(field, query, None, budget)?;
        let value = |bucket: &Value| {
            Some((
                bucket.pointer("/key/value")?.as_str()?.to_owned(),
                bucket.member("doc_count").as_u64()?,
            ))
        };
        Ok(buckets.iter().filter_map(value).collect())
    }

    /// Returns the buckets of all values of a field, sorted by value, each with the results of the inner
    /// aggregations.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn buckets(
        &self,
        field: &str,
        query: &Value,
        inner: Option<&Value>,
        budget: &Budget,
    ) -> Result<Vec<Value>> {
        let (mut all, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut composite = json!({
                "size": BUCKETS,
                "sources": [{"value": {"terms": {"field": field}}}],
            });
            if let (false, Some(composite)) = (after.is_null(), composite.as_object_mut()) {
                composite.insert("after".to_owned(), after);
            }
            let mut values = json!({"composite": composite});
            if let (Some(inner), Some(values)) = (inner, values.as_object_mut()) {
                values.insert("aggs".to_owned(), inner.clone());
            }
            let body = json!({"size": 0, "query": query, "aggs": {"values": values}});
            let mut answer = self.search(&body, budget)?;
            let found = answer.pointer_mut("/aggregations/values/buckets").map(Value::take);
            let Some(Value::Array(found)) = found else { return Ok(all) };
            let is_last = found.len() < BUCKETS;
            all.extend(found);
            after = answer.member("aggregations").member("values").member("after_key").clone();
            if is_last || after.is_null() {
                return Ok(all);
            }
        }
    }

    /// Returns a field of what is stored of an article, given by the digest of its text; nothing where it is
    /// gone.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn source(&self, text_digest: &str, field: &str) -> Result<Option<Value>> {
        let path = format!("/{}/_doc/{text_digest}?_source_includes={field}", self.articles);
        let found = self.client.find(Method::Get, &path, Body::None)?;
        Ok(found.map(|found| found.member("_source").clone()))
    }

    /// Returns, of some articles, those that match a query; all by the digests of their texts.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn matching_among<'a>(
        &self,
        query: &Value,
        articles: impl Iterator<Item = &'a str>,
        budget: &Budget,
    ) -> Result<Vec<String>> {
        let articles: Vec<&str> = articles.collect();
        let mut matching = Vec::new();
        for articles in articles.chunks(BUCKETS) {
            let body = json!({
                "size": articles.len(),
                "query": {"bool": {"filter": [query, {"terms": {TEXT_DIGEST: articles}}]}},
                "_source": false,
                "sort": ["_doc"],
                "track_total_hits": false,
            });
            let partial = budget.deadline.is_some();
            let path = format!(
                "/{}/_search?allow_partial_search_results={partial}\
                 &filter_path=hits.hits._id,_shards,timed_out",
                self.articles
            );
            let body = self.visible(&body);
            let answer =
                complete(self.client.send(Method::Post, &path, Body::Json(&body), budget)?)?;
            let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
            let ids = hits.into_iter().flatten().filter_map(|hit| hit.member("_id").as_str());
            matching.extend(ids.map(str::to_owned));
        }
        Ok(matching)
    }

    /// Visits every article that matches a search, page by page, from one state of the index, until
    /// `visit` breaks. The search names its order and what to return of an article, and maybe the
    /// size of a page.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read, or when `visit` does.
    pub(crate) fn scan(
        &self,
        search: &Value,
        budget: &Budget,
        visit: &mut dyn FnMut(&Value) -> Result<std::ops::ControlFlow<()>>,
    ) -> Result<()> {
        let path = format!("/{}/_search/point_in_time?keep_alive={KEEP_ALIVE}", self.articles);
        let opened = self.client.call(Method::Post, &path, Body::None)?;
        let id = opened.member("pit_id").clone();
        let scanned = self.scan_pages(search, &id, budget, visit);
        // One that stays ends by itself.
        let body = json!({"pit_id": [id]});
        let _ = self.client.call(Method::Delete, "/_search/point_in_time", Body::Json(&body));
        scanned
    }

    fn scan_pages(
        &self,
        search: &Value,
        id: &Value,
        budget: &Budget,
        visit: &mut dyn FnMut(&Value) -> Result<std::ops::ControlFlow<()>>,
    ) -> Result<()> {
        let mut search = self.visible(search).into_owned();
        let page = search.member("size").as_u64().map_or(PAGE, |size| size as usize);
        loop {
            if let Some(search) = search.as_object_mut() {
                search.insert("size".to_owned(), json!(page));
                search.insert("track_total_hits".to_owned(), json!(false));
                search.insert("pit".to_owned(), json!({"id": id, "keep_alive": KEEP_ALIVE}));
            }
            let path = "/_search?allow_partial_search_results=false";
            let answer =
                complete(self.client.send(Method::Post, path, Body::Json(&search), budget)?)?;
            let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
            let hits = hits.map(Vec::as_slice).unwrap_or_default();
            for hit in hits {
                if visit(hit)?.is_break() {
                    return Ok(());
                }
            }
            let Some(last) = hits.last().filter(|_| hits.len() == page) else { return Ok(()) };
            if let Some(search) = search.as_object_mut() {
                search.insert("search_after".to_owned(), last.member("sort").clone());
            }
        }
    }
}

/// Returns the answer of a search of which no shard failed.
fn complete(reply: Reply) -> Result<Value> {
    let answer = reply.ok()?;
    match answer.pointer("/_shards/failed").and_then(Value::as_u64).unwrap_or_default() {
        0 => Ok(answer),
        failed => {
            let reason = answer.pointer("/_shards/failures/0/reason/reason");
            let reason = reason.and_then(Value::as_str).unwrap_or("no reason given").to_owned();
            Err(Error::new(format!("{failed} shards of the archive cannot be searched now"))
                .with_source(reason)
                .hint("try again when the cluster is whole"))
        }
    }
}
