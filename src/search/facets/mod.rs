//! Facets: the values an archive has for each, and their display as trees.

pub mod tree;
pub mod values;
