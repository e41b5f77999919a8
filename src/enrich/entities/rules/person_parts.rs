//! Parts of one person's name that the tagger found as two names: "[Salim] bin [Yahya]", and both halves
//! of "Quill-Marsh".

use std::collections::{HashMap, HashSet};

use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::traits;

use super::person_borders::{NO_GIVEN_NAME, has_title_case, letters};
use super::person_titles::is_title;

/// First halves of surnames with a hyphen.
const FIRST_HALVES: [&str; 8] = ["Ben", "Bin", "Abu", "Al", "El", "Ibn", "Ould", "Bar"];

/// Joins the parts of people's names. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    join_parts(article, spans);
    join_compounds(article, spans);
}

fn is_person(span: &Span) -> bool {
    span.kind == EntityKind::Person
}

/// What joins two parts of one name that the tagger found as two.
const JOINS: [&str; 10] =
    [" ", " bin ", " ibn ", " bint ", " al ", " de ", " del ", " dos ", " van ", " von "];

/// Most words of a joined name.
const MOST_WORDS: usize = 6;

/// Joins the parts of one name: "[Salim] bin [Yahya]", "[Clemente Engonga] [Nguema]". In headlines two
/// names may stand side by side, and so may two people whom the article names elsewhere.
fn join_parts(article: &Article, spans: &mut Vec<Span>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for span in spans.iter().filter(|span| is_person(span)) {
        *counts.entry(last_word(span.text(article))).or_default() += 1;
    }
    let is_elsewhere =
        |span: &Span| counts.get(last_word(span.text(article))).is_some_and(|count| *count > 1);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.iter() {
        let text = article.slot(span.slot);
        if let Some(last) = joined.last_mut()
            && is_person(last)
            && is_person(span)
            && last.slot == span.slot
            && span.slot != Slot::Title
            && let Some(between) = text.get(last.end..span.start)
            && JOINS.contains(&between)
            && (between != " " || !is_elsewhere(last) && !is_elsewhere(span))
            && text.get(last.start..span.end).is_some_and(|it| it.split(' ').count() <= MOST_WORDS)
            && !has_title_case(text, last)
        {
            last.end = span.end;
            continue;
        }
        joined.push(*span);
    }
    *spans = joined;
}

fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or_default()
}

/// Joins both halves of a surname with a hyphen where the article names its owner in full, or a title
/// precedes it: "Dr Quill-Marsh". Two people may stand there otherwise.
fn join_compounds(article: &Article, spans: &mut Vec<Span>) {
    let full: HashSet<&str> = spans
        .iter()
        .filter(|span| is_person(span))
        .filter_map(|span| span.text(article).rsplit_once(' '))
        .map(|(_, family)| family)
        .filter(|family| family.contains('-'))
        .collect();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.iter() {
        if joined.last().is_some_and(|last| last.slot == span.slot && last.end > span.start) {
            continue;
        }
        let end = compound_end(article, span, &full).unwrap_or(span.end);
        joined.push(Span { end, ..*span });
    }
    *spans = joined;
}

/// Finds the end of a surname of which a span has the first half.
fn compound_end(article: &Article, span: &Span, full: &HashSet<&str>) -> Option<usize> {
    let text = article.slot(span.slot);
    let first = span.text(article);
    // The tagger may leave the hyphen in the first half.
    let first = first.strip_suffix('-').unwrap_or(first);
    let rest = text.get(span.start + first.len()..)?.strip_prefix('-')?;
    let second = rest.get(..letters(rest))?;
    let end = span.start + first.len() + 1 + second.len();
    let whole = text.get(span.start..end)?;
    let before = text.get(..span.start)?;
    let is_titled = is_title(previous_word(before)) && !traits(second).has_any(NO_GIVEN_NAME);
    let fits = is_person(span)
        && second.starts_with(char::is_uppercase)
        && !first.contains(' ')
        && (full.contains(whole) || is_titled || FIRST_HALVES.contains(&first));
    fits.then_some(end)
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
    fn parts_of_a_name_are_joined() {
        let body = "then Salim bin Yahya Quill left it";
        assert_eq!(names(body, &["Salim", "Yahya Quill"]), ["Salim bin Yahya Quill"]);
        let body = "then Ada Quill Marsh left it, and Bo Cole and Ada left";
        let found = names(body, &["Ada Quill", "Marsh", "Bo Cole", "Ada"]);
        assert_eq!(found, ["Ada Quill Marsh", "Bo Cole", "Ada"]);
        let body = "the photo shows Ada Quill Marsh here, and Marsh left";
        assert_eq!(names(body, &["Ada Quill", "Marsh", "Marsh"]), ["Ada Quill", "Marsh", "Marsh"]);
    }

    #[test]
    fn both_halves_of_a_surname_are_one_name() {
        let body = "Ada Quill-Marsh left. Quill-Marsh said so.";
        assert_eq!(
            names(body, &["Ada Quill-Marsh", "Quill", "Marsh"]),
            ["Ada Quill-Marsh", "Quill-Marsh"]
        );
        assert_eq!(names("He met Dr Quill-Marlow there.", &["Quill", "Marlow"]), ["Quill-Marlow"]);
        let body = "He saw the Quill-Marsh talks.";
        assert_eq!(names(body, &["Quill", "Marsh"]), ["Quill", "Marsh"]);
        let found = applied(apply, "He met Ben-Quillon yesterday.", &[("Ben-", Person)]);
        assert_eq!(found, [("Ben-Quillon".to_owned(), Person)]);
    }
}
