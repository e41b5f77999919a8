//! Where a segment's own numbers of a facet's values lead when several are one person, and when in single articles one
//! is another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use super::census;
use super::fields::Fields;
use crate::canon;
use crate::identity::Identity;
use crate::schema::Field;

/// An article in which a value means another than everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The segment.
    pub segment: usize,
    /// The article.
    pub doc: DocId,
    /// The value it bears.
    pub from: String,
    /// The segment's number of it.
    number: u64,
    /// What that means here.
    pub to: String,
}

/// Where a segment's own numbers lead.
pub struct Numbering {
    /// From a number to a place among all values; to none, the greatest number. Behind the segment's own numbers come
    /// those of values that its articles have by way of another only.
    pub places: Arc<[u32]>,
    /// Where numbers are not simply the segment's own.
    pub joined: Option<Arc<Joined>>,
}

/// Numbers that lead to one place, and articles that are excepted.
pub struct Joined {
    /// From a number to the first of those that lead to the same place.
    first: Vec<u32>,
    /// Per article, from a number to the one it is there.
    shifted: HashMap<DocId, Vec<(u64, u32)>>,
}

impl Joined {
    /// The numbers of an article whose own are these, each once.
    pub fn numbers(&self, doc: DocId, own: impl Iterator<Item = u64>, numbers: &mut Vec<u64>) {
        numbers.clear();
        let shifted = self.shifted.get(&doc);
        for number in own {
            let elsewhere = shifted.and_then(|shifted| shifted.iter().find(|(from, _)| *from == number));
            let number = match elsewhere {
                Some((_, to)) => u64::from(*to),
                None => self.first.get(number as usize).map_or(number, |first| u64::from(*first)),
            };
            // An article has few values.
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
}

impl Numbering {
    /// The numbering of a segment whose values are these, in their order; `all` is sorted.
    pub fn of<'a>(
        own: &[Option<String>],
        all: &[&str],
        identity: &Identity,
        shifts: impl Iterator<Item = &'a Shift>,
    ) -> Self {
        let mut next = 0;
        // Most values are their own person, so that the next one is at the next place.
        let mut place = |head: &str| {
            let at = if all.get(next) == Some(&head) { next } else { all.binary_search(&head).ok()? };
            next = at + 1;
            u32::try_from(at).ok()
        };
        let mut places: Vec<u32> = Vec::with_capacity(own.len());
        let mut firsts: Vec<u32> = vec![u32::MAX; all.len()];
        let mut first: Vec<u32> = Vec::with_capacity(own.len());
        let mut is_joined = false;
        for (value, number) in own.iter().zip(0..) {
            let at = value.as_ref().and_then(|value| place(identity.head(value)));
            let known = at.and_then(|at| firsts.get_mut(at as usize)).map_or(number, |first| {
                *first = number.min(*first);
                *first
            });
            is_joined |= known != number;
            places.push(at.unwrap_or(u32::MAX));
            first.push(known);
        }
        let mut shifted: HashMap<DocId, Vec<(u64, u32)>> = HashMap::new();
        for shift in shifts {
            let at = place(&shift.to).unwrap_or(u32::MAX);
            let (behind, mut nowhere) = (u32::try_from(places.len()).unwrap_or(u32::MAX), u32::MAX);
            let number = firsts.get_mut(at as usize).unwrap_or(&mut nowhere);
            if *number == u32::MAX {
                *number = behind;
                places.push(at);
            }
            let number = *number;
            shifted.entry(shift.doc).or_default().push((shift.number, number));
        }
        let joined = is_joined || !shifted.is_empty();
        Self { places: places.into(), joined: joined.then(|| Arc::new(Joined { first, shifted })) }
    }
}

/// The articles of an index in which a value of a facet means another.
pub fn shifts(field: Field, segments: &[SegmentReader], identity: &Identity) -> tantivy::Result<Vec<Shift>> {
    let mut asked: BTreeMap<usize, BTreeMap<&str, BTreeMap<DocId, &str>>> = BTreeMap::new();
    for (article, from, to) in identity.moved().filter(|(_, from, _)| canon::kind(from) == Some(field)) {
        let (segment, doc) = census::address(article);
        asked.entry(segment).or_default().entry(from).or_default().insert(doc, to);
    }
    let mut shifts = Vec::new();
    for (at, asked) in asked {
        let Some(segment) = segments.get(at) else { continue };
        let Some(column) = segment.fast_fields().str(field.name())? else { continue };
        for (from, docs) in asked {
            let Some(number) = column.dictionary().term_ord(from.as_bytes())? else { continue };
            let bears = |doc: DocId| !segment.is_deleted(doc) && column.term_ords(doc).any(|own| own == number);
            let borne = docs.into_iter().filter(|(doc, _)| *doc < segment.max_doc() && bears(*doc));
            let shift = |(doc, to): (DocId, &str)| Shift {
                segment: at,
                doc,
                from: from.to_string(),
                number,
                to: to.to_string(),
            };
            shifts.extend(borne.map(shift));
        }
    }
    Ok(shifts)
}

/// Values that mean another in every article that bears them.
pub fn emptied(
    field: Field,
    segments: &[SegmentReader],
    fields: &Fields,
    shifts: &[Shift],
) -> tantivy::Result<HashSet<String>> {
    let mut shifted: HashMap<&str, u64> = HashMap::new();
    shifts.iter().for_each(|shift| *shifted.entry(&shift.from).or_default() += 1);
    let mut emptied = HashSet::new();
    for (from, articles) in shifted {
        let mut borne = 0;
        for segment in segments {
            borne += articles_with(segment, &fields.term(field, from))?;
        }
        if borne <= articles {
            emptied.insert(from.to_string());
        }
    }
    Ok(emptied)
}

/// Of values that mean another in every article, those that mean the same one in all.
pub fn elsewhere<'s>(shifts: &'s [Shift], emptied: &HashSet<String>) -> Vec<(&'s str, &'s str)> {
    let mut heads: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for shift in shifts.iter().filter(|shift| emptied.contains(&shift.from)) {
        heads.entry(&shift.from).or_default().insert(&shift.to);
    }
    let alone = heads.into_iter().filter(|(_, heads)| heads.len() == 1);
    alone.filter_map(|(from, heads)| Some((from, *heads.first()?))).collect()
}

/// How many articles of a segment have a term.
fn articles_with(segment: &SegmentReader, term: &Term) -> tantivy::Result<u64> {
    let index = segment.inverted_index(term.field())?;
    let Some(info) = index.get_term_info(term)? else { return Ok(0) };
    Ok(u64::from(match segment.alive_bitset() {
        None => info.doc_freq,
        Some(alive) => {
            index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?.doc_freq_given_deletes(alive)
        }
    }))
}
