//! A bzip2 stream, of one member or of many, as parallel packers write them.

use bzip2::bufread::MultiBzDecoder;

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// Bzip2.
pub const CONTAINER: Container = Container { name: "bzip2", recognises, read };

/// The sign of the stream with its block size, and that of its first block or of its end.
fn recognises(head: &[u8]) -> bool {
    let block = head.get(4..10).unwrap_or_default();
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|size| (b'1'..=b'9').contains(size))
        && (block == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
            || block == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
}

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let endings = [(".bz2", ""), (".bz", ""), (".tbz2", ".tar"), (".tbz", ".tar")];
    unpacking.stream(source, &endings, |packed| Ok(MultiBzDecoder::new(packed)))
}
