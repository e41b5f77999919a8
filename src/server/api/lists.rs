//! Lists and audits in the API: a table is worked through as `morgue batch` does, and a random sample is drawn
//! and counted.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::json;
use crate::article::schema::Field;
use crate::research::audit::{AuditOf, MAX_SAMPLE, sample};
use crate::server::cancellation::run_blocking;
use crate::server::exports::batch_list::{BatchColumns, BatchList};
use crate::server::exports::batch_table::BatchTable;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::search_params::QueryParameters;
use crate::server::state::{AppState, today};
use crate::server::wire::audit::AuditSampleJson;

/// Bytes of a list.
const MAX_LIST: usize = 4 << 20;

/// The greatest number of hits of a query of a list.
const MAX_HITS: usize = 1_000;

/// Values of a sample where the request names no number.
const SAMPLE: usize = 50;

/// Builds the routes.
pub(in crate::server) fn routes() -> Router<AppState> {
    let batch = post(batch).layer(DefaultBodyLimit::max(MAX_LIST));
    Router::new().route("/api/batch", batch).route("/api/audit", get(audit))
}

async fn batch(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut take =
        |name| search_params::take(&mut parameters, name).filter(|value| !value.is_empty());
    let (column, names) = (take("column"), take("names"));
    let (years, hits) = (take("years"), take("hits"));
    let columns = columns(names.as_deref(), years.as_deref(), hits.as_deref())?;
    let filters = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let table = BatchTable::read(&body)?;
        let list = BatchList {
            column: table.column(column.as_deref())?,
            table: &table,
            engine: &*state.engine,
            filters: &filters,
            today: today(),
            budget,
        };
        let mut file = Vec::new();
        list.write(columns, &mut file)?;
        Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], file).into_response())
    })
    .await
}

/// Reads what a list is worked through for.
fn columns(
    names: Option<&str>,
    years: Option<&str>,
    hits: Option<&str>,
) -> Result<BatchColumns, Problem> {
    let years = match years {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(Problem::bad_request(format!(
                "invalid years `{other}`: use true or false"
            )));
        }
    };
    if let Some(text) = hits {
        let hits = text.parse().ok().filter(|hits| (1..=MAX_HITS).contains(hits));
        let problem = || format!("invalid hits `{text}`: use a number from 1 to {MAX_HITS}");
        return hits.map(BatchColumns::Hits).ok_or_else(|| Problem::bad_request(problem()));
    }
    match names {
        None => Ok(BatchColumns::Counts { years }),
        Some("people") => Ok(BatchColumns::Names(Field::People)),
        Some("places") => Ok(BatchColumns::Names(Field::Places)),
        Some("organisations") => Ok(BatchColumns::Names(Field::Organisations)),
        Some(other) => Err(Problem::bad_request(format!(
            "unknown names `{other}`: use people, places or organisations"
        ))),
    }
}

async fn audit(
    State(state): State<AppState>,
    Query(mut parameters): Query<QueryParameters>,
) -> Result<Response, Problem> {
    let mut take =
        |name| search_params::take(&mut parameters, name).filter(|value| !value.is_empty());
    let name = take("of").unwrap_or_else(|| "people".to_owned());
    let (name, of) = AuditOf::named(&name)
        .ok_or_else(|| Problem::bad_request(format!("unknown of `{name}`")))?;
    let verdicts = take("verdicts").unwrap_or_default();
    let seed = take("seed").unwrap_or_else(|| "1".to_owned());
    let seed: u64 = seed
        .parse()
        .map_err(|_| Problem::bad_request(format!("invalid seed `{seed}`: use a number")))?;
    if verdicts.chars().any(|verdict| !"rwos".contains(verdict)) {
        return Err(Problem::bad_request(
            "invalid verdicts: use a letter for each value, r right, w wrong, o other, s skip",
        ));
    }
    let size = search_params::take_limit(&mut parameters)?.unwrap_or(SAMPLE).clamp(1, MAX_SAMPLE);
    let request = search_params::request(&parameters)?;
    run_blocking(state, move |state, budget| {
        let drawn = sample(&*state.engine, &request, (of, size, seed), today(), budget)?;
        json(&AuditSampleJson::new(name, seed, &drawn, &verdicts))
    })
    .await
}
