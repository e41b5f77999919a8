//! What an archive says of its people, article by article: who is named, when, and beside whom. The evidence that
//! [`super::coreference`] judges by; it does not depend on the order of the articles.

use std::collections::BTreeMap;

/// Everybody in an archive.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Every person, by key.
    pub people: Vec<Named>,
    /// Every organisation and place, by key.
    pub others: Vec<String>,
    /// Every article that names somebody.
    pub articles: Vec<Naming>,
}

/// A person as articles know them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The key: `person/john-kerry`.
    pub key: String,
    /// The name that most articles give.
    pub name: String,
}

/// An article and whom it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Naming {
    /// What the archive calls the article by.
    pub number: u64,
    /// The day it was published.
    pub day: Option<i64>,
    /// The people, by their place in [`Census::people`], in order.
    pub people: Vec<u32>,
    /// The organisations and places, by their place in [`Census::others`].
    pub others: Vec<u32>,
}

/// An article as it is told to a census: its number, its day, its people by key and name, and its organisations and
/// places.
pub type Told = (u64, Option<i64>, Vec<(String, String)>, Vec<String>);

impl Census {
    /// A census of articles that are told one by one; those that name nobody are not in it.
    pub fn of(articles: &[Told]) -> Self {
        let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut others: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, _, people, beside) in articles {
            for (key, name) in people {
                *names.entry(key).or_default().entry(name).or_default() += 1;
            }
            others.extend(beside.iter().map(|key| (key.as_str(), 0)));
        }
        (0..).zip(others.values_mut()).for_each(|(number, place)| *place = number);
        let places: BTreeMap<&str, u32> = names.keys().copied().zip(0..).collect();
        let naming = |(number, day, people, beside): &Told| {
            let mut people: Vec<u32> =
                people.iter().filter_map(|(key, _)| places.get(key.as_str()).copied()).collect();
            people.sort_unstable();
            people.dedup();
            let others =
                beside.iter().filter_map(|key| others.get(key.as_str()).copied()).collect();
            Naming { number: *number, day: *day, people, others }
        };
        let named = |(key, names): (&&str, &BTreeMap<&str, usize>)| {
            // Of names used equally often the first by the alphabet.
            let name = names
                .iter()
                .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
                .map(|(name, _)| *name);
            Named { key: key.to_string(), name: name.unwrap_or_default().to_string() }
        };
        Self {
            people: names.iter().map(named).collect(),
            articles: articles
                .iter()
                .map(naming)
                .filter(|naming| !naming.people.is_empty())
                .collect(),
            others: others.keys().map(|key| key.to_string()).collect(),
        }
    }
}
