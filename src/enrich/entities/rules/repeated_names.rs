//! One type for one name in an article: where most mentions of a full name are of a person, the others
//! are too, also those that the tagger left out.

use std::collections::{BTreeMap, HashMap};

use crate::article::{Article, Slot};
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Confidence of a mention that only other mentions give.
const CONFIDENCE: f32 = 0.7;

/// Most names that are sought in an article, most occurrences of each, and the longest text in which
/// they are.
const MOST_NAMES: usize = 100;
const MOST_OCCURRENCES: usize = 100;
const LONGEST_TEXT: usize = 256 * 1024;

/// Mentions of a single word as a person for each as something else, from which it is a person.
const SINGLE_WORD: usize = 2;

/// Gives all mentions of a person's name the same type. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let people = people(article, spans);
    if people.is_empty() {
        return;
    }
    for span in spans.iter_mut().filter(|span| span.kind != EntityKind::Person) {
        let name = span.text(article);
        let is_other = !name.contains(' ')
            && (span.kind == EntityKind::Other
                || is_located(article, span)
                || is_listed_place(span, name));
        if people.contains(&name) && !is_other {
            span.kind = EntityKind::Person;
        }
    }
    let added = untagged(article, spans, &people);
    if !added.is_empty() {
        spans.extend(added);
        spans.sort_by_key(|span| (span.slot, span.start));
    }
}

/// The names that most mentions take for a person, in order.
fn people<'a>(article: &'a Article, spans: &[Span]) -> Vec<&'a str> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for span in spans {
        let (person, other) = counts.entry(span.text(article)).or_default();
        *if span.kind == EntityKind::Person { person } else { other } += 1;
    }
    let is_person = |(name, (person, other)): &(&str, (usize, usize))| {
        if name.contains(' ') {
            person > other
        } else {
            *person > 0 && *person >= SINGLE_WORD * other
        }
    };
    let mut names: Vec<&str> = counts.into_iter().filter(is_person).map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// Reports whether a place is in the gazetteer.
fn is_listed_place(span: &Span, name: &str) -> bool {
    span.kind == EntityKind::Place && places::find(name).is_some()
}

/// Reports whether a name is where something is: "in Quill".
fn is_located(article: &Article, span: &Span) -> bool {
    let previous = previous_word(article.slot(span.slot).get(..span.start).unwrap_or_default());
    matches!(previous, "the" | "The" | "of" | "from" | "to" | "for")
        || traits(previous).has_any(word_trait::LOCATIVE)
}

/// Finds the occurrences of full names outside all spans.
fn untagged(article: &Article, spans: &[Span], people: &[&str]) -> Vec<Span> {
    let mut taken: BTreeMap<(Slot, usize), usize> =
        spans.iter().map(|span| ((span.slot, span.start), span.end)).collect();
    let mut added = Vec::new();
    for name in people.iter().filter(|name| name.contains(' ')).take(MOST_NAMES) {
        for (slot, whole) in article.slots().filter(|(_, whole)| whole.len() < LONGEST_TEXT) {
            for (start, _) in whole.match_indices(name).take(MOST_OCCURRENCES) {
                let end = start + name.len();
                let before = taken.range(..(slot, end)).next_back();
                let is_free = before.is_none_or(|(&(of, _), &until)| of != slot || until <= start);
                if is_free && is_whole(whole, start, end) {
                    taken.insert((slot, start), end);
                    let kind = EntityKind::Person;
                    added.push(Span { slot, start, end, kind, confidence: CONFIDENCE });
                }
            }
        }
    }
    added
}

/// Reports whether a name is no part of longer words.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '@' | '#' | '&' | '/' | '_');
    !text.get(..start).unwrap_or_default().ends_with(joins)
        && !text.get(end..).unwrap_or_default().starts_with(joins)
}

#[cfg(test)]
mod tests {
    use super::super::{applied, tagged};
    use super::*;
    use EntityKind::{Organisation, Person, Place};

    #[test]
    fn all_mentions_of_a_name_have_one_type() {
        let body = "Bola Quillu left. Bola Quillu said so. In Bola Quillu they trust.";
        let names = [("Bola Quillu", Person), ("Bola Quillu", Person), ("Bola Quillu", Place)];
        assert!(applied(apply, body, &names).iter().all(|(_, kind)| *kind == Person));
        let names = [("Bola Quillu", Place), ("Bola Quillu", Place), ("Bola Quillu", Person)];
        let kinds: Vec<EntityKind> =
            applied(apply, body, &names).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Place, Place, Person]);
    }

    #[test]
    fn a_single_word_needs_more_mentions_and_no_preposition() {
        let body = "Quillu left. Quillu said so. It was Quillu then.";
        let names = [("Quillu", Person), ("Quillu", Person), ("Quillu", Organisation)];
        let kinds: Vec<EntityKind> =
            applied(apply, body, &names).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Person, Person, Person]);
        let (article, mut spans) = tagged("Quillu left. Quillu won. In Quillu.", &names[..2]);
        spans.push(Span { start: 28, end: 34, kind: Place, ..spans[0] });
        apply(&article, &mut spans);
        assert_eq!(spans[2].kind, Place);
    }

    #[test]
    fn untagged_mentions_of_a_full_name_are_found() {
        let body = "Ada Quill left. Then Ada Quill-Marsh and Ada Quill won.";
        let found = applied(apply, body, &[("Ada Quill", Person)]);
        assert_eq!(found.len(), 2);
    }
}
