//! The values of every facet in one state of the index, and where each segment's own numbering of them leads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tantivy::columnar::StrColumn;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader};

use super::ordinal_map;
use super::ordinal_map::{OrdinalMap, Shift};
use crate::article::schema;
use crate::article::schema::Field;
use crate::engine::tantivy::schema::{Fields, PART};
use crate::error::{ErrorContext, Result};
use crate::identity::authority;
use crate::identity::coreference::Moved;
use crate::identity::resolve::Identity;
use crate::search::facets::values::{AlternateKey, FacetTerm, FacetTerms};

/// The place of a segment's values in the whole index, by the segment's numbers; of none, the greatest number.
pub type Places = Arc<[u32]>;

/// One facet in one state of the index.
pub struct Dictionary {
    /// Its values, numbered by their place.
    pub values: Arc<FacetTerms>,
    /// Per segment, where its own numbers lead.
    pub segments: Vec<OrdinalMap>,
    /// The articles in which a value means another than everywhere.
    pub shifts: Vec<Shift>,
}

/// What articles themselves have in a facet, whoever is who.
pub struct Own {
    /// Per segment its values in their order; nothing for one that only articles bear which are gone.
    strings: Vec<Vec<Option<String>>>,
    /// Every key with the name most articles give it, in their order.
    named: Vec<FacetTerm>,
}

/// What is made once for each facet: several side by side, each by one hand.
struct PerFacet<T>(Mutex<HashMap<Field, Arc<Place<T>>>>);

/// Where one facet's is kept once it is made.
type Place<T> = Mutex<Option<Arc<T>>>;

impl<T> Default for PerFacet<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// A thread that panicked while it held such a lock left nothing half made behind.
fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl<T> PerFacet<T> {
    fn get(&self, field: Field, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        let place = Arc::clone(hold(&self.0).entry(field).or_default());
        let mut made = hold(&place);
        match made.as_ref() {
            Some(made) => Ok(Arc::clone(made)),
            None => Ok(Arc::clone(made.insert(Arc::new(make()?)))),
        }
    }

    fn made(&self, field: Field) -> Option<Arc<T>> {
        let place = Arc::clone(hold(&self.0).get(&field)?);
        hold(&place).clone()
    }
}

/// The dictionaries of one state of the index, each made when first asked for.
#[derive(Default)]
pub struct Dictionaries {
    identity: Arc<Identity>,
    made: PerFacet<Dictionary>,
    /// What they are made of, which no authority file changes.
    own: Arc<PerFacet<Own>>,
}

impl Dictionaries {
    /// Dictionaries under an identity; what it does not change is taken over.
    pub fn under(identity: Arc<Identity>, before: Option<&Self>) -> Self {
        let kept = |before: &Self| {
            let unkeyed = schema::facets().filter(|field| field.keys().is_empty());
            let made = unkeyed.filter_map(|field| Some((field, before.made.made(field)?)));
            made.map(|(field, made)| (field, Arc::new(Mutex::new(Some(made))))).collect()
        };
        let made = PerFacet(Mutex::new(before.map(kept).unwrap_or_default()));
        let own = before.map(|before| Arc::clone(&before.own)).unwrap_or_default();
        Self { identity, made, own }
    }

    /// Whether the dictionary of a facet was made before.
    pub fn has(&self, field: Field) -> bool {
        self.made.made(field).is_some()
    }

    /// The dictionary of a facet.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn get(
        &self,
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<Arc<Dictionary>> {
        self.made.get(field, || {
            let own = self.own(field, searcher, fields)?;
            Dictionary::of(&own, field, searcher, fields, &self.identity)
                .context(|| format!("cannot read the values of `{field}`"))
        })
    }

    /// What articles themselves have in a facet.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn own(&self, field: Field, searcher: &Searcher, fields: &Fields) -> Result<Arc<Own>> {
        let read = || {
            Own::read(field, searcher, fields)
                .context(|| format!("cannot read the values of `{field}`"))
        };
        if field.keys().is_empty() { Ok(Arc::new(read()?)) } else { self.own.get(field, read) }
    }
}

impl Own {
    fn read(field: Field, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut own: Vec<Vec<Option<String>>> = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().str(field.name())?;
            own.push(
                column
                    .as_ref()
                    .map(|column| strings(column, segment))
                    .transpose()?
                    .unwrap_or_default(),
            );
        }
        let names =
            if field.keys().is_empty() { Vec::new() } else { names(field, searcher, fields)? };
        let named = names.into_iter().map(|(key, name)| FacetTerm::new(key, name)).collect();
        Ok(Self { strings: own, named })
    }

    /// The name most articles give a key.
    pub fn name(&self, key: &str) -> Option<&str> {
        let at = self.named.binary_search_by(|known| known.value.as_str().cmp(key)).ok()?;
        self.named.get(at).map(|known| known.name.as_str())
    }
}

impl Dictionary {
    fn of(
        own: &Own,
        field: Field,
        searcher: &Searcher,
        fields: &Fields,
        identity: &Identity,
    ) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers();
        let nobody = Identity::default();
        let identity = if field.keys().is_empty() { &nobody } else { identity };
        let shifts = ordinal_map::shifts(field, segments, identity)?;
        let emptied = ordinal_map::emptied(field, segments, fields, &shifts)?;
        let borne = own.strings.iter().flatten().flatten().map(String::as_str);
        let heads = borne.filter(|key| !emptied.contains(*key)).map(|key| identity.head(key));
        let mut all: Vec<&str> =
            heads.chain(shifts.iter().map(|shift| shift.to.as_str())).collect();
        // Made of parts that are in order, which a stable sort only has to join.
        all.sort();
        all.dedup();
        all.retain(|head| !identity.is_hidden(head));
        let numbered = |((at, own), segment): ((usize, &Vec<Option<String>>), &SegmentReader)| {
            let shifts: Vec<&Shift> = shifts.iter().filter(|shift| shift.segment == at).collect();
            let column = segment.fast_fields().str(field.name())?;
            Ok(OrdinalMap::of(
                own,
                &all,
                identity,
                &shifts,
                column.as_ref().map(|column| column.ords()),
            ))
        };
        let numbered: tantivy::Result<_> =
            own.strings.iter().enumerate().zip(segments).map(numbered).collect();
        let segments = numbered?;
        let elsewhere = ordinal_map::elsewhere(&shifts, &emptied);
        let values = Arc::new(described(&all, own, identity, field, &elsewhere));
        Ok(Self { values, segments, shifts })
    }
}

/// The values with their names, and whoever else they are.
fn described(
    all: &[&str],
    own: &Own,
    identity: &Identity,
    field: Field,
    elsewhere: &[(&str, &str)],
) -> FacetTerms {
    let named = |key: &str| own.name(key).map(str::to_string);
    let mut known = own.named.iter().peekable();
    let in_articles = identity.aliases_in_articles();
    let value = |head: &&str| {
        while known.next_if(|known| known.value.as_str() < *head).is_some() {}
        let own = known.peek().filter(|known| known.value == *head);
        let value = match (identity.name(head), own) {
            (Some(given), Some(own)) => {
                FacetTerm::new(head.to_string(), given.to_string()).once(&own.name)
            }
            (None, Some(own)) => (*own).clone(),
            (given, None) => {
                let given = given.map(str::to_string).or_else(|| named(identity.namesake(head)?));
                FacetTerm::new(head.to_string(), given.unwrap_or_else(|| head.to_string()))
            }
        };
        let mut also: Vec<AlternateKey> = Vec::new();
        for alias in identity.aliases(head) {
            let name = named(&alias.key).unwrap_or_else(|| alias.key.clone());
            also.push(AlternateKey { key: alias.key, name, why: alias.why, articles: None });
        }
        for ((key, by_hand), articles) in in_articles.get(head).into_iter().flatten() {
            let Some(name) = named(key) else { continue };
            let why = if *by_hand { "split off by hand" } else { Moved::WHY };
            also.push(AlternateKey {
                key: key.to_string(),
                name,
                why: why.to_string(),
                articles: Some(*articles),
            });
        }
        if also.is_empty() { value } else { value.with(also) }
    };
    let values = all.iter().map(value).collect();
    let of_field = |key: &str| authority::kind(key) == Some(field);
    let joined = identity.joined().filter(|(key, _)| of_field(key));
    let listed = |head: &str| all.binary_search(&head).is_ok();
    // A key that means another in every article may yet be whom a family's name means in some.
    let other_keys = joined.chain(elsewhere.iter().map(|(key, head)| (*key, *head)));
    let other_keys = other_keys.filter(|(key, head)| listed(head) && !listed(key));
    FacetTerms::of(values, other_keys.map(|(key, head)| (key.to_string(), head.to_string())).collect())
}

/// The values of one segment in their order; nothing for one that only articles bear which are gone.
pub fn strings(
    column: &StrColumn,
    segment: &SegmentReader,
) -> tantivy::Result<Vec<Option<String>>> {
    let borne = segment.alive_bitset().map(|alive| {
        let mut borne = vec![false; column.dictionary().num_terms()];
        for number in alive.iter_alive().flat_map(|doc| column.term_ords(doc)) {
            if let Some(borne) = borne.get_mut(number as usize) {
                *borne = true;
            }
        }
        borne
    });
    let mut values = Vec::with_capacity(column.dictionary().num_terms());
    let mut stream = column.dictionary().stream()?;
    while stream.advance() {
        let gone = borne.as_ref().is_some_and(|borne| borne.get(values.len()) == Some(&false));
        values.push((!gone).then(|| String::from_utf8_lossy(stream.key()).into_owned()));
    }
    Ok(values)
}

/// Both are sorted, and all of `own` is in `all`. What no article bears has no place.
pub fn places(own: &[Option<String>], all: &[&String]) -> Places {
    let mut place = 0;
    let mut places = Vec::with_capacity(own.len());
    for value in own {
        let Some(value) = value else {
            places.push(u32::MAX);
            continue;
        };
        while all.get(place).is_some_and(|known| *known < value) {
            place += 1;
        }
        places.push(u32::try_from(place).unwrap_or(u32::MAX));
    }
    places.into()
}

/// The name most articles give each value, in the order of keys; of names used equally often the first by the alphabet.
pub fn names(
    field: Field,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<(String, String)>> {
    let used = used(field, searcher, fields)?;
    let mut names: Vec<(String, String)> = Vec::new();
    for same_key in used.chunk_by(|one, other| one.key() == other.key()) {
        let Some(first) = same_key.first() else { continue };
        let mut best = (first, 0);
        // Who has one name needs no count, and nearly everybody has one.
        if same_key.iter().any(|other| other.term != first.term) {
            for same_name in same_key.chunk_by(|one, other| one.term == other.term) {
                let articles = same_name
                    .iter()
                    .map(|used| used.articles(searcher, fields))
                    .sum::<tantivy::Result<u32>>()?;
                if let Some(used) = same_name.first().filter(|_| articles > best.1) {
                    best = (used, articles);
                }
            }
        }
        names.extend(
            best.0.term.split_once(PART).map(|(key, name)| (key.to_string(), name.to_string())),
        );
    }
    names.sort();
    Ok(names)
}

/// A name of a key, as a segment has it.
struct Used {
    term: String,
    segment: usize,
    info: TermInfo,
}

impl Used {
    fn key(&self) -> &str {
        self.term.split(PART).next().unwrap_or_default()
    }

    /// How many articles use it that are not gone.
    fn articles(&self, searcher: &Searcher, fields: &Fields) -> tantivy::Result<u32> {
        let Some(segment) = searcher.segment_readers().get(self.segment) else { return Ok(0) };
        let Some(alive) = segment.alive_bitset() else { return Ok(self.info.doc_freq) };
        let postings = segment
            .inverted_index(fields.names)?
            .read_postings_from_terminfo(&self.info, IndexRecordOption::Basic)?;
        Ok(postings.doc_freq_given_deletes(alive))
    }
}

/// All names of the values of a facet, in order.
fn used(field: Field, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<Used>> {
    let mut used: Vec<Used> = Vec::new();
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let index = reader.inverted_index(fields.names)?;
        let mut stream = index.terms().range().ge(field.keys()).into_stream()?;
        while stream.advance() {
            let Some(term) = std::str::from_utf8(stream.key())
                .ok()
                .filter(|term| term.starts_with(field.keys()))
            else {
                break;
            };
            used.push(Used { term: term.to_string(), segment, info: stream.value().clone() });
        }
    }
    // Made of parts that are in order, which a stable sort only has to join.
    used.sort_by(|one, other| one.term.cmp(&other.term));
    Ok(used)
}
