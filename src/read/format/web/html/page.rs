//! Layout of a page as its reader sees it: blocks of text in reading order, each with the part of
//! the page that it belongs to.

use dom_query::{Document, Element, NodeData, NodeRef, local_name};

use super::noise;
use super::noise::NoiseLevel;
use crate::text::clean;

/// Kind of a block of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list.
    ListItem,
    /// Caption of a picture.
    Caption,
    /// Credit of a picture.
    Credit,
}

/// A block of text.
#[derive(Debug)]
pub(super) struct TextBlock {
    /// Its kind.
    pub kind: BlockKind,
    /// Its text on one line.
    pub text: String,
    /// Length of its text that is inside links, in bytes.
    pub link_length: usize,
    /// Index of the part it belongs to.
    pub part: usize,
}

/// Role of a part according to its markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartRole {
    /// No particular role.
    Plain,
    /// An `article` or `main` element.
    Article,
    /// The text of the article, marked by microdata.
    Microdata,
    /// The text of the article, named so by its class or id.
    NamedText,
}

/// A part of a page: an element that is displayed as a block.
#[derive(Debug)]
pub(super) struct PagePart {
    /// Index of the part around it. The first part is the whole page, and its own parent.
    pub parent: usize,
    /// Its role.
    pub role: PartRole,
    /// Likelihood that it is noise around the article.
    pub noise: NoiseLevel,
}

/// Parts and blocks of a page.
#[derive(Debug)]
pub(super) struct PageLayout {
    /// Parts, each after the part around it. There is at least one.
    pub parts: Vec<PagePart>,
    /// Blocks of text in reading order.
    pub blocks: Vec<TextBlock>,
}

impl PageLayout {
    /// Lays out a document. An explicit stack replaces recursion, so that deep nesting is safe.
    pub(super) fn from_document(document: &Document) -> Self {
        let mut builder = LayoutBuilder::new();
        let mut steps: Vec<Step<'_>> = document.body().map(Step::Enter).into_iter().collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => builder.enter(node, &mut steps),
                Step::Leave(mode) => builder.leave(mode),
            }
        }
        builder.end_block();
        Self { parts: builder.parts, blocks: builder.blocks }
    }
}

/// A pending step of the walk over a document.
enum Step<'d> {
    Enter(NodeRef<'d>),
    Leave(DisplayMode),
}

/// Way in which an element is displayed.
#[derive(Debug, Clone, Copy)]
enum DisplayMode {
    Hidden,
    Inline,
    /// Inline, inside a link.
    Link,
    LineBreak,
    /// A block, whose kind is that of the block around it unless given.
    Block(Option<BlockKind>, PartRole, NoiseLevel),
}

/// Marks a line break in the text of a block that is not complete.
const BREAK: char = '\u{1}';

struct LayoutBuilder {
    parts: Vec<PagePart>,
    blocks: Vec<TextBlock>,
    /// Open parts, outermost first, with the kind of their text.
    open: Vec<(usize, BlockKind)>,
    text: String,
    link_length: usize,
    /// Number of open links.
    links: usize,
}

impl LayoutBuilder {
    fn new() -> Self {
        let page = PagePart { parent: 0, role: PartRole::Plain, noise: NoiseLevel::Clean };
        Self {
            parts: vec![page],
            blocks: Vec::new(),
            open: vec![(0, BlockKind::Paragraph)],
            text: String::new(),
            link_length: 0,
            links: 0,
        }
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) {
        let surroundings = Surroundings {
            kind: self.kind(),
            in_line: self.text.bytes().any(|byte| !byte.is_ascii_whitespace() && byte != 1),
        };
        let mode = node.query(|node| match &node.data {
            NodeData::Text { contents } => {
                self.push_text(contents);
                DisplayMode::Hidden
            }
            NodeData::Element(element) => display_mode(element, surroundings),
            _ => DisplayMode::Hidden,
        });
        let Some(mode) = mode else { return };
        match mode {
            DisplayMode::Hidden => return,
            DisplayMode::LineBreak => return self.text.push(BREAK),
            DisplayMode::Link => self.links += 1,
            DisplayMode::Inline => {}
            DisplayMode::Block(kind, role, noise) => self.open_part(kind, role, noise),
        }
        steps.push(Step::Leave(mode));
        steps.extend(node.children_it(true).map(Step::Enter));
    }

    fn leave(&mut self, mode: DisplayMode) {
        match mode {
            DisplayMode::Link => self.links = self.links.saturating_sub(1),
            DisplayMode::Block(..) => {
                self.end_block();
                self.open.pop();
            }
            DisplayMode::Hidden | DisplayMode::Inline | DisplayMode::LineBreak => {}
        }
    }

    fn part(&self) -> usize {
        self.open.last().map_or(0, |(part, _)| *part)
    }

    fn kind(&self) -> BlockKind {
        self.open.last().map_or(BlockKind::Paragraph, |(_, kind)| *kind)
    }

    fn open_part(&mut self, kind: Option<BlockKind>, role: PartRole, noise: NoiseLevel) {
        self.end_block();
        let kind = kind.unwrap_or_else(|| self.kind());
        self.parts.push(PagePart { parent: self.part(), role, noise });
        self.open.push((self.parts.len() - 1, kind));
    }

    fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
        if self.links > 0 {
            self.link_length += text.trim().len();
        }
    }

    /// Ends a block. A line break ends a paragraph, unless the next line continues the sentence.
    fn end_block(&mut self) {
        let (kind, part) = (self.kind(), self.part());
        let link_length = std::mem::take(&mut self.link_length);
        if self.text.bytes().all(|byte| byte.is_ascii_whitespace() || byte == 1) {
            return self.text.clear();
        }
        let text = std::mem::take(&mut self.text);
        let mut lines: Vec<String> = Vec::new();
        for line in text.split(BREAK).map(clean::line).filter(|line| !line.is_empty()) {
            let continues = line.starts_with(|c: char| c.is_lowercase() || c == ',');
            match lines.last_mut().filter(|_| continues) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&line);
                }
                None => lines.push(line),
            }
        }
        let total = lines.iter().map(String::len).sum::<usize>().max(1);
        self.blocks.extend(lines.into_iter().map(|text| TextBlock {
            kind,
            link_length: link_length.saturating_mul(text.len()) / total,
            text,
            part,
        }));
    }
}

/// Surroundings of an element.
#[derive(Debug, Clone, Copy)]
struct Surroundings {
    /// Kind of the block around it.
    kind: BlockKind,
    /// True if text precedes it on the same line.
    in_line: bool,
}

fn display_mode(element: &Element, surroundings: Surroundings) -> DisplayMode {
    let name: &str = element.name.local.as_ref();
    if noise::is_hidden(name) {
        return DisplayMode::Hidden;
    }
    let class = element.attr_ref(local_name!("class")).unwrap_or_default();
    let id = element.attr_ref(local_name!("id")).unwrap_or_default();
    let noise = element_noise(element, name, class, id);
    let may_be_inline = surroundings.in_line || noise == NoiseLevel::Clean;
    match name {
        "br" => return DisplayMode::LineBreak,
        "a" if may_be_inline => return DisplayMode::Link,
        _ => {}
    }
    let kind = block_kind(name, class, surroundings.kind);
    if is_inline(name) && may_be_inline && kind.is_none() {
        return DisplayMode::Inline;
    }
    DisplayMode::Block(kind, part_role(element, name, class, id), noise)
}

fn is_inline(name: &str) -> bool {
    const NAMES: [&str; 36] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rt", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    ];
    NAMES.contains(&name)
}

/// Kind of the text in an element, if it differs from that of the block around it.
fn block_kind(name: &str, class: &str, around: BlockKind) -> Option<BlockKind> {
    let in_picture = matches!(around, BlockKind::Caption | BlockKind::Credit);
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading),
        "figure" | "figcaption" => Some(BlockKind::Caption),
        "table" | "blockquote" if in_picture => Some(BlockKind::Paragraph),
        "article" | "main" | "section" => None,
        _ if class.is_empty() => (name == "li" && !in_picture).then_some(BlockKind::ListItem),
        _ if noise::is_credit(class, in_picture) => Some(BlockKind::Credit),
        _ if noise::is_caption(class) => Some(BlockKind::Caption),
        "li" if !in_picture => Some(BlockKind::ListItem),
        _ => None,
    }
}

fn part_role(element: &Element, name: &str, class: &str, id: &str) -> PartRole {
    let has_microdata = element.attr_ref(local_name!("itemprop")).is_some_and(|property| {
        property
            .split_ascii_whitespace()
            .any(|property| property.eq_ignore_ascii_case("articleBody"))
    });
    match name {
        _ if has_microdata => PartRole::Microdata,
        "article" | "main" => PartRole::Article,
        _ if noise::names_text(class) || noise::names_text(id) => PartRole::NamedText,
        _ => PartRole::Plain,
    }
}

fn element_noise(element: &Element, name: &str, class: &str, id: &str) -> NoiseLevel {
    let contains = |attribute, text: &str| {
        element.attr_ref(attribute).is_some_and(|value| value.contains(text))
    };
    let hidden = element.attr_ref(local_name!("hidden")).is_some()
        || contains(local_name!("aria-hidden"), "true")
        || contains(local_name!("style"), "display:none")
        || contains(local_name!("style"), "display: none");
    let role = element.attr_ref(local_name!("role")).unwrap_or_default();
    let noise = noise::noise_level(name, role, class, id);
    if hidden { noise.max(NoiseLevel::Doubtful) } else { noise }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<(BlockKind, String)> {
        let page = PageLayout::from_document(&Document::from(html));
        page.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn blocks_are_what_a_reader_sees() {
        let blocks = blocks(
            "<div>One <b>two</b> <a href=/>three</a><p>Four.<br>Five<br>and six.</p><ul><li>seven</ul><script>x()</script></div>\
             <figure><img src=a><figcaption>The river <span class=photo-credit>MNA</span></figcaption></figure><h2>Eight</h2>",
        );
        let expected = [
            (BlockKind::Paragraph, "One two three"),
            (BlockKind::Paragraph, "Four."),
            (BlockKind::Paragraph, "Five and six."),
            (BlockKind::ListItem, "seven"),
            (BlockKind::Caption, "The river"),
            (BlockKind::Credit, "MNA"),
            (BlockKind::Heading, "Eight"),
        ];
        assert_eq!(blocks, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn the_length_of_links_is_counted() {
        let page = PageLayout::from_document(&Document::from("<p><a href=/>12345</a>67890</p>"));
        assert_eq!(page.blocks.first().map(|block| block.link_length), Some(5));
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let html = format!("{}x", "<div>".repeat(50_000));
        assert_eq!(blocks(&html).len(), 1);
    }
}
