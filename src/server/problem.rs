//! What goes wrong, said in the form RFC 9457 gives it.

use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::Error;

/// An error as an answer.
pub struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    /// The asker's fault.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, detail: detail.into() }
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, detail: detail.into() }
    }

    /// Our fault.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, detail: detail.into() }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong, in a sentence.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let mut detail = error.to_string();
        let mut why = std::error::Error::source(&error);
        while let Some(reason) = why {
            detail.push_str(&format!(": {reason}"));
            why = reason.source();
        }
        detail.extend(error.advice().into_iter().flat_map(|advice| ["; ", advice]));
        if error.is_user_error() { Self::bad_request(detail) } else { Self::internal(detail) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        let body = json!({ "type": "about:blank", "title": title, "status": self.status.as_u16(), "detail": self.detail });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string())
            .into_response()
    }
}

/// The answer to a request that is no question.
pub async fn no_such_method(method: Method, uri: Uri) -> Problem {
    let detail = format!("`{}` can be read with GET, not {method}", uri.path());
    Problem { status: StatusCode::METHOD_NOT_ALLOWED, detail }
}

/// The answer to an address that leads nowhere.
pub async fn no_such_page(uri: Uri) -> Problem {
    Problem::not_found(format!("there is nothing at `{}`", uri.path()))
}
