//! Whom a bare family's name means: in an article that only ever says "Obama", the one Obama whom the archive is full
//! of at that time. Where two are about, it stays what it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::archive::Archive;
use super::findings::{Moved, Star};

/// How many days around an article's own count as its time.
const WINDOW: i64 = 183;

/// How many articles must name somebody in full, and how many in a hundred of all that name one of the family.
const LEAST: u32 = 3;
const SHARE: u64 = 90;

/// An article that names a member of the family in full: the day, and which member.
type Sight = (Option<i64>, usize);

/// Who is meant by every bare name, article by article.
pub fn moved(archive: &Archive, stars: &[Star]) -> Vec<Moved> {
    let mut bare: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (parts, person) in archive.parts.iter().zip(0..).filter(|(parts, _)| parts.is_single()) {
        bare.entry(&parts.family).or_default().push(person);
    }
    let families = families(archive, stars, &bare);
    let mut moved = Vec::new();
    for (family, names) in &bare {
        let Some(members) = families.get(family) else { continue };
        for name in names {
            let particles = &archive.parts(*name).particles;
            let fits = |at: &&usize| {
                let borne = stars.get(**at).into_iter().flat_map(|star| &star.members);
                particles.is_empty()
                    || borne.into_iter().any(|(person, _)| archive.parts(*person).particles == *particles)
            };
            let members: Vec<usize> = members.iter().filter(fits).copied().collect();
            moved.extend(Family::of(archive, stars, &members).meant_by(*name));
        }
    }
    moved.sort();
    moved
}

/// The members of every family whose bare name somebody uses; none for a name that is rather a given name here.
fn families<'a>(
    archive: &'a Archive,
    stars: &[Star],
    bare: &BTreeMap<&'a str, Vec<u32>>,
) -> HashMap<&'a str, BTreeSet<usize>> {
    let mut families: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    let (mut given, mut borne): (HashMap<&str, usize>, HashMap<&str, usize>) = (HashMap::new(), HashMap::new());
    for (at, star) in stars.iter().enumerate() {
        for (person, _) in &star.members {
            let (parts, articles) = (archive.parts(*person), archive.bearing(*person).len());
            let names = [Some(&parts.family), parts.family_first.as_ref()];
            for name in names.into_iter().flatten().filter(|name| bare.contains_key(name.as_str())) {
                families.entry(name).or_default().insert(at);
                *borne.entry(name).or_default() += articles;
            }
            if parts.family_first.is_none() && bare.contains_key(parts.given.as_str()) {
                *given.entry(&parts.given).or_default() += articles;
            }
        }
    }
    families.retain(|name, _| given.get(name).unwrap_or(&0) <= borne.get(name).unwrap_or(&0));
    families
}

/// The members of a family, and when they were seen.
struct Family<'a> {
    archive: &'a Archive<'a>,
    stars: &'a [Star],
    /// In order of days, those without one first.
    sights: Vec<Sight>,
    /// The articles they are seen in.
    articles: BTreeSet<u32>,
}

impl<'a> Family<'a> {
    fn of(archive: &'a Archive<'a>, stars: &'a [Star], members: &[usize]) -> Self {
        let mut sights = Vec::new();
        let mut articles = BTreeSet::new();
        for at in members {
            let names = stars.get(*at).into_iter().flat_map(|star| &star.members);
            let seen: BTreeSet<u32> = names.flat_map(|(person, _)| archive.bearing(*person)).copied().collect();
            let day = |article: &u32| archive.census.articles.get(*article as usize).and_then(|article| article.day);
            sights.extend(seen.iter().map(|article| (day(article), *at)));
            articles.extend(seen);
        }
        sights.sort_unstable();
        Self { archive, stars, sights, articles }
    }

    /// Whom their bare name means, in every article that bears it and none of them.
    fn meant_by(&self, name: u32) -> Vec<Moved> {
        let bearing = self.archive.bearing(name).iter().filter(|article| !self.articles.contains(article));
        let mut articles: Vec<(Option<i64>, u64)> = bearing
            .filter_map(|article| self.archive.census.articles.get(*article as usize))
            .map(|article| (article.day, article.number))
            .collect();
        articles.sort_unstable();
        let mut window = Window::default();
        let whole = Window::over(&self.sights).dominant();
        let mut moved = Vec::new();
        for (day, article) in articles {
            let found = match day {
                None => whole,
                Some(day) => {
                    window.slide(&self.sights, day);
                    window.dominant()
                }
            };
            let Some((at, dominant, all)) = found else { continue };
            let Some(star) = self.stars.get(at) else { continue };
            let (from, to) = (self.archive.key(name).to_string(), self.archive.key(star.head).to_string());
            moved.push(Moved { article, from, to, dominant, all });
        }
        moved
    }
}

/// The sights around a day, counted.
#[derive(Default)]
struct Window {
    from: usize,
    to: usize,
    counts: HashMap<usize, u32>,
    all: u32,
}

impl Window {
    fn over(sights: &[Sight]) -> Self {
        let mut window = Self::default();
        sights.iter().for_each(|(_, member)| window.count(*member, true));
        window
    }

    fn count(&mut self, member: usize, more: bool) {
        let count = self.counts.entry(member).or_default();
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
        self.all = if more { self.all + 1 } else { self.all.saturating_sub(1) };
        if *count == 0 {
            self.counts.remove(&member);
        }
    }

    /// Moves on to a day that is not before the last one.
    fn slide(&mut self, sights: &[Sight], day: i64) {
        while let Some((seen, member)) =
            sights.get(self.to).filter(|(seen, _)| seen.is_none_or(|seen| seen <= day + WINDOW))
        {
            if seen.is_some() {
                self.count(*member, true);
            }
            self.to += 1;
        }
        while let Some((seen, member)) =
            sights.get(self.from).filter(|(seen, _)| self.from < self.to && seen.is_none_or(|seen| seen < day - WINDOW))
        {
            if seen.is_some() {
                self.count(*member, false);
            }
            self.from += 1;
        }
    }

    /// The member who alone is meant: how often they are seen, of how many sights.
    fn dominant(&self) -> Option<(usize, u32, u32)> {
        let (member, count) = self.counts.iter().max_by_key(|(member, count)| (**count, **member))?;
        let (count, all) = (*count, self.all);
        let is_clear = count >= LEAST && u64::from(count) * 100 >= u64::from(all) * SHARE;
        is_clear.then_some((*member, count, all))
    }
}
