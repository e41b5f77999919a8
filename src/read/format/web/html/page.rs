//! What a reader sees on a page: its blocks of text in order, each with the part of the page it stands in.

use dom_query::{Document, Element, NodeData, NodeRef, local_name};

use super::noise;
use super::noise::Standing;
use crate::text::clean;

/// What a block of text is set as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Running text.
    Paragraph,
    /// A heading within the text.
    Heading,
    /// An item of a list.
    Item,
    /// What stands under a picture.
    Caption,
    /// Who made the picture.
    Credit,
}

/// A run of text that is set as one block.
#[derive(Debug)]
pub struct Block {
    /// What it is set as.
    pub kind: Kind,
    /// The text on one line.
    pub text: String,
    /// How many bytes of it are links.
    pub linked: usize,
    /// The part it stands in, as its number.
    pub within: usize,
}

/// What the markup says a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Anything.
    Plain,
    /// An article, or the main part of the page.
    Article,
    /// The text of the article, by microdata.
    Marked,
    /// The text of the article, by what the design calls it.
    Named,
}

/// A part of a page: an element that is set as a block.
#[derive(Debug)]
pub struct Part {
    /// The part around it; the first part is around all, and around itself.
    pub parent: usize,
    /// What the markup says it is.
    pub role: Role,
    /// Whether it belongs to the page rather than to the article.
    pub standing: Standing,
}

/// A page as its reader sees it.
#[derive(Debug)]
pub struct Page {
    /// Its parts, the outer before the inner.
    pub parts: Vec<Part>,
    /// Its blocks of text in reading order.
    pub blocks: Vec<Block>,
}

impl Page {
    /// The page in a document. Depth costs no stack here.
    pub fn of(document: &Document) -> Self {
        let mut walk = Walk::new();
        let mut steps: Vec<Step<'_>> = document.body().map(Step::Enter).into_iter().collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => walk.enter(node, &mut steps),
                Step::Leave(what) => walk.leave(what),
            }
        }
        walk.flush();
        Self { parts: walk.parts, blocks: walk.blocks }
    }
}

/// What is still to be done of a walk over the page.
enum Step<'d> {
    Enter(NodeRef<'d>),
    Leave(Setting),
}

/// How an element is set.
#[derive(Debug, Clone, Copy)]
enum Setting {
    /// Not at all.
    Unseen,
    /// In the line of what is around it.
    Inline,
    /// The same, as a link.
    Link,
    /// A break of the line.
    Break,
    /// As a block of its own.
    Block(Option<Kind>, Role, Standing),
}

/// Stands for a break of the line until a block is complete.
const BREAK: char = '\u{1}';

struct Walk {
    parts: Vec<Part>,
    blocks: Vec<Block>,
    /// The parts that are open, and what their text is set as.
    open: Vec<(usize, Kind)>,
    text: String,
    linked: usize,
    links: usize,
}

impl Walk {
    fn new() -> Self {
        let page = Part { parent: 0, role: Role::Plain, standing: Standing::Good };
        Self {
            parts: vec![page],
            blocks: Vec::new(),
            open: vec![(0, Kind::Paragraph)],
            text: String::new(),
            linked: 0,
            links: 0,
        }
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) {
        let around = Around {
            kind: self.kind(),
            flows: self.text.bytes().any(|byte| !byte.is_ascii_whitespace() && byte != 1),
        };
        let setting = node.query(|seen| match &seen.data {
            NodeData::Text { contents } => {
                self.write(contents);
                Setting::Unseen
            }
            NodeData::Element(element) => setting(element, around),
            _ => Setting::Unseen,
        });
        match setting.unwrap_or(Setting::Unseen) {
            Setting::Unseen => return,
            Setting::Break => return self.text.push(BREAK),
            Setting::Link => self.links += 1,
            Setting::Inline => {}
            Setting::Block(kind, role, standing) => self.open(kind, role, standing),
        }
        if let Some(setting) = setting {
            steps.push(Step::Leave(setting));
        }
        steps.extend(node.children_it(true).map(Step::Enter));
    }

    fn leave(&mut self, setting: Setting) {
        match setting {
            Setting::Link => self.links = self.links.saturating_sub(1),
            Setting::Block(..) => {
                self.flush();
                self.open.pop();
            }
            _ => {}
        }
    }

    fn within(&self) -> usize {
        self.open.last().map_or(0, |(part, _)| *part)
    }

    fn kind(&self) -> Kind {
        self.open.last().map_or(Kind::Paragraph, |(_, kind)| *kind)
    }

    fn open(&mut self, kind: Option<Kind>, role: Role, standing: Standing) {
        self.flush();
        let kind = kind.unwrap_or_else(|| self.kind());
        self.parts.push(Part { parent: self.within(), role, standing });
        self.open.push((self.parts.len() - 1, kind));
    }

    fn write(&mut self, text: &str) {
        self.text.push_str(text);
        if self.links > 0 {
            self.linked += text.trim().len();
        }
    }

    /// Ends a block; a line that is broken where a sentence ends is the end of a paragraph.
    fn flush(&mut self) {
        let (kind, within, linked) = (self.kind(), self.within(), std::mem::take(&mut self.linked));
        if self.text.bytes().all(|byte| byte.is_ascii_whitespace() || byte == 1) {
            return self.text.clear();
        }
        let text = std::mem::take(&mut self.text);
        let mut lines: Vec<String> = Vec::new();
        for line in text.split(BREAK).map(clean::line).filter(|line| !line.is_empty()) {
            match lines
                .last_mut()
                .filter(|_| line.starts_with(|c: char| c.is_lowercase() || c == ','))
            {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&line);
                }
                None => lines.push(line),
            }
        }
        let whole = lines.iter().map(String::len).sum::<usize>().max(1);
        let share = |text: &str| linked.saturating_mul(text.len()) / whole;
        self.blocks.extend(lines.into_iter().map(|text| Block {
            kind,
            linked: share(&text),
            text,
            within,
        }));
    }
}

/// What is around an element.
#[derive(Debug, Clone, Copy)]
struct Around {
    /// What the text there is set as.
    kind: Kind,
    /// Whether it stands within a line.
    flows: bool,
}

/// How an element is set.
fn setting(element: &Element, around: Around) -> Setting {
    let name: &str = element.name.local.as_ref();
    if noise::is_unseen(name) {
        return Setting::Unseen;
    }
    let class = element.attr_ref(local_name!("class")).unwrap_or_default();
    let id = element.attr_ref(local_name!("id")).unwrap_or_default();
    let standing = standing(element, name, class, id);
    match name {
        "br" => return Setting::Break,
        "a" if around.flows || standing == Standing::Good => return Setting::Link,
        _ => {}
    }
    let kind = kind(name, class, around.kind);
    if is_inline(name) && (around.flows || standing == Standing::Good) && kind.is_none() {
        return Setting::Inline;
    }
    Setting::Block(kind, role(element, name, class, id), standing)
}

fn is_inline(name: &str) -> bool {
    const NAMES: [&str; 36] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rt", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    ];
    NAMES.contains(&name)
}

/// What the text of an element is set as, where that differs from what is around it.
fn kind(name: &str, class: &str, around: Kind) -> Option<Kind> {
    let pictured = matches!(around, Kind::Caption | Kind::Credit);
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Kind::Heading),
        "figure" | "figcaption" => Some(Kind::Caption),
        "table" | "blockquote" if pictured => Some(Kind::Paragraph),
        "article" | "main" | "section" => None,
        _ if class.is_empty() => (name == "li" && !pictured).then_some(Kind::Item),
        _ if noise::is_credit(class, pictured) => Some(Kind::Credit),
        _ if noise::is_caption(class) => Some(Kind::Caption),
        "li" if !pictured => Some(Kind::Item),
        _ => None,
    }
}

fn role(element: &Element, name: &str, class: &str, id: &str) -> Role {
    let marked = element.attr_ref(local_name!("itemprop")).is_some_and(|property| {
        property
            .split_ascii_whitespace()
            .any(|property| property.eq_ignore_ascii_case("articleBody"))
    });
    match name {
        _ if marked => Role::Marked,
        "article" | "main" => Role::Article,
        _ if noise::names_text(class) || noise::names_text(id) => Role::Named,
        _ => Role::Plain,
    }
}

fn standing(element: &Element, name: &str, class: &str, id: &str) -> Standing {
    let said = |attribute, value: &str| {
        element.attr_ref(attribute).is_some_and(|said| said.contains(value))
    };
    let hidden = element.attr_ref(local_name!("hidden")).is_some()
        || said(local_name!("aria-hidden"), "true")
        || said(local_name!("style"), "display:none")
        || said(local_name!("style"), "display: none");
    let role = element.attr_ref(local_name!("role")).unwrap_or_default();
    let by_name = noise::standing(name, role, class, id);
    if hidden { by_name.max(Standing::Doubtful) } else { by_name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> Vec<(Kind, String)> {
        let page = Page::of(&Document::from(html));
        page.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn blocks_are_what_a_reader_sees() {
        let told = seen(
            "<div>One <b>two</b> <a href=/>three</a><p>Four.<br>Five<br>and six.</p><ul><li>seven</ul><script>x()</script></div>\
             <figure><img src=a><figcaption>The river <span class=photo-credit>MNA</span></figcaption></figure><h2>Eight</h2>",
        );
        let want = [
            (Kind::Paragraph, "One two three"),
            (Kind::Paragraph, "Four."),
            (Kind::Paragraph, "Five and six."),
            (Kind::Item, "seven"),
            (Kind::Caption, "The river"),
            (Kind::Credit, "MNA"),
            (Kind::Heading, "Eight"),
        ];
        assert_eq!(told, want.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn links_are_weighed() {
        let page = Page::of(&Document::from("<p><a href=/>12345</a>67890</p>"));
        assert_eq!(page.blocks.first().map(|block| block.linked), Some(5));
    }

    #[test]
    fn depth_costs_no_stack() {
        let html = format!("{}x", "<div>".repeat(50_000));
        assert_eq!(seen(&html).len(), 1);
    }
}
