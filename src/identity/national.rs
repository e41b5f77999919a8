//! Organisations that articles name with and without their country: "U.S. Treasury" and "Treasury"
//! are one in an archive that hardly names the treasury of another country.

use std::collections::{BTreeMap, BTreeSet};

use super::coreference::Link;
use crate::article::schema::Field;

/// The word of the country in the key of a longer name.
const COUNTRY: &str = "us-";

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

/// Links the keys of organisations without a country to those with it. `articles` counts the
/// articles that have a key.
///
/// # Errors
/// Fails when `articles` fails.
pub(super) fn links<'k, E>(
    keys: impl Iterator<Item = &'k str>,
    articles: impl Fn(&str) -> Result<u64, E>,
) -> Result<Vec<Link>, E> {
    let prefix = Field::Organisations.key_prefix();
    let known: BTreeSet<&str> = keys.filter_map(|key| key.strip_prefix(prefix)).collect();
    let mut rivals: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in &known {
        for country in OTHER_COUNTRIES {
            let rest = name.strip_prefix(country).and_then(|rest| rest.strip_prefix('-'));
            if let Some(rest) = rest.filter(|rest| known.contains(rest)) {
                rivals.entry(rest).or_default().push(name);
            }
        }
    }
    let mut links = Vec::new();
    for name in &known {
        let Some(short) = name.strip_prefix(COUNTRY).filter(|short| known.contains(short)) else {
            continue;
        };
        let of = |name: &str| articles(&format!("{prefix}{name}"));
        let own = of(name)?;
        let mut all = own;
        for rival in rivals.get(short).into_iter().flatten() {
            all += of(rival)?;
        }
        let is_usual = own * 100 >= of(short)? * MIN_PERCENT;
        if own >= MIN_ARTICLES && own * 10 >= all * MIN_TENTHS && is_usual {
            links.push(Link {
                from: format!("{prefix}{short}"),
                to: format!("{prefix}{name}"),
                reason: format!(
                    "with the country in {own} articles, with another in {}",
                    all - own
                ),
            });
        }
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn found(articles: &[(&str, u64)]) -> Vec<(String, String)> {
        let keys = articles.iter().map(|(key, _)| *key);
        let count = |key: &str| {
            let known = articles.iter().find(|(known, _)| *known == key);
            Ok::<_, Infallible>(known.map_or(0, |(_, articles)| *articles))
        };
        let Ok(links) = links(keys, count);
        links.into_iter().map(|link| (link.from, link.to)).collect()
    }

    #[test]
    fn one_country_hardly_has_a_rival() {
        let link = [("org/mint".to_string(), "org/us-mint".to_string())];
        assert_eq!(found(&[("org/mint", 20), ("org/us-mint", 2)]), link);
        assert_eq!(found(&[("org/mint", 20), ("org/us-mint", 1)]), [], "one article");
        let rivals =
            |rival| found(&[("org/mint", 20), ("org/us-mint", 9), ("org/french-mint", rival)]);
        assert_eq!(rivals(1), link);
        assert_eq!(rivals(2), []);
        assert_eq!(found(&[("org/us-mint", 9), ("org/us-steel", 9)]), [], "no short name");
        assert_eq!(found(&[("org/mill", 80), ("org/us-mill", 2)]), [], "named so by chance");
    }
}
