//! The head of an XML document: its encoding and root element, read without parsing the rest.

use memchr::memmem;

/// Encoding of the XML declaration. UTF-16 is ignored, since a declaration in ASCII contradicts it.
pub(crate) fn declared_encoding(head: &[u8]) -> Option<String> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memmem::find(declaration, b"?>")?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start_matches(['=', ' ', '"', '\'']);
    let label = value
        .split(['"', '\'', ' '])
        .next()
        .filter(|label| !label.is_empty())?
        .to_ascii_lowercase();
    (!label.starts_with("utf-16")).then_some(label)
}

/// Finds the opening tag of the root element: its name without prefix, and the whole tag.
pub(crate) fn root_tag(head: &[u8]) -> Option<(&str, &str)> {
    let mut rest = head.trim_ascii_start();
    loop {
        let after = match rest {
            [b'<', b'?', ..] => skip_past(rest, b"?>"),
            [b'<', b'!', b'-', b'-', ..] => skip_past(rest, b"-->"),
            [b'<', b'!', ..] => skip_doctype(rest),
            [b'<', ..] => break,
            _ => None,
        };
        rest = after?.trim_ascii_start();
    }
    let tag = rest.get(1..)?;
    let tag = std::str::from_utf8(tag.get(..memchr::memchr(b'>', tag)?)?).ok()?;
    let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next()?;
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    is_name.then(|| (local_part(name), tag))
}

/// Bytes after the first occurrence of a pattern.
fn skip_past<'h>(head: &'h [u8], pattern: &[u8]) -> Option<&'h [u8]> {
    head.get(memmem::find(head, pattern)? + pattern.len()..)
}

/// Bytes after a document type and its declarations in brackets.
fn skip_doctype(head: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr2(b'>', b'[', head)?;
    let inner = head.get(end..)?;
    let inner = if inner.starts_with(b"[") { skip_past(inner, b"]")? } else { inner };
    skip_past(inner, b">")
}

/// The name without its prefix.
pub(crate) fn local_part(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_in_the_head() {
        for (head, want) in [
            (
                "<?xml version='1.0'?>\n<!-- <a> -->\n<!DOCTYPE x [<!ENTITY y \"z\">]>\n<n:nitf version='3'>",
                Some("nitf"),
            ),
            ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf>", Some("nitf")),
            ("<rss\n  version='2.0'>", Some("rss")),
            ("<newsItem/>", Some("newsItem")),
            ("plain <b>text</b>", None),
            ("<!-- never closed", None),
            ("< 3 apples >", None),
            ("<jane@example.org> wrote", None),
        ] {
            assert_eq!(root_tag(head.as_bytes()).map(|(name, _)| name), want, "{head}");
        }
        assert_eq!(
            declared_encoding(b"<?xml version='1.0' encoding='ISO-8859-1'?>").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(declared_encoding(b"<?xml version=\"1.0\" encoding=\"utf-16\"?>"), None);
    }
}
