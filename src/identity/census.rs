//! The census of an archive: which people each article names, on which day, and with which
//! organisations and places. It is the evidence for [`super::coreference`] and does not depend on
//! the order of the articles.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::schema::Field;

/// The people of an archive, or some of them, and the articles that name them.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Every person that an article of the census names, sorted by key.
    pub people: Vec<CensusPerson>,
    /// Every organisation and place that an article of the census names.
    pub others: Vec<CensusEntity>,
    /// The articles: all that name a person of whom the census has the name.
    pub articles: Vec<CensusArticle>,
}

/// A key of the archive and the articles that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedKey {
    /// The hash of the key.
    pub key: u64,
    /// The digest of the articles, whatever their order: of who is in them, where, and when.
    pub articles: u64,
    /// The number of the articles.
    pub count: u32,
}

/// In an archive an entity is frequent if it is in more than one in this many of the articles that name a
/// person, and in more than [`ALWAYS_RARE`].
const FREQUENT_RATIO: usize = 20;
const ALWAYS_RARE: usize = 3;

/// Returns the number of articles up to which an entity is rare, in an archive with so many articles that
/// name a person.
pub(crate) fn most_rare(articles: usize) -> usize {
    (articles / FREQUENT_RATIO).max(ALWAYS_RARE)
}

/// A person of the census.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CensusPerson {
    /// The key: `person/john-kerry`.
    pub key: String,
    /// The name that most articles use; empty for a person who is only the context of others.
    pub name: String,
    /// True for a person who is in so many articles that they are no context.
    pub is_frequent: bool,
}

/// An organisation or place of the census.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CensusEntity {
    /// True for a place.
    pub is_place: bool,
    /// True for one that is in so many articles that it is no context.
    pub is_frequent: bool,
}

/// An article of the census.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CensusArticle {
    /// The number of the article in the archive.
    pub number: u64,
    /// The day it was published.
    pub day: Option<i64>,
    /// The people it names, as indexes into [`Census::people`], sorted.
    pub people: Vec<u32>,
    /// The organisations and places it names, as indexes into [`Census::others`].
    pub others: Vec<u32>,
}

/// The names in one article, from which a census is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleNames {
    /// The number of the article in the archive.
    pub number: u64,
    /// The day it was published.
    pub day: Option<i64>,
    /// The key and name of every person.
    pub people: Vec<(String, String)>,
    /// The keys of the organisations and places.
    pub others: Vec<String>,
}

impl Census {
    /// Takes a census of these articles. Articles that name no person are left out.
    pub fn from_articles(articles: &[ArticleNames]) -> Self {
        let names = NameCounts::of(articles);
        let others: BTreeSet<&str> =
            articles.iter().flat_map(|article| &article.others).map(String::as_str).collect();
        let person_indexes: BTreeMap<&str, u32> = names.0.keys().copied().zip(0..).collect();
        let other_indexes: BTreeMap<&str, u32> = others.iter().copied().zip(0..).collect();
        let index = |indexes: &BTreeMap<&str, u32>, key: &str| {
            let index = indexes.get(key).copied();
            debug_assert!(index.is_some(), "`{key}` is not in the census");
            index
        };
        let entry = |article: &ArticleNames| {
            let people = article.people.iter().filter_map(|(key, _)| index(&person_indexes, key));
            let mut people: Vec<u32> = people.collect();
            people.sort_unstable();
            people.dedup();
            let others =
                article.others.iter().filter_map(|key| index(&other_indexes, key)).collect();
            CensusArticle { number: article.number, day: article.day, people, others }
        };
        let articles: Vec<CensusArticle> =
            articles.iter().map(entry).filter(|article| !article.people.is_empty()).collect();
        let most = most_rare(articles.len());
        let is_frequent = |of: &dyn Fn(&CensusArticle) -> &Vec<u32>, index: usize| {
            let has = |article: &&CensusArticle| of(article).contains(&(index as u32));
            articles.iter().filter(has).count() > most
        };
        let mut people = names.people();
        for (index, person) in people.iter_mut().enumerate() {
            person.is_frequent = is_frequent(&|article| &article.people, index);
        }
        let other = |(index, key): (usize, &str)| CensusEntity {
            is_place: key.starts_with(Field::Places.key_prefix()),
            is_frequent: is_frequent(&|article| &article.others, index),
        };
        let others = others.into_iter().enumerate().map(other).collect();
        Self { people, others, articles }
    }
}

/// The names of each person, with the number of articles that use them.
struct NameCounts<'a>(BTreeMap<&'a str, BTreeMap<&'a str, usize>>);

impl<'a> NameCounts<'a> {
    fn of(articles: &'a [ArticleNames]) -> Self {
        let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (key, name) in articles.iter().flat_map(|article| &article.people) {
            *counts.entry(key).or_default().entry(name).or_default() += 1;
        }
        Self(counts)
    }

    /// Each person with the most frequent name; of equally frequent ones the alphabetically first.
    fn people(&self) -> Vec<CensusPerson> {
        let person = |(key, names): (&&str, &BTreeMap<&str, usize>)| {
            let most_frequent = names.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            let name = most_frequent.map(|(name, _)| name.to_string()).unwrap_or_default();
            CensusPerson { key: key.to_string(), name, is_frequent: false }
        };
        self.0.iter().map(person).collect()
    }
}
