//! JSON shape of a completion.

use serde::Serialize;

use crate::search::autocomplete::Completion;

/// A name that completes the typed text.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CompletionJson<'a> {
    field: &'static str,
    value: &'a str,
    name: &'a str,
    count: u64,
}

impl<'a> From<&'a Completion> for CompletionJson<'a> {
    fn from(Completion { field, value, name, count }: &'a Completion) -> Self {
        Self { field: field.name(), value, name, count: *count }
    }
}
