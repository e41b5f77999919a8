//! Conversion of HTML to text, for fields with markup and for whole pages.

use std::borrow::Cow;

use dom_query::Document;

/// Tags that do not occur in plain text.
const TAGS: [&str; 22] = [
    "p",
    "br",
    "div",
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "img",
    "figure",
    "blockquote",
    "table",
    "section",
    "article",
];

/// Deepest nesting that is parsed. Deeper markup is an attack, not an article.
const DEPTH: usize = 2_000;

/// Returns whether markup is nested too deep to be parsed.
pub(crate) fn is_too_deep(html: &str) -> bool {
    depth(html) > DEPTH
}

/// Upper bound of the nesting depth, computed without parsing as opening minus closing tags.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(byte) if byte.is_ascii_alphabetic() && !is_uncounted(tag) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Returns whether a tag has no content, or often has no closing tag, so that counting it would
/// inflate the depth.
fn is_uncounted(tag: &str) -> bool {
    const NAMES: [&str; 17] = [
        "br", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li", "td", "tr", "th",
        "dd", "dt", "option", "path",
    ];
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) || tag.contains("/>")
}

/// Longest tag, in bytes. Searching the whole text for the end of each tag would be quadratic.
const LONGEST_TAG: usize = 4096;

/// Longest entity, in bytes.
const LONGEST_ENTITY: usize = 12;

/// Converts a value that may be HTML to text; plain text is returned as it is.
pub(crate) fn strip_markup(value: &str) -> Cow<'_, str> {
    if is_markup(value) { Cow::Owned(html_to_text(value)) } else { Cow::Borrowed(value) }
}

/// Converts HTML to text, with an empty line between blocks and between list items.
pub(crate) fn html_to_text(html: &str) -> String {
    document_to_text(&Document::fragment(html))
}

/// Converts parsed HTML to text, like [`html_to_text`].
pub(crate) fn document_to_text(page: &Document) -> String {
    page.select("script, style, noscript").remove();
    page.formatted_text().replace('\n', "\n\n")
}

/// Returns whether a value is clearly HTML.
fn is_markup(value: &str) -> bool {
    has_tags(value)
        || value
            .match_indices('&')
            .any(|(at, _)| opens_entity(value.get(at + 1..).unwrap_or_default()))
}

/// Returns whether a value has a tag that does not occur in plain text.
pub(crate) fn has_tags(value: &str) -> bool {
    value.match_indices('<').any(|(at, _)| opens_tag(value.get(at + 1..).unwrap_or_default()))
}

/// Returns whether the text after a `<` is one of the known tags.
fn opens_tag(after: &str) -> bool {
    let name = after.strip_prefix('/').unwrap_or(after);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, rest) = name.split_at_checked(end).unwrap_or((name, ""));
    let rest = rest.get(..rest.floor_char_boundary(LONGEST_TAG)).unwrap_or(rest);
    rest.starts_with(['>', ' ', '/', '\n'])
        && rest.contains('>')
        && TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

/// Returns whether the text after an `&` is an entity: `amp;`, `ouml;`, `#8217;`, `#x2019;`.
fn opens_entity(after: &str) -> bool {
    let near = after.get(..after.floor_char_boundary(LONGEST_ENTITY)).unwrap_or(after);
    let Some((name, _)) = near.split_once(';') else { return false };
    let numeric = name
        .strip_prefix('#')
        .is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x'));
    (2..=8).contains(&name.len())
        && (numeric || name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    #[test]
    fn markup_is_converted_and_plain_text_is_kept() {
        for (value, want) in [
            ("<p>One <b>two</b></p><p>three</p>", "One two\n\nthree"),
            ("AT&amp;T rose", "AT&T rose"),
            ("zerst&ouml;rt", "zerstört"),
            ("It&#8217;s here", "It’s here"),
            ("one<br>two", "one\n\ntwo"),
            ("a < b and c > d", "a < b and c > d"),
            ("R&D; more", "R&D; more"),
            ("<SRD> to form unit", "<SRD> to form unit"),
            ("x<script>alert(1)</script><p>y</p>", "x\n\ny"),
        ] {
            assert_eq!(clean::paragraphs(&strip_markup(value)), want, "{value}");
        }
    }
}
