//! Facet dictionaries: the values of every facet in one snapshot under one identity, and the
//! ordinal maps of its segments.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tantivy::Searcher;

use super::listing::Listing;
use super::ordinal_map::OrdinalMap;
use super::raw_values::RawValues;
use super::reassignment;
use super::reassignment::{DocReassignment, MovedKeys};
use super::saved::SavedDictionaries;
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::identity::authority;
use crate::identity::coreference::Reassignment;
use crate::identity::resolve::{Alias, AliasesInArticles, Identity};
use crate::search::facets::sorted_values::SortedValues;
use crate::search::facets::term::{AlternateName, FacetTerm};
use crate::search::facets::terms::{FacetTerms, TermNames};

/// Dictionary of one facet.
pub(crate) struct FacetDictionary {
    /// Listed values, sorted: their index is the archive-wide ordinal.
    pub terms: Arc<FacetTerms>,
    /// Ordinal map of each segment.
    pub segments: Vec<OrdinalMap>,
    /// Keys that are replaced by others in some articles.
    pub moved: MovedKeys,
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
            Ok(Names { field, raw, identity, in_articles: OnceLock::new() })
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
        let Names { field, raw, identity, .. } = &**names;
        let (field, merged) = (*field, raw.merged()?);
        let reassignments = reassignment::reassignments(field, segments, identity)?;
        let emptied = reassignment::fully_reassigned(field, segments, fields, &reassignments)?;
        let Listing { values, ordinals } =
            Listing::new(field, merged, identity, &reassignments, &emptied);
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
        let sole = reassignment::sole_targets(&reassignments, &emptied);
        let aliases = key_aliases(&values, identity, field, &sole);
        let moved = MovedKeys::new(reassignments.iter().map(DocReassignment::moved_key), segments);
        let terms = FacetTerms::new(field, values, aliases, Box::new(Arc::clone(names)));
        let terms = Arc::new(terms);
        Ok(Self { terms, segments: maps, moved })
    }
}

/// The keys that are not listed and mean a value that is.
fn key_aliases(
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

/// Reads the names of the values of a facet.
struct Names {
    field: Field,
    raw: Arc<RawValues>,
    identity: Arc<Identity>,
    /// Keys that are a person's in single articles, once they were needed.
    in_articles: OnceLock<AliasesInArticles>,
}

impl TermNames for Arc<Names> {
    fn term(&self, value: &str) -> Result<FacetTerm> {
        Names::term(self, value)
    }

    fn terms(&self, values: &SortedValues) -> Result<Vec<FacetTerm>> {
        let mut named = self.raw.named()?.iter().peekable();
        let term = |value: &str| {
            while named.next_if(|known| known.value.as_str() < value).is_some() {}
            self.named(value, named.next_if(|known| known.value == value).cloned())
        };
        values.iter().map(term).collect()
    }
}

impl Names {
    fn term(&self, key: &str) -> Result<FacetTerm> {
        self.named(key, self.raw.term(key)?)
    }

    /// Describes a value, given the term of its own key: its name, and the other keys that mean it.
    fn named(&self, head: &str, known: Option<FacetTerm>) -> Result<FacetTerm> {
        let Self { field, raw, identity, .. } = self;
        let term = match (identity.name(head), known) {
            (Some(given), Some(known)) => known.shown_as(given),
            (None, Some(known)) => known,
            (Some(given), None) => FacetTerm::new(head.to_string(), given.to_string()),
            (None, None) => match identity.namesake(head).map_or(Ok(None), |key| raw.name(key))? {
                Some(name) => FacetTerm::new(head.to_string(), name),
                None => FacetTerm::from_label(*field, head),
            },
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
            let name = raw.name(&alias.key)?.unwrap_or_else(|| alias.key.clone());
            let Alias { key, reason: evidence } = alias;
            names.push(AlternateName { key, name, evidence, articles: None, is_split: false });
        }
        let in_articles =
            in_articles.get_or_init(|| identity.aliases_in_articles(field.key_prefix()));
        for ((key, by_hand), articles) in in_articles.get(head).into_iter().flatten() {
            // A split in the authority file may name a key that no article has.
            let Some(name) = raw.name(key)? else { continue };
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
