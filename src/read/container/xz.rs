//! An xz stream, of one member or of many.

use lzma_rust2::XzReader;

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// Xz.
pub const CONTAINER: Container = Container {
    name: "xz",
    recognises: |head| head.starts_with(&[0xFD, b'7', b'z', b'X', b'Z', 0]),
    read,
};

/// How much memory a stream may ask for, in kibibytes: four times what `xz -9` does.
const MEMORY: u32 = 256 * 1024;

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let endings = [(".xz", ""), (".txz", ".tar")];
    unpacking.stream(source, &endings, |packed| Ok(XzReader::new_mem_limit(packed, true, MEMORY)))
}
