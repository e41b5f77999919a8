//! A web page: what its head says about the article, and the article itself without the page around it.

mod linked;
mod metadata;

use dom_query::Document;
use dom_smoothie::Readability;
use serde_json::Value;

use super::fields::FieldMap;
use super::form::{Format, Options, Take};
use super::record;
use super::{markup, story};
use crate::article::{Article, Rejected};
use crate::moment::DateSource;
use crate::source::{Flow, Source};
use crate::text::clean;

/// One article a page.
pub const FORMAT: Format = Format { name: "html", recognises, read };

/// Where a page must say what it is and how it is written.
const OPENING: usize = 8 * 1024;

/// Pages nested deeper than this are attacks, not articles.
const DEPTH: usize = 2_000;

/// An extracted text shorter than this may have missed the article.
const SHORT: usize = 250;

fn recognises(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|ending| name.ends_with(ending));
    let opening = opening(head);
    let trimmed = opening.trim_start();
    named || trimmed.starts_with("<!doctype html") || (trimmed.starts_with('<') && opening.contains("<html"))
}

fn opening(head: &[u8]) -> String {
    String::from_utf8_lossy(head.get(..OPENING).unwrap_or(head)).to_ascii_lowercase()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let declared = charset(source.head());
    let record = source.text(declared.as_deref()).and_then(|html| article(&html));
    take(record)
}

/// The encoding a page's markup declares. A page whose markup can be read this way is not UTF-16, whatever it says.
fn charset(head: &[u8]) -> Option<String> {
    let opening = opening(head);
    let value = opening.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty() && !label.starts_with("utf-16")).map(str::to_owned)
}

/// The article on a page.
fn article(html: &str) -> Result<Article, Rejected> {
    if depth(html) > DEPTH {
        return Err(Rejected::new("page is nested too deep to be read"));
    }
    let page = Document::from(html);
    let mut fields = metadata::of(&page);
    let spoken = fields.remove(linked::BODY).and_then(|body| body.as_str().map(str::to_owned)).unwrap_or_default();
    let printed = if fields.contains_key("published") { None } else { metadata::printed_date(&page, &fields) };
    let text = Text::of(page);
    let body = if text.body.len() < SHORT && spoken.len() > text.body.len() { spoken } else { text.body };
    fields.insert("body".to_owned(), Value::String(body));
    fields.insert("captions".to_owned(), Value::from(text.captions));
    if let Some(byline) = text.byline {
        fields.entry("byline").or_insert(Value::String(byline));
    }
    let mut article = record::article(html, &fields, &FieldMap::default())?;
    // What the page prints is surer than what its text gives away.
    if let Some(moment) = printed
        && article.published.as_ref().is_none_or(|published| published.source == DateSource::Text)
    {
        article.published = Some(story::dated(moment, DateSource::Text));
    }
    Ok(article)
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
        "br", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li", "td", "tr", "th", "dd", "dt", "option",
        "path",
    ];
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) || tag.contains("/>")
}

/// The text on a page.
#[derive(Default)]
struct Text {
    body: String,
    captions: Vec<String>,
    byline: Option<String>,
}

impl Text {
    /// The article as a reading mode would show it, or all paragraphs where no article stands out.
    fn of(page: Document) -> Self {
        let plain = Self { body: whole(&page), ..Self::default() };
        let found = Readability::with_document(page, None, None).and_then(|mut reading| reading.parse());
        let Ok(found) = found else { return plain };
        let (body, captions) = apart(&found.content);
        if body.is_empty() { plain } else { Self { body, captions, byline: found.byline } }
    }
}

/// The text of an article's markup, and the captions in it.
fn apart(content: &str) -> (String, Vec<String>) {
    let content = Document::fragment(content);
    let figures = content.select("figcaption");
    let mut captions: Vec<String> =
        figures.iter().map(|caption| clean::line(&caption.text())).filter(|text| !text.is_empty()).collect();
    figures.remove();
    captions.dedup();
    (clean::paragraphs(&markup::formatted_page(&content)), captions)
}

/// The text of the part of a page that is most likely its article.
fn whole(page: &Document) -> String {
    let parts = ["article", "main", "body"].map(|part| page.select_single(part));
    let Some(part) = parts.into_iter().find(|part| part.exists()) else { return String::new() };
    let part = Document::fragment(part.html());
    part.select("script, style, noscript, nav, header, footer, aside, form, figure").remove();
    clean::paragraphs(&markup::formatted_page(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "The river rose by four metres in a single night, and the people of Beira, who had been told to \
        expect no more than a wet week, carried what they could to the roofs, where they waited for boats until noon.";

    fn page(head: &str, body: &str) -> Article {
        article(&format!("<!DOCTYPE html><html lang=\"en-GB\"><head>{head}</head><body>{body}</body></html>"))
            .expect("an article")
    }

    #[test]
    fn a_page_is_read_from_head_and_body() {
        let body = format!(
            "<nav><a href=/>Home</a></nav><article><h1>Flood in Beira</h1><figure><img src=a.jpg><figcaption>The river</figcaption></figure>\
             <p>BEIRA, May 3 (MNA) - {PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"
        );
        let head = r#"<title>Flood in Beira | The Courier</title><meta property="og:site_name" content="The Courier">
            <meta property="article:published_time" content="2016-07-18T10:15:00+02:00"><meta name="author" content="By Jane Doe">
            <link rel="canonical" href="https://example.org/flood">"#;
        let article = page(head, &body);
        assert_eq!((&*article.title, &*article.publisher), ("Flood in Beira", "The Courier"));
        assert_eq!((&*article.url, &*article.language), ("https://example.org/flood", "en"));
        assert_eq!(article.authors, ["Jane Doe"]);
        assert_eq!(article.published.and_then(|date| date.moment.at).as_deref(), Some("2016-07-18T10:15:00+02:00"));
        assert_eq!(article.captions, ["The river"]);
        assert_eq!(article.body, [PARAGRAPH; 3].join("\n\n"));
        assert_eq!(&*article.agency, "MNA");
    }

    #[test]
    fn linked_data_goes_first() {
        let head = r##"<title>t</title><meta property="og:title" content="Other"><script type="application/ld+json">
            {"@graph": [{"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
            {"@type": ["NewsArticle"], "headline": "Flood &amp; fire", "author": {"@id": "#jane"}, "datePublished": "2016-07-18"}]}</script>"##;
        let article = page(head, "<p>Short.</p>");
        assert_eq!((&*article.title, article.authors), ("Flood & fire", vec!["Jane Doe".to_owned()]));
        assert_eq!(&*article.body, "Short.");
    }

    #[test]
    fn a_title_alone_is_an_article_and_nothing_is_none() {
        assert_eq!(page("<title>Flood in Beira</title>", "").title, "Flood in Beira");
        assert!(article("<html></html>").is_err());
    }

    #[test]
    fn a_page_declares_its_encoding() {
        assert_eq!(charset(b"<meta charset=\"Shift_JIS\">").as_deref(), Some("shift_jis"));
        assert_eq!(charset(b"<meta http-equiv=x content='text/html; charset=koi8-r'>").as_deref(), Some("koi8-r"));
        assert_eq!(charset(b"<meta charset=utf-16>"), None);
        assert_eq!(charset(b"<p>charset"), None);
    }

    #[test]
    fn a_bottomless_page_is_rejected() {
        let html = format!("<html><body>{}", "<div>".repeat(100_000));
        assert!(article(&html).is_err());
        assert!(article(&format!("<html><body>{}x", "<div>".repeat(DEPTH - 100))).is_ok());
    }
}
