//! A Zstandard stream.

use std::io::{self, BufRead, Read};

use zstd::stream::read::Decoder;

use super::form::{Container, Give, inner_name};
use crate::source::{Flow, Source};

/// Zstandard.
pub const CONTAINER: Container =
    Container { name: "zstd", recognises: |head| head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]), read };

fn read(name: &str, stream: &mut dyn BufRead, give: &mut Give<'_>) -> Flow {
    let name = inner_name(name, &[".zst", ".zstd"]);
    match Decoder::with_buffer(stream) {
        Ok(decoder) => give(Source::new(name, decoder)),
        Err(fault) => give(Source::new(name, Faulty(Some(fault)))),
    }
}

/// A stream that is nothing but its fault: the reader of the source reports it like any other.
struct Faulty(Option<io::Error>);

impl Read for Faulty {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
