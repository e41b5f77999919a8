//! The people and organisations of one snapshot, read from its columns without opening an article: who is
//! in which article, beside whom and where.

use std::collections::{HashMap, HashSet};

use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use super::columns::{DayColumns, KeyColumn};
use crate::article::schema::Field;
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::identity::census;
use crate::identity::census::CountedKey;
use crate::text::hash;
use crate::text::hash::DigestMap;

/// The people and organisations of a snapshot.
pub(super) struct SnapshotNames<'s> {
    /// The snapshot.
    pub searcher: &'s Searcher,
    /// The columns of its segments.
    pub segments: Vec<SegmentNames>,
    /// Everybody whom an article names.
    pub people: NumberedKeys,
    /// Every organisation that an article names.
    pub organisations: NumberedKeys,
    /// The hashes of the keys of frequent people, organisations and places.
    pub frequent: HashSet<u64>,
}

/// The columns of a segment.
pub(super) struct SegmentNames {
    /// People.
    pub people: KeyColumn,
    /// Organisations.
    pub organisations: KeyColumn,
    /// Places.
    pub places: KeyColumn,
    /// Days of publication.
    pub days: DayColumns,
    texts: KeyColumn,
}

impl SegmentNames {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            people: KeyColumn::open(segment, Field::People.name())?,
            organisations: KeyColumn::open(segment, Field::Organisations.name())?,
            places: KeyColumn::open(segment, Field::Places.name())?,
            days: DayColumns::open(segment)?,
            texts: KeyColumn::open(segment, HIDDEN.text_digest.name)?,
        })
    }

    /// The organisations and places of an article, as hashes of keys, with whether it is a place.
    pub(super) fn others(&self, doc: DocId) -> impl Iterator<Item = (u64, bool)> {
        let organisations = self.organisations.hashes(doc).map(|hash| (hash, false));
        organisations.chain(self.places.hashes(doc).map(|hash| (hash, true)))
    }

    /// The hash of the text of an article, which no other has.
    fn text(&self, doc: DocId) -> u64 {
        self.texts.hashes(doc).next().unwrap_or_default()
    }

    /// The digest of what an article says about its names: who is in it, where and when.
    fn digest(&self, doc: DocId) -> u64 {
        let day = self.days.day(doc).map_or(0, |day| hash::combine(1, day as u64));
        let names = self.people.hashes(doc).chain(self.others(doc).map(|(hash, _)| hash));
        hash::combine(hash::combine(self.text(doc), day), names.fold(0, u64::wrapping_add))
    }
}

impl<'s> SnapshotNames<'s> {
    /// Reads who is in the articles of a snapshot.
    pub(super) fn read(searcher: &'s Searcher) -> tantivy::Result<Self> {
        let readers = searcher.segment_readers();
        let segments: Vec<SegmentNames> =
            readers.iter().map(SegmentNames::open).collect::<tantivy::Result<_>>()?;
        let columns = |of: fn(&SegmentNames) -> &KeyColumn| segments.iter().map(of).zip(readers);
        let people = NumberedKeys::new(columns(|segment| &segment.people));
        let organisations = NumberedKeys::new(columns(|segment| &segment.organisations));
        let frequent = HashSet::new();
        let mut names = Self { searcher, segments, people, organisations, frequent };
        names.count();
        names.find_frequent();
        Ok(names)
    }

    /// Counts and digests the articles of everybody and of every organisation.
    fn count(&mut self) {
        let segments = self.segments.iter().zip(self.searcher.segment_readers());
        for (ordinal, (segment, reader)) in segments.enumerate() {
            for doc in reader.doc_ids_alive() {
                let digest = segment.digest(doc);
                self.people.add(ordinal, segment.people.ordinals(doc), digest);
                self.organisations.add(ordinal, segment.organisations.ordinals(doc), digest);
            }
        }
    }

    /// Finds the entities that are frequent among the articles that name a person.
    fn find_frequent(&mut self) {
        let mut counts: Vec<Vec<(u64, u32)>> = Vec::new();
        let mut articles = 0;
        for (segment, reader) in self.segments.iter().zip(self.searcher.segment_readers()) {
            let names_person = |doc: &DocId| segment.people.ordinals(*doc).next().is_some();
            let docs: Vec<DocId> = reader.doc_ids_alive().filter(names_person).collect();
            articles += docs.len();
            for column in [&segment.organisations, &segment.places] {
                counts.push(column.keys.iter().copied().zip(column.counts(&docs)).collect());
            }
        }
        let most = census::most_rare(articles);
        let people = self.people.all.iter().filter(|person| person.count as usize > most);
        self.frequent.extend(people.map(|person| person.key));
        // An entity that is in more articles than `most` is in its share of one segment.
        let in_segment = most / self.segments.len().max(1);
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

    /// The hash of the text of an article, given by its number.
    pub(super) fn text_of(&self, article: u64) -> u64 {
        let address = doc_address::unpack(article);
        let segment = self.segments.get(address.segment_ord as usize);
        segment.map_or(0, |segment| segment.text(address.doc_id))
    }

    /// The numbers of the articles with these texts, by the hashes of the texts.
    pub(super) fn numbers(&self, texts: &HashSet<u64>) -> HashMap<u64, u64> {
        let mut numbers = HashMap::with_capacity(texts.len());
        if texts.is_empty() {
            return numbers;
        }
        for ((ordinal, segment), reader) in
            (0..).zip(&self.segments).zip(self.searcher.segment_readers())
        {
            for doc in reader.doc_ids_alive() {
                let text = segment.text(doc);
                if texts.contains(&text) {
                    numbers.insert(text, doc_address::pack(DocAddress::new(ordinal, doc)));
                }
            }
        }
        numbers
    }

    /// Reads the keys of some people, given by their indexes.
    pub(super) fn people_keys(&self, people: &[usize]) -> tantivy::Result<Vec<String>> {
        self.people.keys(people, self.segments.iter().map(|segment| &segment.people))
    }

    /// Reads the keys of some organisations, given by their indexes.
    pub(super) fn organisation_keys(&self, all: &[usize]) -> tantivy::Result<Vec<String>> {
        self.organisations.keys(all, self.segments.iter().map(|segment| &segment.organisations))
    }
}

/// The keys of a field, numbered in the order of their hashes.
pub(super) struct NumberedKeys {
    /// All keys that an article has.
    pub all: Vec<CountedKey>,
    /// For each segment the number of each ordinal; [`UNUSED`] where all its articles are deleted.
    by_segment: Vec<Vec<u32>>,
}

const UNUSED: u32 = u32::MAX;

impl NumberedKeys {
    fn new<'a>(columns: impl Iterator<Item = (&'a KeyColumn, &'a SegmentReader)> + Clone) -> Self {
        let live: Vec<Vec<bool>> =
            columns.clone().map(|(column, reader)| column.live(reader)).collect();
        let used = columns.clone().zip(&live).flat_map(|((column, _), live)| {
            column.keys.iter().zip(live).filter(|(_, live)| **live).map(|(key, _)| *key)
        });
        let mut keys: Vec<u64> = used.collect();
        keys.sort_unstable();
        keys.dedup();
        let numbers: DigestMap<u64, u32> = keys.iter().copied().zip(0..).collect();
        let number = |(key, live): (&u64, &bool)| {
            live.then(|| numbers.get(key).copied()).flatten().unwrap_or(UNUSED)
        };
        let by_segment = columns
            .zip(&live)
            .map(|((column, _), live)| column.keys.iter().zip(live).map(number).collect())
            .collect();
        let counted = |key: u64| CountedKey { key, articles: 0, count: 0 };
        Self { all: keys.into_iter().map(counted).collect(), by_segment }
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
    fn keys<'a>(
        &self,
        numbers: &[usize],
        columns: impl Iterator<Item = &'a KeyColumn>,
    ) -> tantivy::Result<Vec<String>> {
        let mut slots: HashMap<u32, usize> =
            numbers.iter().zip(0..).map(|(number, slot)| (*number as u32, slot)).collect();
        let mut keys = vec![String::new(); numbers.len()];
        for (here, column) in self.by_segment.iter().zip(columns) {
            let found = (0..).zip(here);
            let (ordinals, here): (Vec<u64>, Vec<usize>) = found
                .filter_map(|(ordinal, number)| Some((ordinal, slots.remove(number)?)))
                .unzip();
            let mut here = here.into_iter();
            for column in column.column.iter().filter(|_| !ordinals.is_empty()) {
                column.dictionary().sorted_ords_to_term_cb(&ordinals, |key| {
                    if let Some(slot) = here.next().and_then(|slot| keys.get_mut(slot)) {
                        *slot = String::from_utf8_lossy(key).into_owned();
                    }
                })?;
            }
        }
        Ok(keys)
    }
}
