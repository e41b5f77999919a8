//! Facets: their terms in the archive, and their values as trees.

pub(crate) mod facet_names;
mod name_words;
pub(crate) mod sorted_values;
pub(crate) mod term;
pub(crate) mod terms;
pub(crate) mod tree;
