//! The names and subjects NITF marks: in the head as identified content, in the story where they are printed.

use crate::article::Article;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish};

/// Reads what is tagged into an article's labels.
pub fn fill(nitf: &Element<'_>, article: &mut Article) {
    nitf.all("tobject.subject")
        .filter_map(subject)
        .for_each(|name| codes::add(&mut article.labels.topics, &name));
    let marked =
        ["identified-content", "body.content"].into_iter().filter_map(|name| nitf.find(name));
    marked.flat_map(Element::below).for_each(|tag| label(tag, article));
}

fn label(tag: &Element<'_>, article: &mut Article) {
    let labels = &mut article.labels;
    match tag.name {
        "person" => codes::add(&mut labels.people, &person(&tag.line())),
        "org" => codes::add(&mut labels.organisations, owned(&tag.line())),
        "location" => codes::add(&mut labels.places, &place(tag)),
        "classifier" => {
            labels_topic(tag).into_iter().for_each(|topic| codes::add(&mut labels.topics, &topic))
        }
        _ => {}
    }
}

/// A classifier's words: no path in a tree of pages, and no kind of text.
fn labels_topic(tag: &Element<'_>) -> Option<String> {
    let kind = tag.attribute("type").unwrap_or_default();
    let words = Some(tag.line()).filter(|line| !line.is_empty());
    let words = words.or_else(|| tag.attribute("value").map(|value| value.into_owned()))?;
    let topic = kind != "types_of_material"
        && !words.contains('/')
        && !words.bytes().all(|byte| byte.is_ascii_digit());
    topic.then_some(words)
}

/// A subject as the desk words it, most exactly; or by its code.
fn subject(tag: &Element<'_>) -> Option<String> {
    let said = |name: &str| {
        tag.attribute(name).map(|said| said.trim().to_owned()).filter(|said| !said.is_empty())
    };
    let worded = ["detail", "matter", "type"]
        .into_iter()
        .find_map(|part| said(&format!("tobject.subject.{part}")));
    worded.or_else(|| codes::subject(&said("tobject.subject.refnum")?).map(str::to_owned))
}

/// A name as it is called: without an index's note behind it, and not in capitals.
fn person(name: &str) -> String {
    let name = name.split(" (").next().unwrap_or_default();
    finish::out_of_capitals(owned(name))
}

/// A name without the ending of what it owns: "Jane Doe's".
fn owned(name: &str) -> &str {
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

/// A place by its parts, the narrowest first.
pub fn place(location: &Element<'_>) -> String {
    let parts: Vec<String> = location
        .elements()
        .filter(|part| matches!(part.name, "sublocation" | "city" | "state" | "region" | "country"))
        .map(Element::line)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() { owned(&location.line()).to_owned() } else { parts.join(", ") }
}
