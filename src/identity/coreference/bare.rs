//! Whom a bare family's name means: in an article that only ever says "Obama", the one Obama whom the archive is full
//! of at that time. Relatives who are named beside that one do not make it doubtful; where two are about in their own
//! right, it stays what it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::archive::{Archive, prevails};
use super::findings::{Moved, Star};

/// How many days around an article's own count as its time; and wider, one after the other, where those are too few to
/// tell. Beyond the last a namesake is of another time.
const WINDOWS: [i64; 4] = [183, 366, 732, 1464];

/// So many articles that name the family are enough to tell: what they leave in doubt no wider time decides.
const ENOUGH: usize = 10;

/// An article that names members of the family in full: the day, and which members.
type Sight = (Option<i64>, Vec<usize>);

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
                    || borne
                        .into_iter()
                        .any(|(person, _)| archive.parts(*person).particles == *particles)
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
    let (mut given, mut borne): (HashMap<&str, usize>, HashMap<&str, usize>) =
        (HashMap::new(), HashMap::new());
    for (at, star) in stars.iter().enumerate() {
        for (person, _) in &star.members {
            let (parts, articles) = (archive.parts(*person), archive.bearing(*person).len());
            let names = [Some(&parts.family), parts.family_first.as_ref()];
            for name in names.into_iter().flatten().filter(|name| bare.contains_key(name.as_str()))
            {
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
    /// Who is in the articles they are seen in.
    articles: BTreeMap<u32, Vec<usize>>,
}

impl<'a> Family<'a> {
    fn of(archive: &'a Archive<'a>, stars: &'a [Star], members: &[usize]) -> Self {
        let mut articles: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in members {
            let names = stars.get(*at).map(Star::names).unwrap_or_default();
            for article in archive.articles(&names) {
                articles.entry(article).or_default().push(*at);
            }
        }
        let day = |article: &u32| {
            archive.census.articles.get(*article as usize).and_then(|article| article.day)
        };
        let mut sights: Vec<Sight> =
            articles.iter().map(|(article, seen)| (day(article), seen.clone())).collect();
        sights.sort_unstable();
        Self { archive, stars, sights, articles }
    }

    /// Whom their bare name means, in every article that bears it and does not name that one in full.
    fn meant_by(&self, name: u32) -> Vec<Moved> {
        let day = |at: &u32| {
            self.archive.census.articles.get(*at as usize).and_then(|article| article.day)
        };
        let mut articles: Vec<(Option<i64>, u32)> =
            self.archive.bearing(name).iter().map(|at| (day(at), *at)).collect();
        articles.sort_unstable();
        let mut time = Time::default();
        let whole = Window::over(&self.sights).clear();
        let mut moved = Vec::new();
        for (day, at) in articles {
            let found = match day {
                None => whole,
                Some(day) => time.clear(&self.sights, day),
            };
            let Some((member, dominant, all)) = found else { continue };
            let (Some(star), Some(article)) =
                (self.stars.get(member), self.archive.census.articles.get(at as usize))
            else {
                continue;
            };
            if self.articles.get(&at).is_some_and(|seen| seen.contains(&member)) {
                continue;
            }
            let (from, to) =
                (self.archive.key(name).to_string(), self.archive.key(star.head).to_string());
            let (dominant, all) = (counted(dominant), counted(all));
            moved.push(Moved { article: article.number, from, to, dominant, all });
        }
        moved
    }
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Who is meant: the member, how many articles name them, of how many that name any.
type Meant = (usize, usize, usize);

/// The time around a day that moves on: windows of every width.
#[derive(Default)]
struct Time {
    windows: [Window; WINDOWS.len()],
}

impl Time {
    /// Who is meant on a day that is not before the last one: the narrowest window says it that is enough to tell. A
    /// wider one names nobody whom somebody else outdoes in the narrowest.
    fn clear(&mut self, sights: &[Sight], day: i64) -> Option<Meant> {
        for (window, days) in self.windows.iter_mut().zip(WINDOWS) {
            window.slide(sights, day, days);
        }
        let nearest = self.windows.first()?;
        let telling = |window: &&Window| window.all >= ENOUGH || window.clear().is_some();
        let found = self.windows.iter().find(telling)?.clear();
        found.filter(|(member, _, _)| {
            nearest.counts.values().all(|count| *count <= nearest.count(*member))
        })
    }
}

/// The sights around a day, counted.
#[derive(Default)]
struct Window {
    from: usize,
    to: usize,
    counts: HashMap<usize, usize>,
    all: usize,
}

impl Window {
    fn over(sights: &[Sight]) -> Self {
        let mut window = Self::default();
        sights.iter().for_each(|sight| window.add(sight));
        window
    }

    fn count(&self, member: usize) -> usize {
        self.counts.get(&member).copied().unwrap_or(0)
    }

    fn add(&mut self, (_, members): &Sight) {
        self.all += 1;
        members.iter().for_each(|member| *self.counts.entry(*member).or_default() += 1);
    }

    fn remove(&mut self, (_, members): &Sight) {
        self.all = self.all.saturating_sub(1);
        for member in members {
            let left = self.count(*member).saturating_sub(1);
            self.counts.insert(*member, left);
            if left == 0 {
                self.counts.remove(member);
            }
        }
    }

    /// Moves on to so many days around a day that is not before the last one.
    fn slide(&mut self, sights: &[Sight], day: i64, days: i64) {
        while let Some(sight) =
            sights.get(self.to).filter(|(seen, _)| seen.is_none_or(|seen| seen <= day + days))
        {
            if sight.0.is_some() {
                self.add(sight);
            }
            self.to += 1;
        }
        let over = |(seen, _): &&Sight| seen.is_none_or(|seen| seen < day - days);
        while let Some(sight) = sights.get(self.from).filter(over).filter(|_| self.from < self.to) {
            if sight.0.is_some() {
                self.remove(sight);
            }
            self.from += 1;
        }
    }

    /// The member who alone is meant. Others count by the articles that do not name this one; two who are always
    /// together are both nobody.
    fn clear(&self) -> Option<Meant> {
        let mut clear = self.counts.iter().filter(|(_, count)| prevails(**count, self.all));
        match (clear.next(), clear.next()) {
            (Some((member, count)), None) => Some((*member, *count, self.all)),
            _ => None,
        }
    }
}
