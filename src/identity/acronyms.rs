//! Acronyms across articles: an acronym means the organisation that articles give it to in brackets,
//! as in "Harbour Grain Board (HGB)". Initials alone prove nothing.

use std::collections::BTreeMap;

use super::coreference::Link;
use crate::article::document::slug;
use crate::article::schema::Field;

/// Least number of articles that give the acronym to the organisation.
const MIN_ARTICLES: u32 = 2;

/// Least share of the articles that give the acronym to any, in tenths.
const MIN_TENTHS: u64 = 9;

/// Returns true for a name in capitals. "Oil" is not the acronym of a firm that articles call OIL.
pub fn is_in_capitals(name: &str) -> bool {
    name.chars().filter(|letter| letter.is_lowercase()).count() <= 1
}

/// An acronym given to an organisation in some articles.
#[derive(Debug, Clone, Copy)]
pub struct AcronymUse<'a> {
    /// The acronym as printed.
    pub acronym: &'a str,
    /// The key of the organisation.
    pub key: &'a str,
    /// The name of the organisation.
    pub name: &'a str,
    /// The number of articles that give the acronym to it.
    pub articles: u32,
}

/// Links the keys of acronyms to the organisations that they mean, where `is_key` says that articles
/// use the key for a name in capitals. Two spellings
/// of an acronym ("BoG", "BOG") are one.
pub(super) fn links<'a>(
    uses: impl Iterator<Item = AcronymUse<'a>>,
    is_key: impl Fn(&str) -> bool,
) -> Vec<Link> {
    let mut by_acronym: BTreeMap<String, BTreeMap<&str, AcronymUse>> = BTreeMap::new();
    for found in uses {
        let key = format!("{}{}", Field::Organisations.key_prefix(), slug(found.acronym));
        let uses = by_acronym.entry(key).or_default();
        let known = uses.entry(found.key).or_insert(AcronymUse { articles: 0, ..found });
        known.articles += found.articles;
    }
    let link = |(key, uses): (String, BTreeMap<&str, AcronymUse>)| {
        let all: u64 = uses.values().map(|found| u64::from(found.articles)).sum();
        let found = uses.values().max_by_key(|found| found.articles)?;
        let is_certain = found.articles >= MIN_ARTICLES
            && u64::from(found.articles) * 10 >= all * MIN_TENTHS
            && key != found.key
            && is_key(&key);
        is_certain.then(|| Link {
            from: key,
            to: found.key.to_owned(),
            reason: format!("“{} ({})” in {} articles", found.name, found.acronym, found.articles),
        })
    };
    by_acronym.into_iter().filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(uses: &[(&'static str, &'static str, u32)]) -> Vec<(String, String)> {
        let uses = uses.iter().map(|&(acronym, key, articles)| AcronymUse {
            acronym,
            key,
            name: key,
            articles,
        });
        links(uses, |key| key != "org/unused")
            .into_iter()
            .map(|link| (link.from, link.to))
            .collect()
    }

    #[test]
    fn an_acronym_means_the_organisation_that_nearly_all_articles_give_it_to() {
        let pair = |from: &str, to: &str| vec![(from.to_string(), to.to_string())];
        assert_eq!(found(&[("HGB", "org/grain", 2)]), pair("org/hgb", "org/grain"));
        assert_eq!(found(&[("HGB", "org/grain", 1)]), [], "one article is no evidence");
        assert_eq!(found(&[("HGB", "org/grain", 8), ("HGB", "org/golf", 2)]), []);
        let dominant = [("HGB", "org/grain", 9), ("H.G.B.", "org/golf", 1)];
        assert_eq!(found(&dominant), pair("org/hgb", "org/grain"));
        let spellings = [("BoG", "org/ghana", 1), ("BOG", "org/ghana", 1)];
        assert_eq!(found(&spellings), pair("org/bog", "org/ghana"));
        assert_eq!(found(&[("HGB", "org/hgb", 5)]), []);
        assert_eq!(found(&[("unused", "org/grain", 5)]), []);
    }
}
