//! Web pages: the metadata in the head, and the text of the article without the page around it.

mod article_text;
mod boilerplate_lines;
mod bylines;
mod dates;
mod json_ld;
mod metadata;
mod noise;
mod page;
mod titles;

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::Readability;
use serde_json::Value;

use article_text::ArticleText;
use page::{BlockKind, PageLayout};

use crate::article::date::DateSource;
use crate::article::{Article, Rejected};
use crate::read::format::export;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record;
use crate::read::format::shared::record::RecordFields;
use crate::read::format::shared::{finish, markup};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One article per page.
pub(crate) const FORMAT: Format = Format { name: "html", recognises, read };

/// Length of the head that is examined for the format and the encoding, in bytes.
const EXAMINED_HEAD: usize = 8 * 1024;

/// Texts shorter than this may not be the article, in bytes.
const SHORT_TEXT: usize = 250;

/// Most attributes of a tag. More are an attack, since parsers compare each with all before it.
const MOST_ATTRIBUTES: usize = 4_000;

/// Fewest shingles in linked data that make its text comparable.
const FEWEST_SHINGLES: usize = 40;

fn recognises(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let has_extension =
        [".html", ".htm", ".xhtml", ".shtml"].iter().any(|extension| name.ends_with(extension));
    let start = lowercase_start(head);
    let trimmed = start.trim_start();
    has_extension
        || trimmed.starts_with("<!doctype html")
        || (trimmed.starts_with('<') && start.contains("<html"))
}

fn lowercase_start(head: &[u8]) -> String {
    String::from_utf8_lossy(head.get(..EXAMINED_HEAD).unwrap_or(head)).to_ascii_lowercase()
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    let declared = declared_charset(source.head());
    match source.read_text(declared.as_deref()) {
        Ok(html) => export::read_page(&html, emit).unwrap_or_else(|| emit(article(&html))),
        Err(rejected) => emit(Err(rejected)),
    }
}

/// Encoding that the markup declares. UTF-16 is ignored, since a declaration in ASCII contradicts
/// it.
fn declared_charset(head: &[u8]) -> Option<String> {
    let start = lowercase_start(head);
    let value = start.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end = value
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'))
        .unwrap_or(value.len());
    value
        .get(..end)
        .filter(|label| !label.is_empty() && !label.starts_with("utf-16"))
        .map(str::to_owned)
}

/// Parses the article on a page.
fn article(html: &str) -> Result<Article, Rejected> {
    if markup::is_too_deep(html) {
        return Err(Rejected::new("page is nested too deep"));
    }
    if most_attributes(html) > MOST_ATTRIBUTES {
        return Err(Rejected::new("page has a tag with too many attributes"));
    }
    let page = Document::from(html);
    let metadata::PageMetadata { mut fields, sites } = metadata::extract(&page);
    let linked_body = fields.remove(json_ld::BODY);
    let printed_date = if fields.contains_key("published") {
        None
    } else {
        dates::printed(&page, fields.get("url").and_then(Value::as_str).unwrap_or_default())
    };
    let title = fields.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let layout = PageLayout::from_document(&page);
    add_byline(&layout, &sites, &mut fields);
    let text = ArticleText::extract(&layout, &title);
    let linked_body = linked_body.as_ref().and_then(Value::as_str).unwrap_or_default();
    let body = choose_body(&text.paragraphs.join("\n\n"), linked_body, page);
    fields.insert("body".to_owned(), Value::String(body));
    for (field, kind) in [("captions", BlockKind::Caption), ("credits", BlockKind::Credit)] {
        let texts = text.captions.iter().filter(|(of, _)| *of == kind).map(|(_, text)| &**text);
        fields.insert(field.to_owned(), texts.collect());
    }
    let mut article = record::article(html, &fields, &FieldMap::default())?;
    if !fields.contains_key("authors") {
        // The byline names an organisation or the site itself, not a person.
        article.authors.retain(|name| !bylines::is_site(name, &sites));
    }
    // The printed date is more reliable than one inferred from the text.
    let is_inferred =
        article.published.as_ref().is_none_or(|published| published.source == DateSource::Text);
    if let Some(date) = printed_date.filter(|_| is_inferred) {
        article.published = Some(finish::published(date, DateSource::Text));
    }
    Ok(article)
}

/// Adds a byline from the lines of the page if the metadata names no author.
fn add_byline(layout: &PageLayout, sites: &[String], fields: &mut RecordFields) {
    if fields.contains_key("authors") {
        return;
    }
    let lines = layout.blocks.iter().map(|block| block.text.as_str());
    if let Some((line, people)) = bylines::in_lines(lines, sites) {
        fields.insert("byline".to_owned(), Value::String(line));
        fields.insert("authors".to_owned(), people.into());
    }
}

/// Chooses the text that is most likely the whole article: the extracted text, the text in linked
/// data where that has more, or the result of Readability where both are short.
fn choose_body(extracted: &str, linked: &str, page: Document) -> String {
    if extracted.len().max(linked.len()) < SHORT_TEXT {
        let readable = readability(page);
        return if readable.len() > extracted.len() { readable } else { extracted.to_owned() };
    }
    let (linked_shingles, extracted_shingles) = (shingles(linked), shingles(extracted));
    let containment = containment(&linked_shingles, &extracted_shingles);
    let extracted_count = extracted_shingles.len();
    match linked_shingles.len() {
        0..FEWEST_SHINGLES => extracted.to_owned(),
        // The linked text is mostly missing from the extracted one, and much longer.
        count if containment < 0.7 && count * 6 > extracted_count * 10 => linked.to_owned(),
        // The linked text is nearly all there, so what is around it in the extracted one is noise.
        count if containment > 0.8 && count * 20 > extracted_count * 17 => {
            trim_to(extracted, &linked_shingles)
        }
        _ => extracted.to_owned(),
    }
}

/// Text of the article according to the Readability algorithm, or nothing if it finds none.
fn readability(page: Document) -> String {
    let found = Readability::with_document(page, None, None)
        .and_then(|mut readability| readability.parse());
    found.map(|found| clean::paragraphs(&markup::html_to_text(&found.content))).unwrap_or_default()
}

/// Trims a text to the range from its first to its last paragraph that another text also has.
fn trim_to(text: &str, other: &HashSet<Vec<&str>>) -> String {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let is_shared = |paragraph: &&str| containment(&shingles(paragraph), other) > 0.5;
    let first = paragraphs.iter().position(is_shared).unwrap_or_default();
    let last = paragraphs.iter().rposition(is_shared).unwrap_or_default();
    paragraphs.get(first..=last).unwrap_or(&paragraphs).join("\n\n")
}

/// Shingles of a text: its runs of four words.
fn shingles(text: &str) -> HashSet<Vec<&str>> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(4).map(<[&str]>::to_vec).collect()
}

/// Share of some shingles that are among others.
fn containment(of: &HashSet<Vec<&str>>, others: &HashSet<Vec<&str>>) -> f64 {
    of.iter().filter(|shingle| others.contains(*shingle)).count() as f64 / of.len().max(1) as f64
}

/// Upper bound of the attributes of a tag, computed without parsing from the white space outside
/// quotes.
fn most_attributes(html: &str) -> usize {
    let (mut most, mut count, mut in_tag) = (0usize, 0usize, false);
    let (mut quote, mut before) = (None, 0u8);
    for &byte in html.as_bytes() {
        match (in_tag, quote) {
            (false, _) => (in_tag, count) = (before == b'<' && byte.is_ascii_alphabetic(), 0),
            (true, Some(open)) if byte == open => quote = None,
            (true, Some(_)) => {}
            (true, None) => match byte {
                b'>' => in_tag = false,
                b'"' | b'\'' if before == b'=' => quote = Some(byte),
                b'/' | b' ' | b'\n' | b'\t' | b'\r' | 12 if !before.is_ascii_whitespace() => {
                    count += 1
                }
                _ => {}
            },
        }
        before = byte;
        most = most.max(count);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "The river rose by four metres in a single night, and the people of Beira, who had been told to \
        expect no more than a wet week, carried what they could to the roofs, where they waited for boats until noon.";

    fn page(head: &str, body: &str) -> Article {
        article(&format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head>{head}</head><body>{body}</body></html>"
        ))
        .expect("an article")
    }

    #[test]
    fn head_and_body_of_a_page_are_read() {
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
        assert_eq!(
            article.published.and_then(|date| date.date.at).as_deref(),
            Some("2016-07-18T10:15:00+02:00")
        );
        assert_eq!(article.captions, ["The river"]);
        assert_eq!(article.body, [PARAGRAPH; 3].join("\n\n"));
        assert_eq!(&*article.agency, "MNA");
    }

    #[test]
    fn linked_data_takes_precedence() {
        let head = r##"<title>t</title><meta property="og:title" content="Other"><script type="application/ld+json">
            {"@graph": [{"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
            {"@type": ["NewsArticle"], "headline": "Flood &amp; fire", "author": {"@id": "#jane"}, "datePublished": "2016-07-18"}]}</script>"##;
        let article = page(head, "<p>Short.</p>");
        assert_eq!(
            (&*article.title, article.authors),
            ("Flood & fire", vec!["Jane Doe".to_owned()])
        );
        assert_eq!(&*article.body, "Short.");
    }

    #[test]
    fn a_title_alone_is_an_article_and_an_empty_page_is_not() {
        assert_eq!(page("<title>Flood in Beira</title>", "").title, "Flood in Beira");
        assert!(article("<html></html>").is_err());
    }

    #[test]
    fn the_declared_encoding_is_found() {
        assert_eq!(declared_charset(b"<meta charset=\"Shift_JIS\">").as_deref(), Some("shift_jis"));
        assert_eq!(
            declared_charset(b"<meta http-equiv=x content='text/html; charset=koi8-r'>").as_deref(),
            Some("koi8-r")
        );
        assert_eq!(declared_charset(b"<meta charset=utf-16>"), None);
        assert_eq!(declared_charset(b"<p>charset"), None);
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_rejected() {
        let tag = |count: usize| {
            format!("<p {}>x", (0..count).map(|n| format!("a{n}='x y > z' ")).collect::<String>())
        };
        assert!(article(&tag(MOST_ATTRIBUTES * 2)).is_err());
        assert!(article(&tag(MOST_ATTRIBUTES / 2)).is_ok());
    }

    #[test]
    fn a_deeply_nested_page_is_rejected() {
        let html = format!("<html><body>{}", "<div>".repeat(100_000));
        assert!(article(&html).is_err());
        assert!(article(&format!("<html><body>{}x", "<div>".repeat(1_900))).is_ok());
    }
}
