//! XML as the news formats use it: a small tree over the text it was read from.
//!
//! Elements go by their names without prefixes, since agencies disagree about these; where a format has two elements
//! that differ by their prefix alone, as feeds do, the prefix is there to be asked for. Names of HTML entities are known, and an ampersand nobody escaped is an ampersand: feeds are full of both.

use std::borrow::Cow;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};

use crate::article::Rejected;
use crate::read::source::Source;
use crate::text::clean;

/// Elements nested deeper than this are attacks, not news.
const DEPTH: usize = 200;

/// The longest name of an entity.
const ENTITY: usize = 32;

/// Elements that break a paragraph, in the text formats that carry running text: XHTML, NITF, NewsML.
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

/// An element: its name, its attributes, and what is in it.
#[derive(Debug, Default)]
pub struct Element<'t> {
    /// Its name without a prefix.
    pub name: &'t str,
    /// The prefix of its name, empty where it has none.
    pub prefix: &'t str,
    /// All of it as written, from its opening tag to its closing one.
    pub source: &'t str,
    /// Its opening tag behind the name, as written: attributes are read when they are asked for.
    tag: &'t str,
    /// What is in it.
    children: Vec<Node<'t>>,
}

/// What is in an element.
#[derive(Debug)]
pub enum Node<'t> {
    /// Another element.
    Element(Element<'t>),
    /// Text, its entities resolved.
    Text(Cow<'t, str>),
}

/// All the text of a source, in the encoding its declaration names.
///
/// # Errors
/// When there is nothing in it, or more than can be held.
pub fn text(source: &mut Source<'_>) -> Result<String, Rejected> {
    if let Some(rejected) = source.nothing() {
        return Err(rejected);
    }
    let declared = declared(source.head());
    source.text(declared.as_deref())
}

/// The encoding an XML declaration names. A declaration that can be read this way is not in UTF-16, whatever it says.
pub fn declared(head: &[u8]) -> Option<String> {
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

/// The opening tag of the root element in the head of a document: its name without a prefix, and the whole of it.
pub fn root(head: &[u8]) -> Option<(&str, &str)> {
    let mut rest = head.trim_ascii_start();
    loop {
        let passed = match rest {
            [b'<', b'?', ..] => past(rest, b"?>"),
            [b'<', b'!', b'-', b'-', ..] => past(rest, b"-->"),
            [b'<', b'!', ..] => past_doctype(rest),
            [b'<', ..] => break,
            _ => None,
        };
        rest = passed?.trim_ascii_start();
    }
    let tag = rest.get(1..)?;
    let tag = std::str::from_utf8(tag.get(..memchr::memchr(b'>', tag)?)?).ok()?;
    let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next()?;
    let named = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    named.then(|| (local(name), tag))
}

/// What follows the first occurrence of a mark.
fn past<'h>(head: &'h [u8], mark: &[u8]) -> Option<&'h [u8]> {
    head.get(memmem::find(head, mark)? + mark.len()..)
}

/// What follows a document type and the declarations it may hold in brackets.
fn past_doctype(head: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr2(b'>', b'[', head)?;
    let inner = head.get(end..)?;
    let inner = if inner.starts_with(b"[") { past(inner, b"]")? } else { inner };
    past(inner, b">")
}

/// The root of a document.
///
/// # Errors
/// When this is no XML, with the line where it breaks; or when it is nested too deep.
pub fn parse(text: &str) -> Result<Element<'_>, Rejected> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![Opened::default()];
    loop {
        let from = position(&reader);
        let event = reader
            .read_event()
            .map_err(|fault| broken(text, position(&reader), &fault.to_string()))?;
        let to = position(&reader);
        match event {
            Event::Start(_) if open.len() > DEPTH => {
                return Err(Rejected::new("XML is nested too deep to be read"));
            }
            Event::Start(_) => open.push(Opened { from, element: Element::opened(text, from, to) }),
            Event::Empty(_) => add(&mut open, Node::Element(Element::opened(text, from, to))),
            Event::End(_) => close(&mut open, text, to),
            Event::Text(words) => add(&mut open, Node::Text(words.into_inner())),
            Event::CData(words) => add(&mut open, Node::Text(words.into_inner())),
            Event::GeneralRef(entity) => add(&mut open, Node::Text(resolved(&entity))),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open, text, text.len());
    }
    let root = open.pop().and_then(|document| document.element.first());
    root.ok_or_else(|| Rejected::new("no element in this XML"))
}

/// An element whose end is still to come, and where it began.
#[derive(Default)]
struct Opened<'t> {
    from: usize,
    element: Element<'t>,
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn broken(text: &str, at: usize, fault: &str) -> Rejected {
    let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Rejected::new(format!("XML is broken at line {line}: {fault}"))
}

/// Puts a node into the innermost open element. Text that entities cut in pieces becomes one again.
fn add<'t>(open: &mut [Opened<'t>], node: Node<'t>) {
    let Some(parent) = open.last_mut() else { return };
    match (parent.element.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.to_mut().push_str(&more),
        (_, node) => parent.element.children.push(node),
    }
}

/// Closes the innermost open element.
fn close<'t>(open: &mut Vec<Opened<'t>>, text: &'t str, to: usize) {
    if let Some(Opened { from, mut element }) = open.pop() {
        element.source = text.get(from..to).unwrap_or_default();
        add(open, Node::Element(element));
    }
}

/// What an entity stands for; one nobody knows stays as it is written.
fn resolved<'t>(entity: &BytesRef<'_>) -> Cow<'t, str> {
    let name: &str = entity;
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => Cow::Owned(letter.to_string()),
        _ => resolve_html5_entity(name)
            .map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Borrowed),
    }
}

/// Text with its entities resolved, where it is all markup it has.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '#')
            .filter(|end| *end <= ENTITY);
        let (name, behind) = end.and_then(|end| after.split_at_checked(end)).unwrap_or_default();
        out.push_str(before);
        match behind.strip_prefix(';') {
            Some(behind) => {
                out.push_str(&resolved(&BytesRef::new(name)));
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
    /// The element whose opening tag is this piece of the text.
    fn opened(text: &'t str, from: usize, to: usize) -> Self {
        let source = text.get(from..to).unwrap_or_default();
        let tag =
            source.trim_start().trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, tag) = tag.split_at_checked(end).unwrap_or((tag, ""));
        let (prefix, name) = name.rsplit_once(':').unwrap_or(("", name));
        Self { name, prefix, source, tag, children: Vec::new() }
    }

    /// The first element in it, taken out.
    fn first(self) -> Option<Self> {
        self.children
            .into_iter()
            .find_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The value of an attribute, named without its prefix.
    pub fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let found = Attributes::html(self.tag, 0)
            .with_checks(false)
            .flatten()
            .find(|said| local(said.key.0) == name)?;
        let value = match found.value {
            Cow::Borrowed(value) => {
                quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
            }
            Cow::Owned(value) => Cow::Owned(value),
        };
        Some(value)
    }

    /// What is in it, in order.
    pub fn nodes(&self) -> &[Node<'t>] {
        &self.children
    }

    /// The elements in it, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'t>> {
        self.children
            .iter()
            .filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The elements in it that have this name.
    pub fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element<'t>> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element in it that has this name.
    pub fn child(&self, name: &str) -> Option<&Element<'t>> {
        self.elements().find(|element| element.name == name)
    }

    /// The element a path leads to, `head/docdata/date.issue`, by the first of each name.
    pub fn at(&self, path: &str) -> Option<&Element<'t>> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// Every element below it that has this name, in document order, at any depth.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element<'t>> {
        self.below().filter(move |element| element.name == name)
    }

    /// The first element below it that has this name.
    pub fn find(&self, name: &str) -> Option<&Element<'t>> {
        self.below().find(|element| element.name == name)
    }

    /// Every element below it, in document order.
    pub fn below(&self) -> impl Iterator<Item = &Element<'t>> {
        let mut ahead: Vec<&Element<'t>> = self.elements().collect();
        ahead.reverse();
        std::iter::from_fn(move || {
            let next = ahead.pop()?;
            let behind = ahead.len();
            ahead.extend(next.elements());
            ahead.get_mut(behind..)?.reverse();
            Some(next)
        })
    }

    /// All its text on one line.
    pub fn line(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, " ");
        clean::line(&text)
    }

    /// The text of the element a path leads to on one line, empty where there is none.
    pub fn line_at(&self, path: &str) -> String {
        self.at(path).map(Self::line).unwrap_or_default()
    }

    /// All its text as written, with nothing between elements.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "");
        text
    }

    /// All its text in paragraphs, parted where its markup parts them.
    pub fn paragraphs(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "\n\n");
        clean::paragraphs(&text)
    }

    /// Writes its text with a mark where a block begins and ends.
    fn write(&self, text: &mut String, mark: &str) {
        for node in &self.children {
            match node {
                Node::Text(words) if mark.contains('\n') && self.name != "pre" => {
                    write_running(words, text)
                }
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => {
                    let mark_here = if is_block(element.name) { mark } else { "" };
                    text.push_str(mark_here);
                    element.write(text, mark);
                    text.push_str(mark_here);
                }
            }
        }
    }
}

/// Whether an element of this name breaks a paragraph.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Writes text whose line breaks are the editor's, not the writer's; an empty line still parts paragraphs.
pub fn write_running(words: &str, text: &mut String) {
    let last = words.matches('\n').count();
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            text.push_str(if at < last && line.trim().is_empty() { "\n\n" } else { " " });
        }
        text.push_str(line);
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_tree() {
        let root = parse(
            "<?xml version=\"1.0\"?><!DOCTYPE a><x:a><b k='1 &amp; 2' n:m=two/><c><d>one&nbsp;<i>two</i></d></c>\n<c/></x:a>",
        )
        .expect("XML");
        assert_eq!((root.name, root.children("c").count()), ("a", 2));
        assert_eq!(root.child("b").and_then(|b| b.attribute("k")).as_deref(), Some("1 & 2"));
        assert_eq!(root.child("b").and_then(|b| b.attribute("m")).as_deref(), Some("two"));
        assert_eq!(root.at("c/d").map(Element::text).as_deref(), Some("one\u{a0}two"));
        assert_eq!(
            root.below().map(|element| element.name).collect::<Vec<_>>(),
            ["b", "c", "d", "i", "c"]
        );
    }

    #[test]
    fn the_root_is_seen_in_the_head() {
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
            assert_eq!(root(head.as_bytes()).map(|(name, _)| name), want, "{head}");
        }
        assert_eq!(
            declared(b"<?xml version='1.0' encoding='ISO-8859-1'?>").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(declared(b"<?xml version=\"1.0\" encoding=\"utf-16\"?>"), None);
    }

    #[test]
    fn an_element_knows_what_it_was_written_as() {
        let root = parse("<a>\n<m:b k='1'>x</m:b><c/></a>").expect("XML");
        let told: Vec<_> = root.below().map(|element| (element.prefix, element.source)).collect();
        assert_eq!(told, [("m", "<m:b k='1'>x</m:b>"), ("", "<c/>")]);
    }

    #[test]
    fn blocks_are_paragraphs_and_cells_are_not() {
        let root = parse("<t><div><p>One\n  line <em>here</em>.</p><p>Two</p></div><br/>R&D &unknown; &#8217;</t>")
            .expect("XML");
        assert_eq!(root.paragraphs(), "One line here.\n\nTwo\n\nR&D &unknown; ’");
        assert_eq!(root.line(), "One line here. Two R&D &unknown; ’");
    }

    #[test]
    fn what_is_broken_says_where() {
        let fault = parse("<a>\n<b></a>").expect_err("not XML");
        assert!(fault.reason.starts_with("XML is broken at line 2: "), "{}", fault.reason);
        assert!(parse("no XML at all").is_err());
        assert_eq!(parse("<a><b>cut").map(|root| root.line()), Ok("cut".to_owned()));
        assert!(parse(&"<a>".repeat(100_000)).is_err());
    }

    #[test]
    fn entities_alone_are_resolved() {
        assert_eq!(
            unescaped("R&D &amp; caf&eacute; &#8217;&#x41; &nothing; &;"),
            "R&D & café ’A &nothing; &;"
        );
        assert!(matches!(unescaped("plain"), Cow::Borrowed("plain")));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[<>/&;a-c='\"!\\[\\]? \n-]{0,60}|\\PC{0,40}") {
            if let Ok(root) = parse(&text) {
                root.below().for_each(|element| drop(element.attribute("a")));
                root.paragraphs();
            }
        }
    }
}
