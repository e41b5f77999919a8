//! Records with named fields: JSON, JSON Lines, CSV, Parquet.

pub(crate) mod csv;
pub(crate) mod date_order;
pub(crate) mod json;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod repeated;
