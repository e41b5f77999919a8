//! Queries of the cluster: a plan is lowered to JSON, and span queries to programs of a script.

pub(crate) mod combine;
pub(crate) mod digest;
pub(crate) mod keys;
pub(crate) mod lowering;
mod script;
mod terms;
