//! The API: the same JSON as the command line prints.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use super::address::{self, Parameters};
use super::desk::{DEADLINE, Desk};
use super::problem::Problem;
use super::wire::{AnswerJson, ArticleJson, FacetJson, StatusJson};
use crate::answer::{self, Answer};
use crate::request::Request;

/// The endpoints.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/search", get(search))
        .route("/api/articles/{id}", get(article))
        .route("/api/facets/{field}", get(facet))
        .route("/api/status", get(status))
        .route("/healthz", get(async || "ok\n"))
}

async fn search(State(desk): State<Desk>, Query(parameters): Query<Parameters>) -> Result<Response, Problem> {
    let request = address::request(&parameters)?;
    work(move || find(&desk, &request).and_then(|answer| json(&AnswerJson::from(&answer)))).await
}

async fn article(
    State(desk): State<Desk>,
    id: Named,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let id = named(id)?;
    let query = parameters.into_iter().find(|(name, _)| name == "q").map(|(_, query)| query).unwrap_or_default();
    work(move || {
        let clipping = desk.engine.article(&id)?;
        let clipping = clipping.ok_or_else(|| Problem::not_found(format!("there is no article `{id}`")))?;
        let copies = desk.engine.copies(&clipping)?;
        let told = ArticleJson::from(&clipping).with_copies(&copies);
        if query.is_empty() {
            return json(&told);
        }
        let marks = answer::marks(&*desk.engine, &query, &clipping, today())?;
        json(&told.with_marks(&marks, &clipping.article))
    })
    .await
}

async fn facet(
    State(desk): State<Desk>,
    Path(field): Path<String>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let field = address::facet(&field).map_err(Problem::not_found)?;
    let (prefix, rest): (Parameters, Parameters) = parameters.into_iter().partition(|(name, _)| name == "prefix");
    let (limit, rest): (Parameters, Parameters) = rest.into_iter().partition(|(name, _)| name == "limit");
    let mut request = address::request(&rest)?;
    request.values = match limit.last() {
        Some((_, limit)) => limit.parse().map_err(|_| Problem::bad_request(format!("limit `{limit}` is no number")))?,
        None => usize::MAX,
    };
    let prefix = prefix.into_iter().last().map(|(_, prefix)| prefix).unwrap_or_default();
    work(move || {
        let facet = answer::facet_values(&*desk.engine, &request, field, &prefix, today(), Some(DEADLINE))?;
        json(&FacetJson::from(&facet))
    })
    .await
}

/// What an address names after its last slash.
pub type Named = Result<Path<String>, PathRejection>;

/// The name, where it is text.
pub fn named(name: Named) -> Result<String, Problem> {
    name.map(|Path(name)| name).map_err(|why| Problem::bad_request(why.body_text()))
}

async fn status(State(desk): State<Desk>) -> Result<Response, Problem> {
    work(move || json(&StatusJson::from(&desk.engine.state()?))).await
}

/// Answers a search as the server does: relative dates count from today, and it may not take for ever.
pub fn find(desk: &Desk, request: &Request) -> Result<Answer, Problem> {
    Ok(answer::answer(&*desk.engine, request, today(), Some(DEADLINE))?)
}

/// Today's date where the server stands.
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

/// Does what takes a while where it holds up nobody else.
pub async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Problem::internal("the search failed inside; please report what was asked")),
    }
}

fn json(body: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_string(body).map_err(|why| Problem::internal(why.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
