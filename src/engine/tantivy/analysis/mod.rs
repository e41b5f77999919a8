//! Analysis: tokens for Tantivy, and the annotation terms indexed beside the text.

pub(crate) mod analyzer;
pub(crate) mod annotations;
