//! The pages: a search with its hits and facets, and an article. Plain links and forms: nothing needs the one script,
//! which offers names while they are typed.

mod article;
mod chart;
mod diff;
mod layout;
mod results;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use super::api::{Named, Two, clipped, find, named, two};
use super::cancellation::work;
use super::problem::Problem;
use super::search_params;
use super::search_params::Parameters;
use super::state::{AppState, today};
use crate::search::engine::Budget;
use crate::search::request::Request;
use crate::search::similar;
use crate::search::story::story;

/// The pages.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(search))
        .route("/article/{id}", get(article))
        .route("/article/{id}/diff/{other}", get(changes))
        .route("/facets/{field}", get(facet))
        .route(
            "/complete.js",
            get(async || {
                ([(header::CONTENT_TYPE, "text/javascript")], include_str!("complete.js"))
            }),
        )
        .route(
            "/style.css",
            get(async || ([(header::CONTENT_TYPE, "text/css")], include_str!("style.css"))),
        )
}

async fn search(State(desk): State<AppState>, Query(parameters): Query<Parameters>) -> Response {
    let page = async {
        let request = search_params::request(&parameters)?;
        let answered = move |desk: &AppState, patience: &Budget| {
            Ok(results::results(&request, &find(desk, &request, patience)?, desk))
        };
        work(desk, answered).await
    };
    page.await.unwrap_or_else(trouble).into_response()
}

/// How many values the page of a facet shows.
const VALUES: usize = 2000;

async fn facet(
    State(desk): State<AppState>,
    field: Named,
    Query(parameters): Query<Parameters>,
) -> Response {
    let page = async {
        let field = search_params::facet(&named(field)?).map_err(Problem::not_found)?;
        let asked = search_params::request(&parameters)?;
        work(desk, move |desk, patience| {
            let request =
                Request { facets: vec![field], values: VALUES, limit: 0, ..asked.clone() };
            let answer = find(desk, &request, patience)?;
            let facet =
                answer.facets.first().ok_or_else(|| Problem::not_found("there are no values"))?;
            Ok(results::values(&asked, &answer, facet))
        })
        .await
    };
    page.await.unwrap_or_else(trouble).into_response()
}

async fn article(
    State(desk): State<AppState>,
    id: Named,
    Query(parameters): Query<Parameters>,
) -> Response {
    let id = match named(id) {
        Ok(id) => id,
        Err(problem) => return trouble(problem),
    };
    let query = parameters
        .into_iter()
        .find(|(name, _)| name == "q")
        .map(|(_, query)| query)
        .unwrap_or_default();
    let page = work(desk, move |desk, patience| {
        let clipping = clipped(desk, &id)?;
        let marks = crate::search::answer::marks(&*desk.engine, &query, &clipping, today())?;
        let beside = article::Beside {
            copies: desk.engine.copies(&clipping)?,
            tale: story(&*desk.engine, &clipping)?,
            similar: similar::similar(&*desk.engine, &clipping, similar::SHOWN, patience)?,
        };
        Ok(article::reader(&clipping, &marks, &beside, &query))
    });
    page.await.unwrap_or_else(trouble).into_response()
}

async fn changes(State(desk): State<AppState>, ids: Two) -> Response {
    let page = async {
        let (from, to) = two(ids)?;
        work(desk, move |desk, _| Ok(diff::changes(&clipped(desk, &from)?, &clipped(desk, &to)?)))
            .await
    };
    page.await.unwrap_or_else(trouble).into_response()
}

/// A page that says what went wrong.
fn trouble(problem: Problem) -> Response {
    let body = html! { main.narrow { h1 { "That did not work" } p { (problem.detail()) } p { a href="/" { "Back to the search" } } } };
    (problem.status(), layout::page("morgue", "", body)).into_response()
}
