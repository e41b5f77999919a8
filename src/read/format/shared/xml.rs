//! XML as news formats use it: a small tree that borrows from the parsed text.
//!
//! Elements are named without prefixes, since agencies disagree about these. Where two elements
//! differ by their prefix alone, as in feeds, the prefix can be looked up. HTML entities are
//! resolved, and an unescaped ampersand is kept as it is, since feeds are full of both.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};

use super::xml_head::local_part;
pub(crate) use super::xml_head::{declared_encoding, root_tag};
use crate::article::Rejected;
use crate::read::source::Source;
use crate::text::clean;

/// Deepest nesting that is parsed. Deeper documents are attacks, not news.
const DEPTH: usize = 200;

/// Longest name of an entity, in bytes.
const LONGEST_ENTITY: usize = 32;

/// Block elements of XHTML, NITF and NewsML, which separate paragraphs.
const BLOCKS: [&str; 34] = [
    "p",
    "br",
    "div",
    "hl1",
    "hl2",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "block",
    "pre",
    "blockquote",
    "bq",
    "media",
    "media-caption",
    "figure",
    "figcaption",
    "section",
    "article",
    "body.head",
    "body.content",
    "body.end",
    "note",
];

/// An element with its attributes and children.
#[derive(Debug, Default)]
pub(crate) struct Element<'t> {
    /// Name without its prefix.
    pub name: &'t str,
    /// Prefix of the name, or an empty string.
    pub prefix: &'t str,
    /// The element as written, from opening to closing tag.
    pub source: &'t str,
    /// Attributes as written; they are parsed on demand.
    tag: &'t str,
    /// Child nodes in order.
    children: Vec<Node<'t>>,
}

/// A child of an element.
#[derive(Debug)]
pub(crate) enum Node<'t> {
    /// An element.
    Element(Element<'t>),
    /// Text with its entities resolved.
    Text(Cow<'t, str>),
}

/// Reads a source as text, in the encoding of its XML declaration.
///
/// # Errors
/// Fails when the source is empty, too long or unreadable.
pub(crate) fn read_text(source: &mut Source<'_>) -> Result<String, Rejected> {
    if let Some(rejected) = source.reject_empty() {
        return Err(rejected);
    }
    let declared = declared_encoding(source.head());
    source.read_text(declared.as_deref())
}

/// Parses a document and returns its root element. Elements left open at the end are closed.
///
/// # Errors
/// Fails when the text is not XML, or is nested too deep.
pub(crate) fn parse(text: &str) -> Result<Element<'_>, Rejected> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![OpenElement::default()];
    loop {
        let from = position(&reader);
        let event = reader
            .read_event()
            .map_err(|error| syntax_error(text, position(&reader), &error.to_string()))?;
        let to = position(&reader);
        match event {
            Event::Start(_) if open.len() > DEPTH => {
                return Err(Rejected::new("XML is nested too deep"));
            }
            Event::Start(_) => {
                open.push(OpenElement { from, element: Element::from_tag(text, from, to) })
            }
            Event::Empty(_) => append(&mut open, Node::Element(Element::from_tag(text, from, to))),
            Event::End(_) => close(&mut open, text, to),
            Event::Text(words) => append(&mut open, Node::Text(words.into_inner())),
            Event::CData(words) => append(&mut open, Node::Text(words.into_inner())),
            Event::GeneralRef(entity) => append(&mut open, Node::Text(resolve(&entity))),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open, text, text.len());
    }
    let root = open.pop().and_then(|document| document.element.into_first_child());
    root.ok_or_else(|| Rejected::new("XML has no root element"))
}

/// An element that is still open, with its byte offset.
#[derive(Default)]
struct OpenElement<'t> {
    from: usize,
    element: Element<'t>,
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn syntax_error(text: &str, at: usize, message: &str) -> Rejected {
    let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Rejected::new(format!("invalid XML at line {line}: {message}"))
}

/// Appends a node to the innermost open element. Text that entities split is joined again.
fn append<'t>(open: &mut [OpenElement<'t>], node: Node<'t>) {
    debug_assert!(!open.is_empty(), "the document itself stays open");
    let Some(parent) = open.last_mut() else { return };
    match (parent.element.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.to_mut().push_str(&more),
        (_, node) => parent.element.children.push(node),
    }
}

/// Closes the innermost open element.
fn close<'t>(open: &mut Vec<OpenElement<'t>>, text: &'t str, to: usize) {
    if let Some(OpenElement { from, mut element }) = open.pop() {
        element.source = text.get(from..to).unwrap_or_default();
        append(open, Node::Element(element));
    }
}

/// Resolves an entity; an unknown one is kept as written.
fn resolve<'t>(entity: &BytesRef<'_>) -> Cow<'t, str> {
    let name: &str = entity;
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => Cow::Owned(letter.to_string()),
        _ => resolve_html5_entity(name)
            .map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Borrowed),
    }
}

/// Resolves the entities in a text without tags.
pub(crate) fn unescape_entities(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .filter(|end| *end <= LONGEST_ENTITY);
        let (name, behind) = end.and_then(|end| after.split_at_checked(end)).unwrap_or_default();
        out.push_str(before);
        match behind.strip_prefix(';') {
            Some(behind) => {
                out.push_str(&resolve(&BytesRef::new(name)));
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

impl<'t> Element<'t> {
    /// Creates an element from its opening tag, a byte range of the text.
    fn from_tag(text: &'t str, from: usize, to: usize) -> Self {
        let source = text.get(from..to).unwrap_or_default();
        let tag =
            source.trim_start().trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, tag) = tag.split_at_checked(end).unwrap_or((tag, ""));
        let (prefix, name) = name.rsplit_once(':').unwrap_or(("", name));
        Self { name, prefix, source, tag, children: Vec::new() }
    }

    /// The first child element, by value.
    fn into_first_child(self) -> Option<Self> {
        self.children
            .into_iter()
            .find_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// Value of an attribute, named without its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let attribute = Attributes::html(self.tag, 0)
            .with_checks(false)
            .flatten()
            .find(|attribute| local_part(attribute.key.0) == name)?;
        let value = match attribute.value {
            Cow::Borrowed(value) => {
                quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
            }
            Cow::Owned(value) => Cow::Owned(value),
        };
        Some(value)
    }

    /// Child nodes in order.
    pub(crate) fn nodes(&self) -> &[Node<'t>] {
        &self.children
    }

    /// Child elements in order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element<'t>> {
        self.children
            .iter()
            .filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// Child elements of this name.
    pub(crate) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element<'t>> {
        self.elements().filter(move |element| element.name == name)
    }

    /// First child element of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element<'t>> {
        self.elements().find(|element| element.name == name)
    }

    /// Element at a path such as `head/docdata/date.issue`, by the first child of each name.
    pub(crate) fn at(&self, path: &str) -> Option<&Element<'t>> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// Descendants of this name in document order.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element<'t>> {
        self.descendants().filter(move |element| element.name == name)
    }

    /// First descendant of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Element<'t>> {
        self.descendants().find(|element| element.name == name)
    }

    /// Descendant elements in document order.
    pub(crate) fn descendants(&self) -> impl Iterator<Item = &Element<'t>> {
        let mut stack: Vec<&Element<'t>> = self.elements().collect();
        stack.reverse();
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            let below = stack.len();
            stack.extend(next.elements());
            stack.get_mut(below..)?.reverse();
            Some(next)
        })
    }

    /// Its text on one line.
    pub(crate) fn line(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, " ");
        clean::line(&text)
    }

    /// Text of the element at a path on one line, or an empty string.
    pub(crate) fn line_at(&self, path: &str) -> String {
        self.at(path).map(Self::line).unwrap_or_default()
    }

    /// Its text as written, with nothing between elements.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "");
        text
    }

    /// Its text in paragraphs, as its block elements separate them.
    pub(crate) fn paragraphs(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "\n\n");
        clean::paragraphs(&text)
    }

    /// Appends its text, with a separator at the beginning and end of each block.
    fn write(&self, text: &mut String, separator: &str) {
        for node in &self.children {
            match node {
                Node::Text(words) if separator.contains('\n') && self.name != "pre" => {
                    push_reflowed(words, text)
                }
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => {
                    let around = if is_block(element.name) { separator } else { "" };
                    text.push_str(around);
                    element.write(text, separator);
                    text.push_str(around);
                }
            }
        }
    }
}

/// Returns whether an element of this name separates paragraphs.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Appends text whose line breaks are only formatting. An empty line still separates paragraphs.
pub(crate) fn push_reflowed(words: &str, text: &mut String) {
    let last = words.matches('\n').count();
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            text.push_str(if at < last && line.trim().is_empty() { "\n\n" } else { " " });
        }
        text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_parsed_into_a_tree() {
        let root = parse(
            "<?xml version=\"1.0\"?><!DOCTYPE a><x:a><b k='1 &amp; 2' n:m=two/><c><d>one&nbsp;<i>two</i></d></c>\n<c/></x:a>",
        )
        .expect("XML");
        assert_eq!((root.name, root.children("c").count()), ("a", 2));
        assert_eq!(root.child("b").and_then(|b| b.attribute("k")).as_deref(), Some("1 & 2"));
        assert_eq!(root.child("b").and_then(|b| b.attribute("m")).as_deref(), Some("two"));
        assert_eq!(root.at("c/d").map(Element::text).as_deref(), Some("one\u{a0}two"));
        assert_eq!(
            root.descendants().map(|element| element.name).collect::<Vec<_>>(),
            ["b", "c", "d", "i", "c"]
        );
    }

    #[test]
    fn an_element_keeps_its_source() {
        let root = parse("<a>\n<m:b k='1'>x</m:b><c/></a>").expect("XML");
        let sources: Vec<_> =
            root.descendants().map(|element| (element.prefix, element.source)).collect();
        assert_eq!(sources, [("m", "<m:b k='1'>x</m:b>"), ("", "<c/>")]);
    }

    #[test]
    fn blocks_separate_paragraphs_and_cells_do_not() {
        let root = parse("<t><div><p>One\n  line <em>here</em>.</p><p>Two</p></div><br/>R&D &unknown; &#8217;</t>")
            .expect("XML");
        assert_eq!(root.paragraphs(), "One line here.\n\nTwo\n\nR&D &unknown; ’");
        assert_eq!(root.line(), "One line here. Two R&D &unknown; ’");
    }

    #[test]
    fn syntax_errors_name_their_line() {
        let rejected = parse("<a>\n<b></a>").expect_err("not XML");
        assert!(rejected.reason.starts_with("invalid XML at line 2: "), "{}", rejected.reason);
        assert!(parse("no XML at all").is_err());
        assert_eq!(parse("<a><b>cut").map(|root| root.line()), Ok("cut".to_owned()));
        assert!(parse(&"<a>".repeat(100_000)).is_err());
    }

    #[test]
    fn entities_are_resolved_in_text_without_tags() {
        assert_eq!(
            unescape_entities("R&D &amp; caf&eacute; &#8217;&#x41; &nothing; &;"),
            "R&D & café ’A &nothing; &;"
        );
        assert!(matches!(unescape_entities("plain"), Cow::Borrowed("plain")));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parsed_or_rejected(text in "[<>/&;a-c='\"!\\[\\]? \n-]{0,60}|\\PC{0,40}") {
            if let Ok(root) = parse(&text) {
                root.descendants().for_each(|element| drop(element.attribute("a")));
                root.paragraphs();
            }
        }
    }
}
