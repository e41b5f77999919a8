//! Machines behind the waist: each is an [`Engine`](crate::search::Engine), and nothing outside knows which.

pub mod embedded;
