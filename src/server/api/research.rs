//! JSON endpoints of the researcher's desk.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::json;
use crate::article::schema::Field;
use crate::corpus::draft_text;
use crate::research::check::{Draft, check};
use crate::research::clippings::clippings;
use crate::research::clippings::{Clipping, folded};
use crate::research::kwic::{KwicSort, concordance};
use crate::research::network::network;
use crate::research::recheck::{receipt, recheck};
use crate::research::trend::{Period, trend};
use crate::research::typical::{TypicalOf, typical};
use crate::search::facets::facet_names;
use crate::search::request::Request;
use crate::server::cancellation::run_blocking;
use crate::server::exports::chart;
use crate::server::exports::chart::Measure;
use crate::server::exports::graph::{Graph, GraphFormat};
use crate::server::exports::news_feed::{FeedFormat, NewsFeed};
use crate::server::path_params::{PathParam, path_param};
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;
use crate::server::state::{AppState, today};
use crate::server::wire::{
    CheckJson, ClippingJson, KwicJson, NetworkJson, ReceiptJson, RecheckJson, TrendJson,
    TypicalJson, WatchJson,
};

/// The media types of a draft, each with the name that its format is recognised by.
pub(in crate::server) const DRAFT_TYPES: [(&str, &str); 4] = [
    ("text/plain", "draft.txt"),
    ("text/markdown", "draft.md"),
    ("text/html", "draft.html"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "draft.docx"),
];

/// Bytes of a receipt: it has some 36 for each article.
const MAX_RECEIPT: usize = 64 << 20;

/// The greatest number of queries of a trend.
const MAX_QUERIES: usize = 20;

/// Values and lines where the request names no number, and the most lines of a concordance.
const VALUES: usize = 50;
const LINES: usize = 100;
const MAX_LINES: usize = 5_000;

/// Builds the routes whose answers depend on the index and the address only.
pub(in crate::server) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/trend", get(trend_of))
        .route("/api/kwic", get(kwic))
        .route("/api/network", get(network_of))
        .route("/api/typical", get(typical_of))
        .route("/api/receipt", get(receipt_of))
        .route("/api/clippings", get(clippings_with))
}

async fn clippings_with(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let mut name = |name| {
        search_params::take(&mut parameters, name).filter(|it| !it.is_empty()).map(|it| folded(&it))
    };
    let (tag, collection) = (name("tag"), name("collection"));
    if let Some((name, _)) = parameters.first() {
        return Err(Problem::bad_request(format!("unknown parameter `{name}`")));
    }
    run_blocking(state, move |state, _| {
        let is_meant = |clipping: &Clipping| {
            tag.as_ref().is_none_or(|tag| clipping.tags.contains_key(tag))
                && collection.as_ref().is_none_or(|it| clipping.collections.contains_key(it))
        };
        let all = clippings(&*state.engine, &is_meant)?;
        json(&all.shown.iter().map(ClippingJson::from).collect::<Vec<_>>())
    })
    .await
}

async fn trend_of(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let queries: Vec<String> =
        parameters.extract_if(.., |(name, _)| name == "q").map(|(_, query)| query).collect();
    if queries.is_empty() || queries.len() > MAX_QUERIES {
        let message = format!("a trend has 1 to {MAX_QUERIES} queries, each a parameter q");
        return Err(Problem::bad_request(message));
    }
    let by = choice(&mut parameters, "by", "year", Period::from_name)?;
    let measure = choice(&mut parameters, "measure", "articles", Measure::from_name)?;
    let known = |name: &str| ["json", "csv", "svg"].into_iter().find(|known| *known == name);
    let format = choice(&mut parameters, "format", "json", known)?;
    let request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let trend = trend(&*state.engine, &queries, &request, by, today(), budget)?;
        match format {
            "csv" => Ok(text("text/csv; charset=utf-8", chart::csv(&trend))),
            "svg" => Ok(text("image/svg+xml", chart::svg(&trend, measure))),
            _ => json(&TrendJson::from(&trend)),
        }
    })
    .await
}

async fn kwic(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let sort = choice(&mut parameters, "order", "right", KwicSort::from_name)?;
    let limit = search_params::take_limit(&mut parameters)?.unwrap_or(LINES).min(MAX_LINES);
    let width = match search_params::take(&mut parameters, "width") {
        None => 40,
        Some(width) => width
            .parse()
            .map_err(|_| Problem::bad_request(format!("invalid width `{width}`: use a number")))?,
    };
    let request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let options = (sort, limit, width);
        let found = concordance(&*state.engine, &request, options, today(), budget)?;
        json(&KwicJson::from(&found))
    })
    .await
}

async fn network_of(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let field = facet(&mut parameters, Field::People)?;
    let limit = search_params::take_limit(&mut parameters)?.unwrap_or(VALUES);
    let known = |name: &str| match name {
        "json" => Some(None),
        name => GraphFormat::from_name(name).map(Some),
    };
    let format = choice(&mut parameters, "format", "json", known)?;
    let request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let found = network(&*state.engine, &request, (field, limit), today(), budget)?;
        let Some(format) = format else { return json(&NetworkJson::from(&found)) };
        let nodes = found.nodes.iter().map(|it| (it.key.as_str(), it.name.as_str(), it.articles));
        let edges = found.edges.iter().map(|it| (it.one, it.other, it.articles));
        let graph = Graph { nodes: nodes.collect(), edges: edges.collect() };
        Ok(text(format.media_type(), graph.to_text(format)))
    })
    .await
}

async fn typical_of(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let words = parameters.iter().any(|(name, value)| name == "of" && value == "words");
    let of = if words || !parameters.iter().any(|(name, _)| name == "of") {
        search_params::take(&mut parameters, "of");
        TypicalOf::Words
    } else {
        TypicalOf::Facet(facet(&mut parameters, Field::People)?)
    };
    let limit = search_params::take_limit(&mut parameters)?.unwrap_or(VALUES);
    let request: Request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let found = typical(&*state.engine, &request, (of, limit), today(), budget)?;
        json(&TypicalJson::from(&found))
    })
    .await
}

/// Takes the facet that is named by `of`.
fn facet(parameters: &mut QueryParameters, default: Field) -> Result<Field, Problem> {
    match search_params::take(parameters, "of").filter(|name| !name.is_empty()) {
        None => Ok(default),
        Some(name) => facet_names::parse(&name).map_err(Problem::bad_request),
    }
}

/// Takes a parameter that has one of some values.
fn choice<T>(
    parameters: &mut QueryParameters,
    name: &str,
    default: &str,
    known: impl Fn(&str) -> Option<T>,
) -> Result<T, Problem> {
    let value = search_params::take(parameters, name).filter(|value| !value.is_empty());
    let value = value.as_deref().unwrap_or(default);
    known(value).ok_or_else(|| Problem::bad_request(format!("unknown {name} `{value}`")))
}

fn text(media_type: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, media_type)], body).into_response()
}

/// Builds the routes whose answers depend on what is sent.
pub(in crate::server) fn live_routes() -> Router<AppState> {
    let recheck = post(recheck_receipt).layer(DefaultBodyLimit::max(MAX_RECEIPT));
    Router::new()
        .route("/api/check", post(check_draft))
        .route("/api/recheck", recheck)
        .route("/api/watches", get(watches))
        .route("/api/watches/{name}/feed", get(watch_feed))
}

async fn watches(State(state): State<AppState>) -> Result<Response, Problem> {
    run_blocking(state, |state, _| {
        let watches = state.watches()?;
        json(&watches.iter().map(WatchJson::from).collect::<Vec<_>>())
    })
    .await
}

async fn watch_feed(
    State(state): State<AppState>,
    name: PathParam,
    headers: HeaderMap,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let name = path_param(name)?;
    let format = choice(&mut parameters, "format", "atom", FeedFormat::from_name)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let site = format!("http://{host}");
    run_blocking(state, move |state, _| {
        let feed = NewsFeed::of(&*state.engine, &state.watch(&name)?, &site)?;
        Ok(text(format.media_type(), feed.to_text(format)))
    })
    .await
}

async fn receipt_of(
    State(state): State<AppState>,
    Query(parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        json(&ReceiptJson::from(&receipt(&*state.engine, &request, today(), budget)?))
    })
    .await
}

async fn recheck_receipt(State(state): State<AppState>, body: Bytes) -> Result<Response, Problem> {
    run_blocking(state, move |state, budget| {
        let then = ReceiptJson::read(&body)?;
        json(&RecheckJson::new(&then, &recheck(&*state.engine, &then, budget)?))
    })
    .await
}

async fn check_draft(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let name = draft_name(&headers)?;
    run_blocking(state, move |state, budget| {
        let draft = Draft::new(&draft_text::read_bytes(name, &body)?);
        let report = check(&*state.engine, &draft, budget)?;
        json(&CheckJson::new(&draft, &report))
    })
    .await
}

/// The name of a draft by its media type; without one it is plain text.
fn draft_name(headers: &HeaderMap) -> Result<&'static str, Problem> {
    let Some(declared) = headers.get(header::CONTENT_TYPE) else { return Ok("draft.txt") };
    let declared = declared.to_str().unwrap_or_default();
    let plain = declared.split(';').next().unwrap_or_default().trim();
    let known = DRAFT_TYPES.iter().find(|(media_type, _)| plain.eq_ignore_ascii_case(media_type));
    known.map(|(_, name)| *name).ok_or_else(|| {
        let types = DRAFT_TYPES.map(|(media_type, _)| media_type).join(", ");
        Problem::bad_request(format!("`{plain}` is not a draft: send one of {types}"))
    })
}
