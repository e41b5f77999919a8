//! What is too unlikely to be said: a small town that nothing in the article speaks for and whose name is a word or a
//! person's besides, and a value made of a name that the tagger itself is unsure of. No place is better than a false one.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::span;
use crate::enrich::entities::span::Span;

use super::candidates::Candidate;
use super::context::Support;
use super::gazetteer;
use super::gazetteer::Kind;
use super::words;

/// Towns and regions below this prominence are small: 100,000 people, and three million for a region.
const TOWN: f32 = 5.0;
const REGION: f32 = 5.8;
/// Below this one a town is no more than that: half a million people.
const CITY: f32 = 5.7;

/// From this confidence on a single word that the gazetteer lacks is a place.
const UNKNOWN: f32 = 0.6;
/// The same for a word that was found to be none of the gazetteer's places and is a word or a name besides.
const WORDLIKE: f32 = 0.95;
/// More than any confidence.
const NEVER: f32 = 2.0;

/// Countries whose regions the news speaks of as it does of countries.
const BIG: [&str; 10] = ["US", "CA", "AU", "GB", "DE", "IN", "CN", "RU", "UA", "MX"];

/// The people an article names, by their full names and by their last words.
#[derive(Debug, Default)]
pub struct Persons(HashSet<String>);

impl Persons {
    /// Those that the tagger found.
    pub fn of(article: &Article, spans: &[Span]) -> Self {
        let mut keys = HashSet::new();
        for span in spans.iter().filter(|span| span.kind == span::Kind::Person) {
            let key = gazetteer::key(
                article.slot(span.slot).get(span.start..span.end).unwrap_or_default(),
            );
            keys.extend(key.rsplit(' ').next().map(str::to_string));
            keys.insert(key);
        }
        Self(keys)
    }

    /// Whether a name is one of theirs, or a surname behind an article: "al-Assad".
    fn bear(&self, key: &str) -> bool {
        let bare =
            key.split_once(' ').filter(|(article, last)| article.len() <= 3 && !last.contains(' '));
        self.0.contains(key) || bare.is_some_and(|(_, last)| self.0.contains(last))
    }
}

/// Whether a name means this place, for all that the article says. A name that the paper prints beside its country or
/// files a story from is not asked here.
pub fn stands(
    place: &Candidate,
    key: &str,
    confidence: f32,
    support: Support,
    persons: &Persons,
) -> bool {
    let small = is_small(place);
    let alone = support == Support::None && is_town(place);
    if support == Support::Region || !(small || alone) {
        return true;
    }
    let wordlike = || words::is_wordlike(key) || gazetteer::key(place.known.name()) != key;
    let least = match support {
        _ if persons.bear(key) => NEVER,
        Support::Country if wordlike() => 0.85,
        Support::Country => 0.4,
        _ if wordlike() => {
            if small {
                NEVER
            } else {
                0.9
            }
        }
        _ => {
            if small {
                0.85
            } else {
                0.4
            }
        }
    };
    confidence >= least
}

fn is_town(place: &Candidate) -> bool {
    place.known.kind() == Kind::Place
        && place.known.prominence() < CITY
        && !place.known.is_capital()
}

fn is_small(place: &Candidate) -> bool {
    let prominence = place.known.prominence();
    match place.known.kind() {
        Kind::Place => prominence < TOWN && !place.known.is_capital(),
        Kind::Region => prominence < REGION && !BIG.contains(&place.known.code()),
        _ => false,
    }
}

/// Whether a name without a place of the gazetteer makes a value of its own.
pub fn is_worth(key: &str, confidence: f32, doubted: bool, persons: &Persons) -> bool {
    if persons.bear(key) || (key.contains(' ') && words::is_persons(key)) {
        return false;
    }
    let least = if doubted && words::is_wordlike(key) { WORDLIKE } else { UNKNOWN };
    key.contains(' ') || confidence >= least
}

#[cfg(test)]
mod tests {
    use super::super::candidates;
    use super::*;
    use crate::article::Slot;

    fn persons(name: &str) -> Persons {
        let article = Article { body: name.into(), ..Article::default() };
        let span = Span {
            slot: Slot::Body,
            start: 0,
            end: name.len(),
            kind: span::Kind::Person,
            confidence: 0.9,
        };
        Persons::of(&article, &[span])
    }

    #[test]
    fn small_towns_need_support_or_a_sure_tagger() {
        let town = candidates::of("kalispell", "").remove(0);
        let none = Persons::default();
        assert!(stands(&town, "kalispell", 0.95, Support::None, &none));
        assert!(!stands(&town, "kalispell", 0.6, Support::None, &none));
        assert!(stands(&town, "kalispell", 0.6, Support::Country, &none));
        assert!(!stands(&town, "kalispell", 0.95, Support::Country, &persons("Ann Kalispell")));
        assert!(stands(&town, "kalispell", 0.1, Support::Region, &persons("Ann Kalispell")));
        let city = candidates::of("chicago", "").remove(0);
        assert!(stands(&city, "chicago", 0.3, Support::None, &none));
    }

    #[test]
    fn unsure_words_and_surnames_make_no_value() {
        let none = Persons::default();
        assert!(is_worth("qarrut", 0.7, false, &none) && !is_worth("qarrut", 0.5, false, &none));
        assert!(
            is_worth("mill road", 0.3, false, &none) && !is_worth("john smith", 0.9, false, &none)
        );
        let leader = persons("Omar Qarrut");
        assert!(
            !is_worth("qarrut", 0.9, false, &leader) && !is_worth("al qarrut", 0.9, false, &leader)
        );
    }
}
