//! HTML pages: search results, facets, articles and comparisons.
//!
//! The pages are plain links and forms. The scripts make them quicker and are optional.

mod archive;
mod article;
mod assets;
mod caching;
mod dossier;
mod edit;
mod error;
mod facet_page;
mod facets;
mod feed;
mod help;
mod layout;
mod map;
mod research;
mod search;
mod text;
mod timeline;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::cancellation::run_blocking;
use super::path_params::{PathParam, PathParamPair, path_param, path_param_pair};
use super::problem::Problem;
use super::search_params;
use super::search_params::QueryParameters;
use super::state::{AppState, today};
use crate::article::schema::Field;
use crate::research::clippings::clipping_of;
use crate::search::answer;
use crate::search::facets::facet_names;
use crate::search::request::{DEFAULT_FACETS, Request};
use crate::search::similar;
use crate::search::story::story;
pub(super) use caching::revalidate;
pub(super) use dossier::Dossier;
use dossier::NetworkFormat;
use error::error_page;
pub(super) use error::not_found;
use research::{check, clippings, compare, receipt, watches};

/// Builds the routes of the pages.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(search))
        .route("/article/{id}", get(article))
        .route("/article/{id}/diff/{other}", get(diff))
        .route("/article/{id}/original", get(article::original))
        .route("/facets/{field}", get(facet))
        .merge(dossiers("person", Field::People))
        .merge(dossiers("place", Field::Places))
        .merge(dossiers("org", Field::Organisations))
        .merge(dossiers("topic", Field::Topics))
        .route("/edit", post(edit::correct))
        .route("/clip", post(clip))
        .route("/clippings", get(all_clippings))
        .route("/api/feed", get(feed::feed))
        .route("/archive", get(archive))
        .route("/receipt", get(receipt))
        .route("/compare", get(compare))
        .route("/check", get(check_form).post(check_draft))
        .merge(research::routes())
        .route("/help", get(help))
}

/// Builds the routes of the pages about the values of a facet, whose keys begin with a kind.
fn dossiers(kind: &'static str, field: Field) -> Router<AppState> {
    let page = move |State(state): State<AppState>, name: PathParam| async move {
        let page = dossier(state, field, kind, name, None).await;
        page.unwrap_or_else(|problem| error_page(&problem))
    };
    let file = |format: NetworkFormat| {
        move |State(state): State<AppState>, name: PathParam| {
            dossier(state, field, kind, name, Some(format))
        }
    };
    Router::new()
        .route(&format!("/{kind}/{{name}}"), get(page))
        .route(&format!("/{kind}/{{name}}/network.svg"), get(file(NetworkFormat::Svg)))
        .route(&format!("/{kind}/{{name}}/network.gexf"), get(file(NetworkFormat::Gexf)))
}

/// The page about a value, or the file of its network.
async fn dossier(
    state: AppState,
    field: Field,
    kind: &str,
    name: PathParam,
    format: Option<NetworkFormat>,
) -> Result<Response, Problem> {
    let key = format!("{kind}/{}", path_param(name)?);
    run_blocking(state, move |state, budget| {
        let dossier = Dossier::new(state, field, &key, budget)?;
        match format {
            Some(format) => Ok(dossier.network_file(format)),
            None => dossier.response(state),
        }
    })
    .await
}

async fn archive(State(state): State<AppState>) -> Response {
    let page = run_blocking(state, archive::archive_page).await;
    page.unwrap_or_else(|problem| error_page(&problem))
}

async fn help(State(state): State<AppState>) -> Response {
    let page = run_blocking(state, help::help_page).await;
    page.unwrap_or_else(|problem| error_page(&problem))
}

async fn receipt(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let token = search_params::take(&mut parameters, "receipt");
        let ids = search_params::take(&mut parameters, "ids").unwrap_or_default();
        let linked = receipt::Linked { token, ids };
        let search = search_params::request(&parameters)?;
        run_blocking(state, move |state, budget| {
            receipt::receipt_page(state, &search, &linked, budget)
        })
        .await
    };
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn all_clippings(State(state): State<AppState>) -> Response {
    let page = run_blocking(state, |state, _| clippings::clippings_page(state)).await;
    page.unwrap_or_else(|problem| error_page(&problem))
}

/// Gives an article a tag, a collection or a note, and leads back to its page.
async fn clip(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(parameters): Form<QueryParameters>,
) -> Response {
    edit::write_and_return(state, &headers, move |state| clippings::clip(state, parameters)).await
}

async fn check_form() -> Response {
    check::draft_page("", None)
}

async fn check_draft(
    State(state): State<AppState>,
    Form(mut parameters): Form<QueryParameters>,
) -> Response {
    let text = search_params::take(&mut parameters, "draft").unwrap_or_default();
    // A form ends its lines as e-mail does.
    let text = text.replace("\r\n", "\n");
    let page = run_blocking(state, move |state, budget| check::checked(state, &text, budget)).await;
    page.unwrap_or_else(|problem| error_page(&problem))
}

async fn compare(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Response {
    let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
    let queries = [take("a"), take("b")];
    let page = run_blocking(state, move |state, budget| {
        Ok(compare::Comparison::new(state, queries, budget)?.response())
    });
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

/// Builds the routes of pages that depend on more than the index and the address.
pub(super) fn live_routes() -> Router<AppState> {
    Router::new().route("/watches", get(watches)).merge(research::live_routes())
}

async fn watches(State(state): State<AppState>) -> Response {
    let page = run_blocking(state, |state, _| watches::watches_page(state)).await;
    page.unwrap_or_else(|problem| error_page(&problem))
}

/// Builds the routes of the files that pages load.
pub(super) fn file_routes() -> Router<AppState> {
    assets::routes().route("/opensearch.xml", get(opensearch))
}

/// Reads a number that belongs to a page and not to its search.
fn take_number(parameters: &mut QueryParameters, name: &str) -> Result<Option<usize>, Problem> {
    let parse = |text: String| {
        text.parse()
            .map_err(|_| Problem::bad_request(format!("invalid {name} `{text}`: use a number")))
    };
    search_params::take(parameters, name).map(parse).transpose()
}

async fn search(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let start = take_number(&mut parameters, "from")?.unwrap_or(0);
        let mut request = search_params::request(&parameters)?;
        if request.facets == DEFAULT_FACETS {
            request.facets = search::FACETS.to_vec();
        }
        request.values = search::FACET_VALUES;
        request.explain = search::needs_explanation(&request.query);
        request.mix = search::shows_mix(&request);
        request.more_values = Some((Field::Places, search::MAP_PLACES));
        run_blocking(state, move |state, budget| {
            let answer = state.search(&request, budget)?;
            let overview = state.overview()?;
            let results = search::Results {
                request: &request,
                answer: &answer,
                wider: &search::wider_searches(state, &request, &answer, budget)?,
                offers: &search::offered_articles(state, &request, &answer, budget)?,
                progress: &state.progress,
                overview: &overview,
                // A cursor that no longer holds leads to the first page.
                start: if request.after.is_some() { start } else { 0 },
                today: today(),
            };
            let page = results.page();
            // Another search of the same address may be complete.
            let caching = (!answer.exact).then_some([(header::CACHE_CONTROL, "no-store")]);
            Ok((caching, page).into_response())
        })
        .await
    };
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn facet(
    State(state): State<AppState>,
    field: PathParam,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let field = facet_names::parse(&path_param(field)?).map_err(Problem::not_found)?;
        let view = facet_page::FacetView::new(field, parameters)?;
        run_blocking(state, move |state, budget| view.response(state, budget)).await
    };
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn article(
    State(state): State<AppState>,
    id: PathParam,
    Query(mut parameters): Query<QueryParameters>,
) -> Response {
    let page = async {
        let id = path_param(id)?;
        let number = take_number(&mut parameters, "hit")?;
        let search = search_params::request(&parameters)?;
        run_blocking(state, move |state, budget| {
            let engine = &*state.engine;
            let document = state.document(&id)?;
            let position = match number {
                Some(number) => article::position(engine, &search, number, &document.id, budget)?,
                None => None,
            };
            let page = article::ArticlePage {
                marks: answer::marks(engine, &search.query, &document, today())?,
                position,
                duplicates: engine.copies(&document)?,
                has_original: state.shows_paths(),
                story: story(engine, &document)?,
                similar: similar::similar(engine, &document, similar::DEFAULT_SIMILAR, budget)?,
                place_labels: article::place_labels(engine, &document)?,
                corrections: match state.editor.as_deref() {
                    Some(editor) => {
                        Some(edit::corrections(editor, edit::Place::Article(&document.id))?)
                    }
                    None => None,
                },
                clipping: clippings::section(
                    &document.id,
                    clipping_of(engine, &document)?.as_ref(),
                    state.editor.is_some(),
                ),
                search: Request { after: None, ..search },
                document,
            };
            Ok(page.response())
        })
        .await
    };
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn diff(State(state): State<AppState>, ids: PathParamPair) -> Response {
    let page = async {
        let (from, to) = path_param_pair(ids)?;
        run_blocking(state, move |state, _| {
            Ok(article::diff_page(&state.document(&from)?, &state.document(&to)?))
        })
        .await
    };
    page.await.unwrap_or_else(|problem| error_page(&problem))
}

async fn opensearch(headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let media_type = "application/opensearchdescription+xml";
    ([(header::CONTENT_TYPE, media_type)], layout::opensearch(host)).into_response()
}
