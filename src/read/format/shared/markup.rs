//! Text out of HTML, for fields that carry markup and for pages alike.

use std::borrow::Cow;

use dom_query::Document;

/// Tags that nobody types into plain text.
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

/// Markup nested deeper than this is an attack, not an article.
const DEPTH: usize = 2_000;

/// Whether markup is nested too deep to be parsed.
pub fn is_bottomless(html: &str) -> bool {
    depth(html) > DEPTH
}

/// How deep tags could be nested at most, told without parsing: tags that open less those that close.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(byte) if byte.is_ascii_alphabetic() && !is_childless(tag) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Whether a tag holds nothing, or is so often left open that counting it would tell nothing about depth.
fn is_childless(tag: &str) -> bool {
    const NAMES: [&str; 17] = [
        "br", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li", "td", "tr", "th",
        "dd", "dt", "option", "path",
    ];
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) || tag.contains("/>")
}

/// How far the end of a tag, or of an entity, is looked for: all of a text for each of its signs would take for ever.
const LONGEST_TAG: usize = 4096;
const LONGEST_ENTITY: usize = 12;

/// The text of a value that may be HTML; plain text is left as it is.
pub fn text(value: &str) -> Cow<'_, str> {
    if is_markup(value) { Cow::Owned(formatted(value)) } else { Cow::Borrowed(value) }
}

/// The text of HTML, every block and item of a list parted from the next by an empty line.
pub fn formatted(html: &str) -> String {
    formatted_page(&Document::fragment(html))
}

/// The same for HTML that is parsed already.
pub fn formatted_page(page: &Document) -> String {
    page.select("script, style, noscript").remove();
    page.formatted_text().replace('\n', "\n\n")
}

/// Whether a value clearly is HTML.
fn is_markup(value: &str) -> bool {
    is_tagged(value)
        || value
            .match_indices('&')
            .any(|(at, _)| opens_entity(value.get(at + 1..).unwrap_or_default()))
}

/// Whether a value holds a tag nobody types into plain text.
pub fn is_tagged(value: &str) -> bool {
    value.match_indices('<').any(|(at, _)| opens_tag(value.get(at + 1..).unwrap_or_default()))
}

/// Whether the text behind a `<` is that of a tag we know.
fn opens_tag(after: &str) -> bool {
    let name = after.strip_prefix('/').unwrap_or(after);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, rest) = name.split_at_checked(end).unwrap_or((name, ""));
    let rest = rest.get(..rest.floor_char_boundary(LONGEST_TAG)).unwrap_or(rest);
    rest.starts_with(['>', ' ', '/', '\n'])
        && rest.contains('>')
        && TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

/// Whether the text behind an `&` is that of an entity: `amp;`, `ouml;`, `#8217;`, `#x2019;`.
fn opens_entity(after: &str) -> bool {
    let near = after.get(..after.floor_char_boundary(LONGEST_ENTITY)).unwrap_or(after);
    let Some((name, _)) = near.split_once(';') else { return false };
    let coded = name
        .strip_prefix('#')
        .is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x'));
    (2..=8).contains(&name.len()) && (coded || name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean;

    #[test]
    fn markup_becomes_text_and_text_stays() {
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
            assert_eq!(clean::paragraphs(&text(value)), want, "{value}");
        }
    }
}
