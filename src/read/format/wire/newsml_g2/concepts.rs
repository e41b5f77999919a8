//! What an item is about: its subjects by their type, under their names.

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::codes;
use crate::read::format::shared::xml::Element;

/// Reads the subjects of an item into an article's labels, and its section from those that classify it.
pub fn fill(item: &Element<'_>, article: &mut Article) {
    let meta = item.at("contentMeta").into_iter();
    for subject in meta.flat_map(Element::elements).filter(|element| element.name == "subject") {
        label(subject, item, article);
    }
}

/// A subject's type in a word: its own, or that of an assertion about the same concept.
fn kind(subject: &Element<'_>, item: &Element<'_>) -> String {
    let own = subject.attribute("type").or_else(|| subject.attribute("typeuri"));
    let code = subject.attribute("qcode").or_else(|| subject.attribute("literal"));
    let asserted = || {
        let same = |assert: &&Element<'_>| {
            code.is_some()
                && (assert.attribute("qcode") == code || assert.attribute("literal") == code)
        };
        item.children("assert").find(same)?.child("type")?.attribute("qcode")
    };
    own.or_else(asserted).unwrap_or_default().to_lowercase()
}

fn label(subject: &Element<'_>, item: &Element<'_>, article: &mut Article) {
    let kind = kind(subject, item);
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
        // Reuters' word for a place.
        "5" if kind.starts_with("cpttype") => &mut labels.places,
        "event" => &mut article.keywords,
        _ => &mut labels.topics,
    };
    if name.chars().count() > 1 {
        codes::add(list, &name);
    }
}

/// Whether a type or scheme is that of desks and departments.
fn is_category(word: &str) -> bool {
    ["categor", "department", "section", "ressort"].iter().any(|sign| word.contains(sign))
}

/// What a subject is called: by its own name, by the name of its assertion, by its code's.
fn name(subject: &Element<'_>, item: &Element<'_>) -> Option<String> {
    let code = subject.attribute("qcode").or_else(|| subject.attribute("uri"));
    let asserted = || {
        let same = |assert: &&Element<'_>| {
            assert.attribute("qcode").or_else(|| assert.attribute("uri")) == code
        };
        item.children("assert").filter(|_| code.is_some()).find(same).and_then(printed)
    };
    // Beside a code a literal only says what kind of code it is.
    let literal = || {
        let literal = subject.attribute("literal").filter(|_| code.is_none());
        literal.map(|name| name.trim().to_owned()).filter(|name| is_word(name))
    };
    printed(subject)
        .or_else(asserted)
        .or_else(|| codes::subject(code.as_deref()?).map(str::to_owned))
        .or_else(literal)
}

/// Whether a literal is a name and not a number or code.
fn is_word(literal: &str) -> bool {
    literal.chars().any(char::is_lowercase) && !literal.contains(|c: char| c.is_ascii_digit())
}

/// The best of a concept's printed names: the English one, the one for display, the first that is no abbreviation.
fn printed(concept: &Element<'_>) -> Option<String> {
    let names = || concept.children("name").filter(|name| !name.line().is_empty());
    let role = |name: &Element<'_>| name.attribute("role").unwrap_or_default().to_lowercase();
    let short =
        |name: &Element<'_>| role(name).contains("short") || role(name).contains("mnemonic");
    let english =
        |name: &Element<'_>| name.attribute("lang").is_some_and(|lang| lang.starts_with("en"));
    // The first of the least: a name that is English, and printed in full.
    let best = names().filter(|name| !short(name)).min_by_key(|name| {
        (!english(name), !(role(name).contains("display") || role(name).contains("full")))
    });
    best.or_else(|| names().next()).map(Element::line)
}

/// Every name of a party, the likeliest first: printed, literal, and the code of an agency we know.
pub fn names(party: &Element<'_>) -> Vec<String> {
    let literal = party.attribute("literal").map(|name| name.trim().to_owned());
    let code = party.attribute("qcode").and_then(|code| code.rsplit(':').next().map(str::to_owned));
    let known = code.as_ref().is_some_and(|code| dateline::is_known_agency(code));
    let scheme = party.attribute("qcode").is_some_and(|code| code.starts_with("nprov:"));
    let nameless = printed(party).is_none() && literal.is_none();
    let named = [printed(party), literal, code.filter(|_| known || (scheme && nameless))];
    named.into_iter().flatten().filter(|name| !name.is_empty()).collect()
}

/// Whether a party is no person.
pub fn is_organisation(party: &Element<'_>) -> bool {
    let kind = party.attribute("type").unwrap_or_default().to_lowercase();
    kind.contains("organi") || party.child("organisationDetails").is_some()
}
