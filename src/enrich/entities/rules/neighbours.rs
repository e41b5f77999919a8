//! Types that the words next to a name decide: "chairman Ada Quill" is a person, "in Santos" a town,
//! whatever the tagger took them for.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::next_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Phrases before the name of a town.
const TOWN_CUES: [&str; 12] = [
    "in",
    "near",
    "mayor of",
    "port of",
    "city of",
    "town of",
    "village of",
    "outside",
    "people of",
    "residents of",
    "streets of",
    "port at",
];

/// Words that a dot follows without ending a sentence.
const ABBREVIATIONS: [&str; 30] = [
    "Inc", "Corp", "Co", "Cos", "Ltd", "Bros", "Mfg", "Intl", "Natl", "Assn", "Dept", "Univ",
    "Sen", "Gov", "Gen", "Rep", "Rev", "Prof", "Mrs", "Adm", "Col", "Capt", "Alex", "Geo", "Chas",
    "Thos", "Wm", "Jos", "Mt", "Ft",
];

/// Corrects the types of spans by the words next to them.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    let places = place_names(article, spans);
    let is_subject =
        |span: &Span| matches!(span.kind, EntityKind::Organisation | EntityKind::Person);
    for span in spans.iter_mut().filter(|span| is_subject(span)) {
        if span.kind == EntityKind::Organisation {
            end_with_sentence(article, span);
        }
        if places.contains(span.text(article)) && !follows(article, span, "the") {
            span.kind = EntityKind::Place;
        } else if span.kind == EntityKind::Organisation && has_title(article, span) {
            span.kind = EntityKind::Person;
        }
    }
}

/// Collects the names of people and organisations that are places by what stands next to them once.
fn place_names(article: &Article, spans: &[Span]) -> HashSet<String> {
    let is_place = |span: &&Span| match span.kind {
        EntityKind::Organisation => is_in_town(article, span) || is_island(article, span),
        EntityKind::Person => is_island(article, span),
        EntityKind::Place | EntityKind::Other => false,
    };
    spans.iter().filter(is_place).map(|span| span.text(article).to_owned()).collect()
}

/// Returns true for a name before "island" or "islands".
fn is_island(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default();
    matches!(next_word(after), "island" | "islands")
}

/// Returns true if the lowercase or capitalised words before a span end with a phrase.
fn follows(article: &Article, span: &Span, phrase: &str) -> bool {
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    let Some(before) = before.strip_suffix(' ').and_then(|before| before.strip_suffix(phrase))
    else {
        return false;
    };
    !before.ends_with(char::is_alphanumeric)
}

/// Returns true for the name of a town after a phrase that a town follows.
fn is_in_town(article: &Article, span: &Span) -> bool {
    TOWN_CUES.iter().any(|cue| follows(article, span, cue)) && places::is_town(span.text(article))
}

/// Returns true for two or more words after a title that have nothing of an organisation: "the
/// council's chairman, Ada Quill".
fn has_title(article: &Article, span: &Span) -> bool {
    const OTHERS: u32 = word_trait::ORGANISATION_HEAD
        | word_trait::COMPANY
        | word_trait::PLACE_HEAD
        | word_trait::COMMON;
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    let before = before.strip_suffix(' ').unwrap_or_default();
    let before = before.strip_suffix([',', '.']).unwrap_or(before);
    let title = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let name = span.text(article);
    let words = || name.split(' ').filter(|word| word.starts_with(char::is_uppercase));
    traits(title).has_any(word_trait::TITLE)
        && (2..=4).contains(&name.split(' ').count())
        && words().count() >= 2
        && words().all(|word| !traits(word).has_any(OTHERS) && word.chars().any(char::is_lowercase))
}

/// Ends a span where a sentence ends within it: "Black Sea. Dealers".
fn end_with_sentence(article: &Article, span: &mut Span) {
    let name = span.text(article);
    let end = name.match_indices(". ").map(|(at, _)| at).find(|&at| {
        let word = name.get(..at).unwrap_or_default();
        let word = word.rsplit(' ').next().unwrap_or_default();
        word.len() > 2
            && word.chars().any(char::is_lowercase)
            && !word.contains('.')
            && !ABBREVIATIONS.contains(&word)
    });
    if let Some(end) = end {
        span.end = span.start + end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind::{Organisation, Person, Place};

    /// Applies the rules to a text in which these organisations are tagged.
    fn names(body: &str, organisations: &[&str]) -> Vec<(String, EntityKind)> {
        let names: Vec<_> = organisations.iter().map(|name| (*name, Organisation)).collect();
        super::super::applied(|article, spans| apply(article, spans), body, &names)
    }

    #[test]
    fn a_title_precedes_a_person() {
        let body =
            "The chairman, Kwabe Asante-Boad, met chairman Harbour Bank and Kwabe Asante-Boad.";
        let found = names(body, &["Kwabe Asante-Boad", "Harbour Bank"]);
        assert_eq!(found[0].1, Person);
        assert_eq!(found[1].1, Organisation);
    }

    #[test]
    fn a_town_stays_a_town_in_the_whole_article() {
        let body = "Dockers in Santos left. Santos waits, and the Santos won.";
        let found = names(body, &["Santos", "Santos", "Santos"]);
        let kinds: Vec<EntityKind> = found.into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Place, Place, Organisation]);
    }

    #[test]
    fn an_island_is_a_place() {
        let found =
            names("Ash fell on Grand Quill island. Grand Quill waits.", &["Grand Quill"; 2]);
        assert!(found.iter().all(|(_, kind)| *kind == Place));
    }

    #[test]
    fn a_name_ends_with_its_sentence() {
        let body = "From the Black Sea. Dealers at Alex. Quill and Co. said so.";
        let found = names(body, &["Black Sea. Dealers", "Alex. Quill and Co"]);
        assert_eq!(found[0].0, "Black Sea");
        assert_eq!(found[1].0, "Alex. Quill and Co");
    }
}
