//! Organisations that articles name with and without their country: "U.S. Treasury" and "Treasury"
//! are one in an archive that hardly names the treasury of another country, and in which the articles
//! about it lie in the United States; so are "Ghanaian Growers' Council" and "Growers' Council".

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use super::coreference::Link;
use crate::article::countries;
use crate::article::document::slug;
use crate::article::schema::Field;
use crate::text::tokenizer;

/// The adjective of the country whose organisations are listed with it.
const AMERICAN: &str = "U.S.";

/// Other words than those of countries that tell organisations of one name apart, as in keys.
const OTHER_OWNERS: [&str; 7] = ["african", "arab", "asian", "ec", "eu", "european", "un"];

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
    /// Those that name a place in the country.
    pub in_country: u64,
}

/// Returns whether a name may begin with a country. Most names begin with none.
pub(crate) fn may_begin_with_country(name: &str) -> bool {
    let first = slug(name.split_whitespace().next().unwrap_or_default());
    let first = first.split('-').next().unwrap_or_default();
    first.is_empty() || OTHER_OWNERS.contains(&first) || FIRST_WORDS.contains(first)
}

/// The first words of countries and their adjectives.
static FIRST_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| countries::first_words().collect());

/// The keys of organisations of one name with a country, by its adjective; other owners have an empty one.
type ByCountry<'a> = BTreeMap<&'static str, BTreeSet<&'a str>>;

/// Links the keys of organisations with and without a country. `names` lists keys with each of
/// their names that [may begin with a country](may_begin_with_country), and `count` counts the articles
/// that have a key, and those of them that name a place, given by its key.
///
/// # Errors
/// Fails when `count` fails.
pub(super) fn links<'a, E>(
    names: impl Iterator<Item = (&'a str, &'a str)>,
    count: impl Fn(&str, &str) -> Result<KeyCounts, E>,
) -> Result<Vec<Link>, E> {
    let mut links = Vec::new();
    for (short, by_country) in by_short_name(names) {
        let link = match by_country.contains_key(AMERICAN) {
            true => link_to_american(&short, &by_country, &count)?.into_iter().collect(),
            false => links_to_short(&short, &by_country, &count)?,
        };
        links.extend(link);
    }
    Ok(links)
}

/// Groups the keys with a country by the key of the name without it.
fn by_short_name<'a>(
    names: impl Iterator<Item = (&'a str, &'a str)>,
) -> BTreeMap<String, ByCountry<'a>> {
    let mut all: BTreeMap<String, ByCountry<'a>> = BTreeMap::new();
    for (key, name) in names.filter(|(_, name)| may_begin_with_country(name)) {
        let slug = slug(name);
        let other = || {
            let (owner, rest) = slug.split_once('-')?;
            OTHER_OWNERS.contains(&owner).then_some(("", rest))
        };
        let split = countries::split_slug(&slug).map(|(country, rest)| (country.adjective, rest));
        let Some((adjective, rest)) = split.or_else(other) else { continue };
        let short = format!("{}{rest}", Field::Organisations.key_prefix());
        if short != key {
            all.entry(short).or_default().entry(adjective).or_default().insert(key);
        }
    }
    all
}

/// Links the name without a country to the American one.
fn link_to_american<E>(
    short: &str,
    by_country: &ByCountry<'_>,
    count: &impl Fn(&str, &str) -> Result<KeyCounts, E>,
) -> Result<Option<Link>, E> {
    let place = place_of(AMERICAN);
    let of_short = count(short, &place)?;
    if of_short.articles == 0 || !is_there(of_short) {
        return Ok(None);
    }
    let mut long: Option<(u64, &str)> = None;
    for key in by_country.get(AMERICAN).into_iter().flatten() {
        let articles = count(key, &place)?.articles;
        // Of equals the first.
        if long.is_none_or(|(most, _)| articles > most) {
            long = Some((articles, key));
        }
    }
    let mut with_other = 0;
    for rival in by_country.iter().filter(|(it, _)| **it != AMERICAN).flat_map(|(_, keys)| keys) {
        with_other += count(rival, &place)?.articles;
    }
    let Some((with_country, long)) = long else { return Ok(None) };
    let is_usual = with_country * 100 >= of_short.articles * MIN_PERCENT;
    let is_only = with_country * 10 >= (with_country + with_other) * MIN_TENTHS;
    let is_one = with_country >= MIN_ARTICLES && is_only && is_usual;
    Ok(is_one.then(|| Link {
        from: short.to_string(),
        to: long.to_string(),
        reason: format!(
            "with the country in {with_country} articles, with another in {with_other}"
        ),
    }))
}

/// Links names with the only country to the name without it, which more articles use.
fn links_to_short<E>(
    short: &str,
    by_country: &ByCountry<'_>,
    count: &impl Fn(&str, &str) -> Result<KeyCounts, E>,
) -> Result<Vec<Link>, E> {
    let mut countries = by_country.iter().filter(|(adjective, _)| !adjective.is_empty());
    let (Some((adjective, longs)), None, 1) =
        (countries.next(), countries.next(), by_country.len())
    else {
        return Ok(Vec::new());
    };
    let place = place_of(adjective);
    let of_short = count(short, &place)?;
    let mut links = Vec::new();
    for long in longs.iter().filter(|_| of_short.articles > 0 && is_there(of_short)) {
        let articles = count(long, &place)?.articles;
        if (1..=of_short.articles).contains(&articles) {
            links.push(Link {
                from: (*long).to_string(),
                to: short.to_string(),
                reason: format!(
                    "without the country in {} articles, {} of which name it",
                    of_short.articles, of_short.in_country
                ),
            });
        }
    }
    Ok(links)
}

/// The key of a country among the places, by its adjective.
fn place_of(adjective: &str) -> String {
    let country = countries::country(&tokenizer::folded(adjective));
    country.map(|country| country.place_key()).unwrap_or_default()
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
        let count = |key: &str, _: &str| {
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
    fn a_name_with_the_only_country_is_the_commoner_name_without_it() {
        let council = ("org/growers-council", "Growers' Council", 3);
        let ghanaian =
            |articles| ("org/ghanaian-growers-council", "Ghanaian Growers' Council", articles);
        let link =
            [("org/ghanaian-growers-council".to_string(), "org/growers-council".to_string())];
        assert_eq!(found(&[council, ghanaian(1)]), link);
        assert_eq!(found(&[council, ghanaian(4)]), [], "rarer without the country");
        assert_eq!(found_with_share(&[council, ghanaian(1)], 60), [], "in other countries");
        let rival = ("org/ec-growers-council", "EC Growers' Council", 1);
        assert_eq!(found(&[council, ghanaian(1), rival]), [], "of another owner");
        assert_eq!(found(&[ghanaian(1)]), [], "no name without it");
    }

    #[test]
    fn the_longer_name_may_have_any_key() {
        let all = [("org/mint", "Mint", 20), ("org/mint-office", "United States Mint", 9)];
        assert_eq!(found(&all), [("org/mint".to_string(), "org/mint-office".to_string())]);
        assert_eq!(found_with_share(&all, 60), [], "the mint of another country");
    }
}
