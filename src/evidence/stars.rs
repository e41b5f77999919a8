//! Names that are one person's wherever they stand: as stars, each for a reason of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::archive::Archive;
use super::findings::Star;
use crate::variant;

/// More names of one first and last name than this are nobody's variants.
const MOST_VARIANTS: usize = 64;

/// The shortest family's name that a loose likeness is looked for in.
const LONG_ENOUGH: usize = 5;

impl Archive<'_> {
    /// The stars of names with the same first and last name.
    pub fn stars(&self) -> Vec<Star> {
        let mut clusters: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
        for (parts, person) in self.parts.iter().zip(0..) {
            if parts.is_full() {
                clusters.entry((&parts.family, &parts.given)).or_default().push(person);
            }
        }
        let groups = clusters.into_values().flat_map(|cluster| self.grouped(cluster));
        groups.map(|group| self.star(group)).collect()
    }

    fn star(&self, group: Vec<u32>) -> Star {
        let head = group.iter().copied().min_by_key(|person| self.rank(*person)).unwrap_or_default();
        let members = group.into_iter().map(|person| (person, self.likeness(head, person))).collect();
        Star { head, members }
    }

    /// Names of one first and last name, by person. Those that say most go first; one that fits two people is neither.
    fn grouped(&self, mut cluster: Vec<u32>) -> Vec<Vec<u32>> {
        if cluster.len() > MOST_VARIANTS {
            return cluster.into_iter().map(|person| vec![person]).collect();
        }
        let says = |person: u32| {
            let parts = self.parts(person);
            let whole = parts.middle.iter().filter(|name| name.chars().count() > 1).count();
            (whole, parts.middle.len(), parts.suffix.len(), parts.particles.len())
        };
        cluster.sort_by_key(|person| (Reverse(says(*person)), self.rank(*person)));
        let (particular, plain): (Vec<u32>, Vec<u32>) =
            cluster.into_iter().partition(|person| self.parts(*person).is_particular());
        let mut groups = self.apart(particular);
        let known = groups.len();
        let mut joining: Vec<(usize, Vec<u32>)> = Vec::new();
        for group in self.apart(plain) {
            let mut fits = (0..known).filter(|at| self.all(groups.get(*at), &group, Self::agree));
            match (fits.next(), fits.next()) {
                (Some(at), None) if !self.any(groups.get(at), &group, Self::meet) => joining.push((at, group)),
                _ => groups.push(group),
            }
        }
        for at in 0..joining.len() {
            let Some((to, group)) = joining.get(at) else { continue };
            let rivals = joining.iter().filter(|(other, _)| other == to).count();
            match groups.get_mut(*to).filter(|_| rivals == 1) {
                Some(known) => known.extend(group),
                None => groups.push(group.clone()),
            }
        }
        groups
    }

    /// People who are apart, of names in a given order: each joins the one group it has no conflict with.
    fn apart(&self, names: Vec<u32>) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut alone: Vec<Vec<u32>> = Vec::new();
        for name in names {
            let mut fits = (0..groups.len()).filter(|at| !self.any(groups.get(*at), &[name], Self::conflict));
            match (fits.next(), fits.next()) {
                (None, _) => groups.push(vec![name]),
                (Some(at), None) => {
                    if let Some(group) = groups.get_mut(at) {
                        group.push(name);
                    }
                }
                _ => alone.push(vec![name]),
            }
        }
        groups.extend(alone);
        groups
    }

    /// How a name is like another with the same first and last name, in words.
    fn likeness(&self, head: u32, person: u32) -> String {
        let (one, two) = (self.parts(head), self.parts(person));
        let folded = |person: u32| self.key(person).rsplit(['-', '/']).next().unwrap_or_default().to_string();
        let spelled = folded(head) != folded(person) && one.suffix == two.suffix;
        let notes = [
            (one.middle != two.middle, "a middle name apart"),
            (one.particles != two.particles, "a particle apart"),
            (one.suffix != two.suffix, "a suffix apart"),
            (spelled, "spelled by another transliteration"),
        ];
        let notes: Vec<&str> = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        let notes = if notes.is_empty() { vec!["in another spelling"] } else { notes };
        format!("the same first and last name, {}", notes.join(", "))
    }

    /// Short forms and loose spellings join, where company is in common.
    pub fn join_loosely(&self, stars: &mut [Star]) {
        let mut buckets: BTreeMap<(bool, String, String), Vec<usize>> = BTreeMap::new();
        for (at, star) in stars.iter().enumerate() {
            let parts = self.parts(star.head);
            for whole in variant::whole_names(&parts.given) {
                buckets.entry((false, parts.family.clone(), whole.to_string())).or_default().push(at);
            }
            if parts.family.chars().count() >= LONG_ENOUGH {
                let skeleton = variant::skeleton(&parts.family);
                buckets.entry((true, skeleton, parts.given.clone())).or_default().push(at);
            }
        }
        buckets.retain(|_, bucket| bucket.len() > 1);
        let mut places: HashMap<usize, usize> = HashMap::new();
        buckets.values().flatten().for_each(|at| *places.entry(*at).or_default() += 1);
        let (mut hubs, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for ((loose, _, _), mut bucket) in buckets {
            bucket.sort_by_key(|at| stars.get(*at).map(|star| self.rank(star.head)));
            let differ = |at: &usize| {
                stars.get(*at).map(|star| self.parts(star.head)).map(|parts| (&parts.given, &parts.family))
            };
            let distinct: BTreeSet<_> = bucket.iter().map(differ).collect();
            let Some((hub, rest)) = bucket.split_first().filter(|_| distinct.len() == bucket.len()) else { continue };
            for at in rest {
                // A short form of two whole names that are both there is nobody's.
                let doubtful =
                    places.get(at).is_some_and(|places| *places > 1) || places.get(hub).is_some_and(|it| *it > 2);
                let taken = gone.contains(hub) || gone.contains(at) || hubs.contains(at);
                if !doubtful && !taken && self.absorb(stars, *hub, *at, loose) {
                    hubs.insert(*hub);
                    gone.insert(*at);
                }
            }
        }
    }

    /// Joins a star to another, where nothing speaks against it and they keep the same company.
    fn absorb(&self, stars: &mut [Star], hub: usize, at: usize, loose: bool) -> bool {
        let (Some(one), Some(two)) = (stars.get(hub), stars.get(at)) else { return false };
        let members = |star: &Star| star.members.iter().map(|(person, _)| *person).collect::<Vec<u32>>();
        let (ours, theirs) = (members(one), members(two));
        if self.any(Some(&ours), &theirs, Self::conflict) || !self.company(&ours, &theirs) {
            return false;
        }
        let like =
            if loose { "a last name of like spelling" } else { "a short form of the first name, the same last name" };
        let why = format!("{like}, and seen in the same company");
        if let Some(star) = stars.get_mut(at) {
            star.members.clear();
        }
        if let Some(star) = stars.get_mut(hub) {
            star.members.extend(theirs.into_iter().map(|person| (person, why.clone())));
        }
        true
    }

    /// An initial and a last name join the one person they fit.
    pub fn join_initials(&self, stars: &mut [Star]) {
        let mut fitting: HashMap<(&str, char), BTreeSet<usize>> = HashMap::new();
        for (at, star) in stars.iter().enumerate() {
            for parts in star.members.iter().map(|(person, _)| self.parts(*person)) {
                if let Some(initial) = parts.given.chars().next() {
                    fitting.entry((&parts.family, initial)).or_default().insert(at);
                }
            }
        }
        let mut joining: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (parts, person) in self.parts.iter().zip(0..).filter(|(parts, _)| parts.is_initialled()) {
            let fits = parts.given.chars().next().and_then(|initial| fitting.get(&(parts.family.as_str(), initial)));
            let Some(at) = fits.filter(|fits| fits.len() == 1).and_then(|fits| fits.first()) else { continue };
            let members: Vec<u32> =
                stars.get(*at).into_iter().flat_map(|star| star.members.iter().map(|(person, _)| *person)).collect();
            if !self.any(Some(&members), &[person], Self::conflict) {
                joining.entry(*at).or_default().push(person);
            }
        }
        for (at, initialled) in joining {
            let fits = |person: &u32| !initialled.iter().any(|other| other != person && self.conflict(*person, *other));
            let Some(star) = stars.get_mut(at) else { continue };
            for person in initialled.iter().filter(|person| fits(person)) {
                let why = "the initial and the last name, and nobody else here whom they fit";
                star.members.push((*person, why.to_string()));
            }
        }
    }
}
