//! Records with named fields: JSON, JSON Lines, CSV.

pub(crate) mod csv;
pub(crate) mod date_order;
pub(crate) mod json;
mod repeated;
