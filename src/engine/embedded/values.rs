//! The values of every facet in one state of the index, and where each segment's own numbering of them leads.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use tantivy::columnar::StrColumn;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader};

use super::fields::{Fields, PART};
use crate::error::{Doing, Result};
use crate::schema::Field;
use crate::values::{Value, Values};

/// One facet in one state of the index.
pub struct Dictionary {
    /// Its values, numbered by their place.
    pub values: Arc<Values>,
    /// Per segment, from the segment's number of a value to its place.
    pub places: Vec<Arc<[u32]>>,
}

/// The dictionaries of one state of the index, each made when first asked for.
#[derive(Default)]
pub struct Dictionaries {
    made: Mutex<HashMap<Field, Arc<Dictionary>>>,
}

impl Dictionaries {
    /// The dictionary of a facet.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn get(&self, field: Field, searcher: &Searcher, fields: &Fields) -> Result<Arc<Dictionary>> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut made = self.made.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(dictionary) = made.get(&field) {
            return Ok(Arc::clone(dictionary));
        }
        let dictionary =
            Dictionary::read(field, searcher, fields).doing(|| format!("cannot read the values of `{field}`"))?;
        let dictionary = Arc::new(dictionary);
        made.insert(field, Arc::clone(&dictionary));
        Ok(dictionary)
    }
}

impl Dictionary {
    fn read(field: Field, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut own: Vec<Vec<Option<String>>> = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().str(field.name())?;
            own.push(column.as_ref().map(|column| strings(column, segment)).transpose()?.unwrap_or_default());
        }
        let mut all: Vec<&String> = own.iter().flatten().flatten().collect();
        all.sort_unstable();
        all.dedup();
        let places = own.iter().map(|values| places(values, &all)).collect();
        let names = if field.keys().is_empty() { HashMap::new() } else { names(field, searcher, fields)? };
        let value = |value: &String| {
            let name = names.get(value).cloned().unwrap_or_else(|| value.clone());
            Value::new(value.clone(), name)
        };
        Ok(Self { values: Arc::new(Values { all: all.into_iter().map(value).collect() }), places })
    }
}

/// The values of one segment in their order; nothing for one that only articles bear which are gone.
fn strings(column: &StrColumn, segment: &SegmentReader) -> tantivy::Result<Vec<Option<String>>> {
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
fn places(own: &[Option<String>], all: &[&String]) -> Arc<[u32]> {
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

/// The name most articles give each value; of names used equally often the first by the alphabet.
fn names(field: Field, searcher: &Searcher, fields: &Fields) -> tantivy::Result<HashMap<String, String>> {
    let mut used: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.names)?;
        let mut stream = index.terms().range().ge(field.keys()).into_stream()?;
        while stream.advance() {
            let Some(term) = std::str::from_utf8(stream.key()).ok().filter(|term| term.starts_with(field.keys()))
            else {
                break;
            };
            let articles = match segment.alive_bitset() {
                None => stream.value().doc_freq,
                Some(alive) => index
                    .read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?
                    .doc_freq_given_deletes(alive),
            };
            *used.entry(term.to_string()).or_default() += u64::from(articles);
        }
    }
    let mut names: HashMap<String, (String, u64)> = HashMap::new();
    for (term, articles) in used {
        let Some((key, name)) = term.split_once(PART) else { continue };
        let best = names.entry(key.to_string()).or_default();
        if articles > best.1 {
            *best = (name.to_string(), articles);
        }
    }
    Ok(names.into_iter().map(|(key, (name, _))| (key, name)).collect())
}
