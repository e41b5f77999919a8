//! Engines: each implements [`Engine`](crate::search::engine::Engine), and only the command line
//! chooses one.

mod common;
pub(crate) mod editable;
#[cfg(feature = "cluster")]
pub(crate) mod opensearch;
pub(crate) mod tantivy;
