//! Xz streams, with one member or with many.

use lzma_rust2::XzReader;

use super::form::Container;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Xz.
pub(super) const CONTAINER: Container =
    Container { recognises: |head| head.starts_with(&[0xFD, b'7', b'z', b'X', b'Z', 0]), read };

/// Memory limit of the decoder, in KiB: four times the need of `xz -9`.
const MEMORY: u32 = 256 * 1024;

fn read(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let extensions = [(".xz", ""), (".txz", ".tar")];
    unpacker.open_compressed(source, &extensions, |packed| {
        Ok(XzReader::new_mem_limit(packed, true, MEMORY))
    })
}
