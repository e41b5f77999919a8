//! Names and subjects that NITF marks up: in the head as identified content, and in the text.

use crate::article::Article;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish};

/// Adds marked names and subjects to the labels of an article.
pub(super) fn fill(nitf: &Element<'_>, article: &mut Article) {
    nitf.all("tobject.subject")
        .filter_map(subject)
        .for_each(|name| codes::push_unique(&mut article.labels.topics, &name));
    let parts =
        ["identified-content", "body.content"].into_iter().filter_map(|name| nitf.find(name));
    parts.flat_map(Element::descendants).for_each(|tag| add_label(tag, article));
}

fn add_label(tag: &Element<'_>, article: &mut Article) {
    let labels = &mut article.labels;
    match tag.name {
        "person" => codes::push_unique(&mut labels.people, &person(&tag.line())),
        "org" => codes::push_unique(&mut labels.organisations, strip_possessive(&tag.line())),
        "location" => codes::push_unique(&mut labels.places, &place(tag)),
        "classifier" => classifier_topic(tag)
            .into_iter()
            .for_each(|topic| codes::push_unique(&mut labels.topics, &topic)),
        _ => {}
    }
}

/// Returns the topic a classifier names, unless it is a path in a tree of pages, a kind of text or
/// a number.
fn classifier_topic(tag: &Element<'_>) -> Option<String> {
    let kind = tag.attribute("type").unwrap_or_default();
    let words = Some(tag.line()).filter(|line| !line.is_empty());
    let words = words.or_else(|| tag.attribute("value").map(|value| value.into_owned()))?;
    let is_topic = kind != "types_of_material"
        && !words.contains('/')
        && !words.bytes().all(|byte| byte.is_ascii_digit());
    is_topic.then_some(words)
}

/// Returns the most specific words of a subject, or the name of its code.
fn subject(tag: &Element<'_>) -> Option<String> {
    let attribute = |name: &str| {
        let value = tag.attribute(name).map(|value| value.trim().to_owned());
        value.filter(|value| !value.is_empty())
    };
    let words = ["detail", "matter", "type"]
        .into_iter()
        .find_map(|part| attribute(&format!("tobject.subject.{part}")));
    words.or_else(|| codes::subject_name(&attribute("tobject.subject.refnum")?).map(str::to_owned))
}

/// Returns a person's name without the note of an index after it, and not in capitals.
fn person(name: &str) -> String {
    let name = name.split(" (").next().unwrap_or_default();
    finish::normalise_capitals(strip_possessive(name))
}

/// Cuts the possessive ending off a name: "Jane Doe's".
fn strip_possessive(name: &str) -> &str {
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

/// Returns the name of a place from its parts, narrowest first.
pub(super) fn place(location: &Element<'_>) -> String {
    let parts: Vec<String> = location
        .elements()
        .filter(|part| matches!(part.name, "sublocation" | "city" | "state" | "region" | "country"))
        .map(Element::line)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { strip_possessive(&location.line()).to_owned() } else { parts.join(", ") }
}
