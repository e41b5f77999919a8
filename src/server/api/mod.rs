//! JSON endpoints. They answer with the same shapes that the command line prints.

pub(super) mod lists;
pub(super) mod reconcile;
pub(super) mod research;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use crate::search::answer;
use crate::search::autocomplete::partial_query;
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::search::planner;
use crate::search::request::FacetPattern;
use crate::search::similar;
use crate::search::story::story;
use crate::server::cancellation::{Cancellation, run_blocking};
use crate::server::exports;
use crate::server::exports::{ExportFormat, ExportOptions};
use crate::server::metrics::{MEDIA_TYPE, Present};
use crate::server::path_params::{PathParam, PathParamPair, path_param, path_param_pair};
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;
use crate::server::state::{AppState, today};
use crate::server::stream_body::pipe;
use crate::server::wire;
use crate::server::wire::{
    AnswerJson, ArticleJson, CompletionJson, DiffJson, FacetJson, SimilarJson, StatusJson,
};
use crate::stories;

/// The header of an export from an index with damaged files: the number of articles that are missing.
const MISSING_ARTICLES: HeaderName = HeaderName::from_static("morgue-missing-articles");

/// The number of completions offered.
const COMPLETIONS: usize = 10;

/// Builds the routes whose answers depend on the index and the address only.
pub(in crate::server) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/search", get(search))
        .route("/api/articles/{id}", get(article))
        .route("/api/articles/{id}/diff/{other}", get(diff))
        .route("/api/articles/{id}/similar", get(similar_articles))
        .route("/api/facets/{field}", get(facet))
        .route("/api/complete", get(complete))
        .route("/api/articles/{id}/export", get(export_article))
        .route("/api/openapi.json", get(wire::openapi::document))
}

/// Builds the routes whose answers change from one request to the next, or are streamed.
pub(in crate::server) fn live_routes() -> Router<AppState> {
    Router::new()
        .route("/api/export", get(export))
        .route("/api/status", get(status))
        .route("/healthz", get(async || "ok\n"))
        .route("/metrics", get(metrics))
}

async fn search(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let request = search_params::request(&parameters)?;
    let answer = move |state: &AppState, budget: &Budget| {
        let answer = state.search(&request, budget)?;
        let caching = (!answer.exact).then_some([(header::CACHE_CONTROL, "no-store")]);
        Ok((caching, json(&AnswerJson::from(&answer))?).into_response())
    };
    run_blocking(state, answer).await
}

async fn article(
    State(state): State<AppState>,
    id: PathParam,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let id = path_param(id)?;
    let query = search_params::take(&mut parameters, "q").unwrap_or_default();
    run_blocking(state, move |state, _| {
        let document = state.document(&id)?;
        let duplicates = state.engine.copies(&document)?;
        let story = story(&*state.engine, &document)?;
        let superseding = story.as_ref().and_then(|story| story.superseding(&document.id));
        let article = ArticleJson::from(&document)
            .with_duplicates(&duplicates)
            .with_story(story.as_ref())
            .with_superseding(superseding.as_ref());
        if query.is_empty() {
            return json(&article);
        }
        let marks = answer::marks(&*state.engine, &query, &document, today())?;
        json(&article.with_marks(&marks, &document.article))
    })
    .await
}

async fn export_article(
    State(state): State<AppState>,
    id: PathParam,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let id = path_param(id)?;
    let format = take_format(&mut parameters)?;
    run_blocking(state, move |state, _| {
        let document = state.document(&id)?;
        let mut body = Vec::new();
        exports::export_one(&document, &state.engine.copies(&document)?, format, &mut body)?;
        let name = format!("attachment; filename=\"{}.{}\"", document.id, format.extension);
        let headers =
            [(header::CONTENT_TYPE, format.media_type), (header::CONTENT_DISPOSITION, &name)];
        Ok((headers, body).into_response())
    })
    .await
}

/// Reads the name of an export format.
fn take_format(parameters: &mut QueryParameters) -> Result<&'static ExportFormat, Problem> {
    let name = search_params::take(parameters, "format").unwrap_or_else(|| "jsonl".to_owned());
    ExportFormat::named(&name)
        .ok_or_else(|| Problem::bad_request(format!("unknown export format `{name}`")))
}

/// Reads the options of an export. Empty ones are those of a form that was not filled in.
fn take_options(parameters: &mut QueryParameters) -> Result<ExportOptions, Problem> {
    let mut options = ExportOptions::default();
    for (_, list) in parameters.extract_if(.., |(name, _)| name == "columns") {
        options.add_columns(&list).map_err(Problem::bad_request)?;
    }
    parameters.retain(|(name, value)| name != "limit" || !value.is_empty());
    options.limit = search_params::take_limit(parameters)?.map(|limit| limit as u64);
    options.bom = match search_params::take(parameters, "bom").as_deref() {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(Problem::bad_request(format!("invalid bom `{other}`: use true or false")));
        }
    };
    Ok(options)
}

async fn diff(State(state): State<AppState>, ids: PathParamPair) -> Result<Response, Problem> {
    let (from, to) = path_param_pair(ids)?;
    run_blocking(state, move |state, _| {
        let (from, to) = (state.document(&from)?, state.document(&to)?);
        let changes = stories::diff::diff(&from.article, &to.article);
        json(&DiffJson::new(&from, &to, &changes))
    })
    .await
}

async fn similar_articles(
    State(state): State<AppState>,
    id: PathParam,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let id = path_param(id)?;
    let limit = search_params::take_limit(&mut parameters)?.unwrap_or(similar::DEFAULT_SIMILAR);
    run_blocking(state, move |state, budget| {
        let document = state.document(&id)?;
        let similar = similar::similar(&*state.engine, &document, limit, budget)?;
        json(&similar.iter().map(SimilarJson::from).collect::<Vec<_>>())
    })
    .await
}

async fn facet(
    State(state): State<AppState>,
    Path(field): Path<String>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let field = facet_names::parse(&field).map_err(Problem::not_found)?;
    let limit = search_params::take_limit(&mut parameters)?;
    let mut text = |name| search_params::take(&mut parameters, name).unwrap_or_default();
    let pattern = FacetPattern { prefix: text("prefix"), substring: text("containing") };
    let mut request = search_params::request(&parameters)?;
    request.values = limit.unwrap_or(usize::MAX);
    run_blocking(state, move |state, budget| {
        let listing =
            answer::search_facet(&*state.engine, &request, field, &pattern, today(), budget)?;
        json(&FacetJson::from(&listing))
    })
    .await
}

async fn complete(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let query = search_params::request(&parameters)?.query;
    run_blocking(state, move |state, _| {
        let Some(typed) = partial_query(&query) else { return json(&[(); 0]) };
        let completions = state.completions()?;
        let offered = completions.complete(&typed, COMPLETIONS);
        json(&offered.into_iter().map(CompletionJson::from).collect::<Vec<_>>())
    })
    .await
}

async fn export(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let format = take_format(&mut parameters)?;
    let options = take_options(&mut parameters)?;
    let request = search_params::request(&parameters)?;
    let Ok(permit) = Arc::clone(&state.exports).try_acquire_owned() else {
        return Err(Problem::busy("too many exports are running: try again when one has ended"));
    };
    // An export may outlast the time limit of a search; it ends when the client disconnects.
    let cancellation = Cancellation::default();
    let budget = Budget { turn: Some(state.turns.start()), ..cancellation.budget(None) };
    let plan = move |state: &AppState, _: &Budget| {
        let plan = planner::plan(&*state.engine, &request, today(), &budget)?.plan;
        Ok((plan, state.engine.state()?.missing_articles))
    };
    let (plan, missing) = run_blocking(state.clone(), plan).await?;
    let (mut writer, body) = pipe(cancellation);
    tokio::task::spawn_blocking(move || {
        let write = exports::export(&*state.engine, &plan, format, &options, &mut writer);
        if let Err(error) = write {
            writer.abort(error);
        }
        drop(permit);
    });
    let disposition = format!("attachment; filename=\"morgue.{}\"", format.extension);
    let headers =
        [(header::CONTENT_TYPE, format.media_type), (header::CONTENT_DISPOSITION, &disposition)];
    let missing = (missing > 0).then(|| [(MISSING_ARTICLES, missing.to_string())]);
    Ok((headers, missing, body).into_response())
}

async fn status(State(state): State<AppState>) -> Result<Response, Problem> {
    run_blocking(state, |state, _| json(&StatusJson::from(&state.engine.state()?))).await
}

async fn metrics(State(state): State<AppState>) -> Result<Response, Problem> {
    run_blocking(state, |state, _| {
        let page = state.metrics.page(&Present {
            articles: state.engine.state()?.articles,
            searches: state.running_searches(),
            exports: state.running_exports(),
            has_failed: state.progress.failure().is_some(),
        })?;
        Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], page).into_response())
    })
    .await
}

/// Answers with JSON.
///
/// # Errors
/// Fails when the body cannot be written as JSON.
pub(in crate::server) fn json(body: &(impl Serialize + ?Sized)) -> Result<Response, Problem> {
    let body = serde_json::to_string(body).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
