//! Parts that engines share: the terms of a document, its positions, the weights of a ranking, and
//! identity as it is found in articles and applied to them.

pub(crate) mod annotations;
pub(crate) mod article_digest;
pub(crate) mod authority_cache;
pub(crate) mod bm25f;
pub(crate) mod document_terms;
pub(crate) mod home_terms;
pub(crate) mod identity;
pub(crate) mod manifest_view;
pub(crate) mod memo;
pub(crate) mod ordinal;
pub(crate) mod pairs;
pub(crate) mod positions;
pub(crate) mod rows;
pub(crate) mod significant;
pub(crate) mod stems;
