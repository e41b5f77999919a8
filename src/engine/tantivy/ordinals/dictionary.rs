//! Facet dictionaries: the values of every facet in one snapshot under one identity, and the
//! ordinal maps of its segments.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::Searcher;

use super::facet_dictionary::FacetDictionary;
use super::ordinal_map::OrdinalMap;
use super::raw_values::RawValues;
use super::reassignment;
use super::reassignment::DocReassignment;
use super::saved::SavedDictionaries;
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::common::identity::listing::Listing;
use crate::engine::common::identity::moved_keys::sole_targets;
use crate::engine::common::identity::naming::{IdentityNames, key_aliases};
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::identity::resolve::Identity;
use crate::search::facets::term::FacetTerm;
use crate::search::facets::terms::{FacetTerms, TermNames};

/// Names of the values of a facet under an identity.
type Names = IdentityNames<RawValues>;

/// One value per facet, each computed once; different facets are computed in parallel.
struct PerFacet<T>(Mutex<HashMap<Field, Arc<FacetCell<T>>>>);

/// The value of one facet once it is computed.
type FacetCell<T> = Mutex<Option<Arc<T>>>;

impl<T> Default for PerFacet<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Locks a cell; a thread that panicked while it held the lock left nothing half made behind.
fn lock<T>(cell: &Mutex<T>) -> MutexGuard<'_, T> {
    cell.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> PerFacet<T> {
    fn get_or_try_init(&self, field: Field, compute: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let cell = Arc::clone(lock(&self.0).entry(field).or_default());
        let mut value = lock(&cell);
        match value.as_ref() {
            Some(value) => Ok(Arc::clone(value)),
            None => Ok(Arc::clone(value.insert(Arc::new(compute()?)))),
        }
    }

    fn get(&self, field: Field) -> Option<Arc<T>> {
        let cell = Arc::clone(lock(&self.0).get(&field)?);
        lock(&cell).clone()
    }
}

/// Dictionaries of one snapshot under one identity, each computed when it is first needed.
#[derive(Default)]
pub(crate) struct FacetDictionaries {
    identity: Arc<Identity>,
    dictionaries: PerFacet<FacetDictionary>,
    names: PerFacet<Names>,
    /// Shared by all views of the snapshot, as no authority file changes them.
    raw_values: Arc<PerFacet<RawValues>>,
    /// The dictionaries that the last update left on disk.
    saved: SavedDictionaries,
}

impl FacetDictionaries {
    /// Creates the dictionaries under an identity; reuses those that were saved, and those of the view before
    /// that do not depend on it.
    pub(crate) fn under_identity(
        identity: Arc<Identity>,
        saved: SavedDictionaries,
        before: Option<&Self>,
    ) -> Self {
        let reused = |before: &Self| {
            let unkeyed = schema::facet_fields().filter(|field| field.key_prefix().is_empty());
            let known = unkeyed.filter_map(|field| Some((field, before.dictionaries.get(field)?)));
            known.map(|(field, known)| (field, Arc::new(Mutex::new(Some(known))))).collect()
        };
        Self {
            identity,
            dictionaries: PerFacet(Mutex::new(before.map(reused).unwrap_or_default())),
            names: PerFacet::default(),
            raw_values: before.map(|before| Arc::clone(&before.raw_values)).unwrap_or_default(),
            saved,
        }
    }

    /// Computes and reads what was computed and read of the dictionaries before.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn make_ready(
        &self,
        before: &Self,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<()> {
        for field in schema::facet_fields() {
            if let Some(used) = before.dictionaries.get(field) {
                let dictionary = self.get(field, searcher, fields)?;
                dictionary.terms.make_ready(&used.terms)?;
            }
            if before.raw_values.get(field).is_some_and(|used| used.has_names()) {
                self.raw_values(field, searcher, fields)?.named()?;
            }
        }
        Ok(())
    }

    /// Returns whether the dictionary of a facet is computed.
    pub(crate) fn contains(&self, field: Field) -> bool {
        self.dictionaries.get(field).is_some()
    }

    /// Returns the dictionary of a facet.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn get(
        &self,
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<FacetDictionary>> {
        self.dictionaries.get_or_try_init(field, || {
            let names = self.names(field, searcher, fields)?;
            let term_names = || Box::new(Arc::clone(&names)) as Box<dyn TermNames>;
            match self.saved.read(field, searcher.segment_readers(), term_names) {
                Some(saved) => Ok(saved),
                None => FacetDictionary::new(&names, searcher, fields)
                    .context(|| format!("cannot read the values of `{field}`")),
            }
        })
    }

    /// Saves the dictionaries of the facets with this many values or more, for other processes.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn save(&self, least: usize, searcher: &Searcher, fields: &Fields) -> Result<()> {
        for field in schema::facet_fields().filter(|field| !self.saved.has(*field)) {
            let dictionary = self.get(field, searcher, fields)?;
            if dictionary.terms.values().len() >= least {
                self.saved.write(field, &dictionary, searcher.segment_readers())?;
            }
        }
        Ok(())
    }

    /// Returns the name of a key and the other keys that mean it. Unlike [`Self::get`], this reads
    /// nothing else, so that a place has no label.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn term(
        &self,
        field: Field,
        key: &str,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<FacetTerm> {
        self.names(field, searcher, fields)?.term(key)
    }

    fn names(&self, field: Field, searcher: &Searcher, fields: &Fields) -> Result<Arc<Names>> {
        self.names.get_or_try_init(field, || {
            let raw = self.raw_values(field, searcher, fields)?;
            // No identity changes the values of a facet that are no keys.
            let has_keys = !field.key_prefix().is_empty();
            let identity = if has_keys { Arc::clone(&self.identity) } else { Arc::default() };
            Ok(Names::new(field, raw, identity))
        })
    }

    /// Returns the values that articles themselves have in a facet.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn raw_values(
        &self,
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<RawValues>> {
        let values = || Ok(RawValues::new(field, searcher, fields));
        self.raw_values.get_or_try_init(field, values)
    }
}

impl FacetDictionary {
    fn new(names: &Arc<Names>, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers();
        let IdentityNames { field, raw, identity, .. } = &**names;
        let (field, merged) = (*field, raw.merged()?);
        let reassignments = reassignment::reassignments(field, segments, identity)?;
        let emptied = reassignment::fully_reassigned(field, segments, fields, &reassignments)?;
        let targets = reassignments.iter().map(|it| it.to.as_str());
        let known = (&merged.values, merged.is_live.as_slice());
        let Listing { values, ordinals } = Listing::new(field, known, identity, targets, &emptied);
        let mut maps = Vec::with_capacity(segments.len());
        for ((index, of_segment), segment) in merged.segments.iter().enumerate().zip(segments) {
            let local: Vec<&DocReassignment> =
                reassignments.iter().filter(|it| it.segment == index).collect();
            let column = segment.fast_fields().str(field.name())?;
            let column = column.as_ref().map(|column| column.ords());
            let of_segment = of_segment.iter();
            let of_segment = of_segment.map(|value| ordinals.get(*value as usize).copied()?);
            maps.push(OrdinalMap::new(of_segment, &values, &local, column));
        }
        let pairs = reassignments.iter().map(|it| (it.from.as_str(), it.to.as_str()));
        let sole = sole_targets(pairs, &emptied);
        let aliases = key_aliases(&values, identity, field, &sole);
        let moved = reassignment::moved_keys(
            reassignments.iter().map(DocReassignment::moved_key),
            segments,
        );
        let terms = FacetTerms::new(field, values, aliases, Box::new(Arc::clone(names)));
        let terms = Arc::new(terms);
        Ok(Self { terms, segments: maps, moved })
    }
}
