//! Countries and their people: a country is a place whatever the tagger took it for, and also where it
//! has no span; a people, a language and "Costa Rican" are no place and no person.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::article::{Article, Slot};
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;
use crate::text::tokenizer;

/// Peoples, nationalities and languages, written for this project.
static PEOPLES: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("peoples.txt").lines().map(tokenizer::folded).collect());

/// Confidence of a country that only its name gives.
const CONFIDENCE: f32 = 0.8;

/// Longest text in which countries without a span are sought, in bytes.
const LONGEST_TEXT: usize = 256 * 1024;

/// Most words of a country's name.
const MOST_WORDS: usize = 4;

/// Traits of the names that are people's too: "Jordan", "Chad".
const NAME: u32 = word_trait::FIRST_NAME
    | word_trait::RARE_FIRST_NAME
    | word_trait::SURNAME
    | word_trait::RARE_SURNAME
    | word_trait::COMMON
    | word_trait::DEMONYM;

/// Corrects the types of countries and peoples, and adds countries. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    for span in spans.iter_mut() {
        if is_people(article, span) {
            span.kind = EntityKind::Other;
        } else if is_taken_for_other(article, span) {
            span.kind = EntityKind::Place;
        }
    }
    let added = untagged(article, spans);
    if !added.is_empty() {
        spans.extend(added);
        spans.sort_by_key(|span| (span.slot, span.start));
    }
}

/// Reports whether a name is of a people, a language or the inhabitants of a country.
fn is_people(article: &Article, span: &Span) -> bool {
    let name = span.text(article);
    let is_listed = |name: &str| PEOPLES.contains(&tokenizer::folded(name));
    let is_named = |name: &str| is_listed(name) || name.strip_suffix('s').is_some_and(is_listed);
    match span.kind {
        EntityKind::Place => is_named(name) || is_demonym(name),
        EntityKind::Person => {
            !traits(name).has_any(word_trait::FIRST_NAME | word_trait::SURNAME)
                && (is_named(name) || name.contains(' ') && is_demonym(name))
        }
        EntityKind::Organisation => name.contains(' ') && is_demonym(name),
        EntityKind::Other => false,
    }
}

/// Reports whether a name is "Russian", or a country's name with its last word changed: "Costa
/// Ricans", "South Sudanese".
fn is_demonym(name: &str) -> bool {
    let (first, last) = name.split_once(' ').unwrap_or(("", name));
    // Looking up a place costs most, and comes last.
    if last.contains(' ') || !first.is_empty() && !COUNTRY_BEGINNINGS.contains(&first) {
        return false;
    }
    let has_trait = |word: &str| {
        traits(word).has_any(word_trait::DEMONYM) && !traits(word).has_any(word_trait::REGION)
    };
    let names_people = has_trait(last) || last.strip_suffix('s').is_some_and(has_trait);
    let is_derived = || {
        !first.is_empty()
            && ["ans", "an", "ese", "ers"].iter().any(|ending| last.ends_with(ending))
            && !traits(last).has_any(word_trait::REGION)
            && places::find(last).is_none()
    };
    (names_people || is_derived()) && places::find(name).is_none()
}

/// First words of countries, continents and their parts.
const COUNTRY_BEGINNINGS: [&str; 24] = [
    "African", "Burkina", "Cape", "Central", "Costa", "East", "Eastern", "El", "Latin", "New",
    "North", "Northern", "Papua", "Puerto", "San", "Saudi", "Sierra", "South", "Southern", "Sri",
    "West", "Western", "British", "Native",
];

/// Reports whether a person is a country, or a well-known place of two words: "Sri Lanka", "Abu
/// Dhabi"; or what is no name a country.
fn is_taken_for_other(article: &Article, span: &Span) -> bool {
    let name = span.text(article);
    let is_unclear = || !name.contains(' ') && traits(name).has_any(NAME);
    match span.kind {
        EntityKind::Person => {
            let first = name.split(' ').next().unwrap_or_default();
            let may_be_city = || !traits(first).has_any(word_trait::FIRST_NAME);
            name.contains(' ')
                && (begins_country(first) && places::is_country(name)
                    || may_be_city() && places::is_city(name))
        }
        EntityKind::Other => name.len() > 3 && places::is_country(name) && !is_unclear(),
        EntityKind::Organisation | EntityKind::Place => false,
    }
}

/// Reports whether a country's name may begin with a word.
fn begins_country(word: &str) -> bool {
    COUNTRY_BEGINNINGS.contains(&word) || traits(word).has_any(word_trait::REGION)
}

/// Finds the countries that have no span and are no part of a longer name.
fn untagged(article: &Article, spans: &[Span]) -> Vec<Span> {
    let mut added = Vec::new();
    for (slot, text) in article.slots().filter(|(_, text)| text.len() < LONGEST_TEXT) {
        let from = spans.partition_point(|span| span.slot < slot);
        let to = spans.partition_point(|span| span.slot <= slot);
        let in_slot = spans.get(from..to).unwrap_or_default();
        for gap in gaps(text.len(), in_slot) {
            find_in_gap(slot, text, gap, &mut added);
        }
    }
    added
}

/// The ranges of a text between spans.
fn gaps(length: usize, spans: &[Span]) -> Vec<(usize, usize)> {
    let mut from = 0;
    let mut gaps = Vec::with_capacity(spans.len() + 1);
    for span in spans {
        gaps.push((from, span.start));
        from = span.end.max(from);
    }
    gaps.push((from, length));
    gaps
}

fn find_in_gap(slot: Slot, text: &str, (from, to): (usize, usize), added: &mut Vec<Span>) {
    let Some(gap) = text.get(from..to) else { return };
    let mut at = 0;
    while let Some(found) = gap.get(at..).and_then(|rest| rest.find(char::is_uppercase)) {
        let start = from + at + found;
        let word = letters(text.get(start..to).unwrap_or_default());
        at += found + word.len().max(1);
        if text.get(..start).unwrap_or_default().ends_with(joins) || is_short(word) {
            continue;
        }
        let Some(end) = country_end(text, start, to) else { continue };
        if !is_part(text, start, end) {
            let kind = EntityKind::Place;
            added.push(Span { slot, start, end, kind, confidence: CONFIDENCE });
            at = end - from;
        }
    }
}

/// Reports whether a word is too short for a country and begins no longer name: "US", but not "Sri".
fn is_short(word: &str) -> bool {
    word.len() < 4 && !COUNTRY_BEGINNINGS.contains(&word)
}

fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '@' | '#' | '.' | '/' | '_' | '&')
}

fn letters(text: &str) -> &str {
    text.get(..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())).unwrap_or_default()
}

/// Finds the end of the longest country that begins at an offset.
fn country_end(text: &str, start: usize, to: usize) -> Option<usize> {
    let rest = text.get(start..to)?;
    let first = letters(rest);
    if !begins_country(first) {
        return None;
    }
    let mut ends = Vec::with_capacity(MOST_WORDS);
    let mut end = 0;
    for _ in 0..MOST_WORDS {
        let word = letters(rest.get(end..)?);
        if !word.starts_with(char::is_uppercase) {
            break;
        }
        end += word.len();
        ends.push(end);
        if !rest.get(end..)?.starts_with(' ') {
            break;
        }
        end += 1;
    }
    ends.into_iter().rev().find_map(|end| {
        let name = rest.get(..end)?;
        let is_clear = end > first.len()
            || traits(name).has_any(word_trait::REGION) && !traits(name).has_any(NAME);
        (is_clear && places::is_country(name)).then_some(start + end)
    })
}

/// Reports whether a name goes on before or after: "New Zambia", "Zambia Airways".
fn is_part(text: &str, start: usize, end: usize) -> bool {
    let after = text.get(end..).unwrap_or_default();
    let next = after.strip_prefix(' ').unwrap_or_default();
    let previous = previous_word(text.get(..start).unwrap_or_default());
    next.starts_with(char::is_uppercase)
        || after.starts_with(|c: char| c.is_alphanumeric() || c == '-')
        || previous.starts_with(char::is_uppercase)
            && !traits(previous).has_any(word_trait::LOCATIVE)
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;
    use EntityKind::{Organisation, Other, Person, Place};

    fn kinds(name: &str, kind: EntityKind) -> EntityKind {
        applied(apply, &format!("then {name} left"), &[(name, kind)])[0].1
    }

    #[test]
    fn a_country_is_no_person() {
        for name in ["Sri Lanka", "El Salvador", "Saudi Arabia"] {
            assert_eq!(kinds(name, Person), Place, "{name}");
        }
        for name in ["Ada Quill", "Jordan", "Santiago Quill"] {
            assert_eq!(kinds(name, Person), Person, "{name}");
        }
        assert_eq!(kinds("Sri Lanka", Other), Place);
        assert_eq!(kinds("Jordan", Other), Other);
    }

    #[test]
    fn peoples_and_inhabitants_are_no_places() {
        for name in ["Qatari", "Costa Rican", "South Africans", "Nicaraguans", "Inuit", "Cantonese"]
        {
            assert_eq!(kinds(name, Place), Other, "{name}");
        }
        assert_eq!(kinds("Hokkien", Person), Other);
        assert_eq!(kinds("Costa Rican", Organisation), Other);
        for name in ["Costa Rica", "Milan", "Western Japan", "San Juan", "South Yorkshire"] {
            assert_eq!(kinds(name, Place), Place, "{name}");
        }
    }

    #[test]
    fn a_country_without_a_span_is_found() {
        let body = "They would not leave Sri Lanka now. Honduras / 2-1 / Nicaragua";
        let found = applied(apply, body, &[]);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Sri Lanka", "Honduras", "Nicaragua"]);
        for body in
            ["Jordan said so.", "the Ghana Airways jet", "the New Ghana jet", "an ex-Ghana jet"]
        {
            assert_eq!(applied(apply, body, &[]), [], "{body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn spans_stay_in_order(body in "(Sri |Lanka|Ghana |-|US\\$|é|x |\n){0,12}") {
            let article = Article { body, ..Article::default() };
            let mut spans = Vec::new();
            apply(&article, &mut spans);
            assert!(spans.is_sorted_by(|one, other| one.end <= other.start));
            assert!(spans.iter().all(|span| !span.text(&article).is_empty()));
        }
    }
}
