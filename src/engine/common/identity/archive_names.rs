//! The people and organisations of an archive, read from its columns without opening an article: who is
//! in which article, beside whom and where.

use std::collections::{HashMap, HashSet};

use super::name_archive::{KeyColumn as _, NameArchive, NameSegment};
use crate::article::schema::Field;
use crate::identity::census;
use crate::identity::census::CountedKey;
use crate::text::hash;
use crate::text::hash::DigestMap;

/// The people and organisations of an archive.
pub(super) struct ArchiveNames<'s, A> {
    /// The archive.
    pub archive: &'s A,
    /// Everybody whom an article names.
    pub people: NumberedKeys,
    /// Every organisation that an article names.
    pub organisations: NumberedKeys,
    /// The hashes of the keys of frequent people, organisations and places.
    pub frequent: HashSet<u64>,
}

/// The organisations and places of an article, as hashes of keys, with whether it is a place.
pub(super) fn others<S: NameSegment>(segment: &S, doc: u32) -> impl Iterator<Item = (u64, bool)> {
    let organisations = segment.column(Field::Organisations).hashes(doc).map(|hash| (hash, false));
    organisations.chain(segment.column(Field::Places).hashes(doc).map(|hash| (hash, true)))
}

/// The digest of what an article says about its names: who is in it, where and when.
fn digest<S: NameSegment>(segment: &S, doc: u32) -> u64 {
    let day = segment.day(doc).map_or(0, |day| hash::combine(1, day as u64));
    let people = segment.column(Field::People).hashes(doc);
    let names = people.chain(others(segment, doc).map(|(hash, _)| hash));
    hash::combine(hash::combine(segment.text(doc), day), names.fold(0, u64::wrapping_add))
}

impl<'s, A: NameArchive> ArchiveNames<'s, A> {
    /// Reads who is in the articles of an archive.
    pub(super) fn read(archive: &'s A) -> Self {
        let people = NumberedKeys::new(archive.segments(), Field::People);
        let organisations = NumberedKeys::new(archive.segments(), Field::Organisations);
        let mut names = Self { archive, people, organisations, frequent: HashSet::new() };
        names.count();
        names.find_frequent();
        names
    }

    /// Counts and digests the articles of everybody and of every organisation.
    fn count(&mut self) {
        for (ordinal, segment) in self.archive.segments().iter().enumerate() {
            for doc in segment.docs() {
                let digest = digest(segment, doc);
                self.people.add(ordinal, segment.column(Field::People).ordinals(doc), digest);
                let organisations = segment.column(Field::Organisations).ordinals(doc);
                self.organisations.add(ordinal, organisations, digest);
            }
        }
    }

    /// Finds the entities that are frequent among the articles that name a person.
    fn find_frequent(&mut self) {
        let mut counts: Vec<Vec<(u64, u32)>> = Vec::new();
        let mut articles = 0;
        for segment in self.archive.segments() {
            let people = segment.column(Field::People);
            let docs: Vec<u32> =
                segment.docs().filter(|doc| people.ordinals(*doc).next().is_some()).collect();
            articles += docs.len();
            for field in [Field::Organisations, Field::Places] {
                let column = segment.column(field);
                let counted = column.counts(docs.iter().copied());
                counts.push(column.keys().iter().copied().zip(counted).collect());
            }
        }
        let most = census::most_rare(articles);
        let people = self.people.all.iter().filter(|person| person.count as usize > most);
        self.frequent.extend(people.map(|person| person.key));
        // An entity that is in more articles than `most` is in its share of one segment.
        let in_segment = most / self.archive.segments().len().max(1);
        let is_candidate = |(_, count): &&(u64, u32)| *count as usize > in_segment;
        let mut sums: DigestMap<u64, usize> =
            counts.iter().flatten().filter(is_candidate).map(|(key, _)| (*key, 0)).collect();
        for (key, count) in counts.iter().flatten() {
            sums.get_mut(key).into_iter().for_each(|sum| *sum += *count as usize);
        }
        let frequent = sums.into_iter().filter(|(_, count)| *count > most);
        self.frequent.extend(frequent.map(|(key, _)| key));
    }

    /// The digest of the frequent entities.
    pub(super) fn frequent(&self) -> u64 {
        self.frequent.iter().fold(1, |digest, key| digest.wrapping_add(hash::combine(*key, 1)))
    }

    /// The numbers of the articles with these texts, by the hashes of the texts.
    pub(super) fn numbers(&self, texts: &HashSet<u64>) -> HashMap<u64, u64> {
        let mut numbers = HashMap::with_capacity(texts.len());
        if texts.is_empty() {
            return numbers;
        }
        for (ordinal, segment) in self.archive.segments().iter().enumerate() {
            for doc in segment.docs() {
                let text = segment.text(doc);
                if texts.contains(&text) {
                    numbers.insert(text, self.archive.number(ordinal, doc));
                }
            }
        }
        numbers
    }

    /// Reads the keys of some people, given by their indexes.
    pub(super) fn people_keys(&self, people: &[usize]) -> Result<Vec<String>, A::Error> {
        self.people.keys(people, self.archive)
    }

    /// Reads the keys of some organisations, given by their indexes.
    pub(super) fn organisation_keys(&self, all: &[usize]) -> Result<Vec<String>, A::Error> {
        self.organisations.keys(all, self.archive)
    }
}

/// The keys of a field, numbered in the order of their hashes.
pub(super) struct NumberedKeys {
    field: Field,
    /// All keys that an article has.
    pub all: Vec<CountedKey>,
    /// For each segment the number of each ordinal; [`UNUSED`] where all its articles are deleted.
    by_segment: Vec<Vec<u32>>,
}

const UNUSED: u32 = u32::MAX;

impl NumberedKeys {
    fn new<S: NameSegment>(segments: &[S], field: Field) -> Self {
        let live: Vec<Vec<bool>> = segments.iter().map(|segment| live(segment, field)).collect();
        let mut keys: Vec<u64> = Vec::new();
        for (segment, live) in segments.iter().zip(&live) {
            let used = segment.column(field).keys().iter().zip(live).filter(|(_, live)| **live);
            keys.extend(used.map(|(key, _)| *key));
        }
        keys.sort_unstable();
        keys.dedup();
        let numbers: DigestMap<u64, u32> = keys.iter().copied().zip(0..).collect();
        let number = |(key, live): (&u64, &bool)| {
            live.then(|| numbers.get(key).copied()).flatten().unwrap_or(UNUSED)
        };
        let of_segment = |(segment, live): (&S, &Vec<bool>)| {
            segment.column(field).keys().iter().zip(live).map(number).collect()
        };
        let by_segment = segments.iter().zip(&live).map(of_segment).collect();
        let counted = |key: u64| CountedKey { key, articles: 0, count: 0 };
        Self { field, all: keys.into_iter().map(counted).collect(), by_segment }
    }

    /// Adds an article of a segment that has these ordinals.
    fn add(&mut self, segment: usize, ordinals: impl Iterator<Item = u64>, digest: u64) {
        let Some(numbers) = self.by_segment.get(segment) else { return };
        for ordinal in ordinals {
            let number = numbers.get(ordinal as usize).copied().unwrap_or(UNUSED);
            if let Some(key) = self.all.get_mut(number as usize) {
                key.count += 1;
                key.articles = key.articles.wrapping_add(digest);
            }
        }
    }

    /// The number of an ordinal of a segment.
    pub(super) fn number(&self, segment: usize, ordinal: u64) -> Option<u32> {
        let number = *self.by_segment.get(segment)?.get(ordinal as usize)?;
        (number != UNUSED).then_some(number)
    }

    /// The number of articles that have a key.
    pub(super) fn count(&self, key: &str) -> u64 {
        let hash = hash::of(key.as_bytes());
        let at = self.all.binary_search_by_key(&hash, |known| known.key).ok();
        at.and_then(|at| self.all.get(at)).map_or(0, |known| u64::from(known.count))
    }

    /// Reads the keys of these numbers, from the columns of the segments.
    fn keys<A: NameArchive>(
        &self,
        numbers: &[usize],
        archive: &A,
    ) -> Result<Vec<String>, A::Error> {
        let mut slots: HashMap<u32, usize> =
            numbers.iter().zip(0..).map(|(number, slot)| (*number as u32, slot)).collect();
        let mut keys = vec![String::new(); numbers.len()];
        for (segment, here) in self.by_segment.iter().enumerate() {
            let found = (0..).zip(here);
            let (ordinals, here): (Vec<u64>, Vec<usize>) = found
                .filter_map(|(ordinal, number)| Some((ordinal, slots.remove(number)?)))
                .unzip();
            if ordinals.is_empty() {
                continue;
            }
            let mut here = here.into_iter();
            archive.read_keys(segment, self.field, &ordinals, &mut |key| {
                if let Some(slot) = here.next().and_then(|slot| keys.get_mut(slot)) {
                    *slot = key;
                }
            })?;
        }
        Ok(keys)
    }
}

/// Tells for each ordinal of a column whether an article that is not removed has it.
fn live<S: NameSegment>(segment: &S, field: Field) -> Vec<bool> {
    let column = segment.column(field);
    if !segment.has_removed() {
        return vec![true; column.keys().len()];
    }
    column.counts(segment.docs()).into_iter().map(|count| count > 0).collect()
}
