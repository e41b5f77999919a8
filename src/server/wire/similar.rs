//! Similar articles in JSON.

use serde::Serialize;

use crate::article::date::Published;
use crate::search::similar::{Shared, Similar};

/// An article that is like another, and what they share.
#[derive(Serialize)]
pub struct SimilarJson<'a> {
    id: &'a str,
    likeness: f64,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    shared: Vec<SharedJson<'a>>,
}

#[derive(Serialize)]
struct SharedJson<'a> {
    field: &'static str,
    value: &'a str,
    name: &'a str,
}

impl<'a> From<&'a Similar> for SimilarJson<'a> {
    fn from(Similar { likeness, clipping, shared }: &'a Similar) -> Self {
        let article = &clipping.article;
        let told = |Shared { field, value, name }: &'a Shared| SharedJson {
            field: field.name(),
            value,
            name,
        };
        Self {
            id: &clipping.id,
            likeness: (f64::from(*likeness) * 1e3).round() / 1e3,
            title: &article.title,
            published: article.published.as_ref(),
            publisher: &article.publisher,
            agency: &article.agency,
            shared: shared.iter().map(told).collect(),
        }
    }
}
