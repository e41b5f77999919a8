//! The values that articles themselves have in a facet, before identity merges or moves any, and
//! the names they give them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::postings::TermInfo;
use tantivy::schema::{Field as Handle, IndexRecordOption};
use tantivy::{DocAddress, DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

use super::merged_values::MergedValues;
use super::ordinal::Ordinal;
use crate::article::schema::Field;
use crate::engine::tantivy::schema::{ACRONYM_MARK, Fields, NAME_SEPARATOR};
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::error::Result;
use crate::identity::acronyms;
use crate::search::facets::term::FacetTerm;

/// The archive-wide ordinal of each segment ordinal; none for values that are not listed.
pub(crate) type OrdinalTable = Arc<[Option<Ordinal>]>;

/// The values that articles themselves have in a facet.
pub struct RawValues {
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
    pub fn name(&self, key: &str) -> Result<Option<String>> {
        Ok(self.term(key)?.map(|term| term.name))
    }

    fn read_context(&self) -> String {
        format!("cannot read the values of `{}`", self.field)
    }
}

/// Makes the term of a key, found by each of its names.
fn named_term(field: Field, names: KeyNames) -> FacetTerm {
    let term = FacetTerm::named(field, names.key, names.name);
    names.others.iter().fold(term, |term, other| term.also_found_by(other))
}

/// The names that articles give a key.
pub(crate) struct KeyNames {
    /// The key.
    pub key: String,
    /// The name that is shown.
    pub name: String,
    /// True if the name that most articles give it is in capitals.
    pub is_in_capitals: bool,
    /// Its other names, by alphabet.
    pub others: Vec<String>,
    /// Acronyms given in brackets after it, each with the number of articles.
    pub acronyms: Vec<(String, u32)>,
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
        let mut acronyms: Vec<(String, u32)> = Vec::new();
        for same_name in same_key.chunk_by(|one, other| one.term == other.term) {
            // A key with one name needs no count, and nearly every key has one.
            let articles = match same_name.len() == same_key.len() {
                true => 1,
                false => same_name
                    .iter()
                    .map(|term| term.articles(fields))
                    .sum::<tantivy::Result<u32>>()?,
            };
            match same_name.first().and_then(NameTerm::name).filter(|_| articles > 0) {
                Some(name) if name.starts_with(ACRONYM_MARK) => {
                    acronyms.push((name.trim_start_matches(ACRONYM_MARK).to_owned(), articles));
                }
                name => names.extend(name.map(|name| (articles, name))),
            }
        }
        let is_in_capitals = most_common(&names, &|_| true)
            .and_then(|index| names.get(index))
            .is_some_and(|(_, name)| acronyms::is_in_capitals(name));
        let most = display_name(&names);
        let Some((key, most)) = same_key.first().map(NameTerm::key).zip(most) else { continue };
        let name = names.remove(most).1.to_owned();
        let others = names.into_iter().map(|(_, name)| name.to_owned());
        let others = others.chain(acronyms.iter().map(|(acronym, _)| acronym.clone())).collect();
        all.push(KeyNames { key: key.to_owned(), name, is_in_capitals, others, acronyms });
    }
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(all)
}

/// How many times as often a name in capitals may be used as the same one in other letters.
const MOST_IN_CAPITALS: u32 = 4;

/// Returns the index of the name to show: the one that most articles give. A name in capitals
/// gives way to the same one in other letters that is not much rarer: headlines say "CHRYSLER",
/// articles "Chrysler Corp"; but "NATO" stays, though some papers write "Nato".
fn display_name(names: &[(u32, &str)]) -> Option<usize> {
    let most = most_common(names, &|_| true)?;
    let (articles, name) = names.get(most)?;
    let has_lowercase = |name: &str| name.chars().any(char::is_lowercase);
    if has_lowercase(name) {
        return Some(most);
    }
    let lowercase = name.to_lowercase();
    let is_same = |other: &str| {
        has_lowercase(other)
            && other.to_lowercase().strip_prefix(&lowercase).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric())
            })
    };
    let other = most_common(names, &is_same).filter(|&index| {
        let of_other = names.get(index).map_or(0, |(articles, _)| *articles);
        of_other.saturating_mul(MOST_IN_CAPITALS) >= *articles
    });
    other.or(Some(most))
}

/// Returns the index of the most common name of some, of equals the first.
fn most_common(names: &[(u32, &str)], is_candidate: &dyn Fn(&str) -> bool) -> Option<usize> {
    let candidates = names.iter().enumerate().rev().filter(|(_, (_, name))| is_candidate(name));
    candidates.max_by_key(|(_, (articles, _))| *articles).map(|(index, _)| index)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_name_is_shown_but_not_in_capitals() {
        let shown = |names: &[(u32, &str)]| display_name(names);
        assert_eq!(shown(&[(2, "Mill"), (5, "Mill Corp"), (5, "Mills")]), Some(1));
        assert_eq!(shown(&[(9, "MILL"), (2, "Mill"), (3, "Mill Corp")]), Some(2));
        assert_eq!(shown(&[(9, "HGB"), (2, "Harbour Grain Board"), (3, "HGBs")]), Some(0));
        assert_eq!(shown(&[(9, "HGB"), (2, "Hgb")]), Some(0), "some write it so");
        assert_eq!(shown(&[]), None);
    }
}
