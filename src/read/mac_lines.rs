//! Lines of old Macs, which end with a carriage return alone.

/// Returns whether the head of a file is text whose lines end with a carriage return alone.
pub(super) fn has_mac_lines(head: &[u8]) -> bool {
    let has = |byte: u8| memchr::memchr(byte, head).is_some();
    let is_pdf = || memchr::memmem::find(head, b"%PDF-").is_some();
    has(b'\r') && !has(b'\n') && !has(0) && !is_pdf()
}

/// Replaces carriage returns by line feeds, except before one.
pub(super) fn replace_returns(mut bytes: &mut [u8]) {
    while let Some((byte, after)) = bytes.split_first_mut() {
        if *byte == b'\r' && after.first() != Some(&b'\n') {
            *byte = b'\n';
        }
        bytes = after;
    }
}
