//! Errors as problem details in the form of RFC 9457.

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::Error;

/// An error response.
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    /// The request is invalid.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, detail: detail.into() }
    }

    /// The requested resource does not exist.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, detail: detail.into() }
    }

    /// The client may not see the archive.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, detail: detail.into() }
    }

    /// The client has not said who it is.
    pub(crate) fn unauthorized(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, detail: detail.into() }
    }

    /// The server has too much to do.
    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, detail: detail.into() }
    }

    /// The server failed.
    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, detail: detail.into() }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The error in one sentence.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let mut detail = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            detail.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        detail.extend(error.hint_text().into_iter().flat_map(|advice| ["; ", advice]));
        if error.is_user_error() { Self::bad_request(detail) } else { Self::internal(detail) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let body = json!({
            "type": "about:blank",
            "title": title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string())
            .into_response()
    }
}

/// Answers a request whose method the path does not support.
pub(super) async fn method_fallback(method: Method, uri: Uri) -> Problem {
    let other = if method == Method::GET || method == Method::HEAD { "POST" } else { "GET" };
    let detail = format!("`{}` does not support {method}: use {other}", uri.path());
    Problem { status: StatusCode::METHOD_NOT_ALLOWED, detail }
}

/// The problem of a request for an unknown path.
pub(super) fn not_found(uri: &Uri) -> Problem {
    Problem::not_found(format!("there is no page at `{}`", uri.path()))
}
