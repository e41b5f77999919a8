//! Given names that are also places: "India Halloran" and "Chad Jordan" are people, although the tagger
//! took their first words, or both, for places.

use std::ops::Range;

use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{begins_sentence, next_word, previous_word};
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

/// Most surnames of an article that are sought in its text.
const MOST_SOUGHT: usize = 200;

/// Makes people of the names whose first word is a place. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let mut names = GivenNames { article, sought: 0 };
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    let mut rest = spans.as_slice();
    while let Some((span, after)) = rest.split_first() {
        rest = after;
        let end = names.end_of_name(span, kept.last(), after);
        let start = start_of_name(article, span, kept.last());
        if start.is_none() && end.is_none() {
            kept.push(*span);
            continue;
        }
        let (start, end) = (start.unwrap_or(span.start), end.unwrap_or(span.end));
        kept.push(Span { kind: EntityKind::Person, start, end, ..*span });
        // The surname was a name by itself.
        if let Some((surname, after)) = rest.split_first()
            && surname.slot == span.slot
            && surname.start < end
        {
            rest = after;
        }
    }
    *spans = kept;
}

/// Reports whether a span is a place of one word that may be a part of a person's name. Headlines
/// have capitals at every word.
fn is_single_place(article: &Article, span: &Span) -> bool {
    let name = span.text(article);
    span.kind == EntityKind::Place
        && span.slot != Slot::Title
        && !name.contains([' ', '.', '-'])
        && !is_capitals(name)
}

/// Finds the start of a person's name that ends with a place of one word, after a given name that
/// the tagger left out: "said Chad Jordan".
fn start_of_name(article: &Article, span: &Span, before: Option<&Span>) -> Option<usize> {
    let text = article.slot(span.slot);
    let given = previous_word(text.get(..span.start)?);
    let start = span.start.checked_sub(given.len() + 1)?;
    let is_free = before.is_none_or(|it| it.slot != span.slot || it.end <= start);
    let fits = is_single_place(article, span)
        && is_free
        && text.get(start..).is_some_and(|rest| rest.starts_with(given))
        && given.starts_with(char::is_uppercase)
        && given.chars().count() > 2
        && !is_capitals(given)
        && traits(given).has_any(word_trait::FIRST_NAME)
        && !traits(given).has_any(NO_SURNAME | word_trait::LOCATIVE)
        && traits(span.text(article)).has_any(word_trait::SURNAME)
        && !next_word(text.get(span.end..)?).starts_with(char::is_uppercase);
    fits.then_some(start)
}

/// The article in which names that begin with a place are sought.
struct GivenNames<'a> {
    article: &'a Article,
    /// The number of surnames that were sought in its text.
    sought: usize,
}

impl GivenNames<'_> {
    /// Finds the end of a person's name that begins with a place of one word, given the name before it
    /// and the names after it.
    fn end_of_name(&mut self, span: &Span, before: Option<&Span>, after: &[Span]) -> Option<usize> {
        let article = self.article;
        let text = article.slot(span.slot);
        let rest = text.get(span.end..)?;
        if !is_single_place(article, span) || is_located(text.get(..span.start)?) {
            return None;
        }
        let surname = next_word(rest);
        let end = span.end + 1 + surname.len();
        let next = after.first().filter(|next| next.slot == span.slot && next.start < end);
        if !may_be_surname(surname, text.get(end..).unwrap_or_default())
            || next.is_some_and(|next| next.end != end)
        {
            return None;
        }
        let given = traits(span.text(article));
        let is_given = given.has_any(word_trait::FIRST_NAME | word_trait::RARE_FIRST_NAME);
        let is_family = traits(surname).has_any(word_trait::SURNAME | word_trait::RARE_SURNAME);
        let fits = match next.map(|next| next.kind) {
            Some(EntityKind::Person) => is_given || is_family,
            Some(EntityKind::Place) => is_given && traits(surname).has_any(word_trait::SURNAME),
            Some(_) => false,
            None => {
                is_given && is_family
                    || before.is_some_and(|it| is_joined(article, span, it, it.end..span.start))
                    || after.first().is_some_and(|it| is_joined(article, span, it, end..it.start))
                    || self.says(surname)
            }
        };
        fits.then_some(end)
    }

    /// Reports whether the article lets a surname alone speak: "Halloran said so".
    fn says(&mut self, surname: &str) -> bool {
        self.sought += 1;
        self.sought <= MOST_SOUGHT && says(self.article, surname)
    }
}

/// Reports whether a word that goes on after a place may be a surname, by itself and by what is behind it.
fn may_be_surname(surname: &str, behind: &str) -> bool {
    surname.chars().count() > 2
        && surname.starts_with(char::is_uppercase)
        && !is_capitals(surname)
        && !surname.contains(['-', '\'', '’'])
        && !traits(surname).has_any(NO_SURNAME)
        && !next_word(behind).starts_with(char::is_uppercase)
}

/// Reports whether "and" in this range joins a name to the full name of a person: "Ada Marsh and China
/// Morland".
fn is_joined(article: &Article, name: &Span, person: &Span, between: Range<usize>) -> bool {
    person.slot == name.slot
        && person.kind == EntityKind::Person
        && person.text(article).contains(' ')
        && article.slot(name.slot).get(between) == Some(" and ")
}

/// Reports whether an article lets a surname alone speak: "Halloran said so".
fn says(article: &Article, surname: &str) -> bool {
    const MOST: usize = 20;
    article.slots().any(|(_, text)| {
        text.match_indices(surname).take(MOST).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + surname.len()..).unwrap_or_default();
            begins_sentence(before) && traits(next_word(after)).has_any(word_trait::SAYING)
        })
    })
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
        let names = applied(apply, "So said Chad Jordan.", &[("Jordan", Place)]);
        assert_eq!(names, [("Chad Jordan".to_owned(), Person)]);
        let text = "Ada Marsh and China Morland met.";
        let names = applied(apply, text, &[("Ada Marsh", Person), ("China", Place)]);
        assert_eq!(names, [("Ada Marsh".to_owned(), Person), ("China Morland".to_owned(), Person)]);
    }

    #[test]
    fn a_place_before_another_word_stays_one() {
        for (text, name, kind) in [
            ("Sydney Harbour froze.", "Sydney", Place),
            ("He came from Sydney Monday.", "Sydney", Place),
            ("In Paris Monday was cold.", "Paris", Place),
            ("They met in Sydney Farrow said.", "Sydney", Place),
            ("Sydney said so.", "Sydney", Place),
            ("The Mexico Border closed.", "Mexico", Place),
            ("Georgia Democrats won.", "Georgia", Place),
            ("Nevada Sluggish for months.", "Nevada", Place),
            ("Sydney Farrow Limited grew.", "Sydney", Place),
            ("China Mobile grew.", "China Mobile", Organisation),
        ] {
            assert_eq!(applied(apply, text, &[(name, kind)]), [(name.to_owned(), kind)], "{text}");
        }
    }
}
