//! A web page: what its head says about the article, and the article itself without the page around it.

mod bylines;
mod dates;
mod lines;
mod linked;
mod metadata;
mod noise;
mod page;
mod prose;
mod titles;

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::Readability;
use serde_json::Value;

use page::{Kind, Page};
use prose::Prose;

use crate::article::date::DateSource;
use crate::article::{Article, Rejected};
use crate::read::format::export;
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::fields::FieldMap;
use crate::read::format::shared::record;
use crate::read::format::shared::{finish, markup};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One article a page.
pub const FORMAT: Format = Format { name: "html", recognises, read };

/// Where a page must say what it is and how it is written.
const OPENING: usize = 8 * 1024;

/// An extracted text shorter than this may have missed the article.
const SHORT: usize = 250;

/// Tags with more attributes than this are attacks: parsers compare each with all before it.
const ATTRIBUTES: usize = 4_000;

/// Linked data that carries fewer runs of words says too little of the text.
const SHORT_RUNS: usize = 40;

fn recognises(name: &str, head: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|ending| name.ends_with(ending));
    let opening = opening(head);
    let trimmed = opening.trim_start();
    named
        || trimmed.starts_with("<!doctype html")
        || (trimmed.starts_with('<') && opening.contains("<html"))
}

fn opening(head: &[u8]) -> String {
    String::from_utf8_lossy(head.get(..OPENING).unwrap_or(head)).to_ascii_lowercase()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    let declared = charset(source.head());
    match source.text(declared.as_deref()) {
        Ok(html) => read_export(&html, take).unwrap_or_else(|| take(article(&html))),
        Err(rejected) => take(Err(rejected)),
    }
}

/// Reads a page that is no page but an export of a newspaper database.
fn read_export(html: &str, take: &mut Take<'_>) -> Option<Flow> {
    let may_be = export::may_be_in(html) && !markup::is_bottomless(html);
    may_be.then(|| export::read_text(&markup::formatted(html), take)).flatten()
}

/// The encoding a page's markup declares. A page whose markup can be read this way is not UTF-16, whatever it says.
fn charset(head: &[u8]) -> Option<String> {
    let opening = opening(head);
    let value = opening.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end = value
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'))
        .unwrap_or(value.len());
    value
        .get(..end)
        .filter(|label| !label.is_empty() && !label.starts_with("utf-16"))
        .map(str::to_owned)
}

/// The article on a page.
fn article(html: &str) -> Result<Article, Rejected> {
    if markup::is_bottomless(html) {
        return Err(Rejected::new("page is nested too deep to be read"));
    }
    if most_attributes(html) > ATTRIBUTES {
        return Err(Rejected::new("page has a tag with more attributes than anybody writes"));
    }
    let page = Document::from(html);
    let metadata::Said { mut fields, sites } = metadata::of(&page);
    let spoken = fields
        .remove(linked::BODY)
        .and_then(|body| body.as_str().map(str::to_owned))
        .unwrap_or_default();
    let printed = if fields.contains_key("published") {
        None
    } else {
        metadata::printed_date(&page, &fields)
    };
    let title = fields.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let seen = Page::of(&page);
    if !fields.contains_key("authors")
        && let Some((line, people)) =
            bylines::in_lines(seen.blocks.iter().map(|block| block.text.as_str()), &sites)
    {
        fields.insert("byline".to_owned(), Value::String(line));
        fields.insert("authors".to_owned(), people.into());
    }
    let prose = Prose::of(&seen, &title);
    let body = chosen(prose.paragraphs, &spoken, page);
    fields.insert("body".to_owned(), Value::String(body));
    for (field, kind) in [("captions", Kind::Caption), ("credits", Kind::Credit)] {
        let told =
            prose.captions.iter().filter(|(set, _)| *set == kind).map(|(_, text)| text.as_str());
        fields.insert(field.to_owned(), told.collect());
    }
    let mut article = record::article(html, &fields, &FieldMap::default())?;
    if !fields.contains_key("authors") {
        // A byline that names a house, or the site itself, names nobody.
        article.authors.retain(|name| !bylines::is_site(name, &sites));
    }
    // What the page prints is surer than what its text gives away.
    if let Some(moment) = printed
        && article.published.as_ref().is_none_or(|published| published.source == DateSource::Text)
    {
        article.published = Some(finish::dated(moment, DateSource::Text));
    }
    Ok(article)
}

/// The text that is most likely the whole article: what stands on the page, what its linked data carries where that
/// says more, or what a reading mode finds where neither says much.
fn chosen(printed: Vec<String>, carried: &str, page: Document) -> String {
    let printed = printed.join("\n\n");
    if printed.len().max(carried.len()) < SHORT {
        let found =
            Readability::with_document(page, None, None).and_then(|mut reading| reading.parse());
        let reading = found
            .map(|found| clean::paragraphs(&markup::formatted(&found.content)))
            .unwrap_or_default();
        return if reading.len() > printed.len() { reading } else { printed };
    }
    let (spoken, seen) = (runs(carried), runs(&printed));
    let told = share(&spoken, &seen);
    match spoken.len() {
        0..SHORT_RUNS => printed,
        len if told < 0.7 && len * 6 > seen.len() * 10 => carried.to_owned(),
        len if told > 0.8 && len * 20 > seen.len() * 17 => confirmed(&printed, &spoken),
        _ => printed,
    }
}

/// A text from the first to the last of its paragraphs that another has too.
fn confirmed(text: &str, spoken: &HashSet<Vec<&str>>) -> String {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let known = |paragraph: &&str| share(&runs(paragraph), spoken) > 0.5;
    let first = paragraphs.iter().position(known).unwrap_or_default();
    let last = paragraphs.iter().rposition(known).unwrap_or_default();
    paragraphs.get(first..=last).unwrap_or(&paragraphs).join("\n\n")
}

/// A text's runs of four words.
fn runs(text: &str) -> HashSet<Vec<&str>> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(4).map(<[&str]>::to_vec).collect()
}

/// The share of some runs that are among others.
fn share(wanted: &HashSet<Vec<&str>>, known: &HashSet<Vec<&str>>) -> f64 {
    wanted.iter().filter(|run| known.contains(*run)).count() as f64 / wanted.len().max(1) as f64
}

/// How many attributes a tag has at most, told without parsing: by the white space outside its quotes.
fn most_attributes(html: &str) -> usize {
    let (mut most, mut count, mut within) = (0usize, 0usize, false);
    let (mut quote, mut before) = (None, 0u8);
    for &byte in html.as_bytes() {
        match (within, quote) {
            (false, _) => (within, count) = (before == b'<' && byte.is_ascii_alphabetic(), 0),
            (true, Some(open)) if byte == open => quote = None,
            (true, Some(_)) => {}
            (true, None) => match byte {
                b'>' => within = false,
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
        assert_eq!(
            article.published.and_then(|date| date.date.at).as_deref(),
            Some("2016-07-18T10:15:00+02:00")
        );
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
        assert_eq!(
            (&*article.title, article.authors),
            ("Flood & fire", vec!["Jane Doe".to_owned()])
        );
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
        assert_eq!(
            charset(b"<meta http-equiv=x content='text/html; charset=koi8-r'>").as_deref(),
            Some("koi8-r")
        );
        assert_eq!(charset(b"<meta charset=utf-16>"), None);
        assert_eq!(charset(b"<p>charset"), None);
    }

    #[test]
    fn a_tag_of_endless_attributes_is_rejected() {
        let tag = |count: usize| {
            format!("<p {}>x", (0..count).map(|n| format!("a{n}='x y > z' ")).collect::<String>())
        };
        assert!(article(&tag(ATTRIBUTES * 2)).is_err());
        assert!(article(&tag(ATTRIBUTES / 2)).is_ok());
    }

    #[test]
    fn a_bottomless_page_is_rejected() {
        let html = format!("<html><body>{}", "<div>".repeat(100_000));
        assert!(article(&html).is_err());
        assert!(article(&format!("<html><body>{}x", "<div>".repeat(1_900))).is_ok());
    }
}
