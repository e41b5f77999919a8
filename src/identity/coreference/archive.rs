//! A census made ready for questions: who meets whom, whose names agree, who keeps the same company.

use std::collections::BTreeSet;

use crate::identity::census::Census;
use crate::identity::name_similarity;
use crate::identity::name_similarity::Parts;

/// A name without a suffix that is this many times as frequent as the one with it is somebody else, as a father is.
const FATHER: usize = 4;

/// Two are two when they meet in this many articles, and in one of so many of the rarer one's.
const HABIT: usize = 2;
const HABITUAL: usize = 10;

/// In how many articles somebody must be, and in how many of a hundred, for a name that others share to mean them.
const LEAST: usize = 3;
const SHARE: usize = 90;

/// Whether somebody who is in so many articles, of all that name anybody who could be meant, is the one who is.
pub fn prevails(count: usize, all: usize) -> bool {
    count >= LEAST && count * 100 >= all * SHARE
}

/// A census made ready for questions.
pub struct Archive<'c> {
    /// The census.
    pub census: &'c Census,
    /// The names of its people taken apart.
    pub parts: Vec<Parts>,
    /// Per person the articles that bear it, by their place.
    bearing: Vec<Vec<u32>>,
    /// Per organisation or place, how many articles bear it.
    others: Vec<u32>,
}

impl<'c> Archive<'c> {
    pub fn of(census: &'c Census) -> Self {
        let mut bearing = vec![Vec::new(); census.people.len()];
        let mut others = vec![0; census.others.len()];
        for (article, place) in census.articles.iter().zip(0..) {
            for person in &article.people {
                if let Some(bearing) = bearing.get_mut(*person as usize) {
                    bearing.push(place);
                }
            }
            for other in &article.others {
                if let Some(count) = others.get_mut(*other as usize) {
                    *count += 1;
                }
            }
        }
        let parts =
            census.people.iter().map(|person| name_similarity::parts(&person.name)).collect();
        Self { census, parts, bearing, others }
    }

    /// A person's key.
    pub fn key(&self, person: u32) -> &str {
        self.census.people.get(person as usize).map_or("", |person| &person.key)
    }

    /// A person's name taken apart.
    pub fn parts(&self, person: u32) -> &Parts {
        static NOBODY: Parts = Parts {
            given: String::new(),
            middle: Vec::new(),
            family: String::new(),
            particles: Vec::new(),
            suffix: String::new(),
            family_first: None,
        };
        self.parts.get(person as usize).unwrap_or(&NOBODY)
    }

    /// The articles that bear a person.
    pub fn bearing(&self, person: u32) -> &[u32] {
        self.bearing.get(person as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The more frequent first; of two equally frequent ones the first by key.
    pub fn rank(&self, person: u32) -> (std::cmp::Reverse<usize>, u32) {
        (std::cmp::Reverse(self.bearing(person).len()), person)
    }

    /// The articles that bear any of these names.
    pub fn articles(&self, names: &[u32]) -> BTreeSet<u32> {
        names.iter().flat_map(|name| self.bearing(*name)).copied().collect()
    }

    /// Whether two make a habit of standing in one article: in a tenth of the rarer one's or more, or in every one. A
    /// stray article that takes two forms of a name for two people is no habit.
    pub fn meet(&self, ours: &[u32], theirs: &[u32]) -> bool {
        let together = |rare: &BTreeSet<u32>, names: &[u32]| {
            let bears = |article: &&u32| {
                names.iter().any(|name| self.bearing(*name).binary_search(article).is_ok())
            };
            rare.iter().filter(bears).count()
        };
        let (one, two) = (self.articles(ours), self.articles(theirs));
        let rare = one.len().min(two.len());
        let met = if one.len() < two.len() { together(&one, theirs) } else { together(&two, ours) };
        (met >= HABIT && met * HABITUAL >= rare) || (met > 0 && met == rare)
    }

    /// Whether names with one first and last name may all be one person's.
    pub fn agree(&self, ours: &[u32], theirs: &[u32]) -> bool {
        let agrees = |one: u32| theirs.iter().all(|two| self.parts(one).agrees(self.parts(*two)));
        ours.iter().all(|one| agrees(*one))
            && !self.is_father(ours, theirs)
            && !self.is_father(theirs, ours)
    }

    /// Whether those who are only ever named with a suffix are rather the sons of these, who never are.
    fn is_father(&self, sons: &[u32], fathers: &[u32]) -> bool {
        let has_suffix = |person: &u32| !self.parts(*person).suffix.is_empty();
        let has_middle = |person: &u32| !self.parts(*person).middle.is_empty();
        let times =
            |names: &[u32]| names.iter().map(|name| self.bearing(*name).len()).sum::<usize>();
        sons.iter().all(has_suffix)
            && !fathers.iter().any(has_suffix)
            && (times(fathers) > FATHER * times(sons)
                || (!sons.iter().any(has_middle) && fathers.iter().any(has_middle)))
    }

    /// Whether names are certainly two people's.
    pub fn conflict(&self, ours: &[u32], theirs: &[u32]) -> bool {
        !self.agree(ours, theirs) || self.meet(ours, theirs)
    }

    /// Whether two keep the same company: a person or organisation that few articles name beside both, or two places.
    pub fn company(&self, ours: &[u32], theirs: &[u32]) -> bool {
        let few = (self.census.articles.len() / 20).max(3);
        let company = |group: &[u32]| {
            let mut seen: BTreeSet<(bool, u32)> = BTreeSet::new();
            let articles = group.iter().flat_map(|person| self.bearing(*person));
            for article in articles.filter_map(|at| self.census.articles.get(*at as usize)) {
                let people = article
                    .people
                    .iter()
                    .filter(|person| !ours.contains(person) && !theirs.contains(person));
                let people = people.filter(|person| self.bearing(**person).len() <= few);
                seen.extend(people.map(|person| (true, *person)));
                let rare = |other: &&u32| {
                    self.others.get(**other as usize).is_some_and(|count| *count as usize <= few)
                };
                seen.extend(article.others.iter().filter(rare).map(|other| (false, *other)));
            }
            seen
        };
        let (ours, theirs) = (company(ours), company(theirs));
        let weight = |(is_person, at): &(bool, u32)| {
            let is_place = || {
                self.census.others.get(*at as usize).is_some_and(|key| key.starts_with("place/"))
            };
            if !is_person && is_place() { 1 } else { 2 }
        };
        ours.intersection(&theirs).map(weight).sum::<usize>() >= 2
    }
}
