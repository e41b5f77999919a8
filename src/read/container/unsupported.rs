//! Archives that are not read. They are told from files that hold no news, so that nobody takes them for those.

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// Everything packed that we do not unpack.
pub const CONTAINER: Container =
    Container { name: "foreign", recognises: |head| kind(head).is_some(), read };

/// What such archives are called, and how they open.
const KINDS: [(&str, &[u8]); 8] = [
    ("7z", b"7z\xBC\xAF\x27\x1C"),
    ("RAR", b"Rar!\x1A\x07"),
    ("LZ4", b"\x04\x22\x4D\x18"),
    ("lzip", b"LZIP\x01"),
    ("compress (.Z)", b"\x1F\x9D\x90"),
    ("cabinet", b"MSCF\0\0\0\0"),
    ("cpio", b"070701"),
    ("ar", b"!<arch>\n"),
];

fn kind(head: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|(_, sign)| head.starts_with(sign)).map(|(name, _)| *name)
}

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let name = kind(source.head()).unwrap_or_default();
    unpacking
        .reject(format!("packed as {name}, which is not read; unpack it, or pack it as zip or tar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_tell_archives_from_text() {
        assert_eq!(kind(b"Rar!\x1A\x07\x01\0"), Some("RAR"));
        assert_eq!(kind(b"7z is a format"), None);
    }
}
