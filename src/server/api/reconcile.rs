//! The W3C Reconciliation API 0.2 over people, places and organisations, so that `OpenRefine` can match
//! a column of names with the archive.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::json;
use crate::article::schema::Field;
use crate::research::name_match::{NameMatch, NameMatcher};
use crate::search::budget::Budget;
use crate::server::cancellation::run_blocking;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;
use crate::server::state::{AppState, today};

/// The types of entities: the id, which begins their keys, the name and the facet.
const TYPES: [(&str, &str, Field); 3] = [
    ("person", "Person", Field::People),
    ("place", "Place", Field::Places),
    ("org", "Organisation", Field::Organisations),
];

/// Queries of one request, and candidates of one query, at most.
const MAX_QUERIES: usize = 200;
const MAX_CANDIDATES: usize = 50;

/// Candidates where a query names no limit.
const CANDIDATES: usize = 5;

/// A query of a batch. Properties are not used.
#[derive(Deserialize)]
struct ReconcileQuery {
    query: String,
    #[serde(default, rename = "type")]
    types: Types,
    limit: Option<usize>,
}

/// One type or several.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Types {
    #[default]
    Any,
    One(String),
    Several(Vec<String>),
}

/// A candidate.
#[derive(Serialize)]
struct Candidate {
    id: String,
    name: String,
    #[serde(rename = "type")]
    types: Vec<Value>,
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    description: String,
}

/// Builds the routes, whose answers depend on the index and the address only, or on what is sent.
pub(in crate::server) fn routes() -> Router<AppState> {
    Router::new()
        .route("/reconcile", get(manifest_or_queries).post(queries))
        .route("/reconcile/suggest/entity", get(suggest))
}

/// Answers with the manifest of the service, or where there are queries in the address with their
/// candidates.
async fn manifest_or_queries(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    match search_params::take(&mut parameters, "queries") {
        Some(queries) => reconcile(state, &queries).await,
        None => json(&manifest(&headers)),
    }
}

async fn queries(
    State(state): State<AppState>,
    Form(mut parameters): Form<QueryParameters>,
) -> Result<Response, Problem> {
    let queries = search_params::take(&mut parameters, "queries");
    let queries = queries.ok_or_else(|| Problem::bad_request("queries are missing"))?;
    reconcile(state, &queries).await
}

fn manifest(headers: &HeaderMap) -> Value {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let site = format!("http://{host}");
    json!({
        "versions": ["0.1", "0.2"],
        "name": "morgue",
        "identifierSpace": format!("{site}/"),
        "schemaSpace": format!("{site}/"),
        "defaultTypes": TYPES.map(|(id, name, _)| json!({"id": id, "name": name})),
        "view": {"url": format!("{site}/{{{{id}}}}")},
        "suggest": {"entity": {"service_url": site, "service_path": "/reconcile/suggest/entity"}},
    })
}

async fn reconcile(state: AppState, text: &str) -> Result<Response, Problem> {
    let queries: BTreeMap<String, ReconcileQuery> = serde_json::from_str(text)
        .map_err(|error| Problem::bad_request(format!("queries cannot be read: {error}")))?;
    if queries.len() > MAX_QUERIES {
        return Err(Problem::bad_request(format!("a request has up to {MAX_QUERIES} queries")));
    }
    run_blocking(state, move |state, budget| {
        let matcher = matcher(state, budget)?;
        let mut answers = BTreeMap::new();
        for (key, query) in queries {
            let limit = query.limit.unwrap_or(CANDIDATES).min(MAX_CANDIDATES);
            let found = matcher.matches(&query.query, usize::MAX)?;
            let found = found.into_iter().filter(|it| query.types.contain(it.field));
            let mut candidates: Vec<Candidate> = found.map(candidate).collect();
            // Certain where no other of the types that are asked for has the whole name.
            if candidates.iter().filter(|it| it.score >= 100.0).count() == 1
                && let Some(first) = candidates.first_mut()
            {
                first.is_match = true;
            }
            candidates.truncate(limit);
            answers.insert(key, json!({"result": candidates}));
        }
        json(&answers)
    })
    .await
}

async fn suggest(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let prefix = search_params::take(&mut parameters, "prefix").unwrap_or_default();
    run_blocking(state, move |state, budget| {
        let found = matcher(state, budget)?.matches(&prefix, MAX_CANDIDATES)?;
        let entities: Vec<Value> = found.into_iter().map(candidate).map(suggested).collect();
        json(&json!({"result": entities}))
    })
    .await
}

fn matcher(state: &AppState, budget: &Budget) -> Result<NameMatcher, Problem> {
    let fields = TYPES.map(|(_, _, field)| field);
    Ok(NameMatcher::new(&*state.engine, &fields, today(), budget)?)
}

impl Types {
    /// Returns whether entities of a facet are asked for. A type that is unknown excludes all.
    fn contain(&self, field: Field) -> bool {
        let is = |id: &String| TYPES.iter().any(|(known, _, of)| known == id && *of == field);
        match self {
            Self::Any => true,
            Self::One(id) => is(id),
            Self::Several(ids) => ids.is_empty() || ids.iter().any(is),
        }
    }
}

fn candidate(found: NameMatch) -> Candidate {
    let types = TYPES.iter().filter(|(_, _, field)| *field == found.field);
    let articles = if found.articles == 1 { "article" } else { "articles" };
    Candidate {
        types: types.map(|(id, name, _)| json!({"id": id, "name": name})).collect(),
        description: format!("{} {articles}, {}", found.articles, found.evidence),
        id: found.key,
        name: found.name,
        score: found.score,
        is_match: false,
    }
}

fn suggested(candidate: Candidate) -> Value {
    let Candidate { id, name, types, description, .. } = candidate;
    json!({"id": id, "name": name, "description": description, "notable": types})
}
