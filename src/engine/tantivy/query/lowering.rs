//! The context in which a search plan is lowered to Tantivy queries.

use std::sync::Arc;

use tantivy::{Searcher, TantivyError};

use crate::engine::tantivy::deadline::Deadline;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::snapshot::View;
use crate::engine::tantivy::stories::Revisions;
use crate::error::Error;
use crate::search::plan::Plan;

/// Lowers one plan for one snapshot.
pub(crate) struct Lowering<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Handles of the fields.
    pub fields: &'a Fields,
    /// Searcher of the snapshot.
    pub searcher: &'a Searcher,
    /// Analysis languages of its articles; empty for those whose words are only folded.
    pub languages: Vec<String>,
    /// Identity and facet dictionaries.
    pub view: &'a View,
    /// Articles that a later version superseded, where the query is about them.
    pub revisions: Option<Arc<Revisions>>,
    /// Deadline of the search.
    pub deadline: Deadline,
}

/// Wraps an error of the facet dictionaries for Tantivy.
pub(crate) fn dictionary_error(error: Error) -> TantivyError {
    TantivyError::InternalError(error.to_string())
}
