//! The earliest and the latest articles of a value, read for what no count tells: roles over time, and
//! who appears with whom.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::article::document::Document;
use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::request::{Request, Sort};
use crate::server::state::today;

/// Articles read from each end of the time.
const READ: u64 = 100;

/// The most people of one article whose pairs are counted: a list of names is no meeting.
const MAX_PEOPLE: usize = 30;

/// A role of a person, with the number of articles that give it and their dates.
#[derive(Debug, Clone, Default)]
pub(super) struct Role {
    pub articles: u64,
    /// Its spellings, some in capitals.
    spellings: BTreeMap<String, u64>,
    pub first: Option<Date>,
    pub last: Option<Date>,
}

impl Role {
    /// The spelling that most articles use.
    pub(super) fn name(&self) -> &str {
        let most = self.spellings.iter().max_by_key(|(_, articles)| **articles);
        most.map_or("", |(name, _)| name.as_str())
    }
}

/// What was read.
#[derive(Default)]
pub(super) struct Sample {
    /// The number of articles.
    pub articles: u64,
    /// The roles of the value, where it is a person, by their name in small letters.
    roles: BTreeMap<String, Role>,
    /// The number of articles in which two people appear, by their keys in order.
    pairs: HashMap<(String, String), u64>,
}

impl Sample {
    /// Reads articles of a search for a value.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn read(
        engine: &dyn Engine,
        search: &Request,
        value: &str,
        budget: &Budget,
    ) -> Result<Self> {
        let (mut sample, mut seen) = (Self::default(), Vec::new());
        for sort in [Sort::Oldest, Sort::Newest] {
            let request = Request { sort: Some(sort), ..search.clone() };
            let plan = planner::plan(engine, &request, today(), budget)?.plan;
            let mut read = 0;
            engine.scan(&plan, &mut |document| {
                // Where the two ends meet, all articles were read.
                if read == READ || seen.contains(&document.id) {
                    return ControlFlow::Break(());
                }
                read += 1;
                sample.add(&document, value);
                seen.push(document.id);
                ControlFlow::Continue(())
            })?;
        }
        Ok(sample)
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

    /// The roles in order of time.
    pub(super) fn roles(&self) -> Vec<&Role> {
        let mut roles: Vec<&Role> = self.roles.values().collect();
        roles.sort_by_key(|role| (role.first, role.last));
        roles
    }
}
