//! A plain file: it holds itself.

use std::io::BufRead;

use super::form::{Container, Give};
use crate::source::{Flow, Source};

/// The plain file, which every stream is that is nothing else.
pub const CONTAINER: Container = Container { name: "file", recognises: |_| true, read };

fn read(name: &str, stream: &mut dyn BufRead, give: &mut Give<'_>) -> Flow {
    give(Source::new(name, stream))
}
