//! Organisations that articles name with and without their country: "U.S. Treasury" and "Treasury"
//! are one in an archive that hardly names the treasury of another country, and in which the articles
//! about it lie in the United States.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use super::coreference::Link;
use crate::article::document::slug;
use crate::article::schema::Field;

/// The country before the longer name, as slugs begin.
const COUNTRY: [&str; 2] = ["us", "united-states"];

/// The key of the country among the places.
pub const COUNTRY_PLACE: &str = "place/6252001";

/// Words of other countries that may stand before the name of an organisation, as in keys.
const OTHER_COUNTRIES: [&str; 62] = [
    "afghan",
    "african",
    "argentine",
    "australian",
    "austrian",
    "belgian",
    "brazilian",
    "british",
    "canadian",
    "chilean",
    "chinese",
    "colombian",
    "cuban",
    "czech",
    "danish",
    "dutch",
    "ec",
    "egyptian",
    "eu",
    "european",
    "finnish",
    "french",
    "german",
    "greek",
    "hungarian",
    "indian",
    "indonesian",
    "iranian",
    "iraqi",
    "irish",
    "israeli",
    "italian",
    "japanese",
    "japan",
    "kenyan",
    "korean",
    "libyan",
    "malaysian",
    "mexican",
    "nigerian",
    "norwegian",
    "pakistani",
    "palestinian",
    "peruvian",
    "philippine",
    "polish",
    "portuguese",
    "russian",
    "saudi",
    "scottish",
    "soviet",
    "spanish",
    "swedish",
    "swiss",
    "syrian",
    "taiwan",
    "thai",
    "turkish",
    "uk",
    "ukrainian",
    "united-kingdom",
    "venezuelan",
];

/// Least number of articles with the longer name, and its least share of all names with a country,
/// in tenths.
const MIN_ARTICLES: u64 = 2;
const MIN_TENTHS: u64 = 9;
/// Least number of articles with the longer name for a hundred with the shorter one. A firm is named
/// with its country by chance: "U.S. Oakfield Corp".
const MIN_PERCENT: u64 = 5;
/// Least share of the articles with the shorter name that name a place in the country, in percent.
const MIN_PERCENT_THERE: u64 = 75;

/// Counts of the articles that have a key.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyCounts {
    /// All of them.
    pub articles: u64,
    /// Those that name a place in the country ([`COUNTRY_PLACE`]).
    pub in_country: u64,
}

/// Returns whether the first word of a name may be that of a country. Most names begin with none.
pub(crate) fn may_begin_with_country(name: &str) -> bool {
    static FIRST_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let countries = COUNTRY.iter().chain(&OTHER_COUNTRIES);
        countries.filter_map(|country| country.split('-').next()).collect()
    });
    let first = slug(name.split_whitespace().next().unwrap_or_default());
    first.split('-').next().is_none_or(|word| word.is_empty() || FIRST_WORDS.contains(word))
}

/// Links the keys of organisations without a country to those with it. `names` lists keys with each of
/// their names that [may begin with a country](may_begin_with_country), and `count` counts the articles
/// that have a key.
///
/// # Errors
/// Fails when `count` fails.
pub(super) fn links<'a, E>(
    names: impl Iterator<Item = (&'a str, &'a str)>,
    count: impl Fn(&str) -> Result<KeyCounts, E>,
) -> Result<Vec<Link>, E> {
    let mut own: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut rivals: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (key, name) in names.filter(|(_, name)| may_begin_with_country(name)) {
        let slug = slug(name);
        let short = |country: &str| {
            let rest = slug.strip_prefix(country)?.strip_prefix('-')?;
            let short = format!("{}{rest}", Field::Organisations.key_prefix());
            (short != key).then_some(short)
        };
        for short in COUNTRY.into_iter().filter_map(short) {
            own.entry(short).or_default().insert(key);
        }
        for short in OTHER_COUNTRIES.into_iter().filter_map(short) {
            rivals.entry(short).or_default().insert(key);
        }
    }
    let mut links = Vec::new();
    for (short, longs) in own {
        let of_short = count(&short)?;
        if of_short.articles == 0 {
            continue;
        }
        let mut long: Option<(u64, &str)> = None;
        for key in longs {
            let articles = count(key)?.articles;
            // Of equals the first.
            if long.is_none_or(|(most, _)| articles > most) {
                long = Some((articles, key));
            }
        }
        let mut with_other = 0;
        for rival in rivals.get(&short).into_iter().flatten() {
            with_other += count(rival)?.articles;
        }
        let Some((with_country, long)) = long.filter(|_| is_there(of_short)) else { continue };
        let is_usual = with_country * 100 >= of_short.articles * MIN_PERCENT;
        let is_only = with_country * 10 >= (with_country + with_other) * MIN_TENTHS;
        if with_country >= MIN_ARTICLES && is_only && is_usual {
            links.push(Link {
                from: short,
                to: long.to_string(),
                reason: format!(
                    "with the country in {with_country} articles, with another in {with_other}"
                ),
            });
        }
    }
    Ok(links)
}

/// Returns true if most articles with a key name a place in the country.
fn is_there(counts: KeyCounts) -> bool {
    counts.in_country * 100 >= counts.articles * MIN_PERCENT_THERE
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// Links keys, given their names and numbers of articles, all of them in the country.
    fn found(all: &[(&str, &str, u64)]) -> Vec<(String, String)> {
        found_with_share(all, 100)
    }

    /// Links keys where this share of the articles is in the country, in percent.
    fn found_with_share(all: &[(&str, &str, u64)], share: u64) -> Vec<(String, String)> {
        let names = all.iter().map(|(key, name, _)| (*key, *name));
        let count = |key: &str| {
            let known = all.iter().find(|(known, ..)| *known == key);
            let articles = known.map_or(0, |(.., articles)| *articles);
            Ok::<_, Infallible>(KeyCounts { articles, in_country: articles * share / 100 })
        };
        let Ok(links) = links(names, count);
        links.into_iter().map(|link| (link.from, link.to)).collect()
    }

    #[test]
    fn one_country_hardly_has_a_rival() {
        let (mint, long) =
            (("org/mint", "Mint", 20), |articles| ("org/us-mint", "U.S. Mint", articles));
        let link = [("org/mint".to_string(), "org/us-mint".to_string())];
        assert_eq!(found(&[mint, long(2)]), link);
        assert_eq!(found(&[mint, long(1)]), [], "one article");
        let rivals =
            |articles| found(&[mint, long(9), ("org/french-mint", "French Mint", articles)]);
        assert_eq!(rivals(1), link);
        assert_eq!(rivals(2), []);
        assert_eq!(found(&[long(9), ("org/us-steel", "US Steel", 9)]), [], "no short name");
        assert_eq!(found(&[("org/mint", "Mint", 80), long(2)]), [], "named so by chance");
    }

    #[test]
    fn the_longer_name_may_have_any_key() {
        let all = [("org/mint", "Mint", 20), ("org/mint-office", "United States Mint", 9)];
        assert_eq!(found(&all), [("org/mint".to_string(), "org/mint-office".to_string())]);
        assert_eq!(found_with_share(&all, 60), [], "the mint of another country");
    }
}
