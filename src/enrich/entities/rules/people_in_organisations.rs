//! People whom the tagger took for organisations, or for the end of one: "Justice Ada Quill",
//! "Cabinet Spokesman Ada Quill", and the "Quill Government" of somebody whom the article names.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::organisations;
use crate::enrich::entities::people;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{next_word, previous_word};
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

use super::person_titles::is_title;

/// Traits of a word that is part of an organisation's name and not of a person's.
const OF_ORGANISATIONS: u32 = word_trait::ORGANISATION_HEAD
    | word_trait::COMPANY
    | word_trait::PLACE_HEAD
    | word_trait::COMMON
    | word_trait::DEMONYM
    | word_trait::REGION;

const NAME: u32 = word_trait::FIRST_NAME
    | word_trait::RARE_FIRST_NAME
    | word_trait::SURNAME
    | word_trait::RARE_SURNAME;

/// Nouns for the people around the head of a government.
const GOVERNMENTS: [&str; 5] = ["Administration", "Cabinet", "Government", "Presidency", "Regime"];

/// Lowercase words inside a person's name.
const PARTICLES: [&str; 14] =
    ["al", "el", "bin", "ibn", "de", "del", "der", "di", "du", "van", "von", "ka", "wa", "dos"];

/// Most words of a person's name.
const MOST_WORDS: usize = 5;

/// Makes people of the parts of organisations that are people. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let people: HashSet<&str> = spans
        .iter()
        .filter(|span| span.kind == EntityKind::Person)
        .flat_map(|span| {
            let name = span.text(article);
            [name, name.rsplit(' ').next().unwrap_or_default()]
        })
        .collect();
    let mut split = Vec::with_capacity(spans.len());
    for span in spans.iter() {
        let name = span.text(article);
        let parts = (span.kind == EntityKind::Organisation && !organisations::is_known(name))
            .then(|| person_in(name, &people).or_else(|| whole(article, span)))
            .flatten();
        let Some(Parts { person: (start, end), organisation }) = parts else {
            split.push(*span);
            continue;
        };
        if organisation > 0 {
            split.push(Span { end: span.start + organisation, ..*span });
        }
        let (start, end) = (span.start + start, span.start + end);
        split.push(Span { kind: EntityKind::Person, start, end, ..*span });
    }
    *spans = split;
}

/// A person in the name of an organisation.
struct Parts {
    /// Where the person's name begins and ends.
    person: (usize, usize),
    /// Where the name of the organisation before it ends; 0 if there is none.
    organisation: usize,
}

fn person_in(name: &str, people: &HashSet<&str>) -> Option<Parts> {
    after_title(name, people)
        .or_else(|| named_person(name, people))
        .or_else(|| head(name, people))
        .or_else(|| after_department(name))
}

/// Takes an organisation for a person whose name is like a person's before a verb of speech.
fn whole(article: &Article, span: &Span) -> Option<Parts> {
    let name = span.text(article);
    let text = article.slot(span.slot);
    let after = text.get(span.end..).unwrap_or_default();
    let previous = previous_word(text.get(..span.start).unwrap_or_default());
    let fits = traits(next_word(after)).has_any(word_trait::SAYING)
        && looks_like_person(name)
        && !previous.eq_ignore_ascii_case("the")
        && places::find(name).is_none();
    fits.then_some(Parts { person: (0, name.len()), organisation: 0 })
}

/// Reports whether words are a common given name and more words that are nothing else, with a surname or
/// an unknown word at the end.
fn looks_like_person(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let last = traits(words.rsplit(' ').next().unwrap_or_default());
    let is_unknown = last.traits() == 0 && last.cluster() == 0;
    traits(first).has_any(word_trait::FIRST_NAME)
        && (is_unknown || last.has_any(word_trait::SURNAME | word_trait::RARE_SURNAME))
        && is_name(words, &HashSet::new())
}

/// Finds a person behind what the office that the tagger left out is for: "Education Ada Quill".
fn after_department(name: &str) -> Option<Parts> {
    let ends = name.match_indices(' ').map(|(at, _)| at);
    ends.into_iter().find_map(|end| {
        let (before, person) = (name.get(..end)?, name.get(end + 1..)?);
        let last = before.rsplit(' ').next().unwrap_or_default();
        let is_modifier = people::is_no_given_name(last)
            || last == "State"
            || traits(last).has_any(word_trait::COMMON | word_trait::DEMONYM);
        let parts = Parts { person: (end + 1, name.len()), organisation: 0 };
        (is_modifier && looks_like_person(person)).then_some(parts)
    })
}

/// Finds the person behind the last title of a name.
fn after_title(name: &str, people: &HashSet<&str>) -> Option<Parts> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let word = |at: usize| next_word_at(name, at);
    let last =
        starts.iter().rev().find(|&&at| is_title(word(at)) || people::is_regnal(word(at)))?;
    let start = last + word(*last).len() + 1;
    let person = name.get(start..)?;
    if !is_name(person, people) {
        return None;
    }
    // The titles before: "Brigadier General".
    let first =
        starts.iter().rev().skip_while(|at| *at > last).take_while(|&&at| is_title(word(at)));
    let first = first.last().copied().unwrap_or(*last);
    let organisation = name.get(..first).unwrap_or_default().trim_end();
    let has_head = organisation
        .split(' ')
        .any(|word| traits(word).has_any(word_trait::ORGANISATION_HEAD | word_trait::COMPANY));
    let organisation = if has_head && organisation.contains(' ') { organisation.len() } else { 0 };
    Some(Parts { person: (start, name.len()), organisation })
}

fn next_word_at(name: &str, at: usize) -> &str {
    let rest = name.get(at..).unwrap_or_default();
    rest.split(' ').next().unwrap_or_default()
}

/// Reports whether words are the name of a person: known from the article, or two or more that are
/// nothing else and of which one is a known name. A single word must be known from the article.
fn is_name(words: &str, people: &HashSet<&str>) -> bool {
    if people.contains(words) {
        return true;
    }
    let count = words.split(' ').count();
    let is_part = |word: &str| {
        PARTICLES.contains(&word)
            // "Md" is Mohammed, and the code of Maryland.
            || word == "Md"
            || word.starts_with(char::is_uppercase)
                && !traits(word).has_any(OF_ORGANISATIONS)
                && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    (2..=MOST_WORDS).contains(&count)
        && words.split(' ').all(is_part)
        && words.split(' ').any(|word| traits(word).has_any(NAME))
}

/// Finds a person whom the article names in full at the end of a name.
fn named_person(name: &str, people: &HashSet<&str>) -> Option<Parts> {
    name.match_indices(' ').map(|(at, _)| at + 1).find_map(|start| {
        let person = name.get(start..).filter(|it| it.contains(' ') && people.contains(it))?;
        let organisation = start - 1;
        Some(Parts { person: (name.len() - person.len(), name.len()), organisation })
    })
}

/// Finds the person at the head of "Quill Government" and "Quill's Cabinet".
fn head(name: &str, people: &HashSet<&str>) -> Option<Parts> {
    let (person, noun) = name.rsplit_once(' ')?;
    let person = person.strip_suffix("'s").or_else(|| person.strip_suffix("’s")).unwrap_or(person);
    let fits = GOVERNMENTS.contains(&noun) && people.contains(person);
    fits.then_some(Parts { person: (0, person.len()), organisation: 0 })
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;
    use EntityKind::{Organisation, Person};

    fn names(body: &str, tagged: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        applied(apply, body, tagged)
    }

    #[test]
    fn a_title_precedes_a_person() {
        for (name, person) in [
            ("Justice Md Robert Farrow", "Md Robert Farrow"),
            ("Advocate Robert Farrow", "Robert Farrow"),
            ("Brigadier General Robert Farrow", "Robert Farrow"),
        ] {
            let found = names(name, &[(name, Organisation)]);
            assert_eq!(found, [(person.to_owned(), Person)], "{name}");
        }
        let name = "Election Commission Spokesman Robert Farrow";
        let found = names(name, &[(name, Organisation)]);
        assert_eq!(found[0], ("Election Commission".to_owned(), Organisation));
        assert_eq!(found[1], ("Robert Farrow".to_owned(), Person));
    }

    #[test]
    fn a_person_of_the_article_ends_a_name_or_heads_a_government() {
        let body = "Ada Quill left. Harbour Forum Ada Quill said. The Quill Cabinet fell.";
        let tagged = [
            ("Ada Quill", Person),
            ("Harbour Forum Ada Quill", Organisation),
            ("Quill Cabinet", Organisation),
        ];
        let found = names(body, &tagged);
        let people: Vec<&str> = found
            .iter()
            .filter(|(_, kind)| *kind == Person)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(people, ["Ada Quill", "Ada Quill", "Quill"]);
    }

    #[test]
    fn a_name_like_a_persons_is_one_before_a_verb_of_speech() {
        let found = names("Robert Farrow said so.", &[("Robert Farrow", Organisation)]);
        assert_eq!(found[0].1, Person);
        let found = names("Robert Farrow grew.", &[("Robert Farrow", Organisation)]);
        assert_eq!(found[0].1, Organisation);
        let found = names("Education Robert Farrow", &[("Education Robert Farrow", Organisation)]);
        assert_eq!(found, [("Robert Farrow".to_owned(), Person)]);
    }

    #[test]
    fn institutions_stay() {
        for name in [
            "Justice Ministry",
            "General Quillon Motors",
            "King Quillon University",
            "Quill Cabinet",
        ] {
            assert_eq!(names(name, &[(name, Organisation)]), [(name.to_owned(), Organisation)]);
        }
    }
}
