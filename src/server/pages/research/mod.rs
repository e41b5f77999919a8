//! The pages of the researcher's desk: a draft that is checked, lists, trends, words in context, what is
//! typical, two searches side by side, audits, receipts, standing queries.

mod audit;
pub(super) mod check;
pub(super) mod clippings;
pub(super) mod compare;
mod context;
mod lists;
pub(super) mod receipt;
mod routes;
pub(super) mod tools;
mod trends;
mod typical;
pub(super) mod watches;

pub(super) use routes::{live_routes, routes};
