//! The census of an archive: which people each article names, on which day, and with which
//! organisations and places. It is the evidence for [`super::coreference`] and does not depend on
//! the order of the articles.

use std::collections::{BTreeMap, BTreeSet};

/// The people of an archive and the articles that name them.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Every person, sorted by key.
    pub people: Vec<CensusPerson>,
    /// The keys of every organisation and place, sorted.
    pub others: Vec<String>,
    /// Every article that names a person.
    pub articles: Vec<CensusArticle>,
}

/// A person of the census.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CensusPerson {
    /// The key: `person/john-kerry`.
    pub key: String,
    /// The name that most articles use.
    pub name: String,
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
    /// The number of articles that name each person.
    pub fn article_counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.people.len()];
        for person in self.articles.iter().flat_map(|article| &article.people) {
            if let Some(count) = counts.get_mut(*person as usize) {
                *count += 1;
            }
        }
        counts
    }

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
        Self {
            people: names.people(),
            articles: articles
                .iter()
                .map(entry)
                .filter(|article| !article.people.is_empty())
                .collect(),
            others: others.into_iter().map(str::to_string).collect(),
        }
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
            CensusPerson { key: key.to_string(), name }
        };
        self.0.iter().map(person).collect()
    }
}
