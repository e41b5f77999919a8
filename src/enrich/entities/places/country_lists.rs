//! Lists of countries that the tagger leaves in one span: "U.S.-Mexico", and the rows of a table.

use super::candidates;
use super::gazetteer;
use super::gazetteer::PlaceKind;
use super::name_key::name_key;

/// Maximum number of words in the name of a country.
const MAX_WORDS: usize = 6;

/// Returns true if a text is exactly the name of a country: "UK", "U.S.", "Ghana".
pub(crate) fn is_country(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && names_country(&name_key(text)) && !is_word(text)
}

/// "Us" and "It" are words; codes are uppercase.
fn is_word(text: &str) -> bool {
    text.len() <= 3 && text.chars().any(char::is_lowercase)
}

fn names_country(key: &str) -> bool {
    candidates::find(key, "").first().is_some_and(|best| best.place.kind() == PlaceKind::Country)
        && gazetteer::lookup(gazetteer::NameKind::Name, key).next().is_some()
}

/// Returns the byte ranges of the countries in a name that consists of two or more and nothing
/// else.
pub(super) fn countries(text: &str) -> Vec<(usize, usize)> {
    let word_ranges = word_ranges(text);
    let (mut ranges, mut at) = (Vec::new(), 0);
    while at < word_ranges.len() {
        let Some((start, end, count)) =
            longest_country(text, word_ranges.get(at..).unwrap_or_default())
        else {
            return Vec::new();
        };
        ranges.push((start, end));
        at += count;
    }
    if ranges.len() < 2 { Vec::new() } else { ranges }
}

/// Finds the longest country name that these words begin with: its byte range and number of words.
fn longest_country(text: &str, word_ranges: &[(usize, usize)]) -> Option<(usize, usize, usize)> {
    let (start, _) = *word_ranges.first()?;
    (1..=word_ranges.len().min(MAX_WORDS)).rev().find_map(|count| {
        let (_, end) = *word_ranges.get(count - 1)?;
        is_country(text.get(start..end)?).then_some((start, end, count))
    })
}

/// Splits at spaces, hyphens, slashes and commas into byte ranges; "and" is left out.
fn word_ranges(text: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut ranges = Vec::new();
    for word in text.split([' ', '-', '–', '/', ',', '\n']) {
        let start =
            text.get(at..).and_then(|rest| rest.find(word)).map_or(at, |skipped| at + skipped);
        at = start + word.len();
        if !matches!(word, "" | "and" | "&") {
            ranges.push((start, at));
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        countries(text).into_iter().filter_map(|(start, end)| text.get(start..end)).collect()
    }

    #[test]
    fn lists_of_countries() {
        assert_eq!(parts("Ghana Sri Lanka Peru"), ["Ghana", "Sri Lanka", "Peru"]);
        assert_eq!(parts("U.S.-Canada"), ["U.S.", "Canada"]);
        assert_eq!(parts("Chile, Peru and Bolivia"), ["Chile", "Peru", "Bolivia"]);
        assert!(
            parts("Ghana").is_empty() && parts("Ghana Street").is_empty() && parts("").is_empty()
        );
    }

    #[test]
    fn a_country_is_the_whole_text() {
        assert!(["UK", "USA", "U.S.", "Ghana", "Sri Lanka"].iter().all(|text| is_country(text)));
        assert!(
            !["us", "Us", "UN", "Ghana Airways", "Paris", ""].iter().any(|text| is_country(text))
        );
    }
}
