//! The earliest and the latest articles of a value, read for what no count tells: roles over time, and
//! who appears with whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use crate::article::document::Document;

/// The most people of one article whose pairs are counted: a list of names is no meeting.
const MAX_PEOPLE: usize = 30;

/// A role is rare where another is given by this many times as many articles.
const RARE: u64 = 40;

/// A role of a person, with the number of articles that give it and their dates.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct Role {
    pub articles: u64,
    /// Its spellings, some in capitals.
    spellings: BTreeMap<String, u64>,
    pub first: Option<Date>,
    pub last: Option<Date>,
}

impl Role {
    /// The spelling that most articles use.
    pub(in crate::server) fn name(&self) -> &str {
        let most = self.spellings.iter().max_by_key(|(_, articles)| **articles);
        most.map_or("", |(name, _)| name.as_str())
    }
}

/// What was read.
#[derive(Default)]
pub(in crate::server) struct Sample {
    /// The number of articles.
    pub articles: u64,
    /// The roles of the value, where it is a person, by their name in small letters.
    roles: BTreeMap<String, Role>,
    /// The number of articles in which two people appear, by their keys in order.
    pairs: HashMap<(String, String), u64>,
}

impl Sample {
    /// Reads the articles of a value, each once.
    pub(super) fn read<'d>(documents: impl Iterator<Item = &'d Document>, value: &str) -> Self {
        let (mut sample, mut seen) = (Self::default(), HashSet::new());
        for document in documents {
            // The earliest and the latest overlap where there are few.
            if seen.insert(&document.id) {
                sample.add(document, value);
            }
        }
        sample
    }

    fn add(&mut self, document: &Document, value: &str) {
        self.articles += 1;
        let people = &document.subjects.people;
        if let Some(person) =
            people.iter().find(|person| person.key == value && !person.role.is_empty())
        {
            let role = self.roles.entry(person.role.to_lowercase()).or_default();
            role.articles += 1;
            *role.spellings.entry(person.role.clone()).or_default() += 1;
            if let Some(published) = &document.article.published {
                let (from, to) = (published.date.from, published.date.to);
                role.first = Some(role.first.map_or(from, |first| first.min(from)));
                role.last = Some(role.last.map_or(to, |last| last.max(to)));
            }
        }
        if people.len() > MAX_PEOPLE {
            return;
        }
        let mut keys: Vec<&String> =
            people.iter().map(|it| &it.key).filter(|it| *it != value).collect();
        keys.sort();
        for (index, one) in keys.iter().enumerate() {
            for other in keys.iter().skip(index + 1) {
                *self.pairs.entry(((*one).clone(), (*other).clone())).or_default() += 1;
            }
        }
    }

    /// The number of articles in which two people appear together.
    pub(super) fn together(&self, one: &str, other: &str) -> u64 {
        let (one, other) = if one < other { (one, other) } else { (other, one) };
        self.pairs.get(&(one.to_string(), other.to_string())).copied().unwrap_or(0)
    }

    /// The role that most articles give.
    pub(super) fn main_role(&self) -> Option<&str> {
        self.roles.values().max_by_key(|role| role.articles).map(Role::name)
    }

    /// The roles in order of time, without those that few articles give beside a common one.
    pub(in crate::server) fn roles(&self) -> Vec<&Role> {
        let most = self.roles.values().map(|role| role.articles).max().unwrap_or(0);
        let is_rare = |role: &&Role| role.articles * RARE < most;
        let mut roles: Vec<&Role> = self.roles.values().filter(|role| !is_rare(role)).collect();
        roles.sort_by_key(|role| (role.first, role.last));
        roles
    }
}
