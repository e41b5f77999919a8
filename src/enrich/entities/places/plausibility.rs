//! Plausibility filter: rejects a small town without support in the article whose name is also a
//! word or a person's, and an unlisted name that the tagger is unsure of. No place is better than a
//! wrong one.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};

use super::candidates::PlaceCandidate;
use super::context::Support;
use super::gazetteer::PlaceKind;
use super::name_filter;
use super::name_key::name_key;

/// Prominence below which towns and regions are small: a population of 100,000, and of three
/// million for a region.
const SMALL_TOWN: f32 = 5.0;
const SMALL_REGION: f32 = 5.8;
/// Prominence below which a town needs support: a population of half a million.
const SMALL_CITY: f32 = 5.7;

/// Least confidence for a single word that is not in the gazetteer.
const MIN_UNLISTED: f32 = 0.6;
/// The same for a word whose gazetteer places were rejected and that is also a common word or a
/// name.
const MIN_WORDLIKE: f32 = 0.95;
/// Above any confidence.
const IMPOSSIBLE: f32 = 2.0;

/// Countries whose regions are as prominent in news as countries.
const MAJOR_COUNTRIES: [&str; 10] = ["US", "CA", "AU", "GB", "DE", "IN", "CN", "RU", "UA", "MX"];

/// Names of the people in an article: full names and last words.
#[derive(Debug, Default)]
pub(super) struct PersonNames(HashSet<String>);

impl PersonNames {
    /// Collects the people that the tagger found.
    pub(super) fn from_spans(article: &Article, spans: &[Span]) -> Self {
        let mut keys = HashSet::new();
        for span in spans.iter().filter(|span| span.kind == EntityKind::Person) {
            let key =
                name_key(article.slot(span.slot).get(span.start..span.end).unwrap_or_default());
            keys.extend(key.rsplit(' ').next().map(str::to_string));
            keys.insert(key);
        }
        Self(keys)
    }

    /// Returns true for a person's name or a surname after an Arabic article: "al-Assad".
    fn contains(&self, key: &str) -> bool {
        let bare =
            key.split_once(' ').filter(|(article, last)| article.len() <= 3 && !last.contains(' '));
        self.0.contains(key) || bare.is_some_and(|(_, last)| self.0.contains(last))
    }
}

/// Returns true if a name plausibly means this place. Names in a dateline or next to their
/// container skip this check.
pub(super) fn is_plausible(
    place: &PlaceCandidate,
    key: &str,
    confidence: f32,
    support: Support,
    persons: &PersonNames,
) -> bool {
    let small = is_small(place);
    let unsupported = support == Support::None && is_town(place);
    if support == Support::Region || !(small || unsupported) {
        return true;
    }
    let wordlike = || name_filter::is_wordlike(key) || name_key(place.place.name()) != key;
    let min_confidence = match support {
        _ if persons.contains(key) => IMPOSSIBLE,
        Support::Country if wordlike() => 0.85,
        Support::Country => 0.4,
        _ if wordlike() => {
            if small {
                IMPOSSIBLE
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
    confidence >= min_confidence
}

fn is_town(place: &PlaceCandidate) -> bool {
    place.place.kind() == PlaceKind::Settlement
        && place.place.prominence() < SMALL_CITY
        && !place.place.is_capital()
}

fn is_small(place: &PlaceCandidate) -> bool {
    let prominence = place.place.prominence();
    match place.place.kind() {
        PlaceKind::Settlement => prominence < SMALL_TOWN && !place.place.is_capital(),
        PlaceKind::Region => {
            prominence < SMALL_REGION && !MAJOR_COUNTRIES.contains(&place.place.country_code())
        }
        _ => false,
    }
}

/// Returns true if a name without a gazetteer place makes a plausible value.
pub(super) fn is_plausible_unlisted(
    key: &str,
    confidence: f32,
    is_rejected: bool,
    persons: &PersonNames,
) -> bool {
    if persons.contains(key) || (key.contains(' ') && name_filter::is_person_name(key)) {
        return false;
    }
    let min_confidence =
        if is_rejected && name_filter::is_wordlike(key) { MIN_WORDLIKE } else { MIN_UNLISTED };
    key.contains(' ') || confidence >= min_confidence
}

#[cfg(test)]
mod tests {
    use super::super::candidates;
    use super::*;
    use crate::article::Slot;

    fn persons(name: &str) -> PersonNames {
        let article = Article { body: name.into(), ..Article::default() };
        let span = Span {
            slot: Slot::Body,
            start: 0,
            end: name.len(),
            kind: EntityKind::Person,
            confidence: 0.9,
        };
        PersonNames::from_spans(&article, &[span])
    }

    #[test]
    fn small_towns_need_support_or_a_confident_tagger() {
        let town = candidates::find("kalispell", "").remove(0);
        let none = PersonNames::default();
        assert!(is_plausible(&town, "kalispell", 0.95, Support::None, &none));
        assert!(!is_plausible(&town, "kalispell", 0.6, Support::None, &none));
        assert!(is_plausible(&town, "kalispell", 0.6, Support::Country, &none));
        assert!(!is_plausible(
            &town,
            "kalispell",
            0.95,
            Support::Country,
            &persons("Ann Kalispell")
        ));
        assert!(is_plausible(&town, "kalispell", 0.1, Support::Region, &persons("Ann Kalispell")));
        let city = candidates::find("chicago", "").remove(0);
        assert!(is_plausible(&city, "chicago", 0.3, Support::None, &none));
    }

    #[test]
    fn uncertain_words_and_surnames_make_no_value() {
        let none = PersonNames::default();
        assert!(
            is_plausible_unlisted("qarrut", 0.7, false, &none)
                && !is_plausible_unlisted("qarrut", 0.5, false, &none)
        );
        assert!(
            is_plausible_unlisted("mill road", 0.3, false, &none)
                && !is_plausible_unlisted("john smith", 0.9, false, &none)
        );
        let names = persons("Omar Qarrut");
        assert!(
            !is_plausible_unlisted("qarrut", 0.9, false, &names)
                && !is_plausible_unlisted("al qarrut", 0.9, false, &names)
        );
    }
}
