//! Ordinals: facet dictionaries of one index snapshot, and the map from segment ordinals to them.

pub(crate) mod dictionary;
pub(crate) mod facet_dictionary;
mod merged_values;
pub(crate) mod ordinal_map;
pub(crate) mod raw_values;
pub(crate) mod reassignment;
pub(crate) mod saved;
