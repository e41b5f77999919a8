//! Parts that engines share: the terms of a document, its positions, the weights of a ranking, and
//! identity as it is applied to articles.

pub(crate) mod annotations;
pub(crate) mod bm25f;
pub(crate) mod canonicalize;
pub(crate) mod document_terms;
pub(crate) mod home_terms;
pub(crate) mod key_names;
pub(crate) mod manifest_view;
pub(crate) mod pairs;
pub(crate) mod positions;
pub(crate) mod significant;
pub(crate) mod stems;
