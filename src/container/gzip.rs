//! A gzip stream, of one member or of many one after another, as log rotation and parallel packers write them.

use std::io::BufRead;

use flate2::bufread::MultiGzDecoder;

use super::form::{Container, Give, inner_name};
use crate::source::{Flow, Source};

/// Gzip.
pub const CONTAINER: Container =
    Container { name: "gzip", recognises: |head| head.starts_with(&[0x1F, 0x8B, 8]), read };

fn read(name: &str, stream: &mut dyn BufRead, give: &mut Give<'_>) -> Flow {
    give(Source::new(inner_name(name, &[".gz", ".gzip"]), MultiGzDecoder::new(stream)))
}
