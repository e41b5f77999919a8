//! Collection: one pass over the matching documents yields top hits, exact facet counts, dates and
//! story counts.

pub(crate) mod article_digest;
pub(crate) mod article_sets;
pub(crate) mod block;
pub(crate) mod collector;
pub(crate) mod date_histogram;
pub(crate) mod facet_collector;
pub(crate) mod matching;
pub(crate) mod options;
pub(crate) mod scan;
pub(crate) mod segment_collector;
pub(crate) mod story_counts;
pub(crate) mod top_hits;
pub(crate) mod top_values;
pub(crate) mod within;
pub(crate) mod word_counts;
