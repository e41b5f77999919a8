//! Archive formats that are not supported. They are recognised so that the rejection can advise to
//! unpack them.

use super::form::Container;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Every archive format that cannot be unpacked.
pub(super) const CONTAINER: Container =
    Container { recognises: |head| format_name(head).is_some(), read };

/// Names of the formats, and their magic numbers.
const MAGIC: [(&str, &[u8]); 8] = [
    ("7z", b"7z\xBC\xAF\x27\x1C"),
    ("RAR", b"Rar!\x1A\x07"),
    ("LZ4", b"\x04\x22\x4D\x18"),
    ("lzip", b"LZIP\x01"),
    ("compress (.Z)", b"\x1F\x9D\x90"),
    ("cabinet", b"MSCF\0\0\0\0"),
    ("cpio", b"070701"),
    ("ar", b"!<arch>\n"),
];

fn format_name(head: &[u8]) -> Option<&'static str> {
    MAGIC.iter().find(|(_, magic)| head.starts_with(magic)).map(|(name, _)| *name)
}

fn read(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let name = format_name(source.head()).unwrap_or("unknown");
    unpacker
        .reject(format!("{name} archive is not supported: unpack it, or repack it as zip or tar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_recognised_by_their_magic_numbers() {
        assert_eq!(format_name(b"Rar!\x1A\x07\x01\0"), Some("RAR"));
        assert_eq!(format_name(b"7z is a format"), None);
    }
}
