//! What an article is mostly about: who and what stands in its headline, or is named often and early.

use std::collections::HashMap;

use crate::article::{Article, Slot};
use crate::entity::{Mention, Subjects};

/// How often a main subject that is not in the headline is named at least.
const OFTEN: usize = 3;

/// How far into the body one is named first, in bytes: about the first two paragraphs.
const EARLY: usize = 400;

/// The keys of an article's main subjects, in order; of a main place with all that it lies in.
pub fn majors<'a>(article: &Article, subjects: &'a Subjects) -> Vec<&'a str> {
    let mut mentions: HashMap<&str, Vec<&Mention>> = HashMap::new();
    let people = subjects.people.iter().map(|person| (&person.key, &person.mentions));
    let organisations = subjects.organisations.iter().map(|org| (&org.key, &org.mentions));
    let places = subjects.places.iter().flat_map(|place| place.lineage.iter().map(|key| (key, &place.mentions)));
    for (key, own) in people.chain(organisations).chain(places) {
        mentions.entry(key).or_default().extend(own);
    }
    let mut majors: Vec<&str> =
        mentions.into_iter().filter(|(_, mentions)| is_major(article, mentions)).map(|(key, _)| key).collect();
    majors.sort_unstable();
    majors
}

fn is_major(article: &Article, mentions: &[&Mention]) -> bool {
    let early = |mention: &&&Mention| match mention.slot {
        Slot::Standfirst => true,
        Slot::Body => mention.start < EARLY,
        Slot::Title | Slot::Caption(_) => false,
    };
    let titled = !article.title.is_empty() && mentions.iter().any(|mention| mention.slot == Slot::Title);
    titled || mentions.len() >= OFTEN && mentions.iter().any(|mention| early(&mention))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Person, Place};

    fn mention(slot: Slot, start: usize) -> Mention {
        Mention { slot, start, end: start + 5, demonym: false }
    }

    fn person(key: &str, mentions: &[Mention]) -> Person {
        Person { key: key.into(), mentions: mentions.into(), ..Person::default() }
    }

    #[test]
    fn main_subjects_stand_in_the_headline_or_often_and_early() {
        let article = Article { title: "Kerry in Geneva".into(), ..Article::default() };
        let often = [mention(Slot::Body, 9000), mention(Slot::Body, 9100), mention(Slot::Body, 9200)];
        let early = [mention(Slot::Body, 100), mention(Slot::Body, 900), mention(Slot::Body, 1200)];
        let place = |key: &str, above: &str, at| Place {
            key: key.into(),
            lineage: vec![above.into(), key.into()],
            mentions: vec![mention(Slot::Body, at)],
            ..Place::default()
        };
        let subjects = Subjects {
            people: vec![
                person("person/kerry", &[mention(Slot::Title, 0)]),
                person("person/often", &often),
                person("person/early", &early),
                person("person/once", &[mention(Slot::Body, 3)]),
            ],
            places: vec![
                place("place/a", "place/land", 9),
                place("place/b", "place/land", 50),
                place("place/c", "place/land", 99),
            ],
            ..Subjects::default()
        };
        assert_eq!(majors(&article, &subjects), ["person/early", "person/kerry", "place/land"]);
    }
}
