//! Places in the names of organisations: "University of Lagos", "Chicago Police Department". They
//! count for the article, but do not say where its news happened.

use crate::article::Article;
use crate::article::entity::{Mention, Via};
use crate::enrich::entities::span::{EntityKind, Span};

use super::candidates;
use super::gazetteer::PlaceKind;
use super::implied::ImpliedPlace;
use super::name_filter;
use super::name_key::name_key;

/// Words for organisations that are in the place after which they are named.
const LOCAL_HEADS: [&str; 40] = [
    "academy",
    "airport",
    "archdiocese",
    "assembly",
    "attorney",
    "cathedral",
    "chamber",
    "church",
    "clinic",
    "college",
    "council",
    "court",
    "diocese",
    "district",
    "embassy",
    "fire",
    "government",
    "hospital",
    "hospitals",
    "institute",
    "legislature",
    "library",
    "municipality",
    "museum",
    "observatory",
    "orchestra",
    "parliament",
    "police",
    "polytechnic",
    "port",
    "prison",
    "school",
    "schools",
    "seminary",
    "senate",
    "sheriff",
    "symphony",
    "university",
    "water",
    "zoo",
];

/// Most words of a place in the name of an organisation.
const MOST_WORDS: usize = 3;

/// Weight from which a place is meant, and from which it is meant although its name is also a word or
/// a person's.
const MIN_WEIGHT: f32 = 4.0;
const MIN_WEIGHT_WORDLIKE: f32 = 5.2;

/// Most places that a name may mean.
const MOST_PLACES: usize = 8;

/// Finds the places in the names of organisations, in reading order.
pub(super) fn find(article: &Article, spans: &[Span]) -> Vec<ImpliedPlace> {
    let organisations = spans.iter().filter(|span| span.kind == EntityKind::Organisation);
    organisations.filter_map(|span| place_in(article, span)).collect()
}

fn place_in(article: &Article, span: &Span) -> Option<ImpliedPlace> {
    let name = span.text(article);
    place_after_of(name).or_else(|| place_before_head(name)).map(|(start, end, places)| {
        let (start, end) = (span.start + start, span.start + end);
        let mention = Mention { slot: span.slot, start, end, via: Via::Organisation };
        ImpliedPlace { mention, places }
    })
}

/// The range of a place in a name, and the places that it may mean.
type PlaceInName = (usize, usize, Vec<super::GazetteerPlace>);

/// Finds the place in "University of Lagos".
fn place_after_of(name: &str) -> Option<PlaceInName> {
    let (head, rest) = name.rsplit_once(" of ")?;
    let place = rest.strip_prefix("the ").unwrap_or(rest);
    let places = has_local_head(head).then(|| places(place))?;
    (!places.is_empty()).then_some((name.len() - place.len(), name.len(), places))
}

/// Finds the place in "Chicago Police Department": the longest that begins the name.
fn place_before_head(name: &str) -> Option<PlaceInName> {
    let ends: Vec<usize> = name.match_indices(' ').map(|(at, _)| at).take(MOST_WORDS).collect();
    ends.into_iter().rev().find_map(|end| {
        let (place, rest) = name.split_at_checked(end)?;
        let places = has_local_head(rest).then(|| places(place))?;
        (!places.is_empty()).then_some((0, end, places))
    })
}

fn has_local_head(words: &str) -> bool {
    let word = |word: &str| word.trim_end_matches("'s").to_lowercase();
    words.split(' ').any(|it| LOCAL_HEADS.contains(&word(it).as_str()))
}

/// Returns the places that a name may mean, the best known first.
fn places(name: &str) -> Vec<super::GazetteerPlace> {
    let key = name_key(name);
    if !name.starts_with(char::is_uppercase) || name.split(' ').count() > MOST_WORDS {
        return Vec::new();
    }
    let min = if name_filter::is_wordlike(&key) { MIN_WEIGHT_WORDLIKE } else { MIN_WEIGHT };
    let candidates = candidates::find(&key, "");
    let known = candidates.iter().filter(|it| {
        it.weight >= min && !matches!(it.place.kind(), PlaceKind::Continent | PlaceKind::Sea)
    });
    known.map(|candidate| candidate.place).take(MOST_PLACES).collect()
}

#[cfg(test)]
mod tests {
    use super::super::GazetteerPlace;
    use super::*;

    fn found(name: &str) -> Option<(&str, &'static str)> {
        let (start, end, places) = place_after_of(name).or_else(|| place_before_head(name))?;
        Some((&name[start..end], places.first().copied().map(GazetteerPlace::name)?))
    }

    #[test]
    fn institutions_name_their_place() {
        for (name, place) in [
            ("University of Lagos", "Lagos"),
            ("Chicago Police Department", "Chicago"),
            ("High Court of Kenya", "Kenya"),
            ("New York City Council", "New York City"),
            ("Texas Senate", "Texas"),
        ] {
            assert_eq!(found(name).map(|found| found.0), Some(place), "{name}");
        }
    }

    #[test]
    fn other_organisations_do_not() {
        for name in
            ["Washington Post", "Bank of America", "Chicago Bulls", "Lincoln Prize", "University"]
        {
            assert_eq!(found(name), None, "{name}");
        }
    }
}
