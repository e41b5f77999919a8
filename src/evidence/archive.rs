//! A census made ready for questions: who meets whom, whose names agree, who keeps the same company.

use std::collections::BTreeSet;

use crate::census::Census;
use crate::variant::{self, Parts};

/// A name without a suffix that is this many times as frequent as the one with it is somebody else, as a father is.
const FATHER: usize = 4;

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
        let parts = census.people.iter().map(|person| variant::parts(&person.name)).collect();
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

    /// Whether an article bears both.
    pub fn meet(&self, one: u32, two: u32) -> bool {
        let (one, two) = (self.bearing(one), self.bearing(two));
        let (few, many) = if one.len() < two.len() { (one, two) } else { (two, one) };
        few.iter().any(|article| many.binary_search(article).is_ok())
    }

    /// Whether two names with one first and last name may be one person's.
    pub fn agree(&self, one: u32, two: u32) -> bool {
        let (parts, others) = (self.parts(one), self.parts(two));
        let is_father = |son: u32, father: u32| {
            let (son_has, father_has) = (self.parts(son), self.parts(father));
            !son_has.suffix.is_empty()
                && father_has.suffix.is_empty()
                && (self.bearing(father).len() > FATHER * self.bearing(son).len()
                    || (son_has.middle.is_empty() && !father_has.middle.is_empty()))
        };
        parts.agrees(others) && !is_father(one, two) && !is_father(two, one)
    }

    /// Whether two names are certainly two people's.
    pub fn conflict(&self, one: u32, two: u32) -> bool {
        !self.agree(one, two) || self.meet(one, two)
    }

    /// Whether it holds of any two names.
    pub fn any(&self, known: Option<&Vec<u32>>, group: &[u32], holds: fn(&Self, u32, u32) -> bool) -> bool {
        known.into_iter().flatten().any(|one| group.iter().any(|two| holds(self, *one, *two)))
    }

    /// Whether it holds of all names.
    pub fn all(&self, known: Option<&Vec<u32>>, group: &[u32], holds: fn(&Self, u32, u32) -> bool) -> bool {
        known.into_iter().flatten().all(|one| group.iter().all(|two| holds(self, *one, *two)))
    }

    /// Whether two keep the same company: a person or organisation that few articles name beside both, or two places.
    pub fn company(&self, ours: &[u32], theirs: &[u32]) -> bool {
        let few = (self.census.articles.len() / 20).max(3);
        let company = |group: &[u32]| {
            let mut seen: BTreeSet<(bool, u32)> = BTreeSet::new();
            let articles = group.iter().flat_map(|person| self.bearing(*person));
            for article in articles.filter_map(|at| self.census.articles.get(*at as usize)) {
                let people = article.people.iter().filter(|person| !ours.contains(person) && !theirs.contains(person));
                let people = people.filter(|person| self.bearing(**person).len() <= few);
                seen.extend(people.map(|person| (true, *person)));
                let rare = |other: &&u32| self.others.get(**other as usize).is_some_and(|count| *count as usize <= few);
                seen.extend(article.others.iter().filter(rare).map(|other| (false, *other)));
            }
            seen
        };
        let (ours, theirs) = (company(ours), company(theirs));
        let weight = |(is_person, at): &(bool, u32)| {
            let is_place = || self.census.others.get(*at as usize).is_some_and(|key| key.starts_with("place/"));
            if !is_person && is_place() { 1 } else { 2 }
        };
        ours.intersection(&theirs).map(weight).sum::<usize>() >= 2
    }
}
