//! The API: the same JSON as the command line prints.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use super::cancellation::{Cancellation, work};
use super::exports;
use super::exports::Format;
use super::problem::Problem;
use super::search_params;
use super::search_params::Parameters;
use super::state::{AppState, today};
use super::stream_body::{StreamBody, pipe};
use super::wire::{
    AnswerJson, ArticleJson, CompletionJson, DifferenceJson, FacetJson, SimilarJson, StatusJson,
};
use crate::article::document::Document;
use crate::search::answer;
use crate::search::answer::Answer;
use crate::search::autocomplete::typed;
use crate::search::engine::{Budget, Plan};
use crate::search::plan;
use crate::search::request::{FacetPattern, Request};
use crate::search::similar;
use crate::search::story::story;
use crate::stories;

/// How many completions are offered.
const OFFERED: usize = 10;

/// The endpoints.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/search", get(search))
        .route("/api/articles/{id}", get(article))
        .route("/api/articles/{id}/diff/{other}", get(difference))
        .route("/api/articles/{id}/similar", get(alike))
        .route("/api/facets/{field}", get(facet))
        .route("/api/complete", get(complete))
        .route("/api/export", get(export))
        .route("/api/status", get(status))
        .route("/healthz", get(async || "ok\n"))
}

async fn search(
    State(desk): State<AppState>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let request = search_params::request(&parameters)?;
    let answer = move |desk: &AppState, patience: &Budget| {
        json(&AnswerJson::from(&find(desk, &request, patience)?))
    };
    work(desk, answer).await
}

async fn article(
    State(desk): State<AppState>,
    id: Named,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let id = named(id)?;
    let query = parameters
        .into_iter()
        .find(|(name, _)| name == "q")
        .map(|(_, query)| query)
        .unwrap_or_default();
    work(desk, move |desk, _| {
        let clipping = clipped(desk, &id)?;
        let (copies, tale) = (desk.engine.copies(&clipping)?, story(&*desk.engine, &clipping)?);
        let told = ArticleJson::from(&clipping).with_copies(&copies).with_story(tale.as_ref());
        if query.is_empty() {
            return json(&told);
        }
        let marks = answer::marks(&*desk.engine, &query, &clipping, today())?;
        json(&told.with_marks(&marks, &clipping.article))
    })
    .await
}

async fn difference(State(desk): State<AppState>, ids: Two) -> Result<Response, Problem> {
    let (from, to) = two(ids)?;
    work(desk, move |desk, _| {
        let (from, to) = (clipped(desk, &from)?, clipped(desk, &to)?);
        json(&DifferenceJson::of(
            &from,
            &to,
            &stories::diff::diff(&from.article, &to.article),
        ))
    })
    .await
}

async fn alike(
    State(desk): State<AppState>,
    id: Named,
    Query(mut parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let id = named(id)?;
    let limit = match search_params::take(&mut parameters, "limit") {
        Some(limit) => limit
            .parse()
            .map_err(|_| Problem::bad_request(format!("limit `{limit}` is no number")))?,
        None => similar::SHOWN,
    };
    work(desk, move |desk, patience| {
        let clipping = clipped(desk, &id)?;
        let similar = similar::similar(&*desk.engine, &clipping, limit, patience)?;
        json(&similar.iter().map(SimilarJson::from).collect::<Vec<_>>())
    })
    .await
}

/// The article of this id.
pub fn clipped(desk: &AppState, id: &str) -> Result<Document, Problem> {
    desk.engine
        .article(id)?
        .ok_or_else(|| Problem::not_found(format!("there is no article `{id}`")))
}

async fn facet(
    State(desk): State<AppState>,
    Path(field): Path<String>,
    Query(mut parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let field = search_params::facet(&field).map_err(Problem::not_found)?;
    let mut own = |name| search_params::take(&mut parameters, name);
    let (limit, beginning, containing) = (own("limit"), own("prefix"), own("containing"));
    let called = FacetPattern {
        beginning: beginning.unwrap_or_default(),
        containing: containing.unwrap_or_default(),
    };
    let mut request = search_params::request(&parameters)?;
    request.values = match limit {
        Some(limit) => limit
            .parse()
            .map_err(|_| Problem::bad_request(format!("limit `{limit}` is no number")))?,
        None => usize::MAX,
    };
    work(desk, move |desk, patience| {
        let listing = answer::listing(&*desk.engine, &request, field, &called, today(), patience)?;
        json(&FacetJson::from(&listing))
    })
    .await
}

async fn complete(
    State(desk): State<AppState>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let query = search_params::request(&parameters)?.query;
    work(desk, move |desk, _| {
        let Some(typed) = typed(&query) else { return json(&[(); 0]) };
        let completions = desk.completions()?;
        let offered = completions.complete(&typed, OFFERED);
        json(&offered.into_iter().map(CompletionJson::from).collect::<Vec<_>>())
    })
    .await
}

async fn export(
    State(desk): State<AppState>,
    Query(mut parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let name = search_params::take(&mut parameters, "format").unwrap_or_else(|| "jsonl".to_owned());
    let format = Format::named(&name);
    let format =
        format.ok_or_else(|| Problem::bad_request(format!("there is no format `{name}`")))?;
    let request = search_params::request(&parameters)?;
    // All of it may take longer than a search may; it is over when nobody takes it any more.
    let asker = Cancellation::default();
    let patience = asker.patience(None);
    let plan = move |desk: &AppState, _: &Budget| {
        Ok(plan::plan(&*desk.engine, &request, today(), &patience)?.plan)
    };
    let plan = work(desk.clone(), plan).await?;
    let (pipe, body) = pipe(asker);
    tokio::task::spawn_blocking(move || pour(&desk, &plan, format, pipe));
    let disposition = format!("attachment; filename=\"morgue.{}\"", format.ending);
    Ok(([(header::CONTENT_TYPE, format.media), (header::CONTENT_DISPOSITION, &disposition)], body)
        .into_response())
}

fn pour(desk: &AppState, plan: &Plan, format: &Format, mut pipe: StreamBody) {
    if let Err(why) = exports::export(&*desk.engine, plan, format, &mut pipe) {
        pipe.break_off(why);
    }
}

/// What an address names after its last slash.
pub type Named = Result<Path<String>, PathRejection>;

/// The name, where it is text.
pub fn named(name: Named) -> Result<String, Problem> {
    name.map(|Path(name)| name).map_err(|why| Problem::bad_request(why.body_text()))
}

/// The two articles that an address names.
pub type Two = Result<Path<(String, String)>, PathRejection>;

/// Their ids, where they are text.
pub fn two(ids: Two) -> Result<(String, String), Problem> {
    ids.map(|Path(ids)| ids).map_err(|why| Problem::bad_request(why.body_text()))
}

async fn status(State(desk): State<AppState>) -> Result<Response, Problem> {
    work(desk, |desk, _| json(&StatusJson::from(&desk.engine.state()?))).await
}

/// Answers a search as the server does: relative dates count from today.
pub fn find(desk: &AppState, request: &Request, patience: &Budget) -> Result<Answer, Problem> {
    Ok(answer::answer(&*desk.engine, request, today(), patience)?)
}

fn json(body: &(impl Serialize + ?Sized)) -> Result<Response, Problem> {
    let body = serde_json::to_string(body).map_err(|why| Problem::internal(why.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
