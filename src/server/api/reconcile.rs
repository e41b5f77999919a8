//! The W3C Reconciliation API 0.2 over people, places and organisations, so that `OpenRefine` can match
//! a column of names with the archive.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::json;
use crate::article::schema::Field;
use crate::research::name_match::{NameMatch, NameMatcher};
use crate::search::autocomplete::{Completion, PartialQuery};
use crate::search::budget::Budget;
use crate::server::cancellation::run_blocking;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;
use crate::server::state::{AppState, today};
use crate::server::wire::reconcile::{
    CandidateJson, CandidatesJson, EntityTypeJson, ReconcileBatchJson, ReconcileManifestJson,
    ReconcileSuggestJson, ReconcileViewJson, SuggestServiceJson, SuggestedEntitiesJson,
    SuggestedEntityJson,
};

/// The types of entities: the id, which begins their keys, the name and the facet.
const TYPES: [(EntityTypeJson, Field); 3] = [
    (EntityTypeJson { id: "person", name: "Person" }, Field::People),
    (EntityTypeJson { id: "place", name: "Place" }, Field::Places),
    (EntityTypeJson { id: "org", name: "Organisation" }, Field::Organisations),
];

/// Queries of one request, and candidates of one query, at most.
pub(in crate::server) const MAX_QUERIES: usize = 200;
const MAX_CANDIDATES: usize = 50;

/// Candidates where a query names no limit.
const CANDIDATES: usize = 5;

/// Entities that are suggested.
const SUGGESTED: usize = 20;

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
    let one = search_params::take(&mut parameters, "query");
    match (search_params::take(&mut parameters, "queries"), one) {
        (Some(queries), _) => reconcile(state, &queries).await,
        (None, Some(query)) => reconcile_one(state, &query).await,
        (None, None) => json(&manifest(&headers)),
    }
}

async fn queries(
    State(state): State<AppState>,
    Form(mut parameters): Form<QueryParameters>,
) -> Result<Response, Problem> {
    let one = search_params::take(&mut parameters, "query");
    match (search_params::take(&mut parameters, "queries"), one) {
        (Some(queries), _) => reconcile(state, &queries).await,
        (None, Some(query)) => reconcile_one(state, &query).await,
        (None, None) => Err(Problem::bad_request("queries are missing")),
    }
}

fn manifest(headers: &HeaderMap) -> ReconcileManifestJson {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let site = format!("http://{host}");
    ReconcileManifestJson {
        versions: vec!["0.1", "0.2"],
        name: "morgue",
        service_version: env!("CARGO_PKG_VERSION"),
        documentation: format!("{site}/help"),
        identifier_space: format!("{site}/"),
        schema_space: format!("{site}/"),
        default_types: TYPES.iter().map(|(entity_type, _)| *entity_type).collect(),
        view: ReconcileViewJson { url: format!("{site}/{{{{id}}}}") },
        suggest: ReconcileSuggestJson {
            entity: SuggestServiceJson {
                service_url: site,
                service_path: "/reconcile/suggest/entity",
            },
        },
    }
}

/// Answers a batch of queries.
async fn reconcile(state: AppState, text: &str) -> Result<Response, Problem> {
    let queries: BTreeMap<String, ReconcileQuery> =
        serde_json::from_str(text).map_err(unreadable)?;
    if queries.len() > MAX_QUERIES {
        return Err(Problem::bad_request(format!("a request has up to {MAX_QUERIES} queries")));
    }
    run_blocking(state, move |state, budget| {
        let matcher = matcher(state, budget)?;
        let mut answers = BTreeMap::new();
        for (key, query) in queries {
            answers.insert(key, candidates(&matcher, &query)?);
        }
        json(&ReconcileBatchJson(answers))
    })
    .await
}

/// Answers one query, a name or an object, as version 0.1 has it.
async fn reconcile_one(state: AppState, text: &str) -> Result<Response, Problem> {
    let query = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(text).map_err(unreadable)?,
        false => ReconcileQuery { query: text.to_owned(), types: Types::Any, limit: None },
    };
    run_blocking(state, move |state, budget| json(&candidates(&matcher(state, budget)?, &query)?))
        .await
}

fn unreadable(error: serde_json::Error) -> Problem {
    Problem::bad_request(format!("queries cannot be read: {error}"))
}

/// The candidates of a query, the best first.
fn candidates(matcher: &NameMatcher, query: &ReconcileQuery) -> Result<CandidatesJson, Problem> {
    let found = matcher.matches(&query.query, usize::MAX)?;
    let found = found.into_iter().filter(|it| query.types.contain(it.field));
    let mut candidates: Vec<CandidateJson> = found.map(candidate).collect();
    // Certain where no other of the types that are asked for has the whole name.
    if candidates.iter().filter(|it| it.score >= 100.0).count() == 1
        && let Some(first) = candidates.first_mut()
    {
        first.is_match = true;
    }
    candidates.truncate(query.limit.unwrap_or(CANDIDATES).min(MAX_CANDIDATES));
    Ok(CandidatesJson { result: candidates })
}

/// Suggests entities while somebody types.
async fn suggest(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let typed = search_params::take(&mut parameters, "prefix").unwrap_or_default();
    let types = search_params::take(&mut parameters, "type").filter(|id| !id.is_empty());
    let types = types.map_or(Types::Any, Types::One);
    run_blocking(state, move |state, _| {
        let completions = state.completions()?;
        // More are looked up than are shown, since some are of other types.
        let found = match PartialQuery::name(&typed) {
            Some(typed) => completions.complete(&typed, MAX_CANDIDATES * TYPES.len()),
            None => Vec::new(),
        };
        let found = found.into_iter().filter(|it| entity_types(it.field).next().is_some());
        let found = found.filter(|it| types.contain(it.field)).take(SUGGESTED);
        json(&SuggestedEntitiesJson { result: found.map(suggested).collect() })
    })
    .await
}

fn matcher(state: &AppState, budget: &Budget) -> Result<NameMatcher, Problem> {
    let fields = TYPES.map(|(_, field)| field);
    Ok(NameMatcher::new(&*state.engine, &fields, today(), budget)?)
}

impl Types {
    /// Returns whether entities of a facet are asked for. A type that is unknown excludes all.
    fn contain(&self, field: Field) -> bool {
        let is = |id: &String| entity_types(field).any(|known| known.id == id);
        match self {
            Self::Any => true,
            Self::One(id) => is(id),
            Self::Several(ids) => ids.is_empty() || ids.iter().any(is),
        }
    }
}

/// The types of the entities of a facet.
fn entity_types(field: Field) -> impl Iterator<Item = EntityTypeJson> {
    TYPES.iter().filter(move |(_, of)| *of == field).map(|(entity_type, _)| *entity_type)
}

fn candidate(found: NameMatch) -> CandidateJson {
    CandidateJson {
        types: entity_types(found.field).collect(),
        description: format!("{}, {}", articles(found.articles), found.evidence),
        id: found.key,
        name: found.name,
        score: found.score,
        is_match: false,
    }
}

fn suggested(found: &Completion) -> SuggestedEntityJson {
    SuggestedEntityJson {
        id: found.value.clone(),
        name: found.name.clone(),
        description: articles(found.count),
        notable: entity_types(found.field).collect(),
    }
}

fn articles(number: u64) -> String {
    format!("{number} {}", if number == 1 { "article" } else { "articles" })
}
