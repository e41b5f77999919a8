//! Resolves bare surnames: in an article that only ever says "Obama", the one Obama who dominates
//! the archive at that time. Relatives named in the same articles do not make the name ambiguous.
//! Where two people of a surname are in the news independently, it stays unresolved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::census_index::{CensusIndex, is_dominant};
use super::findings::{NameCluster, Reassignment};

/// Days before and after an article that count as its time. A wider window is used where a narrower
/// one has too few articles. Beyond the last, a namesake belongs to another time.
const WINDOW_DAYS: [i64; 4] = [183, 366, 732, 1464];

/// If a window has this many articles that name the surname in full, no wider one is tried.
const ENOUGH_ARTICLES: usize = 10;

/// An article that names people of a surname in full: its day, and the clusters of these people.
type FullNaming = (Option<i64>, Vec<usize>);

/// Resolves the chosen bare surnames, article by article. The census must have everybody of these
/// surnames, and `given_count` counts the articles in which people of full names have a given name.
pub(super) fn resolve(
    index: &CensusIndex,
    clusters: &[NameCluster],
    given_count: &dyn Fn(&str) -> usize,
    is_chosen: &dyn Fn(u32) -> bool,
) -> Vec<Reassignment> {
    let mut bare: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let names = index.parts.iter().zip(0..);
    let names = names.filter(|(parts, person)| parts.is_surname_only() && is_chosen(*person));
    for (parts, person) in names {
        bare.entry(&parts.family).or_default().push(person);
    }
    let by_surname = clusters_by_surname(index, clusters, &bare, given_count);
    let mut reassignments = Vec::new();
    for (surname, names) in &bare {
        let Some(candidates) = by_surname.get(surname) else { continue };
        for name in names {
            let particles = &index.parts(*name).particles;
            let fits = |at: &&usize| {
                let mut members =
                    clusters.get(**at).into_iter().flat_map(|cluster| &cluster.members);
                particles.is_empty()
                    || members.any(|(person, _)| index.parts(*person).particles == *particles)
            };
            let candidates: Vec<usize> = candidates.iter().filter(fits).copied().collect();
            let candidates = SurnameCandidates::new(index, clusters, &candidates);
            reassignments.extend(candidates.reassign(*name));
        }
    }
    reassignments.sort();
    reassignments
}

/// Finds the clusters of every surname that is used bare. A name that is more often a given name in
/// this archive has none.
fn clusters_by_surname<'a>(
    index: &'a CensusIndex,
    clusters: &[NameCluster],
    bare: &BTreeMap<&'a str, Vec<u32>>,
    given_count: &dyn Fn(&str) -> usize,
) -> HashMap<&'a str, BTreeSet<usize>> {
    let mut by_surname: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    let mut surname_counts: HashMap<&str, usize> = HashMap::new();
    for (at, cluster) in clusters.iter().enumerate() {
        for (person, _) in &cluster.members {
            let (parts, articles) = (index.parts(*person), index.articles_of(*person).len());
            let surnames = [Some(&parts.family), parts.family_first.as_ref()];
            let surnames = surnames.into_iter().flatten();
            for surname in surnames.filter(|surname| bare.contains_key(surname.as_str())) {
                by_surname.entry(surname).or_default().insert(at);
                *surname_counts.entry(surname).or_default() += articles;
            }
        }
    }
    by_surname
        .retain(|name, _| given_count(name) <= surname_counts.get(name).copied().unwrap_or(0));
    by_surname
}

/// The people whom a bare surname may mean, with the articles that name them in full.
struct SurnameCandidates<'a> {
    index: &'a CensusIndex<'a>,
    clusters: &'a [NameCluster],
    /// Sorted by day, undated ones first.
    namings: Vec<FullNaming>,
    /// For each article the clusters it names in full.
    by_article: BTreeMap<u32, Vec<usize>>,
}

impl<'a> SurnameCandidates<'a> {
    fn new(index: &'a CensusIndex<'a>, clusters: &'a [NameCluster], candidates: &[usize]) -> Self {
        let mut by_article: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in candidates {
            let names = clusters.get(*at).map(NameCluster::names).unwrap_or_default();
            for article in index.articles(&names) {
                by_article.entry(article).or_default().push(*at);
            }
        }
        let mut namings: Vec<FullNaming> = by_article
            .iter()
            .map(|(article, named)| (index.day(*article), named.clone()))
            .collect();
        namings.sort_unstable();
        Self { index, clusters, namings, by_article }
    }

    /// Resolves a bare name in every article that has it and does not name the same person in full.
    fn reassign(&self, name: u32) -> Vec<Reassignment> {
        let mut articles: Vec<(Option<i64>, u32)> =
            self.index.articles_of(name).iter().map(|at| (self.index.day(*at), *at)).collect();
        articles.sort_unstable();
        let mut windows = Windows::default();
        let whole_archive = Window::over(&self.namings).dominant();
        let mut reassignments = Vec::new();
        for (day, at) in articles {
            let dominant = match day {
                None => whole_archive,
                Some(day) => windows.dominant(&self.namings, day),
            };
            let Some(dominant) = dominant else { continue };
            if self.by_article.get(&at).is_some_and(|named| named.contains(&dominant.cluster)) {
                continue;
            }
            reassignments.extend(self.reassignment(name, at, dominant));
        }
        reassignments
    }

    fn reassignment(&self, name: u32, at: u32, dominant: Dominant) -> Option<Reassignment> {
        Some(Reassignment {
            article: self.index.census.articles.get(at as usize)?.number,
            from: self.index.key(name).to_string(),
            to: self.index.key(self.clusters.get(dominant.cluster)?.head).to_string(),
            dominant: saturate(dominant.count),
            all: saturate(dominant.all),
        })
    }
}

fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The candidate who dominates a window.
#[derive(Debug, Clone, Copy)]
struct Dominant {
    /// The index of their cluster.
    cluster: usize,
    /// The number of articles of the window that name them.
    count: usize,
    /// The number of articles of the window that name any candidate.
    all: usize,
}

/// Sliding windows of every width around a day that advances.
#[derive(Default)]
struct Windows {
    windows: [Window; WINDOW_DAYS.len()],
}

impl Windows {
    /// The dominant candidate on a day that is not before the last one, by the narrowest window
    /// with enough articles. One whom somebody else outnumbers in the narrowest window is not
    /// accepted.
    fn dominant(&mut self, namings: &[FullNaming], day: i64) -> Option<Dominant> {
        for (window, days) in self.windows.iter_mut().zip(WINDOW_DAYS) {
            window.slide(namings, day, days);
        }
        let narrowest = self.windows.first()?;
        let is_decisive =
            |window: &&Window| window.all >= ENOUGH_ARTICLES || window.dominant().is_some();
        let dominant = self.windows.iter().find(is_decisive)?.dominant();
        dominant.filter(|dominant| {
            narrowest.counts.values().all(|count| *count <= narrowest.count(dominant.cluster))
        })
    }
}

/// A window over the articles that name candidates in full, with the count of each candidate.
#[derive(Default)]
struct Window {
    /// The index of the first article of the window.
    from: usize,
    /// The index after its last article.
    to: usize,
    counts: HashMap<usize, usize>,
    all: usize,
}

impl Window {
    /// A window over all articles.
    fn over(namings: &[FullNaming]) -> Self {
        let mut window = Self::default();
        namings.iter().for_each(|naming| window.add(naming));
        window
    }

    fn count(&self, cluster: usize) -> usize {
        self.counts.get(&cluster).copied().unwrap_or(0)
    }

    fn add(&mut self, (_, named): &FullNaming) {
        self.all += 1;
        named.iter().for_each(|cluster| *self.counts.entry(*cluster).or_default() += 1);
    }

    fn remove(&mut self, (_, named): &FullNaming) {
        debug_assert!(self.all > 0, "only what was added is removed");
        self.all = self.all.saturating_sub(1);
        for cluster in named {
            let left = self.count(*cluster).saturating_sub(1);
            if left == 0 {
                self.counts.remove(cluster);
            } else {
                self.counts.insert(*cluster, left);
            }
        }
    }

    /// Slides to the articles within `days` of a day that is not before the last one.
    fn slide(&mut self, namings: &[FullNaming], day: i64, days: i64) {
        let is_reached =
            |(date, _): &&FullNaming| date.is_none_or(|date| date <= day.saturating_add(days));
        while let Some(naming) = namings.get(self.to).filter(is_reached) {
            if naming.0.is_some() {
                self.add(naming);
            }
            self.to += 1;
        }
        let is_past =
            |(date, _): &&FullNaming| date.is_none_or(|date| date < day.saturating_sub(days));
        while let Some(naming) =
            namings.get(self.from).filter(is_past).filter(|_| self.from < self.to)
        {
            if naming.0.is_some() {
                self.remove(naming);
            }
            self.from += 1;
        }
    }

    /// The only candidate who dominates the window. Articles that name other candidates too count
    /// for each; of two people who are always named together neither dominates.
    fn dominant(&self) -> Option<Dominant> {
        let mut dominant = self.counts.iter().filter(|(_, count)| is_dominant(**count, self.all));
        match (dominant.next(), dominant.next()) {
            (Some((cluster, count)), None) => {
                Some(Dominant { cluster: *cluster, count: *count, all: self.all })
            }
            _ => None,
        }
    }
}
