//! Titles in front of people's names, which are no part of them: "Lt Gen [Ada Quill]".

use crate::article::Article;
use crate::enrich::entities::people;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Traits of a given name.
pub(super) const GIVEN_NAME: u32 = word_trait::FIRST_NAME | word_trait::RARE_FIRST_NAME;

/// Titles before a name in the press of several countries, beside those of `people::is_title`.
const TITLES: [&str; 24] = [
    "Advocate",
    "Adv",
    "Barrister",
    "Eng",
    "Engr",
    "Pol",
    "Gp",
    "Wing",
    "Cdr",
    "MLA",
    "MLC",
    "ASI",
    "DSP",
    "DGP",
    "IGP",
    "DIG",
    "DCP",
    "ACP",
    "SHO",
    "CJ",
    "Lt-General",
    "Lt-Gen",
    "Maj-Gen",
    "Minster",
];

/// Reports whether a word is a title before a name, or the abbreviation of one.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word.trim_end_matches('.')) || people::is_title(word)
}

/// Cuts titles from the start of names: "Lt Gen Ada Quill", "Emperor Quillos". A title alone is no name,
/// and a country before a name is a place. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let mut cut = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        if span.kind != EntityKind::Person {
            cut.push(span);
            continue;
        }
        let name = span.text(article);
        let mut start = span.start;
        while let Some((word, next)) = first_words(name.get(start - span.start..)) {
            let is_country = is_country(word);
            if !(is_country || is_title(word) && may_cut(word, next)) {
                break;
            }
            let end = start + word.len();
            cut.extend(is_country.then_some(Span { kind: EntityKind::Place, start, end, ..span }));
            start = end + 1;
        }
        let is_bare = !name.contains(' ') && is_bare_title(article, &span);
        let kind = if is_bare { EntityKind::Other } else { span.kind };
        cut.push(Span { kind, start, ..span });
    }
    *spans = cut;
}

/// The first word of a name, and the next with a capital.
fn first_words(name: Option<&str>) -> Option<(&str, &str)> {
    let (word, rest) = name?.split_once(' ')?;
    let next = rest.split(' ').next()?;
    next.starts_with(char::is_uppercase).then_some((word, next))
}

/// Reports whether a word is the name of a country and of nobody: "Mongolia".
fn is_country(word: &str) -> bool {
    traits(word).has_any(word_trait::REGION)
        && !traits(word).has_any(GIVEN_NAME | word_trait::SURNAME)
        && places::is_country(word)
}

/// A title of kings is a given name too: "Prince Quill". It stays before a surname.
fn may_cut(title: &str, next: &str) -> bool {
    let is_surname = || {
        traits(next).has_any(word_trait::SURNAME) && !traits(next).has_any(word_trait::FIRST_NAME)
    };
    !people::is_regnal(title) || title == "Emperor" || !is_surname()
}

/// Reports whether a word is a title and not somebody's name: "the Speaker", "Chief Judge".
fn is_bare_title(article: &Article, span: &Span) -> bool {
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    let previous = previous_word(before);
    is_title(span.text(article)) && (matches!(previous, "the" | "The" | "a" | "Chief" | "Deputy"))
}

#[cfg(test)]
mod tests {
    use super::super::{applied, people_after};
    use super::*;
    use EntityKind::Person;

    fn names(body: &str, people: &[&str]) -> Vec<String> {
        people_after(apply, body, people)
    }

    #[test]
    fn titles_are_not_part_of_a_name() {
        for (body, tagged) in [
            ("He met Lt Gen Ada Quill there.", "Lt Gen Ada Quill"),
            ("He met Dr. Ada Quill there.", "Dr. Ada Quill"),
            ("He met Advocate Ada Quill there.", "Advocate Ada Quill"),
        ] {
            assert_eq!(names(body, &[tagged]), ["Ada Quill"], "{body}");
        }
        assert_eq!(names("It was the Speaker himself.", &["Speaker"]), [""; 0]);
        assert_eq!(names("It was Dean Quill himself.", &["Dean Quill"]), ["Dean Quill"]);
        assert_eq!(names("Then Prince Quillon left it.", &["Prince Quillon"]), ["Quillon"]);
        assert_eq!(
            names("Then Prince Gonzalez left it.", &["Prince Gonzalez"]),
            ["Prince Gonzalez"]
        );
        let body = "Then Mongolia Quillon left it.";
        let found = applied(apply, body, &[("Mongolia Quillon", Person)]);
        assert_eq!(found[0], ("Mongolia".to_owned(), EntityKind::Place));
        assert_eq!(found[1], ("Quillon".to_owned(), Person));
    }
}
