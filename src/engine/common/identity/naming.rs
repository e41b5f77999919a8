//! Names of the values of a facet under an identity: the one that is shown, and those of all keys that
//! mean the value.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::article::schema::Field;
use crate::error::Result;
use crate::identity::authority;
use crate::identity::coreference::Reassignment;
use crate::identity::resolve::{Alias, AliasesInArticles, Identity};
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::term::{AlternateName, FacetTerm};
use crate::search::facets::terms::TermNames;

/// Names that articles give the keys of a facet, before identity merges or moves any.
pub(crate) trait RawNames: Send + Sync {
    /// Returns every key with the name that most articles give it, by key; nothing for a facet whose
    /// values are no keys.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn named_terms(&self) -> Result<&[FacetTerm]>;

    /// Returns the term of a key, if an article has it.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn named_term(&self, key: &str) -> Result<Option<FacetTerm>>;
}

fn name_of(raw: &impl RawNames, key: &str) -> Result<Option<String>> {
    Ok(raw.named_term(key)?.map(|term| term.name))
}

/// The keys that are not listed and mean a value that is.
pub(crate) fn key_aliases(
    listed: &SortedValues,
    identity: &Identity,
    field: Field,
    moved: &[(&str, &str)],
) -> HashMap<String, String> {
    let merged =
        identity.merged_keys().filter(|(key, _)| authority::facet_of_key(key) == Some(field));
    let is_listed = |key: &str| listed.index_of(key).is_some();
    // A key that is another person in every article may still be who a bare surname is in some.
    let aliases = merged.chain(moved.iter().copied());
    let aliases = aliases.filter(|(key, head)| is_listed(head) && !is_listed(key));
    aliases.map(|(key, head)| (key.to_string(), head.to_string())).collect()
}

/// Reads the names of the values of a facet under an identity.
pub(crate) struct IdentityNames<R> {
    /// The facet.
    pub field: Field,
    /// The names that articles give.
    pub raw: Arc<R>,
    /// The identity.
    pub identity: Arc<Identity>,
    /// Keys that are a person's in single articles, once they were needed.
    in_articles: OnceLock<AliasesInArticles>,
}

impl<R: RawNames> TermNames for Arc<IdentityNames<R>> {
    fn term(&self, value: &str) -> Result<FacetTerm> {
        IdentityNames::term(self, value)
    }

    fn terms(&self, values: &SortedValues) -> Result<Vec<FacetTerm>> {
        let mut named = self.raw.named_terms()?.iter().peekable();
        let term = |value: &str| {
            while named.next_if(|known| known.value.as_str() < value).is_some() {}
            self.named(value, named.next_if(|known| known.value == value).cloned())
        };
        values.iter().map(term).collect()
    }
}

impl<R: RawNames> IdentityNames<R> {
    /// Makes the names of a facet, of which nothing was read yet.
    pub(crate) fn new(field: Field, raw: Arc<R>, identity: Arc<Identity>) -> Self {
        Self { field, raw, identity, in_articles: OnceLock::new() }
    }

    /// Returns the name of a key and the other keys that mean it.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    pub(crate) fn term(&self, key: &str) -> Result<FacetTerm> {
        self.named(key, self.raw.named_term(key)?)
    }

    /// Describes a value, given the term of its own key: its name, and the other keys that mean it.
    fn named(&self, head: &str, known: Option<FacetTerm>) -> Result<FacetTerm> {
        let Self { field, raw, identity, .. } = self;
        let term = match (identity.name(head), known) {
            (Some(given), Some(known)) => known.shown_as(given),
            (None, Some(known)) => known,
            (Some(given), None) => FacetTerm::new(head.to_string(), given.to_string()),
            (None, None) => {
                match identity.namesake(head).map_or(Ok(None), |key| name_of(&**raw, key))? {
                    Some(name) => FacetTerm::new(head.to_string(), name),
                    None => FacetTerm::from_label(*field, head),
                }
            }
        };
        let alternates = self.alternates(head)?;
        Ok(if alternates.is_empty() { term } else { term.with_alternates(alternates) })
    }

    /// Returns the other names of a value: of the keys that mean it everywhere, and of those that mean
    /// it in some articles.
    fn alternates(&self, head: &str) -> Result<Vec<AlternateName>> {
        let Self { field, raw, identity, in_articles } = self;
        let mut names = Vec::new();
        for alias in identity.aliases(head) {
            let name = name_of(&**raw, &alias.key)?.unwrap_or_else(|| alias.key.clone());
            let Alias { key, reason: evidence } = alias;
            names.push(AlternateName { key, name, evidence, articles: None, is_split: false });
        }
        let in_articles =
            in_articles.get_or_init(|| identity.aliases_in_articles(field.key_prefix()));
        for ((key, by_hand), articles) in in_articles.get(head).into_iter().flatten() {
            // A split in the authority file may name a key that no article has.
            let Some(name) = name_of(&**raw, key)? else { continue };
            let evidence = if *by_hand { "split off by hand" } else { Reassignment::REASON };
            names.push(AlternateName {
                key: key.clone(),
                name,
                evidence: evidence.to_string(),
                articles: Some(*articles),
                is_split: *by_hand,
            });
        }
        Ok(names)
    }
}
