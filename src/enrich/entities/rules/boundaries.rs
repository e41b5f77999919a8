//! Borders of people's names that the tagger cuts: at hyphens, since its tokens end there, and at
//! nicknames in quotes or brackets; and a person's title at the end of an organisation's name.

use crate::article::Article;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Longest nickname with its quotes and the spaces around, in bytes.
const LONGEST_NICKNAME: usize = 32;

/// Pairs of marks around a nickname.
const MARKS: [(char, char); 7] =
    [('(', ')'), ('[', ']'), ('"', '"'), ('“', '”'), ('‘', '’'), ('\'', '\''), ('«', '»')];

/// Second halves of compounds that the lexicon does not list as words.
const COMPOUND_ENDINGS: [&str; 6] = ["esque", "like", "style", "era", "gate", "mania"];

/// First halves of compounds: "ex-President".
const COMPOUND_PREFIXES: [&str; 14] = [
    "ex", "anti", "pro", "non", "post", "pre", "neo", "co", "vice", "mid", "pan", "un", "all",
    "self",
];

/// Corrects the borders of names. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    extend_to_countries(article, spans);
    join_hyphens(article, spans);
    join_nicknames(article, spans);
    cut_titles(article, spans);
    split_affiliations(article, spans);
}

/// Extends the second word of a country's name to the whole: "Czech [Republic]".
fn extend_to_countries(article: &Article, spans: &mut Vec<Span>) {
    for index in 0..spans.len() {
        let Some(span) = spans.get(index).filter(|span| span.kind == EntityKind::Place) else {
            continue;
        };
        let first = previous_word(article.slot(span.slot).get(..span.start).unwrap_or_default());
        let start = span.start.saturating_sub(first.len() + 1);
        let whole = article.slot(span.slot).get(start..span.end).unwrap_or_default();
        if is_capital(first) && places::is_country(whole) {
            let slot = span.slot;
            if let Some(span) = spans.get_mut(index) {
                span.start = start;
            }
            if let Some(before) = index.checked_sub(1).and_then(|before| spans.get_mut(before))
                && before.slot == slot
                && before.end > start
            {
                // Emptied here and dropped at the end.
                before.start = before.end;
            }
        }
    }
    spans.retain(|span| span.start < span.end);
}

/// Splits a full name from what the person is of: "Ada Quill of Southern Grains", but not "Francis of
/// Assisi".
fn split_affiliations(article: &Article, spans: &mut Vec<Span>) {
    let mut split = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        let name = span.text(article);
        let parts = name.split_once(" of ").filter(|(person, _)| person.contains(' '));
        match parts.filter(|_| is_person(&span)) {
            Some((person, group)) => {
                let start = span.end - group.len();
                let is_place = places::find(group).is_some();
                let kind = if is_place { EntityKind::Place } else { EntityKind::Organisation };
                split.push(Span { end: span.start + person.len(), ..span });
                split.push(Span { start, kind, ..span });
            }
            None => split.push(span),
        }
    }
    *spans = split;
}

/// Cuts a title from an organisation before a person: "Harbour Board Chairman" before "Ada Quill".
fn cut_titles(article: &Article, spans: &mut [Span]) {
    for index in 1..spans.len() {
        let Some([organisation, person]) = spans.get_mut(index - 1..=index) else { continue };
        let is_pair = organisation.kind == EntityKind::Organisation && is_person(person);
        if !is_pair || between(article, organisation, person) != Some(" ") {
            continue;
        }
        let name = organisation.text(article);
        let Some((kept, title)) = name.rsplit_once(' ') else { continue };
        if traits(title).has_any(word_trait::TITLE) && kept.contains(' ') {
            organisation.end = organisation.start + kept.len();
        }
    }
}

/// Text between two spans, if they are in the same slot.
fn between<'a>(article: &'a Article, one: &Span, other: &Span) -> Option<&'a str> {
    article.slot(one.slot).get(one.end..other.start).filter(|_| one.slot == other.slot)
}

fn is_person(span: &Span) -> bool {
    span.kind == EntityKind::Person
}

/// Extends people's names to whole words: "Tan Wei" to "Tan Wei-ming", "Abbes" to "Ould-Abbes".
/// Spans that the longer name covers are dropped.
fn join_hyphens(article: &Article, spans: &mut Vec<Span>) {
    for index in 0..spans.len() {
        let Some(span) = spans.get(index).copied().filter(is_person) else { continue };
        let whole = article.slot(span.slot);
        let is_full = span.text(article).contains(' ');
        let (before, after) = (whole.get(..span.start), whole.get(span.end..));
        let left = before.and_then(|before| before.strip_suffix('-')).map(last_letters);
        let right = after.and_then(|after| after.strip_prefix('-')).map(first_letters);
        // Two people that are tagged apart stay apart: "Clinton-Gore".
        let is_apart = |end: usize| {
            let other = index.checked_sub(1).and_then(|index| spans.get(index));
            !is_full && other.is_some_and(|other| other.slot == span.slot && other.end == end)
        };
        let left = left.filter(|_| !is_apart(span.start - 1));
        // "Reagan-Gorbachev" is two people.
        let is_surname = !is_full && traits(span.text(article)).has_any(word_trait::SURNAME);
        let (left, right) =
            (left.filter(|_| !is_surname), right.filter(|part| !is_surname || !is_capital(part)));
        let mut longer = span;
        if let Some(part) = right.filter(|part| continues_name(part, is_full)) {
            longer.end += 1 + part.len();
        }
        if let Some(part) = left.filter(|part| is_capital(part) && continues_name(part, is_full)) {
            longer.start -= 1 + part.len();
        }
        if let Some(span) = spans.get_mut(index) {
            *span = longer;
        }
    }
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        match kept.last_mut().filter(|last| last.slot == span.slot && last.end > span.start) {
            Some(last) if is_person(last) || !is_person(&span) => last.end = last.end.max(span.end),
            Some(last) => *last = Span { start: last.start.min(span.start), ..span },
            None => kept.push(span),
        }
    }
    *spans = kept;
}

/// Returns true for the other half of a hyphenated name: "ming", "Raybould", but not the "backed"
/// and "Russia" of compounds. A capital after a single word may be another person: "Clinton-Gore".
fn continues_name(part: &str, is_full: bool) -> bool {
    const OTHERS: u32 = word_trait::COMMON
        | word_trait::DEMONYM
        | word_trait::CITY
        | word_trait::REGION
        | word_trait::COMPANY
        | word_trait::ORGANISATION_HEAD
        | word_trait::TITLE;
    let is_other = traits(part).has_any(OTHERS)
        || COMPOUND_ENDINGS.contains(&part)
        || COMPOUND_PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(part));
    let is_known_name = traits(part).has_any(word_trait::SURNAME);
    !part.is_empty() && !is_other && (is_full || !is_capital(part) || !is_known_name)
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn first_letters(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn last_letters(text: &str) -> &str {
    let start = text.rfind(|c: char| !c.is_alphabetic());
    text.get(start.map_or(0, |at| text.ceil_char_boundary(at + 1))..).unwrap_or_default()
}

/// Joins "Robert (Bob) Marsh" and "Joe “Bull” Hardy" to one name, whatever the tagger made of the
/// nickname.
fn join_nicknames(article: &Article, spans: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(first) = spans.get(at).copied() {
        // The nickname itself may have a span, of a person too.
        let family = (at + 1..at + 4).find(|&index| {
            spans.get(index).is_some_and(|family| is_nicknamed(article, &first, family))
        });
        if let Some((index, family)) = family.and_then(|index| Some((index, *spans.get(index)?))) {
            for joined in spans.get_mut(at + 1..=index).into_iter().flatten() {
                // Emptied here and dropped at the end.
                joined.end = joined.start;
            }
            if let Some(whole) = spans.get_mut(at) {
                whole.end = family.end;
            }
            at = index;
        }
        at += 1;
    }
    spans.retain(|span| span.start < span.end);
}

/// Returns true for two parts of a person's name with a nickname between them.
fn is_nicknamed(article: &Article, first: &Span, family: &Span) -> bool {
    let Some(gap) = between(article, first, family).filter(|gap| gap.len() <= LONGEST_NICKNAME)
    else {
        return false;
    };
    let marked = gap.strip_prefix(' ').and_then(|gap| gap.strip_suffix(' ')).unwrap_or_default();
    let nickname = MARKS.iter().find_map(|&(open, close)| {
        marked.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
    });
    let is_nickname = nickname.is_some_and(|nickname| {
        let place = traits(nickname).has_any(word_trait::REGION | word_trait::DEMONYM);
        let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.');
        is_capital(nickname) && nickname.chars().all(letters) && !place
    });
    let is_short = |span: &Span| span.text(article).split(' ').count() <= 2;
    is_nickname && is_person(first) && is_person(family) && is_short(first) && is_short(family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind::{Organisation, Other, Person, Place};

    /// Applies the rules to a text in which these names are tagged.
    fn names(body: &str, names: &[(&str, EntityKind)]) -> Vec<String> {
        super::super::applied(apply, body, names).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_name_of_a_country_is_whole() {
        let tagged = [("Czech", Other), ("Republic", Place)];
        assert_eq!(names("In the Czech Republic.", &tagged), ["Czech Republic"]);
        assert_eq!(names("In old Republic.", &[("Republic", Place)]), ["Republic"]);
    }

    #[test]
    fn an_affiliation_is_apart_from_the_person() {
        let name = "Ada Quill of Harbour Grains";
        let found = names("Said Ada Quill of Harbour Grains.", &[(name, Person)]);
        assert_eq!(found, ["Ada Quill", "Harbour Grains"]);
        assert_eq!(names("Francis of Assisi.", &[("Francis of Assisi", Person)]).len(), 1);
    }

    #[test]
    fn a_title_before_a_person_is_not_the_organisations() {
        let kinds = [("Harbour Board Chairman", Organisation), ("Ada Quill", Person)];
        let found = names("Harbour Board Chairman Ada Quill left.", &kinds);
        assert_eq!(found, ["Harbour Board", "Ada Quill"]);
        let found = names("Harbour Board Chairman, Ada Quill, left.", &kinds);
        assert_eq!(found[0], "Harbour Board Chairman");
    }

    #[test]
    fn hyphenated_names_are_whole() {
        let body = "Tan Wei-ming met Ould-Abbes and Jean-Luc Quill.";
        assert_eq!(
            names(body, &[("Tan Wei", Person), ("Abbes", Person), ("Luc Quill", Person)]),
            ["Tan Wei-ming", "Ould-Abbes", "Jean-Luc Quill"]
        );
        assert_eq!(
            names("Ann Quill-Raybeck won.", &[("Ann Quill", Person), ("Raybeck", Person)]),
            ["Ann Quill-Raybeck"]
        );
    }

    #[test]
    fn compounds_are_not_names() {
        let body = "A Quill-backed bill, the Quill-Russia talks and a Quill-Johnson ticket.";
        let tagged = [
            ("Quill", Person),
            ("Quill", Person),
            ("Russia", Place),
            ("Quill", Person),
            ("Johnson", Person),
        ];
        assert_eq!(names(body, &tagged), ["Quill", "Quill", "Russia", "Quill", "Johnson"]);
    }

    #[test]
    fn nicknames_join_a_name_in_any_marks() {
        for body in [
            "Robert (Bull) Marsh met Ada Cole.",
            "Robert \"Bull\" Marsh met Ada Cole.",
            "Robert “Bull” Marsh met Ada Cole.",
            "Robert ‘Bull’ Marsh met Ada Cole.",
        ] {
            let whole = body.split(" met").next().unwrap();
            let tagged =
                [("Robert", Person), ("Bull", Other), ("Marsh", Person), ("Ada Cole", Person)];
            assert_eq!(names(body, &tagged), [whole, "Ada Cole"]);
            let untagged = [("Robert", Person), ("Marsh", Person), ("Ada Cole", Person)];
            assert_eq!(names(body, &untagged), [whole, "Ada Cole"]);
        }
        let body = "Robert (Italy) Marsh";
        assert_eq!(names(body, &[("Robert", Person), ("Marsh", Person)]), ["Robert", "Marsh"]);
    }
}
