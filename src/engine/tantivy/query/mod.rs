//! Query lowering: a search plan becomes Tantivy queries, span scorers and term lists.

pub(crate) mod doc_set;
mod id_prefix;
pub(crate) mod lowering;
pub(crate) mod patterns;
pub(crate) mod plan_lowering;
pub(crate) mod position_cursor;
pub(crate) mod postings;
pub(crate) mod proximity;
pub(crate) mod ranking;
pub(crate) mod span_scorer;
pub(crate) mod term_lowering;
mod word_usage;
