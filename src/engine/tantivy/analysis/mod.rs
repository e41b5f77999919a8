//! Analysis: tokenizers for Tantivy, and the annotation terms indexed parallel to the text.

pub(crate) mod analyzer;
pub(crate) mod annotations;
