//! The values that articles themselves have in a facet, and the names they give them.

use std::sync::{Arc, OnceLock};

use serde_json::json;

use crate::article::schema::Field;
use crate::engine::common::document_terms::NAME_SEPARATOR;
use crate::engine::common::identity::key_names::{KeyNames, named_term};
use crate::engine::common::identity::naming::RawNames;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::fields;
use crate::error::Result;
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::term::FacetTerm;

/// Values of a facet, before identity merges or moves any.
pub(crate) struct RawFacet {
    cluster: Arc<Cluster>,
    field: Field,
    /// The values, sorted.
    pub values: Arc<SortedValues>,
    /// For each the number of articles that have it.
    pub counts: Vec<u64>,
    /// Terms by key, once they were read: all at once when the first is needed.
    named: OnceLock<Vec<FacetTerm>>,
}

impl RawFacet {
    /// Reads the values of a facet.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn read(cluster: Arc<Cluster>, field: Field) -> Result<Self> {
        let counted = cluster.values(field.name(), &json!({"match_all": {}}))?;
        let values: SortedValues = counted.iter().map(|(value, _)| value.as_str()).collect();
        let counts = counted.into_iter().map(|(_, count)| count).collect();
        Ok(Self { cluster, field, values: Arc::new(values), counts, named: OnceLock::new() })
    }

    /// Returns the number of articles that have a value.
    pub(crate) fn count(&self, value: &str) -> u64 {
        let index = self.values.index_of(value);
        index.and_then(|index| self.counts.get(index)).copied().unwrap_or(0)
    }
}

impl RawNames for RawFacet {
    fn named_terms(&self) -> Result<&[FacetTerm]> {
        if let Some(named) = self.named.get() {
            return Ok(named);
        }
        let names = key_names(&self.cluster, self.field)?.into_iter();
        let named = names.map(|names| named_term(self.field, names)).collect();
        Ok(self.named.get_or_init(|| named))
    }

    fn named_term(&self, key: &str) -> Result<Option<FacetTerm>> {
        let named = self.named_terms()?;
        let known = named.binary_search_by(|known| known.value.as_str().cmp(key));
        Ok(known.ok().and_then(|at| named.get(at)).cloned())
    }
}

/// Reads the names of every key of a facet, by key; nothing for a facet whose values are no keys.
///
/// # Errors
/// Fails when the cluster cannot be read.
pub(crate) fn key_names(cluster: &Cluster, field: Field) -> Result<Vec<KeyNames>> {
    if field.key_prefix().is_empty() {
        return Ok(Vec::new());
    }
    let counted = cluster.values(&fields::names(field), &json!({"match_all": {}}))?;
    let key = |term: &(String, u64)| Some(term.0.split_once(NAME_SEPARATOR)?.0.to_owned());
    let mut all = Vec::new();
    for same_key in counted.chunk_by(|one, other| key(one) == key(other)) {
        let Some(of_key) = same_key.first().and_then(&key) else { continue };
        let names = same_key.iter().filter_map(|(term, articles)| {
            let (_, name) = term.split_once(NAME_SEPARATOR)?;
            Some((u32::try_from(*articles).unwrap_or(u32::MAX), name))
        });
        all.extend(KeyNames::new(&of_key, names.collect()));
    }
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(all)
}
