//! Where one item of a feed ends and the next begins.

use memchr::memmem;

/// The longest closing tag of an item: `</atom:entry>` and what prefixes there are.
const CLOSING: usize = 24;

/// The length of what is buffered up to the end of its first item.
pub fn ends(bytes: &[u8], from: usize) -> Option<usize> {
    let from = from.saturating_sub(CLOSING);
    let mut rest = bytes.get(from..)?;
    let mut passed = from;
    loop {
        let at = memmem::find(rest, b"</")?;
        rest = rest.get(at + 2..)?;
        passed += at + 2;
        if let Some(len) = closing(rest) {
            return Some(passed + len);
        }
    }
}

/// The length of what is left of an item's closing tag behind its `</`.
fn closing(rest: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'>', rest.get(..CLOSING).unwrap_or(rest))?;
    let name = rest.get(..end)?.trim_ascii_end();
    let local = name.rsplit(|byte| *byte == b':').next()?;
    matches!(local, b"item" | b"entry").then_some(end + 1)
}

/// A record of the stream: what stands before its item, and the item, where there is one.
pub fn parted(record: &str) -> (&str, Option<&str>) {
    let start = record
        .match_indices('<')
        .map(|(at, _)| at)
        .find(|at| opens(record.get(at + 1..).unwrap_or_default()));
    match start.and_then(|at| record.split_at_checked(at)) {
        Some((before, item)) => (before, Some(item)),
        None => (record, None),
    }
}

/// Whether an item's closing tag is there too, or nothing has to be closed.
pub fn is_whole(item: &str) -> bool {
    let item = item.trim_ascii_end();
    ends(item.as_bytes(), 0).is_some() || item.ends_with("/>")
}

/// Whether an item's tag opens here.
fn opens(tag: &str) -> bool {
    let end =
        tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    matches!(name.rsplit(':').next(), Some("item" | "entry"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_ends_at_its_own_tag() {
        assert_eq!(ends(b"<a></a><item>x</item >y", 0), Some(22));
        assert_eq!(ends(b"<atom:entry></atom:entry>", 17), Some(25));
        assert_eq!(ends(b"<items></items></it", 0), None);
        assert_eq!(parted("<items/> <item a='b'>x"), ("<items/> ", Some("<item a='b'>x")));
        assert_eq!(parted("</channel>"), ("</channel>", None));
    }
}
