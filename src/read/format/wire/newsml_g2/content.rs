//! The text an item carries, in the best of the kinds it is given in.

use crate::article::Article;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::format::wire::nitf;

/// Reads an item's text. XML goes before plain text, which is the same story once more.
pub fn fill(item: &Element<'_>, article: &mut Article) {
    let set = if item.name == "contentSet" { Some(item) } else { item.child("contentSet") };
    let Some(set) = set else { return };
    let marked = set.children("inlineXML").filter(|content| is_text(content) && !is_aside(content));
    let plain = set.children("inlineData").filter(|content| is_text(content) && !is_aside(content));
    for content in marked.chain(plain) {
        read(content, article);
        if !article.body.is_empty() {
            break;
        }
    }
}

fn read(content: &Element<'_>, article: &mut Article) {
    match content.find("nitf") {
        Some(document) => nitf::fill(document, article),
        None if content.name == "inlineData" => Prose::of_text(&content.text()).lay_into(article),
        None => Prose::of(content).lay_into(article),
    }
}

/// Whether content is running text; tables of results and programs' data are none.
fn is_text(content: &Element<'_>) -> bool {
    let kind = content.attribute("contenttype").unwrap_or_default().to_lowercase();
    let data = ["json", "sportsml", "svg", "mathml", "base64", "image", "audio", "video"];
    let encoded = content.attribute("encoding").is_some_and(|encoding| !encoding.is_empty());
    let marked = content.elements().next().is_none_or(|inner| is_markup(inner.name));
    !encoded && marked && !data.iter().any(|word| kind.contains(word))
}

/// Whether an element is one of running text, and not of tables of results or lists of events.
fn is_markup(name: &str) -> bool {
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

/// Whether content is the desk's own: notes, contacts, headlines alone.
fn is_aside(content: &Element<'_>) -> bool {
    let rendition = content.attribute("rendition").unwrap_or_default().to_lowercase();
    ["nonpublic", ":public", "note", "slug", "headline"].iter().any(|word| rendition.contains(word))
}
