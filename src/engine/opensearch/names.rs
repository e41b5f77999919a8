//! Names of the values of a facet in an archive on a cluster: those that most articles give them.

use std::sync::{Arc, OnceLock};

use serde_json::json;

use super::cluster::Cluster;
use super::fields;
use crate::article::schema::Field;
use crate::engine::common::document_terms::NAME_SEPARATOR;
use crate::engine::common::key_names::{KeyNames, named_term};
use crate::error::Result;
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::term::FacetTerm;
use crate::search::facets::terms::TermNames;

/// Reads the names of a facet, all at once when the first is needed.
pub(super) struct ClusterNames {
    cluster: Arc<Cluster>,
    field: Field,
    /// Terms by key, once they were read.
    named: OnceLock<Vec<FacetTerm>>,
}

impl ClusterNames {
    /// The names of a facet, of which none was read yet.
    pub(super) fn new(cluster: Arc<Cluster>, field: Field) -> Self {
        Self { cluster, field, named: OnceLock::new() }
    }

    fn named(&self) -> Result<&[FacetTerm]> {
        if let Some(named) = self.named.get() {
            return Ok(named);
        }
        let mut named = Vec::new();
        if !self.field.key_prefix().is_empty() {
            let names = fields::names(self.field);
            let counted = self.cluster.values(&names, &json!({"match_all": {}}))?;
            let key = |term: &(String, u64)| {
                term.0.split_once(NAME_SEPARATOR).map(|(key, _)| key.to_owned())
            };
            for same_key in counted.chunk_by(|one, other| key(one) == key(other)) {
                let Some(of_key) = same_key.first().and_then(&key) else { continue };
                let names = same_key.iter().filter_map(|(term, articles)| {
                    let (_, name) = term.split_once(NAME_SEPARATOR)?;
                    Some((u32::try_from(*articles).unwrap_or(u32::MAX), name))
                });
                let names = KeyNames::new(&of_key, names.collect());
                named.extend(names.map(|names| named_term(self.field, names)));
            }
            named.sort_by(|one, other| one.value.cmp(&other.value));
        }
        Ok(self.named.get_or_init(|| named))
    }
}

impl TermNames for ClusterNames {
    fn term(&self, value: &str) -> Result<FacetTerm> {
        let named = self.named()?;
        let known = named.binary_search_by(|known| known.value.as_str().cmp(value));
        let known = known.ok().and_then(|at| named.get(at)).cloned();
        Ok(known.unwrap_or_else(|| FacetTerm::from_label(self.field, value)))
    }

    fn terms(&self, values: &SortedValues) -> Result<Vec<FacetTerm>> {
        values.iter().map(|value| self.term(value)).collect()
    }
}
