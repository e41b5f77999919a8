//! Revalidation: an answer carries an entity tag for the state of the index. A request with the tag of the
//! present state is answered with 304, without a search.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::server::state::AppState;

/// Returns whether the client has the answer with this tag.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let tags = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    tags.is_some_and(|tags| tags.split(',').any(|known| plain(known) == plain(tag)))
}

/// Adds tags to answers that depend on the index and the address only, and answers with 304 where the
/// client has that answer.
pub(crate) async fn revalidate(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    // A request that changes something is never answered from a copy.
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let uri = request.uri().to_string();
    let accept = request.headers().get(header::ACCEPT).cloned();
    // This looks at a file at most, so that it takes no permit of a search.
    let version = tokio::task::spawn_blocking(move || state.version()).await;
    // Where the authority file cannot be read, the answer says so itself.
    let Ok(Ok(version)) = version else { return next.run(request).await };
    let mut hasher = DefaultHasher::new();
    (version, &uri, &accept).hash(&mut hasher);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let caching = [(header::CACHE_CONTROL, "private, no-cache"), (header::ETAG, &tag)];
    if is_known(request.headers(), &tag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mut response = next.run(request).await;
    let is_complete = response.headers().get(header::CACHE_CONTROL).is_none();
    if response.status().is_success() && is_complete {
        for (name, value) in caching {
            response.headers_mut().extend(HeaderValue::from_str(value).map(|it| (name, it)));
        }
    }
    response
}
