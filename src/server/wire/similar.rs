//! JSON of similar articles.

use serde::Serialize;

use crate::article::date::Published;
use crate::search::similar::{Shared, Similar};

/// An article similar to another, with the values they share.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct SimilarJson<'a> {
    id: &'a str,
    #[serde(rename = "likeness")]
    similarity: f64,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    shared: Vec<SharedJson<'a>>,
}

/// A value that both articles have.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct SharedJson<'a> {
    field: &'static str,
    value: &'a str,
    name: &'a str,
}

impl<'a> From<&'a Similar> for SimilarJson<'a> {
    fn from(Similar { similarity, document, shared }: &'a Similar) -> Self {
        let article = &document.article;
        let shared_json = |Shared { field, value, name }: &'a Shared| SharedJson {
            field: field.name(),
            value,
            name,
        };
        Self {
            id: &document.id,
            similarity: (f64::from(*similarity) * 1e3).round() / 1e3,
            title: &article.title,
            published: article.published.as_ref(),
            publisher: &article.publisher,
            agency: &article.agency,
            shared: shared.iter().map(shared_json).collect(),
        }
    }
}
