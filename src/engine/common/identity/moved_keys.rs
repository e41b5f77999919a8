//! The keys of a facet that mean others in single articles, and from them the keys that a name means.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::identity::resolve::Identity;

/// A set of articles as an engine keeps it.
pub(crate) trait ArticleSet: Clone {
    /// Adds the articles of another set.
    fn extend_with(&mut self, other: &Self);
}

/// The keys of a facet that are replaced by others in some articles, each pair with its articles.
pub(crate) struct MovedKeys<D> {
    by_from: HashMap<String, BTreeMap<String, Arc<D>>>,
    by_to: HashMap<String, BTreeSet<String>>,
}

impl<D> Default for MovedKeys<D> {
    fn default() -> Self {
        Self { by_from: HashMap::new(), by_to: HashMap::new() }
    }
}

/// Keys of the values that a name means, with the articles in which a key means another value.
pub(crate) struct KeyTerms<D> {
    /// Keys that mean it everywhere.
    pub everywhere: Vec<String>,
    /// Keys that mean it except in some articles.
    pub except: Vec<(String, Arc<D>)>,
    /// Keys that mean it only in some articles.
    pub only: Vec<(String, Arc<D>)>,
}

impl<D> Default for KeyTerms<D> {
    fn default() -> Self {
        Self { everywhere: Vec::new(), except: Vec::new(), only: Vec::new() }
    }
}

impl<D: ArticleSet> MovedKeys<D> {
    /// Collects pairs of a key and the one that it means, with the articles in which it does.
    pub(crate) fn new<'k>(pairs: impl Iterator<Item = ((&'k str, &'k str), D)>) -> Self {
        let mut moved = Self::default();
        for ((from, to), docs) in pairs {
            let (from, to) = (from.to_owned(), to.to_owned());
            moved.by_to.entry(to.clone()).or_default().insert(from.clone());
            moved.by_from.entry(from).or_default().insert(to, Arc::new(docs));
        }
        moved
    }

    /// Lists the pairs of a key and the one that it means, with the articles in which it does.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str, &D)> {
        let targets = |from| move |(to, docs)| (from, String::as_str(to), Arc::as_ref(docs));
        self.by_from.iter().flat_map(move |(from, all)| all.iter().map(targets(from.as_str())))
    }

    /// The articles in which a key means one of the values that are `meant`; nothing where there are none.
    fn docs(&self, from: &str, meant: impl Fn(&str) -> bool) -> Option<Arc<D>> {
        let targets = self.by_from.get(from)?.iter().filter(|(to, _)| meant(to));
        let mut docs: Vec<&Arc<D>> = targets.map(|(_, docs)| docs).collect();
        let first = docs.pop()?;
        if docs.is_empty() {
            return Some(Arc::clone(first));
        }
        let mut all = D::clone(first);
        docs.into_iter().for_each(|docs| all.extend_with(docs));
        Some(Arc::new(all))
    }

    /// Returns the keys of these values, which are sorted.
    pub(crate) fn key_terms(&self, values: &[String], identity: &Identity) -> KeyTerms<D> {
        let heads = values.iter().filter(|value| identity.canonical_key(value) == value.as_str());
        let members = values.iter().flat_map(|value| identity.members(value));
        let mut keys: Vec<&str> = heads.map(String::as_str).chain(members).collect();
        keys.sort_unstable();
        let all_keys = keys.clone();
        let is_key = |key: &str| all_keys.binary_search(&key).is_ok();
        let is_meant = |value: &str| values.binary_search_by(|it| it.as_str().cmp(value)).is_ok();
        let mut except = Vec::new();
        keys.retain(|key| match self.docs(key, |to| !is_meant(to)) {
            Some(docs) => {
                except.push(((*key).to_owned(), docs));
                false
            }
            None => true,
        });
        let sources = values.iter().filter_map(|value| self.by_to.get(value)).flatten();
        let sources: BTreeSet<&str> = sources.map(String::as_str).collect();
        let sources = sources.into_iter().filter(|from| !is_key(from));
        let only = |from: &str| Some((from.to_owned(), self.docs(from, is_meant)?));
        KeyTerms {
            only: sources.filter_map(only).collect(),
            everywhere: keys.into_iter().map(str::to_owned).collect(),
            except,
        }
    }
}

/// Returns, of the values that are replaced in every article, those that mean the same other value in all,
/// each with that value. `pairs` are the values that are replaced in some, with those that they mean.
pub(crate) fn sole_targets<'r>(
    pairs: impl Iterator<Item = (&'r str, &'r str)>,
    emptied: &HashSet<String>,
) -> Vec<(&'r str, &'r str)> {
    let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in pairs.filter(|(from, _)| emptied.contains(*from)) {
        targets.entry(from).or_default().insert(to);
    }
    let sole = targets.into_iter().filter(|(_, targets)| targets.len() == 1);
    sole.filter_map(|(from, targets)| Some((from, *targets.first()?))).collect()
}
