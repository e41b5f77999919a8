//! Coreference findings of the snapshots of an index: how its names are read, and how the findings are
//! kept; and corrections of names.

mod columns;
mod corrections;
pub(crate) mod findings;
mod names;
