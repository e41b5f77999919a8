//! Countries as the names of organisations contain them: "Japanese", "Japan's", "U.S.".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::schema::Field;
use crate::text::tokenizer;

/// Adjectives of countries, the ends of their keys among the places, and their names.
const COUNTRIES: &str = include_str!("countries.tsv");

/// A country or a former state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Country {
    /// Its adjective: "Japanese".
    pub adjective: &'static str,
    /// The end of its key among the places: a GeoNames id or a slug.
    place: &'static str,
}

impl Country {
    /// The key of the country among the places.
    pub(crate) fn place_key(&self) -> String {
        format!("{}{}", Field::Places.key_prefix(), self.place)
    }
}

/// Countries by folded name and folded adjective.
static BY_NAME: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let rows = COUNTRIES.lines().filter(|line| !line.starts_with('#'));
    let named = rows.filter_map(parse_row).flat_map(|(country, names)| {
        let names = names.split('|').chain([country.adjective]);
        names.map(move |name| (tokenizer::folded(name), country))
    });
    named.collect()
});

fn parse_row(row: &'static str) -> Option<(Country, &'static str)> {
    let (adjective, rest) = row.split_once('\t')?;
    let (place, names) = rest.split_once('\t')?;
    Some((Country { adjective, place }, names))
}

/// Most words of a country's name that are looked at: "United Arab Emirates".
pub(crate) const MOST_WORDS: usize = 4;

/// Returns the adjective of a country or former state by its folded name or adjective: "Japanese" for
/// "japan".
pub(crate) fn adjective(folded: &str) -> Option<&'static str> {
    country(folded).map(|country| country.adjective)
}

/// Returns a country or former state by its folded name or adjective.
pub(crate) fn country(folded: &str) -> Option<Country> {
    BY_NAME.get(folded).copied()
}

/// Iterates over the first words of the folded names and adjectives of countries.
pub(crate) fn first_words() -> impl Iterator<Item = &'static str> {
    BY_NAME.keys().filter_map(|name| name.split(' ').next())
}

/// Splits the slug of a name after the country that it begins with: "japanese-harbour-board". The longest
/// country counts.
pub(crate) fn split_slug(slug: &str) -> Option<(Country, &str)> {
    let ends = slug.match_indices('-').map(|(at, _)| at).take(MOST_WORDS);
    let splits = ends.filter_map(|end| {
        let (name, rest) = slug.split_at_checked(end)?;
        Some((country(&name.replace('-', " "))?, rest.strip_prefix('-')?))
    });
    splits.last()
}

/// Returns the adjective of the country that a text ends with, as it stands before a name: "Japan's",
/// "the West German".
pub(crate) fn adjective_before(text: &str) -> Option<&'static str> {
    let text = text.strip_suffix(' ')?;
    let line = text.rsplit('\n').next().unwrap_or_default();
    let mut words = line.rmatch_indices(' ').map(|(at, _)| at + 1).chain([0]);
    let phrases = words.by_ref().take(MOST_WORDS).filter_map(|start| line.get(start..));
    let found = phrases.filter_map(|phrase| {
        let name =
            phrase.strip_suffix("'s").or_else(|| phrase.strip_suffix("’s")).unwrap_or(phrase);
        is_name(name).then(|| adjective(&tokenizer::folded(name))).flatten()
    });
    // The longest: "East German" and not "German".
    found.last()
}

/// Returns the adjective of the country that a text begins with after "of": " of Japan".
pub(crate) fn adjective_after(text: &str) -> Option<&'static str> {
    let rest = text.strip_prefix(" of ")?;
    let rest = rest.strip_prefix("the ").unwrap_or(rest);
    let ends = rest.match_indices([' ', ',', '.', ';', '\n', ')', '\'', '’']);
    let ends = ends.map(|(at, _)| at).chain([rest.len()]).take(MOST_WORDS);
    let names = ends.filter_map(|end| rest.get(..end)).filter(|name| is_name(name));
    names.filter_map(|name| adjective(&tokenizer::folded(name))).last()
}

/// Returns whether a phrase is written as a name: with a capital and without punctuation but dots of
/// abbreviations and hyphens. "us" is no country.
fn is_name(phrase: &str) -> bool {
    phrase.starts_with(char::is_uppercase)
        && phrase.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_beside_a_name() {
        for (before, expected) in [
            ("said Japan's ", Some("Japanese")),
            ("in the West German ", Some("German")),
            ("in the East German ", Some("East German")),
            ("the U.S. ", Some("U.S.")),
            ("the US ", Some("U.S.")),
            ("the United Arab Emirates ", Some("Emirati")),
            ("asked us ", None),
            ("in Japan, ", None),
            ("the harbour ", None),
            ("Japan\n", None),
        ] {
            assert_eq!(adjective_before(before), expected, "{before}");
        }
        for (after, expected) in [
            (" of Ghana said", Some("Ghanaian")),
            (" of the Philippines", Some("Philippine")),
            (" of South Africa, he", Some("South African")),
            (" of trade", None),
            (" in Ghana", None),
        ] {
            assert_eq!(adjective_after(after), expected, "{after}");
        }
    }

    #[test]
    fn names_in_the_table_stand_for_one_country() {
        let mut seen: HashMap<String, Country> = HashMap::new();
        for row in COUNTRIES.lines().filter(|line| !line.starts_with('#')) {
            let (country, names) = parse_row(row).expect("an adjective, a key and names");
            for name in names.split('|').chain([country.adjective]) {
                let known = seen.insert(tokenizer::folded(name), country);
                assert!(known.is_none_or(|known| known == country), "{name}: {known:?}");
            }
        }
        assert_eq!(country("u.s").map(|it| it.place_key()), None);
        assert_eq!(country("us").map(|it| it.place_key()).as_deref(), Some("place/6252001"));
    }

    #[test]
    fn slugs_begin_with_the_longest_country() {
        let split = |slug: &'static str| split_slug(slug).map(|(it, rest)| (it.adjective, rest));
        assert_eq!(split("ghanaian-growers-council"), Some(("Ghanaian", "growers-council")));
        assert_eq!(split("south-african-mint"), Some(("South African", "mint")));
        assert_eq!(split("united-states-mint"), Some(("U.S.", "mint")));
        assert_eq!(split("harbour-board"), None);
        assert_eq!(split("ghana"), None);
    }
}
