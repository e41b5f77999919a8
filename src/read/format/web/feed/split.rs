//! Splitting of a feed into its items.

use memchr::memmem;

/// Longest closing tag of an item, in bytes. Prefixes vary, as in `</atom:entry>`.
const LONGEST_TAG: usize = 24;

/// Length of the buffered bytes up to the end of the first item. `searched` bytes were searched
/// before.
pub(super) fn find_item_end(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(LONGEST_TAG);
    let mut rest = bytes.get(from..)?;
    let mut offset = from;
    loop {
        let at = memmem::find(rest, b"</")?;
        rest = rest.get(at + 2..)?;
        offset += at + 2;
        if let Some(len) = closing_tag_length(rest) {
            return Some(offset + len);
        }
    }
}

/// Length of the closing tag of an item after its `</`.
fn closing_tag_length(rest: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'>', rest.get(..LONGEST_TAG).unwrap_or(rest))?;
    let name = rest.get(..end)?.trim_ascii_end();
    let local = name.rsplit(|byte| *byte == b':').next()?;
    matches!(local, b"item" | b"entry").then_some(end + 1)
}

/// Splits a record into the text before its item, and the item if there is one.
pub(super) fn split_at_item(record: &str) -> (&str, Option<&str>) {
    let start = record
        .match_indices('<')
        .map(|(at, _)| at)
        .find(|at| is_opening_tag(record.get(at + 1..).unwrap_or_default()));
    match start.and_then(|at| record.split_at_checked(at)) {
        Some((before, item)) => (before, Some(item)),
        None => (record, None),
    }
}

/// Returns whether an item has its closing tag, or is an empty element.
pub(super) fn is_complete(item: &str) -> bool {
    let item = item.trim_ascii_end();
    find_item_end(item.as_bytes(), 0).is_some() || item.ends_with("/>")
}

/// Returns whether the text after a `<` is the opening tag of an item.
fn is_opening_tag(tag: &str) -> bool {
    let end =
        tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    matches!(name.rsplit(':').next(), Some("item" | "entry"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_ends_at_its_closing_tag() {
        assert_eq!(find_item_end(b"<a></a><item>x</item >y", 0), Some(22));
        assert_eq!(find_item_end(b"<atom:entry></atom:entry>", 17), Some(25));
        assert_eq!(find_item_end(b"<items></items></it", 0), None);
        assert_eq!(split_at_item("<items/> <item a='b'>x"), ("<items/> ", Some("<item a='b'>x")));
        assert_eq!(split_at_item("</channel>"), ("</channel>", None));
    }
}
