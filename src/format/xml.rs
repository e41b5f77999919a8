//! XML as the news formats use it: a small tree over the text it was read from.
//!
//! Prefixes of namespaces are left out, since agencies disagree about them and no two elements of one format differ by
//! them alone. Names of HTML entities are known, and an ampersand nobody escaped is an ampersand: feeds are full of both.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};

use crate::article::Rejected;
use crate::text::clean;

/// Elements nested deeper than this are attacks, not news.
const DEPTH: usize = 200;

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

/// The root of a document.
///
/// # Errors
/// When this is no XML, with the line where it breaks; or when it is nested too deep.
pub fn parse(text: &str) -> Result<Element<'_>, Rejected> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|fault| broken(text, position(&reader), &fault.to_string()))?;
        match event {
            Event::Start(_) if open.len() > DEPTH => return Err(Rejected::new("XML is nested too deep to be read")),
            Event::Start(_) => open.push(Element::opened(text, from, position(&reader))),
            Event::Empty(_) => add(&mut open, Node::Element(Element::opened(text, from, position(&reader)))),
            Event::End(_) => close(&mut open),
            Event::Text(words) => add(&mut open, Node::Text(words.into_inner())),
            Event::CData(words) => add(&mut open, Node::Text(words.into_inner())),
            Event::GeneralRef(entity) => add(&mut open, Node::Text(resolved(&entity))),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().and_then(Element::first).ok_or_else(|| Rejected::new("no element in this XML"))?;
    Ok(root)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn broken(text: &str, at: usize, fault: &str) -> Rejected {
    let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Rejected::new(format!("XML is broken at line {line}: {fault}"))
}

/// Puts a node into the innermost open element.
fn add<'t>(open: &mut [Element<'t>], node: Node<'t>) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Closes the innermost open element.
fn close(open: &mut Vec<Element<'_>>) {
    if let Some(closed) = open.pop() {
        add(open, Node::Element(closed));
    }
}

/// What an entity stands for; one nobody knows stays as it is written.
fn resolved<'t>(entity: &BytesRef<'_>) -> Cow<'t, str> {
    let name: &str = entity;
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => Cow::Owned(letter.to_string()),
        _ => resolve_html5_entity(name).map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Borrowed),
    }
}

impl<'t> Element<'t> {
    /// The element whose opening tag is this piece of the text.
    fn opened(text: &'t str, from: usize, to: usize) -> Self {
        let tag = text.get(from..to).unwrap_or_default().trim_start().trim_start_matches('<');
        let tag = tag.trim_end_matches('>').trim_end_matches('/');
        let end = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, tag) = tag.split_at_checked(end).unwrap_or((tag, ""));
        Self { name: local(name), tag, children: Vec::new() }
    }

    /// The first element in it, taken out.
    fn first(self) -> Option<Self> {
        self.children.into_iter().find_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The value of an attribute, named without its prefix.
    pub fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let found =
            Attributes::html(self.tag, 0).with_checks(false).flatten().find(|said| local(said.key.0) == name)?;
        let value = match found.value {
            Cow::Borrowed(value) => quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value)),
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
        self.children.iter().filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
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
                Node::Text(words) if mark.contains('\n') && self.name != "pre" => write_running(words, text),
                Node::Text(words) => text.push_str(words),
                Node::Element(element) => {
                    let mark_here = if BLOCKS.contains(&element.name) { mark } else { "" };
                    text.push_str(mark_here);
                    element.write(text, mark);
                    text.push_str(mark_here);
                }
            }
        }
    }
}

/// Writes text whose line breaks are the editor's, not the writer's; an empty line still parts paragraphs.
fn write_running(words: &str, text: &mut String) {
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
        assert_eq!(root.below().map(|element| element.name).collect::<Vec<_>>(), ["b", "c", "d", "i", "c"]);
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
