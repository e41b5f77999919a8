//! Keys of one organisation, by all the evidence of the archive.

use std::collections::BTreeMap;

use super::acronyms;
use super::acronyms::AcronymUse;
use super::coreference::Link;
use super::national;
pub use super::national::KeyCounts;
pub(crate) use super::national::may_begin_with_country;

/// Links the keys of one organisation: acronyms to full names, names without a country to those
/// with it. `names` lists the keys with each of their names that may begin with a country, `uses` the
/// acronyms given in brackets, `is_acronym` tells keys of names in capitals, and `count` counts the articles
/// that have a key, of which there may be none, and those of them that name a place, given by its key.
///
/// # Errors
/// Fails when `count` fails.
pub fn links<'a, E>(
    names: impl Iterator<Item = (&'a str, &'a str)>,
    uses: impl Iterator<Item = AcronymUse<'a>>,
    is_acronym: impl Fn(&str) -> bool,
    count: impl Fn(&str, &str) -> Result<KeyCounts, E>,
) -> Result<Vec<Link>, E> {
    let mut links = national::links(names, count)?;
    links.extend(acronyms::links(uses, is_acronym));
    Ok(without_chains(links))
}

/// Makes every link lead to a key that no other link leads on from. Of two links from one key the
/// first counts.
fn without_chains(links: Vec<Link>) -> Vec<Link> {
    let mut next: BTreeMap<String, String> = BTreeMap::new();
    for link in &links {
        next.entry(link.from.clone()).or_insert_with(|| link.to.clone());
    }
    let last = |from: &str| {
        let mut key = next.get(from)?;
        // A circle has no end.
        for _ in 0..next.len() {
            match next.get(key) {
                Some(further) => key = further,
                None => return Some(key.clone()),
            }
        }
        None
    };
    let mut by_key: BTreeMap<String, Link> = BTreeMap::new();
    for link in links {
        if let Some(to) = last(&link.from) {
            by_key.entry(link.from.clone()).or_insert(Link { to, ..link });
        }
    }
    by_key.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unchained(links: &[(&str, &str)]) -> Vec<(String, String)> {
        let link = |&(from, to): &(&str, &str)| Link {
            from: from.to_string(),
            to: to.to_string(),
            reason: String::new(),
        };
        let links = without_chains(links.iter().map(link).collect());
        links.into_iter().map(|link| (link.from, link.to)).collect()
    }

    #[test]
    fn links_lead_to_the_end_of_a_chain() {
        let pair = |from: &str, to: &str| (from.to_string(), to.to_string());
        assert_eq!(unchained(&[("a", "b"), ("b", "c")]), [pair("a", "c"), pair("b", "c")]);
        assert_eq!(unchained(&[("a", "b"), ("a", "c")]), [pair("a", "b")]);
        assert_eq!(unchained(&[("a", "b"), ("b", "a")]), []);
    }
}
