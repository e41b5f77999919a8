//! Running text in news markup, such as NITF and XHTML: the paragraphs of the story, and separately
//! its headline, byline, captions and credits.

use dom_query::Document;

use super::fill::fill_if_empty;
use super::xml;
use super::xml::{Element, Node};
use super::{codes, finish, markup};
use crate::article::Article;
use crate::text::clean;

/// A text split into its parts.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    headline: String,
    standfirst: String,
    byline: String,
    body: String,
    captions: Vec<String>,
    credits: Vec<String>,
}

/// Role of an element in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ElementRole {
    /// Not part of the story.
    Skipped,
    Headline,
    Standfirst,
    Byline,
    /// The top of a page, of which only headline and byline are read.
    PageHeader,
    /// A picture with its caption.
    Picture,
    /// A row of a table, which becomes one paragraph.
    TableRow,
    /// A line break that the writer intended.
    LineBreak,
    Block,
    Inline,
}

impl ElementRole {
    fn new(element: &Element<'_>) -> Self {
        match element.name {
            "script" | "style" | "head" | "title" | "nav" | "template" | "form" | "noscript"
            | "note" | "slugline" | "footer" | "body.head" | "hedline" | "dateline"
            | "media-metadata" | "media-object" | "media-reference" => Self::Skipped,
            "h1" => Self::Headline,
            "byline" => Self::Byline,
            "header" => Self::PageHeader,
            "media" | "figure" => Self::Picture,
            "tr" | "nitf-table-row" => Self::TableRow,
            "br" => Self::LineBreak,
            "td" | "th" => Self::Inline,
            name if xml::is_block(name) => Self::from_class(element).unwrap_or(Self::Block),
            _ => Self::from_class(element).unwrap_or(Self::Inline),
        }
    }

    fn from_class(element: &Element<'_>) -> Option<Self> {
        let class = element.attribute("class")?;
        class.split_ascii_whitespace().find_map(|class| match class {
            "byline" => Some(Self::Byline),
            "teaser" | "standfirst" => Some(Self::Standfirst),
            "headline" => Some(Self::Headline),
            "slugline" | "genre" | "genrenote" | "notepad" | "closingline" => Some(Self::Skipped),
            _ => None,
        })
    }
}

impl Prose {
    /// Splits the text in an element.
    pub(crate) fn from_element(element: &Element<'_>) -> Self {
        let mut prose = Self::default();
        let mut text = String::new();
        prose.read(element, &mut text);
        prose.body = split_signature(&clean::paragraphs(&split_lines(&text)), &mut prose.credits);
        prose
    }

    /// Splits the content of an element, which is either elements or markup in a string.
    pub(crate) fn from_content(element: &Element<'_>) -> Self {
        if element.elements().next().is_some() {
            Self::from_element(element)
        } else {
            Self::from_text(&element.text())
        }
    }

    /// Splits HTML in a string, well-formed or not.
    fn from_html(html: &str) -> Self {
        let page = Document::fragment(html);
        let mut prose = Self::default();
        let take_lines = |selector: &str| {
            let selected = page.select(selector);
            let texts: Vec<String> =
                selected.iter().map(|piece| clean::line(&piece.text())).collect();
            selected.remove();
            texts.into_iter().filter(|text| !text.is_empty())
        };
        take_lines("figcaption, .wp-caption-text").for_each(|caption| prose.add_caption(&caption));
        prose.headline = take_lines("h1").next().unwrap_or_default();
        prose.byline = take_lines("p.byline, .author-byline").next().unwrap_or_default();
        page.select("title, header, footer, nav, form, figure, .vignette, .vignette + .source")
            .remove();
        prose.body = split_signature(
            &clean::paragraphs(&markup::document_to_text(&page)),
            &mut prose.credits,
        );
        prose
    }

    /// Splits the text in a string that may be HTML or plain text.
    pub(crate) fn from_text(text: &str) -> Self {
        if markup::has_tags(text) && !markup::is_too_deep(text) {
            return Self::from_html(text);
        }
        let mut credits = Vec::new();
        let body = split_signature(&clean::paragraphs(&xml::unescape_entities(text)), &mut credits);
        Self { body, credits, ..Self::default() }
    }

    /// Fills the empty fields of an article, and sets the body without a repeated headline or
    /// byline.
    pub(crate) fn merge_into(self, article: &mut Article) {
        fill_if_empty(&mut article.title, self.headline);
        fill_if_empty(&mut article.standfirst, self.standfirst);
        fill_if_empty(&mut article.byline, self.byline);
        let mut body = self.body.as_str();
        for printed in [&article.title, &article.byline, &article.title] {
            body = skip_repeated(body, printed);
        }
        article.body = body.to_owned();
        self.captions.iter().for_each(|caption| codes::push_unique(&mut article.captions, caption));
        self.credits.iter().for_each(|credit| codes::push_unique(&mut article.credits, credit));
    }

    fn read(&mut self, element: &Element<'_>, text: &mut String) {
        for node in element.nodes() {
            match node {
                Node::Text(words) if element.name == "pre" => text.push_str(words),
                Node::Text(words) => xml::push_reflowed(words, text),
                Node::Element(inner) => self.read_element(inner, text),
            }
        }
    }

    fn read_element(&mut self, element: &Element<'_>, text: &mut String) {
        match ElementRole::new(element) {
            ElementRole::Skipped => {}
            ElementRole::Headline => set_first(&mut self.headline, element),
            ElementRole::Standfirst => set_first(&mut self.standfirst, element),
            ElementRole::Byline => set_first(&mut self.byline, element),
            ElementRole::PageHeader => self.read(element, &mut String::new()),
            ElementRole::Picture => self.read_picture(element, text),
            ElementRole::TableRow => self.read_row(element, text),
            ElementRole::LineBreak => text.push('\n'),
            ElementRole::Inline => self.read(element, text),
            ElementRole::Block => {
                text.push_str("\n\n");
                self.read(element, text);
                text.push_str("\n\n");
            }
        }
    }

    /// Reads the captions and credits of a picture. A figure without a caption may be a text box.
    fn read_picture(&mut self, element: &Element<'_>, text: &mut String) {
        let captions = || {
            element
                .descendants()
                .filter(|inner| matches!(inner.name, "media-caption" | "figcaption"))
        };
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
            finish::split_caption(caption).unwrap_or_else(|| (caption.to_owned(), Vec::new()));
        self.captions.extend(Some(clean::line(&caption)).filter(|caption| !caption.is_empty()));
        self.credits.extend(credits);
    }

    /// Reads a row of a table as one paragraph.
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

/// Lengths of lines that were wrapped at a margin, in bytes.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// Turns line breaks that the writer intended into paragraph breaks, and joins lines that were
/// wrapped at a margin.
fn split_lines(text: &str) -> String {
    let split_or_join = |chunk: &str| {
        let lines: Vec<&str> =
            chunk.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        let (_, before_last) = lines.split_last().unwrap_or((&"", &[]));
        let is_row = |line: &str| line.contains("   ") || line.contains('\t');
        let wrapped = before_last
            .iter()
            .filter(|line| WRAPPED.contains(&line.len()) && !is_row(line))
            .count();
        lines.join(if wrapped * 10 >= before_last.len() * 7 { " " } else { "\n\n" })
    };
    text.split("\n\n").map(split_or_join).collect::<Vec<_>>().join("\n\n")
}

fn set_first(field: &mut String, element: &Element<'_>) {
    if field.is_empty() {
        *field = element.line();
    }
}

/// Skips the first paragraph of a body if it repeats a headline or byline.
fn skip_repeated<'b>(body: &'b str, printed: &str) -> &'b str {
    let (first, rest) = body.split_once("\n\n").unwrap_or((body, ""));
    let normalised = |text: &str| text.trim_end_matches('.').to_lowercase();
    if !printed.is_empty() && normalised(first) == normalised(printed) { rest } else { body }
}

/// Moves the signature at the end of a wire story to the credits.
fn split_signature(body: &str, credits: &mut Vec<String>) -> String {
    let (above, last) = body.rsplit_once("\n\n").unwrap_or(("", body));
    // Two letters may be the last item of a list, unless a sentence ends before them.
    let is_item = last.len() <= 3 && !above.ends_with(['.', '!', '?', '"', '”', ')']);
    if above.is_empty() || is_item || !is_signature(last) {
        return body.to_owned();
    }
    if !last.eq_ignore_ascii_case("ends") {
        credits.push(last.to_owned());
    }
    above.to_owned()
}

/// Returns whether a last paragraph is only a signature: "ends", "hh/ph/ts", "/ritzau/", "(ANSA).",
/// "jd".
fn is_signature(paragraph: &str) -> bool {
    let text = paragraph.trim_end_matches('.');
    let initials = |text: &str| {
        text.split(['/', '-', ' '])
            .all(|part| matches!(part.len(), 1..=5) && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let enclosed = |open: char, close: char| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|name| {
            name.len() <= 24
                && !name.contains([' ', '/', '('])
                && name.chars().all(char::is_alphanumeric)
        })
    };
    let signed = text.rsplit_once(' ').is_some_and(|(agency, signer)| {
        let acronyms = agency.split(' ').all(|word| {
            matches!(word.len(), 2..=5) && word.bytes().all(|b| b.is_ascii_uppercase())
        });
        acronyms && initials(signer)
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

    fn article_from(xml: &str) -> Article {
        let root = xml::parse(xml).expect("XML");
        let mut article = Article::default();
        Prose::from_element(&root).merge_into(&mut article);
        article
    }

    #[test]
    fn headlines_bylines_and_captions_are_split_from_the_story() {
        let article = article_from(
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
    fn rows_of_a_table_become_paragraphs() {
        let article = article_from(
            "<x><p>Prices:</p><table><tr><th>Maize</th><th>Rice</th></tr><tr><td>12</td><td/><td><p>7</p></td></tr></table></x>",
        );
        assert_eq!(article.body, "Prices:\n\nMaize | Rice\n\n12 | 7");
    }

    #[test]
    fn html_in_strings_is_split_too() {
        let mut article = Article { title: "Flood in Beira".into(), ..Article::default() };
        Prose::from_text(
            "<p>Flood in Beira</p><p>The river rose.<br>Fast</p><figure><img><figcaption>The quay</figcaption></figure>",
        )
        .merge_into(&mut article);
        assert_eq!(
            (&*article.body, article.captions),
            ("The river rose.\n\nFast", vec!["The quay".to_owned()])
        );
        assert_eq!(
            Prose::from_text("Plain &amp; simple.\n\nMore.").body,
            "Plain & simple.\n\nMore."
        );
    }

    #[test]
    fn signatures_are_distinguished_from_text() {
        for text in ["ends", "hh/ph/ts/hd", "/ritzau/", "(ANSA).", "jd", "MNA RTV jd"] {
            assert!(is_signature(text), "{text}");
        }
        for text in ["He died.", "(He died)", "the end", "Oslo", "either/or is not enough to say"] {
            assert!(!is_signature(text), "{text}");
        }
    }
}
