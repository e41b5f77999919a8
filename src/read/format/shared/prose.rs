//! Running text as news markup carries it, NITF and XHTML alike: the paragraphs of the story, and apart from them what is
//! printed beside them - headline, byline, captions with their credits.

use dom_query::Document;

use super::xml;
use super::xml::{Element, Node};
use super::{codes, finish, markup};
use crate::article::Article;
use crate::text::clean;

/// A text taken apart.
#[derive(Debug, Default)]
pub struct Prose {
    headline: String,
    standfirst: String,
    byline: String,
    body: String,
    captions: Vec<String>,
    credits: Vec<String>,
}

/// What an element is to the text around it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// Of no concern to a reader of the story.
    Nothing,
    /// Another place of the page has it: a headline, a teaser, a byline.
    Headline,
    Standfirst,
    Byline,
    /// The top of a page, where nothing but its headline and byline concerns us.
    Top,
    /// A picture with its words.
    Picture,
    /// A row of a table, its cells in one line.
    Row,
    /// A line break the writer meant.
    Break,
    Block,
    Inline,
}

impl Part {
    fn of(element: &Element<'_>) -> Self {
        match element.name {
            "script" | "style" | "head" | "title" | "nav" | "template" | "form" | "noscript"
            | "note" | "slugline" | "footer" | "body.head" | "hedline" | "dateline"
            | "media-metadata" | "media-object" | "media-reference" => Self::Nothing,
            "h1" => Self::Headline,
            "byline" => Self::Byline,
            "header" => Self::Top,
            "media" | "figure" => Self::Picture,
            "tr" | "nitf-table-row" => Self::Row,
            "br" => Self::Break,
            "td" | "th" => Self::Inline,
            name if xml::is_block(name) => Self::of_class(element).unwrap_or(Self::Block),
            _ => Self::of_class(element).unwrap_or(Self::Inline),
        }
    }

    fn of_class(element: &Element<'_>) -> Option<Self> {
        let class = element.attribute("class")?;
        class.split_ascii_whitespace().find_map(|class| match class {
            "byline" => Some(Self::Byline),
            "teaser" | "standfirst" => Some(Self::Standfirst),
            "headline" => Some(Self::Headline),
            "slugline" | "genre" | "genrenote" | "notepad" | "closingline" => Some(Self::Nothing),
            _ => None,
        })
    }
}

impl Prose {
    /// The text in an element.
    pub fn of(element: &Element<'_>) -> Self {
        let mut prose = Self::default();
        let mut text = String::new();
        prose.read(element, &mut text);
        prose.body = unsigned(&clean::paragraphs(&broken(&text)), &mut prose.credits);
        prose
    }

    /// The text an element holds as elements, or as markup in a string.
    pub fn of_content(element: &Element<'_>) -> Self {
        if element.elements().next().is_some() {
            Self::of(element)
        } else {
            Self::of_text(&element.text())
        }
    }

    /// The text in HTML that came as a string, well-formed or not.
    fn of_html(html: &str) -> Self {
        let page = Document::fragment(html);
        let mut prose = Self::default();
        let taken = |selector: &str| {
            let found = page.select(selector);
            let texts: Vec<String> = found.iter().map(|piece| clean::line(&piece.text())).collect();
            found.remove();
            texts.into_iter().filter(|text| !text.is_empty())
        };
        taken("figcaption, .wp-caption-text").for_each(|caption| prose.add_caption(&caption));
        prose.headline = taken("h1").next().unwrap_or_default();
        prose.byline = taken("p.byline, .author-byline").next().unwrap_or_default();
        page.select("title, header, footer, nav, form, figure, .vignette, .vignette + .source")
            .remove();
        prose.body =
            unsigned(&clean::paragraphs(&markup::formatted_page(&page)), &mut prose.credits);
        prose
    }

    /// The text in a string that may be HTML, and may be plain.
    pub fn of_text(text: &str) -> Self {
        if markup::is_tagged(text) && !markup::is_bottomless(text) {
            return Self::of_html(text);
        }
        let mut credits = Vec::new();
        let body = unsigned(&clean::paragraphs(&xml::unescaped(text)), &mut credits);
        Self { body, credits, ..Self::default() }
    }

    /// Gives an article what it lacks, and the body without what it has already.
    pub fn lay_into(self, article: &mut Article) {
        let lend = |own: &mut String, lent: String| {
            if own.is_empty() {
                *own = lent;
            }
        };
        lend(&mut article.title, self.headline);
        lend(&mut article.standfirst, self.standfirst);
        lend(&mut article.byline, self.byline);
        let mut body = self.body.as_str();
        for printed in [&article.title, &article.byline, &article.title] {
            body = without_first(body, printed);
        }
        article.body = body.to_owned();
        self.captions.iter().for_each(|caption| codes::add(&mut article.captions, caption));
        self.credits.iter().for_each(|credit| codes::add(&mut article.credits, credit));
    }

    fn read(&mut self, element: &Element<'_>, text: &mut String) {
        for node in element.nodes() {
            match node {
                Node::Text(words) if element.name == "pre" => text.push_str(words),
                Node::Text(words) => xml::write_running(words, text),
                Node::Element(inner) => self.read_part(inner, text),
            }
        }
    }

    fn read_part(&mut self, element: &Element<'_>, text: &mut String) {
        match Part::of(element) {
            Part::Nothing => {}
            Part::Headline => keep_first(&mut self.headline, element),
            Part::Standfirst => keep_first(&mut self.standfirst, element),
            Part::Byline => keep_first(&mut self.byline, element),
            Part::Top => self.read(element, &mut String::new()),
            Part::Picture => self.read_picture(element, text),
            Part::Row => self.read_row(element, text),
            Part::Break => text.push('\n'),
            Part::Inline => self.read(element, text),
            Part::Block => {
                text.push_str("\n\n");
                self.read(element, text);
                text.push_str("\n\n");
            }
        }
    }

    /// The words of a picture; a figure without a caption may hold a text in a box.
    fn read_picture(&mut self, element: &Element<'_>, text: &mut String) {
        let captions =
            || element.below().filter(|inner| matches!(inner.name, "media-caption" | "figcaption"));
        captions().for_each(|caption| self.add_caption(&caption.paragraphs().replace("\n\n", " ")));
        let producers =
            element.all("media-producer").map(Element::line).filter(|line| !line.is_empty());
        self.credits.extend(producers);
        if captions().next().is_none() && element.name == "figure" {
            text.push_str("\n\n");
            self.read(element, text);
            text.push_str("\n\n");
        }
    }

    fn add_caption(&mut self, caption: &str) {
        let (caption, credits) =
            finish::caption(caption).unwrap_or_else(|| (caption.to_owned(), Vec::new()));
        self.captions.extend(Some(clean::line(&caption)).filter(|caption| !caption.is_empty()));
        self.credits.extend(credits);
    }

    /// One row of a table in one paragraph.
    fn read_row(&mut self, row: &Element<'_>, text: &mut String) {
        let mut cells = Vec::new();
        for cell in row.elements() {
            let mut words = String::new();
            self.read(cell, &mut words);
            cells.push(clean::line(&words));
        }
        cells.retain(|cell| !cell.is_empty());
        text.push_str("\n\n");
        text.push_str(&cells.join(" | "));
        text.push_str("\n\n");
    }
}

/// Lines that a typewriter's margin broke are as long as this.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// Text whose line breaks part paragraphs where the writer broke the lines, and join where a margin did.
fn broken(text: &str) -> String {
    let settled = |chunk: &str| {
        let lines: Vec<&str> =
            chunk.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        let (_, broken) = lines.split_last().unwrap_or((&"", &[]));
        let is_row = |line: &str| line.contains("   ") || line.contains('\t');
        let wrapped =
            broken.iter().filter(|line| WRAPPED.contains(&line.len()) && !is_row(line)).count();
        lines.join(if wrapped * 10 >= broken.len() * 7 { " " } else { "\n\n" })
    };
    text.split("\n\n").map(settled).collect::<Vec<_>>().join("\n\n")
}

fn keep_first(kept: &mut String, element: &Element<'_>) {
    if kept.is_empty() {
        *kept = element.line();
    }
}

/// A body without its first paragraph where that says again what is printed above it.
fn without_first<'b>(body: &'b str, printed: &str) -> &'b str {
    let (first, rest) = body.split_once("\n\n").unwrap_or((body, ""));
    let same = |text: &str| text.trim_end_matches('.').to_lowercase();
    if !printed.is_empty() && same(first) == same(printed) { rest } else { body }
}

/// A body without the signature that ends it on the wire, which joins the credits.
fn unsigned(body: &str, credits: &mut Vec<String>) -> String {
    let (above, last) = body.rsplit_once("\n\n").unwrap_or(("", body));
    // Two letters may be the last point of a list, unless a sentence ends before them.
    let bare = last.len() <= 3 && !above.ends_with(['.', '!', '?', '"', '”', ')']);
    if above.is_empty() || bare || !is_signature(last) {
        return body.to_owned();
    }
    if !last.eq_ignore_ascii_case("ends") {
        credits.push(last.to_owned());
    }
    above.to_owned()
}

/// Whether a last paragraph only signs: "ends", "hh/ph/ts", "/ritzau/", "(ANSA).", "jd".
fn is_signature(paragraph: &str) -> bool {
    let text = paragraph.trim_end_matches('.');
    let initials = |text: &str| {
        text.split(['/', '-', ' '])
            .all(|hand| matches!(hand.len(), 1..=5) && hand.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let enclosed = |open: char, close: char| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|name| {
            name.len() <= 24
                && !name.contains([' ', '/', '('])
                && name.chars().all(char::is_alphanumeric)
        })
    };
    let signed = text.rsplit_once(' ').is_some_and(|(agency, hand)| {
        let acronyms = agency.split(' ').all(|word| {
            matches!(word.len(), 2..=5) && word.bytes().all(|b| b.is_ascii_uppercase())
        });
        acronyms && initials(hand)
    });
    text.len() <= 40
        && (signed
            || text.eq_ignore_ascii_case("ends")
            || (initials(text) && (text.contains('/') || text.len() <= 3))
            || enclosed('/', '/')
            || enclosed('(', ')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(xml: &str) -> Article {
        let root = xml::parse(xml).expect("XML");
        let mut article = Article::default();
        Prose::of(&root).lay_into(&mut article);
        article
    }

    #[test]
    fn what_is_printed_beside_the_story_is_not_of_it() {
        let article = laid(
            "<html><head><title>x</title></head><body><header><ul class='slugline'><li>Weather</li></ul><time>3 May</time>\
             <h1>Flood in Beira</h1><p class='byline'>By Jane Doe</p></header><section class='main'><p class='teaser'>Beira \
             is under water.</p><p>The river\n rose <b>fast</b>.</p><figure><img src='x'/><figcaption>The quay (MNA \
             Photo/Lena Brandt)</figcaption></figure><h2>Rain</h2><p>It<br/>went on.</p></section><p>jd/ab</p></body></html>",
        );
        assert_eq!((&*article.title, &*article.byline), ("Flood in Beira", "By Jane Doe"));
        assert_eq!(article.standfirst, "Beira is under water.");
        assert_eq!(article.body, "The river rose fast.\n\nRain\n\nIt\n\nwent on.");
        assert_eq!(
            (article.captions, article.credits.join("|")),
            (vec!["The quay".into()], "MNA Photo/Lena Brandt|jd/ab".into())
        );
    }

    #[test]
    fn rows_of_a_table_are_lines() {
        let article = laid(
            "<x><p>Prices:</p><table><tr><th>Maize</th><th>Rice</th></tr><tr><td>12</td><td/><td><p>7</p></td></tr></table></x>",
        );
        assert_eq!(article.body, "Prices:\n\nMaize | Rice\n\n12 | 7");
    }

    #[test]
    fn html_in_strings_is_taken_apart_too() {
        let mut article = Article { title: "Flood in Beira".into(), ..Article::default() };
        Prose::of_text(
            "<p>Flood in Beira</p><p>The river rose.<br>Fast</p><figure><img><figcaption>The quay</figcaption></figure>",
        )
        .lay_into(&mut article);
        assert_eq!(
            (&*article.body, article.captions),
            ("The river rose.\n\nFast", vec!["The quay".to_owned()])
        );
        assert_eq!(Prose::of_text("Plain &amp; simple.\n\nMore.").body, "Plain & simple.\n\nMore.");
    }

    #[test]
    fn signatures_end_no_story() {
        for text in ["ends", "hh/ph/ts/hd", "/ritzau/", "(ANSA).", "jd", "MNA RTV jd"] {
            assert!(is_signature(text), "{text}");
        }
        for text in ["He died.", "(He died)", "the end", "Oslo", "either/or is not enough to say"] {
            assert!(!is_signature(text), "{text}");
        }
    }
}
