//! A plain file: it holds itself.

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// The plain file, which every source is that is nothing else.
pub const CONTAINER: Container = Container { name: "file", recognises: |_| true, read };

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    unpacking.give(source)
}
