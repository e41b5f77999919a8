//! Keys of one organisation, by all the evidence of the archive.

use std::collections::BTreeMap;

use super::acronyms;
use super::acronyms::AcronymUse;
use super::coreference::Link;
use super::national;

/// Links the keys of one organisation: acronyms to full names, names without a country to those
/// with it. `keys` lists every key of an organisation with whether it is a name in capitals, and
/// `articles` counts the articles that have a key.
///
/// # Errors
/// Fails when `articles` fails.
pub fn links<'a, E>(
    keys: &BTreeMap<&str, bool>,
    uses: impl Iterator<Item = AcronymUse<'a>>,
    articles: impl Fn(&str) -> Result<u64, E>,
) -> Result<Vec<Link>, E> {
    let is_acronym = |key: &str| keys.get(key).copied().unwrap_or_default();
    let mut links = national::links(keys.keys().copied(), articles)?;
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
