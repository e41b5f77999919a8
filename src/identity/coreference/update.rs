//! Updates the findings of an archive after some articles changed.
//!
//! Names are clustered by themselves within one skeleton of surnames, and a bare surname depends only on
//! the people of that surname. An update clusters the skeletons again of which a name or its articles have
//! changed, and resolves the bare surnames again that depend on them; everything else is kept. The result
//! is the same as that of [`find`](super::find) for the whole archive.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::census_index::CensusIndex;
use super::findings::{Link, NameCluster, Reassignment};
use super::known_names::{KnownName, part};
use super::surname_only;
use crate::identity::census::{Census, CountedKey};
use crate::text::hash;

/// Reads what an update needs of people, who are given by their indexes.
pub(crate) trait PeopleSource {
    /// The error of a failed read.
    type Error;

    /// Reads the name of each.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn names(&mut self, people: &[usize]) -> Result<Vec<String>, Self::Error>;

    /// Takes a census of all articles that name any of them; it has no other names than theirs.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn census(&mut self, people: &[usize]) -> Result<Census, Self::Error>;
}

/// What an earlier update found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Earlier<'a> {
    /// Every name, sorted by the hash of its key.
    pub names: &'a [KnownName],
    /// The digest of the entities that were frequent.
    pub frequent: u64,
    /// The links between people.
    pub links: &'a [Link],
    /// The reassignments, with today's numbers of articles.
    pub reassignments: &'a [Reassignment],
}

/// The result of an update.
#[derive(Debug, Default)]
pub(crate) struct Updated {
    /// Every name, sorted by the hash of its key.
    pub names: Vec<KnownName>,
    /// The links between people, sorted.
    pub links: Vec<Link>,
    /// The reassignments, sorted.
    pub reassignments: Vec<Reassignment>,
}

/// Brings the findings up to date. `today` lists everybody, sorted by the hash of the key, and `frequent`
/// is the digest of the entities that are frequent.
///
/// # Errors
/// Fails when the archive cannot be read.
pub(crate) fn update<S: PeopleSource>(
    today: &[CountedKey],
    frequent: u64,
    earlier: Earlier<'_>,
    source: &mut S,
) -> Result<Updated, S::Error> {
    let (names, changed) = known_names(today, earlier.names, source)?;
    let everything = if earlier.frequent == frequent { &[] } else { names.as_slice() };
    let scope = Scope::new(&names, changed.iter().chain(everything));
    let heads = Heads::new(earlier.links, &names, &scope);
    let people = scope.people(&names, &heads);
    let census = if people.is_empty() { Census::default() } else { source.census(&people)? };
    let index = CensusIndex::new(&census);
    let known: Vec<KnownName> = census
        .people
        .iter()
        .map(|person| find(&names, hash_of(&person.key)).copied().unwrap_or_default())
        .collect();
    let is = |person: u32, test: &dyn Fn(&KnownName) -> bool| {
        index.parts(person).is_named() && known.get(person as usize).is_some_and(test)
    };
    let mut clusters = index.clusters(&|person| is(person, &|name| scope.is_clustered(name)));
    let mut links = super::links(&index, &clusters);
    clusters.extend(heads.clusters(&index, &known, &scope));
    let given_counts = given_counts(&names, today, &scope);
    let given_count = |given: &str| given_counts.get(&part(given)).copied().unwrap_or(0);
    let mut reassignments = surname_only::resolve(&index, &clusters, &given_count, &|person| {
        is(person, &|name| scope.is_sought(name))
    });
    let is_kept = |key: &str, is_redone: &dyn Fn(&KnownName) -> bool| {
        find(&names, hash_of(key)).is_some_and(|name| !is_redone(name))
    };
    let kept =
        earlier.links.iter().filter(|it| is_kept(&it.from, &|name| scope.is_clustered(name)));
    links.extend(kept.cloned());
    links.sort();
    let kept = earlier.reassignments.iter();
    let kept = kept.filter(|it| is_kept(&it.from, &|name| scope.is_sought(name)));
    reassignments.extend(kept.cloned());
    reassignments.sort();
    Ok(Updated { names, links, reassignments })
}

fn hash_of(key: &str) -> u64 {
    hash::of(key.as_bytes())
}

/// Finds a name by the hash of its key.
fn find(names: &[KnownName], key: u64) -> Option<&KnownName> {
    names.get(names.binary_search_by_key(&key, |name| name.key).ok()?)
}

/// Returns the names of today, and those that are new, changed or gone, as they were and as they are.
fn known_names<S: PeopleSource>(
    today: &[CountedKey],
    before: &[KnownName],
    source: &mut S,
) -> Result<(Vec<KnownName>, Vec<KnownName>), S::Error> {
    let mut before = before.iter().copied().peekable();
    let (mut names, mut unknown, mut changed) = (Vec::with_capacity(today.len()), vec![], vec![]);
    for (at, person) in today.iter().enumerate() {
        while let Some(gone) = before.next_if(|name| name.key < person.key) {
            changed.push(gone);
        }
        let known = before.next_if(|name| name.key == person.key);
        match known.filter(|name| name.articles == person.articles) {
            Some(known) => names.push(known),
            None => {
                changed.extend(known);
                unknown.push(at);
                names.push(KnownName::default());
            }
        }
    }
    changed.extend(before);
    for (at, name) in unknown.iter().zip(source.names(&unknown)?) {
        if let (Some(slot), Some(person)) = (names.get_mut(*at), today.get(*at)) {
            *slot = KnownName::new(person.key, person.articles, &name);
            changed.push(*slot);
        }
    }
    Ok((names, changed))
}

/// What is done again.
struct Scope {
    /// The skeletons of which all names are clustered again.
    skeletons: HashSet<u32>,
    /// The bare surnames that are resolved again.
    sought: HashSet<u32>,
}

impl Scope {
    fn new<'n>(names: &[KnownName], changed: impl Iterator<Item = &'n KnownName> + Clone) -> Self {
        let skeletons: HashSet<u32> = changed.clone().map(|name| name.skeleton).collect();
        let mut surnames: HashSet<u32> = HashSet::new();
        for name in changed {
            surnames.extend(name.surnames());
            surnames.insert(name.given);
        }
        let clustered = names.iter().filter(|name| skeletons.contains(&name.skeleton));
        surnames.extend(clustered.flat_map(KnownName::surnames));
        let bare = names.iter().filter(|name| name.is_bare).map(|name| name.family);
        let sought = bare.filter(|family| surnames.contains(family)).collect();
        Self { skeletons, sought }
    }

    fn is_clustered(&self, name: &KnownName) -> bool {
        self.skeletons.contains(&name.skeleton)
    }

    fn is_sought(&self, name: &KnownName) -> bool {
        name.is_bare && self.sought.contains(&name.family)
    }

    /// Returns whether a surname that is resolved again may mean somebody of this name.
    fn is_candidate(&self, name: &KnownName) -> bool {
        name.surnames().iter().any(|surname| self.sought.contains(surname))
    }

    /// Lists the people of whom the names and articles are needed.
    fn people(&self, names: &[KnownName], heads: &Heads<'_>) -> Vec<usize> {
        let is_needed = |name: &&KnownName| self.is_clustered(name) || self.is_candidate(name);
        let needed: HashSet<u64> =
            names.iter().filter(is_needed).map(|name| heads.of(name.key)).collect();
        let people = names.iter().enumerate();
        people.filter(|(_, name)| needed.contains(&heads.of(name.key))).map(|(at, _)| at).collect()
    }
}

/// The heads of the names that are not clustered again, by the hashes of their keys.
struct Heads<'a>(HashMap<u64, (u64, &'a str)>);

impl<'a> Heads<'a> {
    fn new(links: &'a [Link], names: &[KnownName], scope: &Scope) -> Self {
        let linked = links.iter().filter_map(|link| {
            let name = find(names, hash_of(&link.from)).filter(|name| !scope.is_clustered(name))?;
            Some((name.key, (hash_of(&link.to), link.reason.as_str())))
        });
        Self(linked.collect())
    }

    fn of(&self, key: u64) -> u64 {
        self.0.get(&key).map_or(key, |(head, _)| *head)
    }

    /// The clusters of the names in a census that are not clustered again.
    fn clusters(
        &self,
        index: &CensusIndex<'_>,
        known: &[KnownName],
        scope: &Scope,
    ) -> Vec<NameCluster> {
        let mut clusters: BTreeMap<u64, NameCluster> = BTreeMap::new();
        for (name, person) in known.iter().zip(0..) {
            let link = self.0.get(&name.key);
            if scope.is_clustered(name) || (link.is_none() && !index.parts(person).is_full()) {
                continue;
            }
            let (head, reason) = link.copied().unwrap_or((name.key, ""));
            let cluster = clusters.entry(head).or_default();
            if head == name.key {
                cluster.head = person;
            }
            cluster.members.push((person, reason.to_string()));
        }
        clusters.into_values().collect()
    }
}

/// Counts the articles in which people have the surnames that are resolved again as given names.
fn given_counts(names: &[KnownName], today: &[CountedKey], scope: &Scope) -> HashMap<u32, usize> {
    let mut counts = HashMap::new();
    for (name, person) in names.iter().zip(today) {
        if scope.sought.contains(&name.given) {
            *counts.entry(name.given).or_default() += person.count as usize;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::super::find as find_all;
    use super::*;
    use crate::article::document::slug;
    use crate::identity::census::ArticleNames;

    /// An archive in memory.
    struct Archive<'a> {
        articles: &'a [ArticleNames],
        census: Census,
        /// People by the hash of their key, as indexes in the census.
        people: Vec<(u64, u32)>,
        /// Number of articles that were in a census taken.
        taken: usize,
    }

    impl<'a> Archive<'a> {
        fn new(articles: &'a [ArticleNames]) -> Self {
            let census = Census::from_articles(articles);
            let keys = census.people.iter().map(|person| hash_of(&person.key));
            let mut people: Vec<(u64, u32)> = keys.zip(0..).collect();
            people.sort_unstable();
            Self { articles, census, people, taken: 0 }
        }

        fn today(&self) -> Vec<CountedKey> {
            let person = |(key, _): &(u64, u32)| {
                let names = |article: &&ArticleNames| {
                    article.people.iter().any(|(other, _)| hash_of(other) == *key)
                };
                let articles: Vec<&ArticleNames> = self.articles.iter().filter(names).collect();
                let digests = articles.iter().map(|article| hash_of(&format!("{article:?}")));
                let sum = digests.fold(0, u64::wrapping_add);
                CountedKey { key: *key, articles: sum, count: articles.len() as u32 }
            };
            self.people.iter().map(person).collect()
        }

        fn frequent(&self) -> u64 {
            let people = self.census.people.iter().filter(|person| person.is_frequent);
            let people: Vec<&str> = people.map(|person| person.key.as_str()).collect();
            let others: BTreeSet<&String> =
                self.articles.iter().flat_map(|article| &article.others).collect();
            let others = others.into_iter().zip(&self.census.others);
            let others: Vec<&String> =
                others.filter(|(_, it)| it.is_frequent).map(|(key, _)| key).collect();
            hash_of(&format!("{people:?} {others:?}"))
        }
    }

    impl PeopleSource for Archive<'_> {
        type Error = Infallible;

        fn names(&mut self, people: &[usize]) -> Result<Vec<String>, Infallible> {
            let name = |at: &usize| self.census.people[self.people[*at].1 as usize].name.clone();
            Ok(people.iter().map(name).collect())
        }

        fn census(&mut self, people: &[usize]) -> Result<Census, Infallible> {
            let chosen: BTreeSet<u32> = people.iter().map(|at| self.people[*at].1).collect();
            let mut census = self.census.clone();
            census.articles.retain(|it| it.people.iter().any(|person| chosen.contains(person)));
            for (at, person) in census.people.iter_mut().enumerate() {
                if !chosen.contains(&(at as u32)) {
                    person.name.clear();
                }
            }
            self.taken += census.articles.len();
            Ok(census)
        }
    }

    fn updated(
        articles: &[ArticleNames],
        frequent_before: u64,
        before: &Updated,
    ) -> (Updated, u64, usize) {
        let mut archive = Archive::new(articles);
        let (today, frequent) = (archive.today(), archive.frequent());
        let earlier = Earlier {
            names: &before.names,
            frequent: frequent_before,
            links: &before.links,
            reassignments: &before.reassignments,
        };
        let Ok(updated) = update(&today, frequent, earlier, &mut archive);
        (updated, frequent, archive.taken)
    }

    const NAMES: [&str; 24] = [
        "Tomas Brenner",
        "Tomas K. Brenner",
        "T. Brenner",
        "Brenner",
        "Karl Brenner",
        "Sergei Morozov",
        "Sergey Morozov",
        "Morozov",
        "Bill Harker",
        "William Harker",
        "William A. Harker",
        "Harker",
        "Zhao Minglei",
        "Zhao",
        "Minglei Zhao",
        "Hilary Stone",
        "Hilary",
        "Edmund Hilary",
        "Peter Andersson",
        "Peter Anderson",
        "Andersson",
        "Leo Marsh",
        "Leo Marsh Jr.",
        "Marsh",
    ];

    fn article(number: u64, day: Option<i64>, people: &[usize], other: u8) -> ArticleNames {
        let name = |at: &usize| NAMES[*at % NAMES.len()];
        let names: BTreeSet<&str> = people.iter().map(name).collect();
        ArticleNames {
            number,
            day,
            people: names
                .into_iter()
                .map(|name| (format!("person/{}", slug(name)), name.to_string()))
                .collect(),
            others: vec![format!("org/office-{other}")],
        }
    }

    #[test]
    fn a_change_takes_a_census_of_its_namesakes_only() {
        let mut articles: Vec<ArticleNames> = (0..200)
            .map(|at| article(at, Some(at as i64), &[at as usize], (at % 50) as u8))
            .collect();
        let (first, frequent, taken) = updated(&articles, 0, &Updated::default());
        assert_eq!(taken, 200);
        articles.push(article(200, Some(9), &[0], 60));
        let (second, _, taken) = updated(&articles, frequent, &first);
        assert!(taken < 60, "{taken} articles were read");
        let all = find_all(&Census::from_articles(&articles));
        assert_eq!((second.links, second.reassignments), (all.links, all.reassignments));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        /// Any sequence of edits leads to what is found in the whole archive.
        #[test]
        fn updates_find_what_is_found_in_the_whole_archive(
            edits in prop::collection::vec(
                prop::collection::vec(
                    (any::<bool>(), prop::option::of(0..900_i64), prop::collection::vec(0..NAMES.len(), 1..4), 0..6_u8),
                    1..40,
                ),
                1..5,
            ),
        ) {
            let mut articles: BTreeMap<u64, ArticleNames> = BTreeMap::new();
            let (mut state, mut frequent, mut number) = (Updated::default(), 0, 0);
            for edit in edits {
                for (is_added, day, people, other) in edit {
                    if is_added || articles.len() < 5 {
                        articles.insert(number, article(number, day, &people, other));
                        number += 1;
                    } else if let Some(oldest) = articles.keys().next().copied() {
                        articles.remove(&oldest);
                    }
                }
                let all: Vec<ArticleNames> = articles.values().cloned().collect();
                (state, frequent, _) = updated(&all, frequent, &state);
                let expected = find_all(&Census::from_articles(&all));
                prop_assert_eq!(&state.links, &expected.links);
                prop_assert_eq!(&state.reassignments, &expected.reassignments);
            }
        }
    }
}
