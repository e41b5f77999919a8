//! Engines: each implements [`Engine`](crate::search::engine::Engine), and only the command line
//! chooses one.

pub(crate) mod tantivy;
