//! The one signature of the family: what a container is.

use std::io::BufRead;

use crate::source::{Flow, Source};

/// What a container gives its sources to, in their order.
pub type Give<'g> = dyn FnMut(Source<'_>) -> Flow + 'g;

/// One container: how to tell it, and how to read it.
pub struct Container {
    /// Its name, as messages print it.
    pub name: &'static str,
    /// Whether a stream that opens with these bytes is one. Names lie more often than bytes do.
    pub recognises: fn(head: &[u8]) -> bool,
    /// Gives every source in the stream of this name; returns `Break` when `give` did.
    pub read: fn(name: &str, stream: &mut dyn BufRead, give: &mut Give<'_>) -> Flow,
}

/// A name without the ending of a compression: `wire.jsonl.gz` holds `wire.jsonl`.
pub fn inner_name<'n>(name: &'n str, endings: &[&str]) -> &'n str {
    let ending = endings.iter().find(|ending| name.to_ascii_lowercase().ends_with(*ending));
    ending.and_then(|ending| name.get(..name.len() - ending.len())).unwrap_or(name)
}
