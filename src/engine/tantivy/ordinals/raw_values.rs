//! The values that articles themselves have in a facet, before identity merges or moves any, and
//! the names they give them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::postings::TermInfo;
use tantivy::schema::{Field as Handle, IndexRecordOption};
use tantivy::{DocAddress, DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

use super::merged_values::MergedValues;
use crate::article::schema::Field;
use crate::engine::common::document_terms::NAME_SEPARATOR;
use crate::engine::common::identity::key_names::{KeyNames, named_term};
use crate::engine::common::identity::naming::RawNames;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::search::facets::term::FacetTerm;

/// The archive-wide ordinal of each segment ordinal; none for values that are not listed.
pub(crate) type OrdinalTable = Arc<[Option<Ordinal>]>;

/// The values that articles themselves have in a facet.
pub(crate) struct RawValues {
    field: Field,
    searcher: Searcher,
    fields: Fields,
    /// The values of all segments, once they were read.
    merged: OnceLock<MergedValues>,
    /// Every key with the name that most articles give it, by key, once they were read.
    named: OnceLock<Vec<FacetTerm>>,
    /// Number of keys whose names were read one by one.
    read: AtomicUsize,
}

/// Names that are read one by one. After that all are read at once: an export needs most of them.
const MOST_SINGLE: usize = 2000;

impl RawValues {
    /// The values of a facet. Nothing is read before it is asked for.
    pub(super) fn new(field: Field, searcher: &Searcher, fields: &Fields) -> Self {
        let (searcher, fields) = (searcher.clone(), fields.clone());
        let (merged, named, read) = (OnceLock::new(), OnceLock::new(), AtomicUsize::new(0));
        Self { field, searcher, fields, merged, named, read }
    }

    /// Returns the values of all segments.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn merged(&self) -> tantivy::Result<&MergedValues> {
        if let Some(merged) = self.merged.get() {
            return Ok(merged);
        }
        let merged = MergedValues::new(self.field, &self.searcher)?;
        Ok(self.merged.get_or_init(|| merged))
    }

    /// Returns whether the names of all keys were read.
    pub(super) fn has_names(&self) -> bool {
        self.named.get().is_some()
    }

    /// Returns every key with the name that most articles give it, by key; nothing for a facet whose
    /// values are no keys.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn named(&self) -> Result<&[FacetTerm]> {
        if let Some(named) = self.named.get() {
            return Ok(named);
        }
        let mut named = Vec::new();
        if !self.field.key_prefix().is_empty() {
            let names = key_names(self.field, &self.searcher, &self.fields);
            let names = names.context(|| self.read_context())?;
            named.extend(names.into_iter().map(|names| named_term(self.field, names)));
        }
        Ok(self.named.get_or_init(|| named))
    }

    /// Returns the term of a key, if an article has it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn term(&self, key: &str) -> Result<Option<FacetTerm>> {
        let read = self.read.fetch_add(1, Ordering::Relaxed);
        if read > MOST_SINGLE || self.has_names() {
            let named = self.named()?;
            let at = named.binary_search_by(|known| known.value.as_str().cmp(key)).ok();
            return Ok(at.and_then(|at| named.get(at)).cloned());
        }
        if self.field.key_prefix().is_empty() {
            return Ok(None);
        }
        let names = names_of_key(key, &self.searcher, &self.fields);
        let names = names.context(|| self.read_context())?;
        Ok(names.map(|names| named_term(self.field, names)))
    }

    /// Returns the name that most articles give a key.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn name(&self, key: &str) -> Result<Option<String>> {
        Ok(self.term(key)?.map(|term| term.name))
    }

    fn read_context(&self) -> String {
        format!("cannot read the values of `{}`", self.field)
    }
}

impl RawNames for RawValues {
    fn named_terms(&self) -> Result<&[FacetTerm]> {
        self.named()
    }

    fn named_term(&self, key: &str) -> Result<Option<FacetTerm>> {
        self.term(key)
    }
}

/// Counts the articles of a segment that have a term and are not deleted.
pub(crate) fn count_articles(
    segment: &SegmentReader,
    field: Handle,
    info: &TermInfo,
) -> tantivy::Result<u32> {
    let Some(alive) = segment.alive_bitset() else { return Ok(info.doc_freq) };
    let index = segment.inverted_index(field)?;
    let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    Ok(postings.doc_freq_given_deletes(alive))
}

/// Lists the articles that have a term and are not deleted.
pub(crate) fn articles(term: &Term, searcher: &Searcher) -> tantivy::Result<BTreeSet<DocAddress>> {
    let mut articles = BTreeSet::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let index = segment.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else {
            continue;
        };
        while postings.doc() != TERMINATED {
            if !segment.is_deleted(postings.doc()) {
                articles.insert(DocAddress::new(ordinal, postings.doc()));
            }
            postings.advance();
        }
    }
    Ok(articles)
}

/// Reads the names of every key of a facet, by key.
pub(crate) fn key_names(
    field: Field,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<KeyNames>> {
    names_of(field.key_prefix(), searcher, fields)
}

/// Reads the names of a key; nothing if no article has it.
pub(crate) fn names_of_key(
    key: &str,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Option<KeyNames>> {
    let prefix = format!("{key}{NAME_SEPARATOR}");
    Ok(names_of(&prefix, searcher, fields)?.into_iter().next())
}

/// Reads the names of every key whose name terms begin like this, by key.
fn names_of(prefix: &str, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<KeyNames>> {
    let terms = name_terms(prefix, searcher, fields)?;
    let mut all: Vec<KeyNames> = Vec::new();
    for same_key in terms.chunk_by(|one, other| one.key() == other.key()) {
        let mut names: Vec<(u32, &str)> = Vec::new();
        for same_name in same_key.chunk_by(|one, other| one.term == other.term) {
            // A key with one name needs no count, and nearly every key has one.
            let articles = match same_name.len() == same_key.len() {
                true => 1,
                false => same_name
                    .iter()
                    .map(|term| term.articles(fields))
                    .sum::<tantivy::Result<u32>>()?,
            };
            let name = same_name.first().and_then(NameTerm::name).filter(|_| articles > 0);
            names.extend(name.map(|name| (articles, name)));
        }
        let key = same_key.first().map(NameTerm::key);
        all.extend(key.and_then(|key| KeyNames::new(key, names)));
    }
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(all)
}

/// A key and a name of it, as one segment has them.
struct NameTerm<'s> {
    term: String,
    segment: &'s SegmentReader,
    info: TermInfo,
}

impl NameTerm<'_> {
    fn key(&self) -> &str {
        self.term.split_once(NAME_SEPARATOR).map_or(&self.term, |(key, _)| key)
    }

    fn name(&self) -> Option<&str> {
        self.term.split_once(NAME_SEPARATOR).map(|(_, name)| name)
    }

    /// Counts the articles that use the name and are not deleted.
    fn articles(&self, fields: &Fields) -> tantivy::Result<u32> {
        count_articles(self.segment, fields.hidden.names, &self.info)
    }
}

/// Reads all name terms with a prefix, sorted.
fn name_terms<'s>(
    prefix: &str,
    searcher: &'s Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<NameTerm<'s>>> {
    let mut terms: Vec<NameTerm> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.hidden.names)?;
        let mut stream = index.terms().range().ge(prefix).into_stream()?;
        while stream.advance() {
            let Some(term) =
                std::str::from_utf8(stream.key()).ok().filter(|term| term.starts_with(prefix))
            else {
                break;
            };
            terms.push(NameTerm { term: term.to_string(), segment, info: stream.value().clone() });
        }
    }
    // Concatenated from sorted runs, which a stable sort merges.
    terms.sort_by(|one, other| one.term.cmp(&other.term));
    Ok(terms)
}
