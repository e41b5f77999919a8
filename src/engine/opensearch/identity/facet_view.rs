//! A facet under an identity: the values that are listed, and what an article's keys count as. The cluster
//! counts keys; a value counts as the sum of its keys, corrected in the few articles that have two keys
//! of one person, or in which a key means somebody else.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::name_table::article_number;
use super::raw_facet::RawFacet;
use crate::article::schema::Field;
use crate::engine::common::identity::listing::Listing;
use crate::engine::common::identity::moved_keys::{ArticleSet, KeyTerms, MovedKeys, sole_targets};
use crate::engine::common::identity::naming::{IdentityNames, key_aliases};
use crate::identity::authority;
use crate::identity::resolve::Identity;
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::terms::FacetTerms;

/// Articles, by the digests of their texts.
pub(crate) type Articles = BTreeSet<String>;

impl ArticleSet for Articles {
    fn extend_with(&mut self, other: &Self) {
        self.extend(other.iter().cloned());
    }
}

/// The keys that articles have, by the digests of their texts.
pub(crate) type ArticleKeys = HashMap<String, Vec<String>>;

/// Facets under an identity.
pub(crate) type FacetViews = HashMap<Field, Arc<FacetView>>;

/// A facet under an identity.
pub(crate) struct FacetView {
    /// The listed values.
    pub terms: Arc<FacetTerms>,
    /// Keys of articles that are not listed under any value.
    pub unlisted: Vec<String>,
    /// Articles with a listed value although they have no listed key, and articles without one although
    /// they have.
    pub exceptions: (Articles, Articles),
    identity: Arc<Identity>,
    moved: MovedKeys<Articles>,
    /// What articles count for more or less than their keys, by the index of the listed value.
    corrections: BTreeMap<String, Vec<(usize, i64)>>,
}

/// A key that means another in an article.
struct MovedKey<'i> {
    article: &'i str,
    from: &'i str,
    to: &'i str,
}

impl FacetView {
    /// Applies an identity to the values of a facet. `articles` has the keys of all articles that count
    /// otherwise than key by key.
    pub(crate) fn new(
        field: Field,
        raw: Arc<RawFacet>,
        identity: Arc<Identity>,
        articles: &ArticleKeys,
    ) -> Self {
        // No identity changes the values of a facet that are no keys.
        let has_keys = !field.key_prefix().is_empty();
        let identity = if has_keys { identity } else { Arc::default() };
        let moved = moved_keys(field, &identity, articles);
        let emptied = emptied(&moved, &raw);
        let targets = moved.iter().map(|it| it.to);
        let is_live = vec![true; raw.values.len()];
        let Listing { values, ordinals } =
            Listing::new(field, (&raw.values, &is_live), &identity, targets, &emptied);
        let pairs = moved.iter().map(|it| (it.from, it.to));
        let aliases = key_aliases(&values, &identity, field, &sole_targets(pairs, &emptied));
        let not_listed = raw.values.iter().zip(&ordinals).filter(|(_, it)| it.is_none());
        let unlisted: Vec<String> = not_listed.map(|(value, _)| value.to_owned()).collect();
        let mut view = Self {
            terms: Arc::new(FacetTerms::new(field, Arc::clone(&values), aliases, {
                let names = IdentityNames::new(field, raw, Arc::clone(&identity));
                Box::new(Arc::new(names))
            })),
            unlisted,
            exceptions: Default::default(),
            moved: MovedKeys::new(by_pair(&moved).into_iter()),
            corrections: BTreeMap::new(),
            identity: Arc::clone(&identity),
        };
        if has_keys {
            view.correct(field, &values, articles);
        }
        view
    }

    /// Returns the keys of values, which are sorted.
    pub(crate) fn key_terms(&self, values: &[String]) -> KeyTerms<Articles> {
        self.moved.key_terms(values, &self.identity)
    }

    /// Returns the listed values that an article has, given by the digest of its text and its keys.
    pub(crate) fn values_of<'k>(
        &self,
        article: &str,
        keys: impl Iterator<Item = &'k str>,
    ) -> Vec<&str> {
        let (values, number) = (self.terms.values(), article_number(article));
        let index = |key: &str| values.index_of(self.identity.canonical_key_in(number, key));
        let meant: BTreeSet<usize> = keys.filter_map(index).collect();
        meant.into_iter().filter_map(|index| values.get(index)).collect()
    }

    /// Articles that count otherwise than key by key.
    pub(crate) fn corrected(&self) -> impl Iterator<Item = &str> {
        self.corrections.keys().map(String::as_str)
    }

    /// Returns the counts of the listed values, from those of keys and from the articles among them that
    /// count otherwise.
    pub(crate) fn counts(
        &self,
        keys: Vec<(String, u64)>,
        corrected: &[String],
    ) -> Vec<(String, u64)> {
        let values = self.terms.values();
        let mut counts: BTreeMap<usize, i64> = BTreeMap::new();
        for (key, count) in keys {
            let value = values.index_of(self.identity.canonical_key(&key));
            if let Some(index) = value {
                *counts.entry(index).or_default() += count as i64;
            }
        }
        let corrections = corrected.iter().filter_map(|article| self.corrections.get(article));
        for (index, change) in corrections.flatten() {
            *counts.entry(*index).or_default() += change;
        }
        let counted = counts.into_iter().filter_map(|(index, count)| {
            let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
            Some((values.get(index)?.to_owned(), count))
        });
        counted.collect()
    }

    /// Finds the articles that count otherwise than key by key.
    fn correct(&mut self, field: Field, values: &SortedValues, articles: &ArticleKeys) {
        for (article, keys) in articles {
            let number = article_number(article);
            let keys = || keys.iter().filter(|key| authority::facet_of_key(key) == Some(field));
            let by_key: Vec<usize> = keys()
                .filter_map(|key| values.index_of(self.identity.canonical_key(key)))
                .collect();
            let meant: BTreeSet<usize> = keys()
                .filter_map(|key| values.index_of(self.identity.canonical_key_in(number, key)))
                .collect();
            let mut changes: BTreeMap<usize, i64> = BTreeMap::new();
            by_key.iter().for_each(|index| *changes.entry(*index).or_default() -= 1);
            meant.iter().for_each(|index| *changes.entry(*index).or_default() += 1);
            changes.retain(|_, change| *change != 0);
            match (by_key.is_empty(), meant.is_empty()) {
                (true, false) => drop(self.exceptions.0.insert(article.clone())),
                (false, true) => drop(self.exceptions.1.insert(article.clone())),
                _ => {}
            }
            if !changes.is_empty() {
                self.corrections.insert(article.clone(), changes.into_iter().collect());
            }
        }
    }
}

/// Lists the keys of a facet that mean others in single articles.
fn moved_keys<'i>(
    field: Field,
    identity: &'i Identity,
    articles: &'i ArticleKeys,
) -> Vec<MovedKey<'i>> {
    let numbers: HashMap<u64, (&str, &Vec<String>)> = articles
        .iter()
        .map(|(article, keys)| (article_number(article), (article.as_str(), keys)))
        .collect();
    let of_facet = identity
        .reassigned_keys()
        .filter(|(_, from, _)| authority::facet_of_key(from) == Some(field));
    let moved = of_facet.filter_map(|(number, from, to)| {
        // A split in the authority file may name articles that do not have the key.
        let (article, keys) = numbers.get(&number)?;
        keys.iter().any(|key| key == from).then_some(MovedKey { article, from, to })
    });
    moved.collect()
}

/// Returns the values that are replaced in every article that has them.
fn emptied(moved: &[MovedKey<'_>], raw: &RawFacet) -> HashSet<String> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    moved.iter().for_each(|it| *counts.entry(it.from).or_default() += 1);
    let emptied = counts.into_iter().filter(|(from, count)| raw.count(from) <= *count);
    emptied.map(|(from, _)| from.to_owned()).collect()
}

fn by_pair<'i>(moved: &[MovedKey<'i>]) -> HashMap<(&'i str, &'i str), Articles> {
    let mut pairs: HashMap<(&str, &str), Articles> = HashMap::new();
    for MovedKey { article, from, to } in moved {
        pairs.entry((from, to)).or_default().insert((*article).to_owned());
    }
    pairs
}
