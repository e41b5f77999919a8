//! The people of an archive as coreference asks for them: their names, and a census of their articles.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::archive_names::{ArchiveNames, others};
use super::name_archive::{KeyColumn as _, MOST_SINGLE_NAMES, NameArchive, NameSegment as _};
use crate::article::schema::Field;
use crate::identity::census::{Census, CensusArticle, CensusEntity, CensusPerson};
use crate::identity::coreference::PeopleSource;
use crate::text::hash::DigestMap;

/// The people of an archive, by the numbers of their keys.
pub(super) struct ArchivePeople<'s, A> {
    all: &'s ArchiveNames<'s, A>,
    /// The keys and names that were read.
    names: HashMap<usize, (String, String)>,
}

impl<'s, A: NameArchive> ArchivePeople<'s, A> {
    /// The people of an archive, of whom no name was read yet.
    pub(super) fn new(all: &'s ArchiveNames<'s, A>) -> Self {
        Self { all, names: HashMap::new() }
    }

    /// The keys of those whose names were read.
    pub(super) fn read_keys(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(|(key, _)| key.as_str())
    }

    /// Reads the keys and names of people, unless they are known.
    fn read_names(&mut self, people: &[usize]) -> Result<(), A::Error> {
        let unknown: Vec<usize> =
            people.iter().copied().filter(|person| !self.names.contains_key(person)).collect();
        let keys = self.all.people_keys(&unknown)?;
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        if unknown.len() > MOST_SINGLE_NAMES {
            let all = self.all.archive.all_names(Field::People)?;
            names.extend(all.into_iter().map(|known| (known.key, known.name)));
        } else {
            for key in &keys {
                let known = self.all.archive.names_of_key(Field::People, key)?;
                names.extend(known.map(|known| (known.key, known.name)));
            }
        }
        for (person, key) in unknown.into_iter().zip(keys) {
            // An index drops long terms, so that a name may be missing.
            let name = names.remove(&key).unwrap_or_default();
            self.names.insert(person, (key, name));
        }
        Ok(())
    }

    /// Lists the articles that name any of the chosen people, with everybody by the number of the key.
    fn articles(&self, is_chosen: &[bool], known: &mut Others<'_>) -> Vec<CensusArticle> {
        let mut articles = Vec::new();
        for (ordinal, segment) in self.all.archive.segments().iter().enumerate() {
            for doc in segment.docs() {
                let people = segment.column(Field::People).ordinals(doc);
                let people = people.filter_map(|it| self.all.people.number(ordinal, it));
                let people: Vec<u32> = people.collect();
                if people.iter().any(|person| is_chosen.get(*person as usize) == Some(&true)) {
                    let all = others(segment, doc);
                    articles.push(CensusArticle {
                        number: self.all.archive.number(ordinal, doc),
                        day: segment.day(doc),
                        people,
                        others: all.map(|(key, is_place)| known.index(key, is_place)).collect(),
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
    ) -> Result<Vec<(usize, CensusPerson)>, A::Error> {
        let keys = self.all.people_keys(&numbers)?;
        let person = |(number, key): (usize, String)| {
            let known = self.names.get(&number).filter(|_| is_chosen.get(number) == Some(&true));
            let name = known.map(|(_, name)| name.clone()).unwrap_or_default();
            let hash = self.all.people.all.get(number).map_or(0, |person| person.key);
            let is_frequent = self.all.frequent.contains(&hash);
            (number, CensusPerson { key, name, is_frequent })
        };
        let mut people: Vec<_> = numbers.into_iter().zip(keys).map(person).collect();
        people.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key));
        Ok(people)
    }
}

impl<A: NameArchive> PeopleSource for ArchivePeople<'_, A> {
    type Error = A::Error;

    fn names(&mut self, people: &[usize]) -> Result<Vec<String>, A::Error> {
        self.read_names(people)?;
        let name = |person: &usize| self.names.get(person).map(|(_, name)| name.clone());
        Ok(people.iter().map(|person| name(person).unwrap_or_default()).collect())
    }

    fn census(&mut self, people: &[usize]) -> Result<Census, A::Error> {
        self.read_names(people)?;
        let everybody = self.all.people.all.len();
        let mut is_chosen = vec![false; everybody];
        for person in people {
            is_chosen.get_mut(*person).into_iter().for_each(|chosen| *chosen = true);
        }
        let mut others = Others::new(&self.all.frequent);
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
