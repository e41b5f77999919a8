//! Machines behind the waist: each is an [`Engine`](crate::search::engine::Engine), and nothing outside knows which.

pub mod tantivy;
