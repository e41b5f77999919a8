//! What a text says beside a place's name about where it lies: "Troy, N.C.", "Paris (Texas)", "Aleppo in northern
//! Syria", "the Syrian city of Aleppo".

use super::gazetteer;
use super::gazetteer::{As, Kind, Known, Meaning};

/// What a place is called before its name: "the port city of Latakia".
const NOUNS: [&str; 24] = [
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

/// The regions and countries named right behind a name, as what it lies in.
pub fn behind(rest: &str) -> Vec<Known> {
    if let Some(rest) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(',')) {
        return opening(rest.strip_prefix("in ").unwrap_or(rest), true);
    }
    if let Some(rest) = rest.trim_start().strip_prefix('(') {
        return opening(rest.split(')').next().unwrap_or_default(), true);
    }
    match rest.strip_prefix(" in ") {
        Some(rest) => opening(capital_after(rest, 2), false),
        None => Vec::new(),
    }
}

/// Whether what stands behind a name cannot but say what it lies in: ", N.C.".
pub fn is_firm(rest: &str) -> bool {
    let word =
        rest.strip_prefix(", ").and_then(|rest| words(rest).next()).map_or("", |(_, word)| word);
    word.ends_with('.')
        && gazetteer::named(As::Abbreviation, &gazetteer::key(word)).next().is_some()
}

/// The text from its first capital on, if at most so many words go before it.
fn capital_after(text: &str, words: usize) -> &str {
    let mut rest = text;
    for _ in 0..=words {
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

/// The regions and countries that a text opens with, by the longest name.
fn opening(text: &str, abbreviated: bool) -> Vec<Known> {
    let mut ends = [0; 4];
    let mut count = 0;
    let mut from = 0;
    for (end, word) in words(text).take(ends.len()) {
        let joined = word.starts_with(char::is_uppercase)
            || (from > 0 && matches!(word, "of" | "and" | "the"));
        if !joined {
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

/// The words of a text up to the end of its clause, each with where it ends.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
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

/// The regions and countries of this name. An abbreviation has its dot or is in capitals, for "Miss" and "La" are words.
fn containers(text: &str, abbreviated: bool) -> Vec<Known> {
    let key = gazetteer::key(text);
    let wide = |known: &Known| {
        matches!(known.kind(), Kind::Region | Kind::Country | Kind::Historical | Kind::Area)
    };
    let mut found: Vec<Known> =
        gazetteer::named(As::Name, &key).map(|bearer| bearer.known).filter(wide).collect();
    if abbreviated && is_abbreviation(text) {
        found.extend(gazetteer::named(As::Abbreviation, &key).map(|bearer| bearer.known));
    }
    if found.is_empty() {
        found.extend(gazetteer::named(As::Region, &key).map(|bearer| bearer.known));
    }
    found
}

fn is_abbreviation(text: &str) -> bool {
    text.ends_with('.')
        || (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
        || text.len() >= 4 && !matches!(text, "Miss" | "Mass" | "Wash" | "Penn" | "Mont")
}

/// The country that an adjective before the name tells: "the northern Syrian port city of Latakia".
pub fn before(text: &str) -> Vec<Known> {
    let mut words = text.rsplit([' ', '\n']).filter(|word| !word.is_empty()).take(6);
    let mut noun = words.next();
    if matches!(noun, Some("of" | "called" | "in")) {
        noun = words.next();
    }
    if !noun.is_some_and(|noun| NOUNS.contains(&noun)) {
        return Vec::new();
    }
    for word in words.take(3) {
        if word.starts_with(char::is_uppercase) {
            let plain = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            let key = gazetteer::key(plain.trim_end_matches(','));
            let of = gazetteer::demonym(&key).filter_map(|meaning| match meaning {
                Meaning::Of(known) => Some(known),
                _ => None,
            });
            let named = (plain != word).then(|| containers(plain, false));
            return of.chain(named.into_iter().flatten()).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: Vec<Known>) -> Vec<&'static str> {
        found.into_iter().map(Known::name).collect()
    }

    #[test]
    fn what_stands_behind() {
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
            assert!(names(behind(rest)).contains(&container), "{rest}: {:?}", names(behind(rest)));
        }
        for rest in ["", ", Mo said", ", La bamba", " in the morning", ", where", ". Texas"] {
            assert!(behind(rest).is_empty(), "{rest}: {:?}", names(behind(rest)));
        }
    }

    #[test]
    fn what_stands_before() {
        assert_eq!(names(before("fled the northern Syrian port city of ")), ["Syria"]);
        assert_eq!(names(before("in Russia's city of ")), ["Russia"]);
        assert!(before("He met the Syrian president in ").is_empty() && before("").is_empty());
    }
}
