//! Text of a NewsML-G2 item, from the best of the forms it is given in.

use crate::article::Article;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::format::wire::nitf;

/// Reads the text of an item. XML goes before plain text, which repeats the same story.
pub(super) fn fill(item: &Element<'_>, article: &mut Article) {
    let set = if item.name == "contentSet" { Some(item) } else { item.child("contentSet") };
    let Some(set) = set else { return };
    let xml = set.children("inlineXML").filter(|content| is_story_text(content));
    let plain = set.children("inlineData").filter(|content| is_story_text(content));
    for content in xml.chain(plain) {
        read(content, article);
        if !article.body.is_empty() {
            break;
        }
    }
}

fn is_story_text(content: &Element<'_>) -> bool {
    is_text(content) && !is_editorial(content)
}

fn read(content: &Element<'_>, article: &mut Article) {
    match content.find("nitf") {
        Some(document) => nitf::fill(document, article),
        None if content.name == "inlineData" => {
            Prose::from_text(&content.text()).merge_into(article)
        }
        None => Prose::from_element(content).merge_into(article),
    }
}

/// Reports whether content is running text, and not a table of results or data for programs.
fn is_text(content: &Element<'_>) -> bool {
    const DATA: [&str; 8] =
        ["json", "sportsml", "svg", "mathml", "base64", "image", "audio", "video"];
    let content_type = content.attribute("contenttype").unwrap_or_default().to_lowercase();
    let is_encoded = content.attribute("encoding").is_some_and(|encoding| !encoding.is_empty());
    let is_prose = content.elements().next().is_none_or(|inner| is_prose_element(inner.name));
    !is_encoded && is_prose && !DATA.iter().any(|word| content_type.contains(word))
}

/// Reports whether an element belongs to running text, and not to a table of results or a list of
/// events.
fn is_prose_element(name: &str) -> bool {
    xml::is_block(name)
        || matches!(
            name,
            "html"
                | "body"
                | "nitf"
                | "main"
                | "header"
                | "head"
                | "span"
                | "b"
                | "strong"
                | "em"
                | "i"
                | "a"
        )
}

/// Reports whether content is for editors and not for readers: notes, contacts, headlines alone.
fn is_editorial(content: &Element<'_>) -> bool {
    let rendition = content.attribute("rendition").unwrap_or_default().to_lowercase();
    ["nonpublic", ":public", "note", "slug", "headline"].iter().any(|word| rendition.contains(word))
}
