//! A Zstandard stream.

use zstd::stream::read::Decoder;

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// Zstandard.
pub const CONTAINER: Container = Container { name: "zstd", recognises, read };

/// A frame, or one of those that are skipped: parallel packers put their tables there.
fn recognises(head: &[u8]) -> bool {
    head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
        || (head.get(1..4) == Some(&[0x2A, 0x4D, 0x18])
            && head.first().is_some_and(|sign| sign & 0xF0 == 0x50))
}

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    unpacking.stream(
        source,
        &[(".zst", ""), (".zstd", ""), (".tzst", ".tar")],
        Decoder::with_buffer,
    )
}
