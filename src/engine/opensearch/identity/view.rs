//! A state of an archive under one version of the authority file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::facet_view::{ArticleKeys, FacetView};
use super::name_table::article_number;
use super::publish::Published;
use super::raw_facet::RawFacet;
use crate::article::schema::Field;
use crate::engine::common::authority_cache;
use crate::engine::common::identity::naming::IdentityNames;
use crate::engine::common::memo::Memo;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::engine::opensearch::fields;
use crate::engine::opensearch::query::combine::any;
use crate::error::Result;
use crate::identity::authority::{Action, AuthorityFile, facet_of_key};
use crate::identity::resolve::Identity;
use crate::search::budget::Budget;

/// Clauses of one query. A cluster refuses more than 1,024.
const MAX_CLAUSES: usize = 500;

/// Values of one clause.
const MAX_VALUES: usize = 10_000;

/// A state of an archive under an authority file.
pub(crate) struct View {
    /// The authority file.
    pub authority: Arc<AuthorityFile>,
    /// Digest of the authority file.
    pub digest: String,
    /// Identity across the articles.
    pub identity: Arc<Identity>,
    /// The keys of the articles that count otherwise than key by key.
    pub articles: ArticleKeys,
    facets: Mutex<HashMap<Field, Arc<Memo<FacetView>>>>,
    names: Mutex<HashMap<Field, Arc<IdentityNames<RawFacet>>>>,
}

impl View {
    /// Resolves identity from what was published and an authority file.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn resolve(
        cluster: &Cluster,
        published: &Published,
        authority: Arc<AuthorityFile>,
        digest_of: &dyn Fn(&str) -> Result<Option<String>>,
    ) -> Result<Self> {
        let mut split: BTreeMap<&str, String> = BTreeMap::new();
        for action in authority.active_actions() {
            let Action::Split { articles, .. } = action else { continue };
            for id in articles {
                // An article may have left the archive since.
                split.extend(digest_of(id)?.map(|digest| (id.as_str(), digest)));
            }
        }
        let number = |id: &str| split.get(id).map(|digest| article_number(digest));
        let identity = Identity::new(&published.findings, &authority, number);
        let mut articles = published.articles.clone();
        for query in queries(published, &authority, &identity, split.values()) {
            read_keys(cluster, &query, &mut articles)?;
        }
        Ok(Self {
            digest: authority_cache::digest(&authority),
            authority,
            identity: Arc::new(identity),
            articles,
            facets: Mutex::default(),
            names: Mutex::default(),
        })
    }

    /// Returns a facet under this identity.
    ///
    /// # Errors
    /// Fails when `compute` fails.
    pub(crate) fn facet(
        &self,
        field: Field,
        compute: impl FnOnce() -> Result<FacetView>,
    ) -> Result<Arc<FacetView>> {
        let memo = {
            let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(facets.entry(field).or_default())
        };
        memo.get_or_try_init(compute)
    }

    /// Returns the names of the values of a facet.
    ///
    /// # Errors
    /// Fails when `read` fails.
    pub(crate) fn names(
        &self,
        field: Field,
        read: impl FnOnce() -> Result<Arc<RawFacet>>,
    ) -> Result<Arc<IdentityNames<RawFacet>>> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = names.get(&field) {
            return Ok(Arc::clone(names));
        }
        let new = Arc::new(IdentityNames::new(field, read()?, Arc::clone(&self.identity)));
        names.insert(field, Arc::clone(&new));
        Ok(new)
    }
}

/// Returns queries for the articles that may count otherwise than key by key because of the authority file:
/// those of splits, and those with two keys of a person whom it merged.
fn queries<'s>(
    published: &Published,
    authority: &AuthorityFile,
    identity: &Identity,
    split: impl Iterator<Item = &'s String>,
) -> Vec<Value> {
    let unknown = split.filter(|digest| !published.articles.contains_key(*digest));
    let unknown: Vec<&String> = unknown.collect();
    let mut queries: Vec<Value> = unknown
        .chunks(MAX_VALUES)
        .map(|digests| json!({"terms": {fields::TEXT_DIGEST: digests}}))
        .collect();
    let merged = authority.active_actions().filter_map(|action| match action {
        Action::Merge { into, .. } => Some(identity.canonical_key(into)),
        _ => None,
    });
    let (mut several, mut clauses) = (Vec::new(), 0);
    for head in merged.collect::<BTreeSet<_>>() {
        let Some(field) = facet_of_key(head) else { continue };
        let keys: Vec<&str> = identity.members(head).chain([head]).collect();
        if keys.len() > MAX_CLAUSES {
            // Far more than have two of them, but all that have.
            queries.push(json!({"terms": {field.name(): keys}}));
            continue;
        }
        clauses += keys.len();
        if clauses > MAX_CLAUSES {
            queries.push(any(std::mem::take(&mut several)));
            clauses = keys.len();
        }
        let has_key = |key: &&str| json!({"term": {field.name(): key}});
        let should: Vec<Value> = keys.iter().map(has_key).collect();
        several.push(json!({"bool": {"should": should, "minimum_should_match": 2}}));
    }
    if !several.is_empty() {
        queries.push(any(several));
    }
    queries
}

/// Reads the people and organisations of the articles that match a query.
fn read_keys(cluster: &Cluster, query: &Value, articles: &mut ArticleKeys) -> Result<()> {
    let facets = [Field::People.name(), Field::Organisations.name()];
    let search = json!({
        "query": {"bool": {"filter": [query]}},
        "_source": false,
        "docvalue_fields": facets,
        "sort": [{fields::TEXT_DIGEST: "asc"}],
    });
    cluster.scan(&search, &Budget::default(), &mut |hit| {
        let digest = hit.member("sort").get(0).and_then(Value::as_str).unwrap_or_default();
        let mut keys = HashSet::new();
        for facet in facets {
            let values = hit.member("fields").member(facet).as_array();
            keys.extend(values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        }
        articles.insert(digest.to_owned(), keys.into_iter().collect());
        Ok(ControlFlow::Continue(()))
    })
}
