//! Zstandard streams.

use zstd::stream::read::Decoder;

use super::form::Container;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Zstandard.
pub(super) const CONTAINER: Container = Container { recognises, read };

/// Recognises a frame, or a skippable frame: parallel compressors put their tables there.
fn recognises(head: &[u8]) -> bool {
    head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD])
        || (head.get(1..4) == Some(&[0x2A, 0x4D, 0x18])
            && head.first().is_some_and(|magic| magic & 0xF0 == 0x50))
}

fn read(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let extensions = [(".zst", ""), (".zstd", ""), (".tzst", ".tar")];
    unpacker.open_compressed(source, &extensions, Decoder::with_buffer)
}
