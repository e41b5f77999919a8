//! Given names that are also places: "India Halloran" and "Chad Jordan" are people, although the tagger
//! took their first words, or both, for places.

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{next_word, previous_word};
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Traits of a word that is no surname after the name of a place: "Sydney Harbour", "China Mobile".
const NO_SURNAME: u32 = word_trait::PLACE_HEAD
    | word_trait::ORGANISATION_HEAD
    | word_trait::COMPANY
    | word_trait::DEMONYM
    | word_trait::TITLE
    | word_trait::CALENDAR
    | word_trait::COMMON
    | word_trait::SAYING;

/// Makes people of the names whose first word is a place. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(span) = spans.get(at) {
        let next = spans.get(at + 1);
        if let Some(end) = end_of_name(article, span, next) {
            let is_inside = next.is_some_and(|next| next.slot == span.slot && next.start < end);
            if let Some(span) = spans.get_mut(at) {
                (span.end, span.kind) = (end, EntityKind::Person);
            }
            if is_inside {
                spans.remove(at + 1);
            }
        }
        at += 1;
    }
}

/// Finds the end of a person's name that begins with a place of one word.
fn end_of_name(article: &Article, span: &Span, next: Option<&Span>) -> Option<usize> {
    let name = span.text(article);
    let text = article.slot(span.slot);
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    if span.kind != EntityKind::Place || name.contains([' ', '.', '-']) || is_capitals(name) {
        return None;
    }
    let surname = next_word(after);
    let end = span.end + 1 + surname.len();
    let behind = text.get(end..).unwrap_or_default();
    let next = next.filter(|next| next.slot == span.slot && next.start < end);
    let surname_traits = traits(surname);
    let may_be_surname = surname.chars().count() > 2
        && surname.starts_with(char::is_uppercase)
        && !is_capitals(surname)
        && !surname.contains(['-', '\'', '’'])
        && !surname_traits.has_any(NO_SURNAME)
        && !next_word(behind).starts_with(char::is_uppercase)
        && next.is_none_or(|next| next.end == end);
    if !may_be_surname || is_located(before) {
        return None;
    }
    let is_given = traits(name).has_any(word_trait::FIRST_NAME | word_trait::RARE_FIRST_NAME);
    let is_family = surname_traits.has_any(word_trait::SURNAME | word_trait::RARE_SURNAME);
    let fits = match next.map(|next| next.kind) {
        Some(EntityKind::Person) => true,
        Some(EntityKind::Place) => is_given && is_family,
        Some(_) => false,
        None => is_given || is_family,
    };
    fits.then_some(end)
}

/// Reports whether a place is what the word before leads to: "in Sydney", "the Jordan".
fn is_located(before: &str) -> bool {
    let previous = previous_word(before);
    matches!(previous, "the" | "The" | "of" | "from" | "to")
        || traits(previous).has_any(word_trait::LOCATIVE)
}

fn is_capitals(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;
    use EntityKind::{Organisation, Person, Place};

    #[test]
    fn a_place_before_a_surname_is_a_given_name() {
        let names = applied(apply, "Sydney Farrow left.", &[("Sydney", Place)]);
        assert_eq!(names, [("Sydney Farrow".to_owned(), Person)]);
        let names =
            applied(apply, "It was Chad Jordan again.", &[("Chad", Place), ("Jordan", Place)]);
        assert_eq!(names, [("Chad Jordan".to_owned(), Person)]);
        let names =
            applied(apply, "India Morland spoke.", &[("India", Place), ("Morland", Person)]);
        assert_eq!(names, [("India Morland".to_owned(), Person)]);
    }

    #[test]
    fn a_place_before_another_word_stays_one() {
        for (text, name, kind) in [
            ("Sydney Harbour froze.", "Sydney", Place),
            ("He came from Sydney Monday.", "Sydney", Place),
            ("In Paris Monday was cold.", "Paris", Place),
            ("They met in Sydney Farrow said.", "Sydney", Place),
            ("Sydney said so.", "Sydney", Place),
            ("Sydney Farrow Limited grew.", "Sydney", Place),
            ("China Mobile grew.", "China Mobile", Organisation),
        ] {
            assert_eq!(applied(apply, text, &[(name, kind)]), [(name.to_owned(), kind)], "{text}");
        }
    }
}
