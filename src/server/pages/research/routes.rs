//! The routes of the researcher's tools.

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::{audit, context, lists, tools, trends, typical};
use crate::server::cancellation::run_blocking;
use crate::server::pages::edit;
use crate::server::pages::error::error_page;
use crate::server::problem::Problem;
use crate::server::search_params::QueryParameters;
use crate::server::state::AppState;

/// Builds the routes of the tools whose pages depend on the index and the address, or on what is sent.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/tools", get(async || tools::tools_page()))
        .route("/lists", get(async || lists::list_form()).post(look_up_list))
        .route("/trends", get(trends_page))
        .route("/context", get(context_page))
        .route("/typical", get(typical_page))
}

async fn look_up_list(
    State(state): State<AppState>,
    Form(parameters): Form<QueryParameters>,
) -> Response {
    let page = async {
        let list = lists::SentList::read(parameters)?;
        run_blocking(state, move |state, budget| list.answer(state, budget)).await
    };
    page.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

async fn trends_page(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let asked = trends::TrendsPage::read(parameters)?;
        run_blocking(state, move |state, budget| asked.response(state, budget)).await
    };
    page.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

async fn context_page(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page =
        run_blocking(state, move |state, budget| context::context_page(state, parameters, budget));
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn typical_page(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page =
        run_blocking(state, move |state, budget| typical::typical_page(state, &parameters, budget));
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

/// Builds the routes of the tools whose pages depend on more.
pub(crate) fn live_routes() -> Router<AppState> {
    Router::new().route("/audit", get(audit_page).post(correct_audited))
}

async fn audit_page(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let asked = audit::AuditPage::read(parameters)?;
        run_blocking(state, move |state, budget| asked.response(state, budget)).await
    };
    page.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

/// Corrects what was marked wrong, and leads back to the page.
async fn correct_audited(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(parameters): Form<QueryParameters>,
) -> Response {
    edit::write_and_return(state, &headers, move |state| audit::correct(state, parameters)).await
}
