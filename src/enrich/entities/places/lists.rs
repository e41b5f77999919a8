//! Countries that the tagger leaves in one name: "U.S.-Mexico", and the rows of a table.

use super::candidates;
use super::gazetteer;
use super::gazetteer::Kind;

/// The words of the longest name of a country.
const LONGEST: usize = 6;

/// Whether a text is the name of a country and nothing else: "UK", "U.S.", "Ghana".
pub fn is_country(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && names_country(&gazetteer::key(text)) && !is_word(text)
}

/// "Us" and "It" are words; codes are in capitals.
fn is_word(text: &str) -> bool {
    text.len() <= 3 && text.chars().any(char::is_lowercase)
}

fn names_country(key: &str) -> bool {
    candidates::of(key, "").first().is_some_and(|best| best.known.kind() == Kind::Country)
        && gazetteer::named(gazetteer::As::Name, key).next().is_some()
}

/// Where the countries lie in a name that names two or more and nothing else.
pub fn countries(named: &str) -> Vec<(usize, usize)> {
    let words = words(named);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let Some((start, end, count)) = longest(named, words.get(at..).unwrap_or_default()) else {
            return Vec::new();
        };
        found.push((start, end));
        at += count;
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// The longest country that these words begin with: where it lies, and its words.
fn longest(named: &str, words: &[(usize, usize)]) -> Option<(usize, usize, usize)> {
    let (start, _) = *words.first()?;
    (1..=words.len().min(LONGEST)).rev().find_map(|count| {
        let (_, end) = *words.get(count - 1)?;
        is_country(named.get(start..end)?).then_some((start, end, count))
    })
}

/// Where the words lie, parted by spaces, hyphens, strokes and commas; "and" is none.
fn words(named: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut found = Vec::new();
    for word in named.split([' ', '-', '–', '/', ',', '\n']) {
        let start =
            named.get(at..).and_then(|rest| rest.find(word)).map_or(at, |skipped| at + skipped);
        at = start + word.len();
        if !matches!(word, "" | "and" | "&") {
            found.push((start, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(named: &str) -> Vec<&str> {
        countries(named).into_iter().filter_map(|(start, end)| named.get(start..end)).collect()
    }

    #[test]
    fn countries_in_a_row() {
        assert_eq!(parts("Ghana Sri Lanka Peru"), ["Ghana", "Sri Lanka", "Peru"]);
        assert_eq!(parts("U.S.-Canada"), ["U.S.", "Canada"]);
        assert_eq!(parts("Chile, Peru and Bolivia"), ["Chile", "Peru", "Bolivia"]);
        assert!(
            parts("Ghana").is_empty() && parts("Ghana Street").is_empty() && parts("").is_empty()
        );
    }

    #[test]
    fn a_country_is_the_whole_of_it() {
        assert!(["UK", "USA", "U.S.", "Ghana", "Sri Lanka"].iter().all(|text| is_country(text)));
        assert!(
            !["us", "Us", "UN", "Ghana Airways", "Paris", ""].iter().any(|text| is_country(text))
        );
    }
}
