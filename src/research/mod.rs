//! The researcher's desk: what is worked out from searches for somebody who writes about them. It uses
//! the engine's interface only.

mod articles;
pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod check;
pub(crate) mod clippings;
#[cfg(feature = "server")]
pub(crate) mod comparison;
pub(crate) mod kwic;
pub(crate) mod name_match;
pub(crate) mod network;
pub(crate) mod recheck;
pub(crate) mod standing;
pub(crate) mod trend;
pub(crate) mod typical;
