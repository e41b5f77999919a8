//! HTML pages: search results, facets, articles and comparisons.
//!
//! The pages are plain links and forms. The one script completes names and is optional.

mod article;
mod chart;
mod diff;
mod facets;
mod layout;
mod results;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use super::cancellation::run_blocking;
use super::path_params::{PathParam, PathParamPair, path_param, path_param_pair};
use super::problem::Problem;
use super::search_params;
use super::search_params::QueryParameters;
use super::state::{AppState, today};
use crate::search::answer;
use crate::search::facets::facet_names;
use crate::search::request::Request;
use crate::search::similar;
use crate::search::story::story;

/// The number of values on the page of a facet.
const FACET_VALUES: usize = 2000;

/// Builds the routes of the pages and their static files.
pub(super) fn routes() -> Router<AppState> {
    let script = ([(header::CONTENT_TYPE, "text/javascript")], include_str!("complete.js"));
    let style = ([(header::CONTENT_TYPE, "text/css")], include_str!("style.css"));
    Router::new()
        .route("/", get(search))
        .route("/article/{id}", get(article))
        .route("/article/{id}/diff/{other}", get(diff))
        .route("/facets/{field}", get(facet))
        .route("/complete.js", get(async move || script))
        .route("/style.css", get(async move || style))
}

async fn search(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let request = search_params::request(&parameters)?;
        run_blocking(state, move |state, budget| {
            let answer = state.search(&request, budget)?;
            Ok(results::results_page(&request, &answer, &state.progress))
        })
        .await
    };
    page.await.unwrap_or_else(error_page)
}

async fn facet(
    State(state): State<AppState>,
    field: PathParam,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let field = facet_names::parse(&path_param(field)?).map_err(Problem::not_found)?;
        let search = search_params::request(&parameters)?;
        run_blocking(state, move |state, budget| {
            let request =
                Request { facets: vec![field], values: FACET_VALUES, limit: 0, ..search.clone() };
            let answer = state.search(&request, budget)?;
            let missing = || Problem::internal(format!("the answer lacks the facet `{field}`"));
            let facet = answer.facets.first().ok_or_else(missing)?;
            Ok(facets::facet_page(&search, &answer, facet))
        })
        .await
    };
    page.await.unwrap_or_else(error_page)
}

async fn article(
    State(state): State<AppState>,
    id: PathParam,
    Query(mut parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let id = path_param(id)?;
        let query = search_params::take(&mut parameters, "q").unwrap_or_default();
        run_blocking(state, move |state, budget| {
            let document = state.document(&id)?;
            let marks = answer::marks(&*state.engine, &query, &document, today())?;
            let related = article::Related {
                duplicates: state.engine.copies(&document)?,
                story: story(&*state.engine, &document)?,
                similar: similar::similar(
                    &*state.engine,
                    &document,
                    similar::DEFAULT_SIMILAR,
                    budget,
                )?,
            };
            Ok(article::article_page(&document, &marks, &related, &query))
        })
        .await
    };
    page.await.unwrap_or_else(error_page)
}

async fn diff(State(state): State<AppState>, ids: PathParamPair) -> Response {
    let page = async {
        let (from, to) = path_param_pair(ids)?;
        run_blocking(state, move |state, _| {
            Ok(diff::diff_page(&state.document(&from)?, &state.document(&to)?))
        })
        .await
    };
    page.await.unwrap_or_else(error_page)
}

/// The page that explains an error.
fn error_page(problem: Problem) -> Response {
    let heading = match problem.status() {
        StatusCode::NOT_FOUND => "Not found",
        status if status.is_client_error() => "This request cannot be answered",
        _ => "Something went wrong",
    };
    let body = html! {
        main.narrow {
            h1 { (heading) }
            p { (sentence(problem.detail())) }
            p { a href="/" { "Back to the search page" } }
        }
    };
    (problem.status(), layout::page("morgue", "", body)).into_response()
}

/// An error message as a sentence, with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).chain(['.']).collect()
}
