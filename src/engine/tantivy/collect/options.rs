//! Options of one collection: what is counted, how hits are sorted, and when to stop.

use std::sync::Arc;

use crate::article::schema::Field;
use crate::engine::tantivy::deadline::Deadline;
use crate::engine::tantivy::ordinals::facet_dictionary::FacetDictionary;
use crate::engine::tantivy::query::proximity::MinScore;
use crate::engine::tantivy::stories::Stories;
use crate::search::cursor::Cursor;
use crate::search::request::Sort;

/// A facet that is counted, or filtered by, or both. Its values are archive-wide ordinals.
pub(crate) struct Dimension {
    /// The facet.
    pub field: Field,
    /// Its values.
    pub dictionary: Arc<FacetDictionary>,
    /// Values of which an article must have one, sorted; no filter where there are none.
    pub included: Option<Vec<usize>>,
    /// Values of which an article must have none, sorted.
    pub excluded: Vec<usize>,
}

/// Options of one collection.
pub(crate) struct CollectOptions {
    /// Facets that are counted or filtered by.
    pub dimensions: Vec<Dimension>,
    /// Order of the hits.
    pub sort: Sort,
    /// Day that the age of hits is counted from.
    pub newest: i64,
    /// Least score that can still be a top hit.
    pub min_score: MinScore,
    /// Number of hits.
    pub limit: usize,
    /// End of the page before.
    pub after: Option<Cursor>,
    /// Counts publication days for the timeline.
    pub timeline: bool,
    /// Stories of the snapshot.
    pub stories: Arc<Stories>,
    /// Collapses the matching versions of a story into one hit that counts once.
    pub collapsed: bool,
    /// Lists all matching articles.
    pub lists: bool,
    /// Deadline of the search.
    pub deadline: Deadline,
}
