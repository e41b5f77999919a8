//! Facet dictionaries: the values of every facet in one snapshot under one identity, and the
//! ordinal maps of its segments.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::Searcher;

use super::ordinal_map::OrdinalMap;
use super::raw_values::RawValues;
use super::reassignment;
use super::reassignment::DocReassignment;
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::identity::authority;
use crate::identity::coreference::Reassignment;
use crate::identity::resolve::Identity;
use crate::search::facets::terms::{AlternateName, FacetTerm, FacetTerms};

/// Dictionary of one facet.
pub(crate) struct FacetDictionary {
    /// Listed values, sorted: their index is the archive-wide ordinal.
    pub terms: Arc<FacetTerms>,
    /// Ordinal map of each segment.
    pub segments: Vec<OrdinalMap>,
    /// Articles in which a value is replaced by another one.
    pub reassignments: Vec<DocReassignment>,
}

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
    /// Shared by all views of the snapshot, as no authority file changes them.
    raw_values: Arc<PerFacet<RawValues>>,
}

impl FacetDictionaries {
    /// Creates the dictionaries under an identity; reuses those of the view before that do not
    /// depend on it.
    pub(crate) fn under_identity(identity: Arc<Identity>, before: Option<&Self>) -> Self {
        let reused = |before: &Self| {
            let unkeyed = schema::facet_fields().filter(|field| field.key_prefix().is_empty());
            let known = unkeyed.filter_map(|field| Some((field, before.dictionaries.get(field)?)));
            known.map(|(field, known)| (field, Arc::new(Mutex::new(Some(known))))).collect()
        };
        Self {
            identity,
            dictionaries: PerFacet(Mutex::new(before.map(reused).unwrap_or_default())),
            raw_values: before.map(|before| Arc::clone(&before.raw_values)).unwrap_or_default(),
        }
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
            let raw = self.raw_values(field, searcher, fields)?;
            FacetDictionary::new(&raw, field, searcher, fields, &self.identity)
                .context(|| format!("cannot read the values of `{field}`"))
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
        let read = || {
            RawValues::read(field, searcher, fields)
                .context(|| format!("cannot read the values of `{field}`"))
        };
        if field.key_prefix().is_empty() {
            // No identity changes them, so they are needed only once.
            return read().map(Arc::new);
        }
        self.raw_values.get_or_try_init(field, read)
    }
}

impl FacetDictionary {
    fn new(
        raw: &RawValues,
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
        identity: &Identity,
    ) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers();
        let no_identity = Identity::default();
        let identity = if field.key_prefix().is_empty() { &no_identity } else { identity };
        let reassignments = reassignment::reassignments(field, segments, identity)?;
        let emptied = reassignment::fully_reassigned(field, segments, fields, &reassignments)?;
        let live = raw.by_segment.iter().flatten().flatten().map(String::as_str);
        let heads =
            live.filter(|key| !emptied.contains(*key)).map(|key| identity.canonical_key(key));
        let mut listed: Vec<&str> =
            heads.chain(reassignments.iter().map(|it| it.to.as_str())).collect();
        // Concatenated from sorted runs, which a stable sort merges.
        listed.sort();
        listed.dedup();
        listed.retain(|head| !identity.is_hidden(head));
        let mut maps = Vec::with_capacity(segments.len());
        for ((index, values), segment) in raw.by_segment.iter().enumerate().zip(segments) {
            let local: Vec<&DocReassignment> =
                reassignments.iter().filter(|it| it.segment == index).collect();
            let column = segment.fast_fields().str(field.name())?;
            let column = column.as_ref().map(|column| column.ords());
            maps.push(OrdinalMap::new(values, &listed, identity, &local, column));
        }
        let moved = reassignment::sole_targets(&reassignments, &emptied);
        let terms = Arc::new(facet_terms(&listed, raw, identity, field, &moved));
        Ok(Self { terms, segments: maps, reassignments })
    }
}

/// Describes the listed values: their names, and the other keys that mean them.
fn facet_terms(
    listed: &[&str],
    raw: &RawValues,
    identity: &Identity,
    field: Field,
    moved: &[(&str, &str)],
) -> FacetTerms {
    let mut named = raw.named.iter().peekable();
    let in_articles = identity.aliases_in_articles();
    let term = |head: &&str| {
        while named.next_if(|known| known.value.as_str() < *head).is_some() {}
        let known = named.peek().filter(|known| known.value == *head);
        let term = match (identity.name(head), known) {
            (Some(given), Some(known)) => (*known).clone().shown_as(given),
            (None, Some(known)) => (*known).clone(),
            (given, None) => match given.or_else(|| raw.name(identity.namesake(head)?)) {
                Some(name) => FacetTerm::new(head.to_string(), name.to_string()),
                None => FacetTerm::from_label(field, head),
            },
        };
        let in_articles = in_articles.get(head).into_iter().flatten();
        let alternates = alternate_names(head, raw, identity, in_articles);
        if alternates.is_empty() { term } else { term.with_alternates(alternates) }
    };
    let terms = listed.iter().map(term).collect();
    let merged =
        identity.merged_keys().filter(|(key, _)| authority::facet_of_key(key) == Some(field));
    let is_listed = |key: &str| listed.binary_search(&key).is_ok();
    // A key that is another person in every article may still be who a bare surname is in some.
    let other_keys = merged.chain(moved.iter().copied());
    let other_keys = other_keys.filter(|(key, head)| is_listed(head) && !is_listed(key));
    let other_keys = other_keys.map(|(key, head)| (key.to_string(), head.to_string()));
    FacetTerms::new(field, terms, other_keys.collect())
}

/// Returns the other names of a value: of the keys that mean it everywhere, and of those that mean
/// it in some articles.
fn alternate_names<'a>(
    head: &str,
    raw: &RawValues,
    identity: &Identity,
    in_articles: impl Iterator<Item = (&'a (&'a str, bool), &'a u64)>,
) -> Vec<AlternateName> {
    let everywhere = identity.aliases(head).into_iter().map(|alias| {
        let name = raw.name(&alias.key).unwrap_or(&alias.key).to_string();
        AlternateName { key: alias.key, name, evidence: alias.reason, articles: None }
    });
    let in_articles = in_articles.filter_map(|((key, by_hand), articles)| {
        let reason = if *by_hand { "split off by hand" } else { Reassignment::REASON };
        Some(AlternateName {
            key: key.to_string(),
            // A split in the authority file may name a key that no article has.
            name: raw.name(key)?.to_string(),
            evidence: reason.to_string(),
            articles: Some(*articles),
        })
    });
    everywhere.chain(in_articles).collect()
}
