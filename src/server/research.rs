//! JSON endpoints of the researcher's desk.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::post;

use super::api::json;
use super::cancellation::run_blocking;
use super::problem::Problem;
use super::state::AppState;
use super::wire::CheckJson;
use crate::corpus::draft_text;
use crate::research::check::{Draft, check};

/// The media types of a draft, each with the name that its format is recognised by.
pub(super) const DRAFT_TYPES: [(&str, &str); 4] = [
    ("text/plain", "draft.txt"),
    ("text/markdown", "draft.md"),
    ("text/html", "draft.html"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "draft.docx"),
];

/// Builds the routes whose answers depend on what is sent.
pub(super) fn live_routes() -> Router<AppState> {
    Router::new().route("/api/check", post(check_draft))
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
