//! Subjects of a NewsML-G2 item: their types and names.

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::codes;
use crate::read::format::shared::xml::Element;

/// Adds the subjects of an item to the labels of an article; a subject that is a category sets its
/// section.
pub(super) fn fill(item: &Element<'_>, article: &mut Article) {
    let meta = item.at("contentMeta").into_iter();
    for subject in meta.flat_map(Element::elements).filter(|element| element.name == "subject") {
        add_label(subject, item, article);
    }
}

/// Returns the type of a subject in lower case: its attribute, or the type that an assertion about
/// the same concept gives it.
fn subject_type(subject: &Element<'_>, item: &Element<'_>) -> String {
    let declared = subject.attribute("type").or_else(|| subject.attribute("typeuri"));
    let code = subject.attribute("qcode").or_else(|| subject.attribute("literal"));
    let asserted = || {
        let is_same = |assert: &&Element<'_>| {
            code.is_some()
                && (assert.attribute("qcode") == code || assert.attribute("literal") == code)
        };
        item.children("assert").find(is_same)?.child("type")?.attribute("qcode")
    };
    declared.or_else(asserted).unwrap_or_default().to_lowercase()
}

fn add_label(subject: &Element<'_>, item: &Element<'_>, article: &mut Article) {
    let kind = subject_type(subject, item);
    let Some(name) = name(subject, item) else { return };
    let scheme = subject
        .attribute("qcode")
        .unwrap_or_default()
        .split(':')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if is_category(&kind) || is_category(&scheme) {
        if article.section.is_empty() && name.chars().count() > 2 {
            article.section = name;
        }
        return;
    }
    let labels = &mut article.labels;
    let list = match kind.rsplit([':', '/']).next().unwrap_or_default() {
        "person" => &mut labels.people,
        "organisation" | "organization" | "company" | "team" => &mut labels.organisations,
        "geoarea" | "poi" | "city" | "country" | "statprov" | "region" | "place" => {
            &mut labels.places
        }
        // Reuters' type code of a place.
        "5" if kind.starts_with("cpttype") => &mut labels.places,
        "event" => &mut article.keywords,
        _ => &mut labels.topics,
    };
    if name.chars().count() > 1 {
        codes::push_unique(list, &name);
    }
}

/// Reports whether a type or scheme names desks and departments.
fn is_category(word: &str) -> bool {
    ["categor", "department", "section", "ressort"].iter().any(|sign| word.contains(sign))
}

/// Returns the name of a subject: printed in it, in an assertion about it, or listed for its code.
fn name(subject: &Element<'_>, item: &Element<'_>) -> Option<String> {
    let code = subject.attribute("qcode").or_else(|| subject.attribute("uri"));
    let asserted = || {
        let is_same = |assert: &&Element<'_>| {
            assert.attribute("qcode").or_else(|| assert.attribute("uri")) == code
        };
        item.children("assert").filter(|_| code.is_some()).find(is_same).and_then(printed_name)
    };
    // Next to a code, a literal only names the kind of code.
    let literal = || {
        let literal = subject.attribute("literal").filter(|_| code.is_none());
        literal.map(|name| name.trim().to_owned()).filter(|name| is_name(name))
    };
    printed_name(subject)
        .or_else(asserted)
        .or_else(|| codes::subject_name(code.as_deref()?).map(str::to_owned))
        .or_else(literal)
}

/// Reports whether a literal is a name and not a number or code.
fn is_name(literal: &str) -> bool {
    literal.chars().any(char::is_lowercase) && !literal.contains(|c: char| c.is_ascii_digit())
}

/// Returns the best printed name of a concept: in English, for display, and not an abbreviation.
fn printed_name(concept: &Element<'_>) -> Option<String> {
    let names = || concept.children("name").filter(|name| !name.line().is_empty());
    let role = |name: &Element<'_>| name.attribute("role").unwrap_or_default().to_lowercase();
    let is_short =
        |name: &Element<'_>| role(name).contains("short") || role(name).contains("mnemonic");
    let is_english =
        |name: &Element<'_>| name.attribute("lang").is_some_and(|lang| lang.starts_with("en"));
    // `min_by_key` takes the first of equal names.
    let best = names().filter(|name| !is_short(name)).min_by_key(|name| {
        (!is_english(name), !(role(name).contains("display") || role(name).contains("full")))
    });
    best.or_else(|| names().next()).map(Element::line)
}

/// Returns every name of a party, most likely first: printed, literal, and the code of a known
/// agency.
pub(super) fn names(party: &Element<'_>) -> Vec<String> {
    let printed = printed_name(party);
    let literal = party.attribute("literal").map(|name| name.trim().to_owned());
    let qcode = party.attribute("qcode").unwrap_or_default();
    let code = qcode.rsplit(':').next().unwrap_or_default();
    let has_name = printed.is_some() || literal.is_some();
    let is_agency = dateline::is_known_agency(code) || (qcode.starts_with("nprov:") && !has_name);
    let names = [printed, literal, is_agency.then(|| code.to_owned())];
    names.into_iter().flatten().filter(|name| !name.is_empty()).collect()
}

/// Reports whether a party is an organisation.
pub(super) fn is_organisation(party: &Element<'_>) -> bool {
    let kind = party.attribute("type").unwrap_or_default().to_lowercase();
    kind.contains("organi") || party.child("organisationDetails").is_some()
}
