//! Containers of a place named next to it: "Troy, N.C.", "Paris (Texas)", "Aleppo in northern
//! Syria", "the Syrian city of Aleppo".

use super::gazetteer;
use super::gazetteer::{DemonymTarget, GazetteerPlace, NameKind, PlaceKind};
use super::name_key::name_key;

/// Nouns before the name of a place: "the port city of Latakia".
const PLACE_NOUNS: [&str; 24] = [
    "city",
    "town",
    "village",
    "capital",
    "port",
    "province",
    "region",
    "district",
    "suburb",
    "resort",
    "island",
    "state",
    "hamlet",
    "enclave",
    "settlement",
    "stronghold",
    "neighborhood",
    "neighbourhood",
    "municipality",
    "governorate",
    "prefecture",
    "county",
    "hub",
    "metropolis",
];

/// Finds the regions and countries named directly after a place as its container.
pub(super) fn containers_after(rest: &str) -> Vec<GazetteerPlace> {
    if let Some(rest) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(',')) {
        return leading_containers(rest.strip_prefix("in ").unwrap_or(rest), true);
    }
    if let Some(rest) = rest.trim_start().strip_prefix('(') {
        return leading_containers(rest.split(')').next().unwrap_or_default(), true);
    }
    match rest.strip_prefix(" in ") {
        Some(rest) => leading_containers(skip_to_capital(rest, 2), false),
        None => Vec::new(),
    }
}

/// Returns true if the following text can only be a container: ", N.C.".
pub(super) fn is_followed_by_abbreviation(rest: &str) -> bool {
    let word = rest
        .strip_prefix(", ")
        .and_then(|rest| clause_words(rest).next())
        .map_or("", |(_, word)| word);
    word.ends_with('.')
        && gazetteer::lookup(NameKind::Abbreviation, &name_key(word)).next().is_some()
}

/// Skips at most `words` lowercase words to the first capital; empty if there is none.
fn skip_to_capital(text: &str, max_words: usize) -> &str {
    let mut rest = text;
    for _ in 0..=max_words {
        if rest.starts_with(char::is_uppercase) {
            return rest;
        }
        let letters =
            rest.len() - rest.trim_start_matches(|c: char| c.is_alphabetic() || c == '-').len();
        match rest.get(letters..).and_then(|after| after.strip_prefix(' ')) {
            Some(after) if letters > 0 => rest = after,
            _ => return "",
        }
    }
    ""
}

/// Finds the regions and countries that a text begins with, by the longest name.
fn leading_containers(text: &str, abbreviated: bool) -> Vec<GazetteerPlace> {
    let mut ends = [0; 4];
    let mut count = 0;
    let mut from = 0;
    for (end, word) in clause_words(text).take(ends.len()) {
        let continues = word.starts_with(char::is_uppercase)
            || (from > 0 && matches!(word, "of" | "and" | "the"));
        if !continues {
            break;
        }
        if let Some(slot) = ends.get_mut(count) {
            (*slot, count) = (end, count + 1);
        }
        from = end;
    }
    for end in ends.iter().take(count).rev() {
        let found = containers(text.get(..*end).unwrap_or_default(), abbreviated);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Iterates over the words up to the end of the clause, each with its end offset.
fn clause_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = rest.strip_prefix(' ').map_or(at, |_| at + 1);
        let word = text.get(start..)?;
        let length = word
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '\'' | '’'))
            .unwrap_or(word.len());
        let word = word.get(..length)?;
        at = start + length;
        let plain = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        (!plain.is_empty()).then_some((start + plain.len(), plain))
    })
}

/// Finds the regions and countries of this name. An abbreviation needs a dot or capitals, because
/// "Miss" and "La" are words.
fn containers(text: &str, abbreviated: bool) -> Vec<GazetteerPlace> {
    let key = name_key(text);
    let is_container = |place: &GazetteerPlace| {
        matches!(
            place.kind(),
            PlaceKind::Region | PlaceKind::Country | PlaceKind::Historical | PlaceKind::Area
        )
    };
    let mut found: Vec<GazetteerPlace> =
        gazetteer::lookup(NameKind::Name, &key).map(|hit| hit.place).filter(is_container).collect();
    if abbreviated && is_abbreviation(text) {
        found.extend(gazetteer::lookup(NameKind::Abbreviation, &key).map(|hit| hit.place));
    }
    if found.is_empty() {
        found.extend(gazetteer::lookup(NameKind::Region, &key).map(|hit| hit.place));
    }
    found
}

fn is_abbreviation(text: &str) -> bool {
    text.ends_with('.')
        || (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
        || text.len() >= 4 && !matches!(text, "Miss" | "Mass" | "Wash" | "Penn" | "Mont")
}

/// Finds the country given by an adjective before the name: "the northern Syrian port city of
/// Latakia".
pub(crate) fn containers_before(text: &str) -> Vec<GazetteerPlace> {
    let mut words = text.rsplit([' ', '\n']).filter(|word| !word.is_empty()).take(6);
    let mut noun = words.next();
    if matches!(noun, Some("of" | "called" | "in")) {
        noun = words.next();
    }
    if !noun.is_some_and(|noun| PLACE_NOUNS.contains(&noun)) {
        return Vec::new();
    }
    for word in words.take(3) {
        if word.starts_with(char::is_uppercase) {
            let plain = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            let key = name_key(plain.trim_end_matches(','));
            let from_demonym = gazetteer::demonym_targets(&key).filter_map(|target| match target {
                DemonymTarget::Place(place) => Some(place),
                _ => None,
            });
            let named = (plain != word).then(|| containers(plain, false));
            return from_demonym.chain(named.into_iter().flatten()).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: Vec<GazetteerPlace>) -> Vec<&'static str> {
        found.into_iter().map(GazetteerPlace::name).collect()
    }

    #[test]
    fn containers_after_a_name() {
        for (rest, container) in [
            (", N.C. (AP)", "North Carolina"),
            (", Calif., said", "California"),
            (", West Virginia.", "West Virginia"),
            (" (Texas) is", "Texas"),
            (" in northern Syria.", "Syria"),
            (" in the Philippines", "Philippines"),
            (", South Africa's largest", "South Africa"),
            (", D.C.,", "Washington"),
        ] {
            assert!(
                names(containers_after(rest)).contains(&container),
                "{rest}: {:?}",
                names(containers_after(rest))
            );
        }
        for rest in ["", ", Mo said", ", La bamba", " in the morning", ", where", ". Texas"] {
            assert!(
                containers_after(rest).is_empty(),
                "{rest}: {:?}",
                names(containers_after(rest))
            );
        }
    }

    #[test]
    fn containers_before_a_name() {
        assert_eq!(names(containers_before("fled the northern Syrian port city of ")), ["Syria"]);
        assert_eq!(names(containers_before("in Russia's city of ")), ["Russia"]);
        assert!(
            containers_before("He met the Syrian president in ").is_empty()
                && containers_before("").is_empty()
        );
    }
}
