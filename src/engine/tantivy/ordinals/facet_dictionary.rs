//! The dictionary of one facet in one snapshot under one identity.

use std::sync::Arc;

use super::ordinal_map::OrdinalMap;
use crate::engine::common::identity::moved_keys::MovedKeys;
use crate::engine::tantivy::query::doc_set::DocIds;
use crate::search::facets::terms::FacetTerms;

/// Dictionary of one facet.
pub(crate) struct FacetDictionary {
    /// Listed values, sorted: their index is the archive-wide ordinal.
    pub terms: Arc<FacetTerms>,
    /// Ordinal map of each segment.
    pub segments: Vec<OrdinalMap>,
    /// Keys that are replaced by others in some articles.
    pub moved: MovedKeys<DocIds>,
}
