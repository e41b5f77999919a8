//! Bzip2 streams, with one member or with many, as parallel compressors write them.

use bzip2::bufread::MultiBzDecoder;

use super::form::Container;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Bzip2.
pub(super) const CONTAINER: Container = Container { recognises, read };

/// Recognises the stream header with its block size, followed by a block or the end of the stream.
fn recognises(head: &[u8]) -> bool {
    let block = head.get(4..10).unwrap_or_default();
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|size| (b'1'..=b'9').contains(size))
        && (block == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
            || block == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
}

fn read(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let extensions = [(".bz2", ""), (".bz", ""), (".tbz2", ".tar"), (".tbz", ".tar")];
    unpacker.open_compressed(source, &extensions, |packed| Ok(MultiBzDecoder::new(packed)))
}
