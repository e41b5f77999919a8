//! An index over a census: which names occur together in an article, which are compatible, and
//! which share a context.

use std::collections::BTreeSet;

use crate::identity::census::Census;
use crate::identity::name_similarity;
use crate::identity::name_similarity::NameParts;

/// A name without a suffix that is more than this many times as frequent as the same name with one
/// is another person: "Leo Marsh" is then the father of "Leo Marsh Jr."
const PARENT_RATIO: usize = 4;

/// Names are two people if at least this many articles name both.
const MIN_SHARED_ARTICLES: usize = 2;
/// Names are two people if at least one in this many articles of the rarer one names both.
const SHARED_ARTICLE_RATIO: usize = 10;

/// A shared name can only mean a person who is in at least this many articles.
const MIN_DOMINANT_ARTICLES: usize = 3;
/// A shared name can only mean a person who is in at least this percentage of the articles that
/// name anyone it may mean.
const MIN_DOMINANT_PERCENT: usize = 90;

/// Returns whether a person who is in `count` of the `all` articles that name any candidate is the
/// one that a shared name means.
pub(super) fn is_dominant(count: usize, all: usize) -> bool {
    count >= MIN_DOMINANT_ARTICLES && count * 100 >= all * MIN_DOMINANT_PERCENT
}

/// An index over a census. People, articles and other entities are their indexes in the census.
pub(super) struct CensusIndex<'c> {
    /// The census.
    pub census: &'c Census,
    /// The parsed names of its people.
    pub parts: Vec<NameParts>,
    /// For each person the articles that name them, sorted.
    articles_of: Vec<Vec<u32>>,
}

impl<'c> CensusIndex<'c> {
    pub(super) fn new(census: &'c Census) -> Self {
        let mut articles_of = vec![Vec::new(); census.people.len()];
        for (article, index) in census.articles.iter().zip(0..) {
            for person in &article.people {
                let articles = articles_of.get_mut(*person as usize);
                debug_assert!(articles.is_some(), "person {person} is not in the census");
                articles.into_iter().for_each(|articles| articles.push(index));
            }
        }
        let parts =
            census.people.iter().map(|person| name_similarity::parse(&person.name)).collect();
        Self { census, parts, articles_of }
    }

    /// The key of a person.
    pub(super) fn key(&self, person: u32) -> &str {
        self.census.people.get(person as usize).map_or("", |person| &person.key)
    }

    /// The parsed name of a person.
    pub(super) fn parts(&self, person: u32) -> &NameParts {
        static EMPTY: NameParts = NameParts {
            given: String::new(),
            middle: Vec::new(),
            family: String::new(),
            particles: Vec::new(),
            suffix: String::new(),
            family_first: None,
        };
        self.parts.get(person as usize).unwrap_or(&EMPTY)
    }

    /// The day an article was published, if it is known.
    pub(super) fn day(&self, article: u32) -> Option<i64> {
        self.census.articles.get(article as usize)?.day
    }

    /// The articles that name a person, sorted.
    pub(super) fn articles_of(&self, person: u32) -> &[u32] {
        self.articles_of.get(person as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The sort key by descending frequency, then by key.
    pub(super) fn rank(&self, person: u32) -> (std::cmp::Reverse<usize>, u32) {
        (std::cmp::Reverse(self.articles_of(person).len()), person)
    }

    /// The articles that have any of these names.
    pub(super) fn articles(&self, names: &[u32]) -> BTreeSet<u32> {
        names.iter().flat_map(|name| self.articles_of(*name)).copied().collect()
    }

    /// Returns whether two groups of names regularly occur in the same article: in a tenth of the
    /// rarer group's articles or more, or in every one. A single article that takes two forms of a
    /// name for two people does not count.
    pub(super) fn co_occur(&self, one: &[u32], other: &[u32]) -> bool {
        let shared = |rarer: &BTreeSet<u32>, names: &[u32]| {
            let has_name = |article: &&u32| {
                names.iter().any(|name| self.articles_of(*name).binary_search(article).is_ok())
            };
            rarer.iter().filter(has_name).count()
        };
        let (one_articles, other_articles) = (self.articles(one), self.articles(other));
        let rarer = one_articles.len().min(other_articles.len());
        let shared = if one_articles.len() < other_articles.len() {
            shared(&one_articles, other)
        } else {
            shared(&other_articles, one)
        };
        (shared >= MIN_SHARED_ARTICLES && shared * SHARED_ARTICLE_RATIO >= rarer)
            || (shared > 0 && shared == rarer)
    }

    /// Returns whether names with the same first and last name can all be one person's.
    pub(super) fn are_compatible(&self, one: &[u32], other: &[u32]) -> bool {
        let fits_all =
            |name: u32| other.iter().all(|other| self.parts(name).agrees(self.parts(*other)));
        one.iter().all(|name| fits_all(*name))
            && !self.are_parents(one, other)
            && !self.are_parents(other, one)
    }

    /// Returns whether people always named with a suffix are children of people never named with
    /// one.
    fn are_parents(&self, children: &[u32], parents: &[u32]) -> bool {
        let has_suffix = |person: &u32| !self.parts(*person).suffix.is_empty();
        let has_middle = |person: &u32| !self.parts(*person).middle.is_empty();
        let count =
            |names: &[u32]| names.iter().map(|name| self.articles_of(*name).len()).sum::<usize>();
        children.iter().all(has_suffix)
            && !parents.iter().any(has_suffix)
            && (count(parents) > PARENT_RATIO * count(children)
                || (!children.iter().any(has_middle) && parents.iter().any(has_middle)))
    }

    /// Returns whether names are certainly two people's.
    pub(super) fn conflict(&self, one: &[u32], other: &[u32]) -> bool {
        !self.are_compatible(one, other) || self.co_occur(one, other)
    }

    /// Returns whether two groups of names share a context: a rare person or organisation that is
    /// named in articles of both, or two rare places.
    pub(super) fn share_context(&self, one: &[u32], other: &[u32]) -> bool {
        let is_rare_person = |person: &&u32| {
            self.census.people.get(**person as usize).is_some_and(|person| !person.is_frequent)
        };
        let is_rare = |entity: &&u32| {
            self.census.others.get(**entity as usize).is_some_and(|entity| !entity.is_frequent)
        };
        let context = |group: &[u32]| {
            let mut context: BTreeSet<(bool, u32)> = BTreeSet::new();
            let articles = group.iter().flat_map(|person| self.articles_of(*person));
            for article in articles.filter_map(|at| self.census.articles.get(*at as usize)) {
                let people = article
                    .people
                    .iter()
                    .filter(|person| !one.contains(person) && !other.contains(person));
                context.extend(people.filter(is_rare_person).map(|person| (true, *person)));
                context
                    .extend(article.others.iter().filter(is_rare).map(|entity| (false, *entity)));
            }
            context
        };
        let weight = |(is_person, index): &(bool, u32)| {
            let is_place =
                || self.census.others.get(*index as usize).is_some_and(|entity| entity.is_place);
            if !is_person && is_place() { 1 } else { 2 }
        };
        context(one).intersection(&context(other)).map(weight).sum::<usize>() >= 2
    }
}
