//! The one signature of the family: what a container is.

use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// One container: how to tell it, and how to read it.
pub struct Container {
    /// Its name, as messages print it.
    pub name: &'static str,
    /// Whether a source that opens with these bytes (64 kB at most) is one. Names lie more often than bytes do.
    pub recognises: fn(head: &[u8]) -> bool,
    /// Hands on everything that lies in the source; returns `Break` when no more is wanted.
    pub read: fn(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow,
}
