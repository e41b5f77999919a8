//! The people of one snapshot as coreference asks for them: their names, and a census of their articles.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::{DocAddress, TantivyError};

use super::names::SnapshotNames;
use crate::article::schema::Field;
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::ordinals::raw_values;
use crate::engine::tantivy::schema::Fields;
use crate::identity::census::{Census, CensusArticle, CensusEntity, CensusPerson};
use crate::identity::coreference::PeopleSource;
use crate::text::hash::DigestMap;

/// If more names are asked for, all names of the archive are read at once.
pub(super) const MOST_SINGLE_NAMES: usize = 5_000;

/// The people of a snapshot, by the numbers of their keys.
pub(super) struct SnapshotPeople<'s> {
    snapshot: &'s SnapshotNames<'s>,
    fields: &'s Fields,
    /// The keys and names that were read.
    names: HashMap<usize, (String, String)>,
}

impl<'s> SnapshotPeople<'s> {
    /// The people of a snapshot, of whom no name was read yet.
    pub(super) fn new(snapshot: &'s SnapshotNames<'s>, fields: &'s Fields) -> Self {
        Self { snapshot, fields, names: HashMap::new() }
    }

    /// The keys of those whose names were read.
    pub(super) fn read_keys(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(|(key, _)| key.as_str())
    }

    /// Reads the keys and names of people, unless they are known.
    fn read_names(&mut self, people: &[usize]) -> tantivy::Result<()> {
        let unknown: Vec<usize> =
            people.iter().copied().filter(|person| !self.names.contains_key(person)).collect();
        let keys = self.snapshot.people_keys(&unknown)?;
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let searcher = self.snapshot.searcher;
        if unknown.len() > MOST_SINGLE_NAMES {
            let all = raw_values::key_names(Field::People, searcher, self.fields)?;
            names.extend(all.into_iter().map(|known| (known.key, known.name)));
        } else {
            for key in &keys {
                let known = raw_values::names_of_key(key, searcher, self.fields)?;
                names.extend(known.map(|known| (known.key, known.name)));
            }
        }
        for (person, key) in unknown.into_iter().zip(keys) {
            // Tantivy drops terms above 64 KiB, so that a name may be missing.
            let name = names.remove(&key).unwrap_or_default();
            self.names.insert(person, (key, name));
        }
        Ok(())
    }

    /// Lists the articles that name any of the chosen people, with everybody by the number of the key.
    fn articles(&self, is_chosen: &[bool], others: &mut Others<'_>) -> Vec<CensusArticle> {
        let snapshot = self.snapshot;
        let mut articles = Vec::new();
        let readers = snapshot.searcher.segment_readers();
        for (ordinal, (segment, reader)) in snapshot.segments.iter().zip(readers).enumerate() {
            for doc in reader.doc_ids_alive() {
                let people = segment.people.ordinals(doc);
                let people = people.filter_map(|it| snapshot.people.number(ordinal, it));
                let people: Vec<u32> = people.collect();
                if people.iter().any(|person| is_chosen.get(*person as usize) == Some(&true)) {
                    let all = segment.others(doc);
                    articles.push(CensusArticle {
                        number: doc_address::pack(DocAddress::new(ordinal as u32, doc)),
                        day: segment.days.day(doc),
                        people,
                        others: all.map(|(key, is_place)| others.index(key, is_place)).collect(),
                    });
                }
            }
        }
        articles
    }

    /// Lists people by key, with their numbers. Those who are chosen have their names.
    fn people(
        &self,
        numbers: Vec<usize>,
        is_chosen: &[bool],
    ) -> tantivy::Result<Vec<(usize, CensusPerson)>> {
        let keys = self.snapshot.people_keys(&numbers)?;
        let person = |(number, key): (usize, String)| {
            let known = self.names.get(&number).filter(|_| is_chosen.get(number) == Some(&true));
            let name = known.map(|(_, name)| name.clone()).unwrap_or_default();
            let hash = self.snapshot.people.all.get(number).map_or(0, |person| person.key);
            let is_frequent = self.snapshot.frequent.contains(&hash);
            (number, CensusPerson { key, name, is_frequent })
        };
        let mut people: Vec<_> = numbers.into_iter().zip(keys).map(person).collect();
        people.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key));
        Ok(people)
    }
}

impl PeopleSource for SnapshotPeople<'_> {
    type Error = TantivyError;

    fn names(&mut self, people: &[usize]) -> tantivy::Result<Vec<String>> {
        self.read_names(people)?;
        let name = |person: &usize| self.names.get(person).map(|(_, name)| name.clone());
        Ok(people.iter().map(|person| name(person).unwrap_or_default()).collect())
    }

    fn census(&mut self, people: &[usize]) -> tantivy::Result<Census> {
        self.read_names(people)?;
        let everybody = self.snapshot.people.all.len();
        let mut is_chosen = vec![false; everybody];
        for person in people {
            is_chosen.get_mut(*person).into_iter().for_each(|chosen| *chosen = true);
        }
        let mut others = Others::new(&self.snapshot.frequent);
        let mut articles = self.articles(&is_chosen, &mut others);
        let mut is_there = vec![false; everybody];
        for person in articles.iter().flat_map(|article| &article.people) {
            is_there.get_mut(*person as usize).into_iter().for_each(|there| *there = true);
        }
        let there = is_there.iter().enumerate().filter(|(_, there)| **there);
        let people = self.people(there.map(|(person, _)| person).collect(), &is_chosen)?;
        let mut indexes = vec![0; everybody];
        for (index, (person, _)) in (0..).zip(&people) {
            indexes.get_mut(*person).into_iter().for_each(|slot| *slot = index);
        }
        for article in &mut articles {
            for person in &mut article.people {
                *person = indexes.get(*person as usize).copied().unwrap_or_default();
            }
            article.people.sort_unstable();
        }
        let people = people.into_iter().map(|(_, person)| person).collect();
        Ok(Census { people, others: others.all, articles })
    }
}

/// The organisations and places of a census, numbered in the order in which they are met.
struct Others<'a> {
    frequent: &'a HashSet<u64>,
    indexes: DigestMap<u64, u32>,
    all: Vec<CensusEntity>,
}

impl<'a> Others<'a> {
    fn new(frequent: &'a HashSet<u64>) -> Self {
        Self { frequent, indexes: DigestMap::default(), all: Vec::new() }
    }

    fn index(&mut self, key: u64, is_place: bool) -> u32 {
        let Self { frequent, indexes, all } = self;
        *indexes.entry(key).or_insert_with(|| {
            all.push(CensusEntity { is_place, is_frequent: frequent.contains(&key) });
            (all.len() - 1) as u32
        })
    }
}
