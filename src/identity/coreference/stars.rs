//! Names that are one person's wherever they stand: as stars, each for a reason of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::archive::{Archive, prevails};
use super::findings::Star;
use crate::identity::name_similarity;

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
        let head =
            group.iter().copied().min_by_key(|person| self.rank(*person)).unwrap_or_default();
        let members =
            group.into_iter().map(|person| (person, self.likeness(head, person))).collect();
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
            match self.fitting(groups.get(..known).unwrap_or_default(), &group) {
                Some(at) => joining.push((at, group)),
                None => groups.push(group),
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

    /// The one of these people whom a plain name fits. Where it fits more, the one beside whom the others hardly count,
    /// if the company is the same: a word misread for a middle name makes no rival. An initial is not misread so.
    fn fitting(&self, people: &[Vec<u32>], plain: &[u32]) -> Option<usize> {
        let mut fits = people
            .iter()
            .enumerate()
            .filter(|(_, person)| self.agree(person, plain))
            .collect::<Vec<_>>();
        if fits.len() > 1 {
            let times: Vec<usize> =
                fits.iter().map(|(_, person)| self.articles(person).len()).collect();
            let first = times.iter().position(|count| prevails(*count, times.iter().sum()))?;
            let (at, person) = fits.swap_remove(first);
            if !fits.iter().all(|(_, rival)| self.is_word_apart(rival))
                || !self.company(person, plain)
            {
                return None;
            }
            fits = vec![(at, person)];
        }
        let (at, person) = fits.first()?;
        (!self.meet(person, plain)).then_some(*at)
    }

    /// Whether all these names have a whole word for a middle name.
    fn is_word_apart(&self, names: &[u32]) -> bool {
        let is_word = |name: &String| name.chars().count() > 1;
        names.iter().all(|name| self.parts(*name).middle.iter().any(is_word))
    }

    /// People who are apart, of names in a given order: each joins the one group it has no conflict with, of several the
    /// one that has the same name in another spelling.
    fn apart(&self, names: Vec<u32>) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut alone: Vec<Vec<u32>> = Vec::new();
        for name in names {
            let mut fits: Vec<&mut Vec<u32>> =
                groups.iter_mut().filter(|group| !self.conflict(group, &[name])).collect();
            if fits.len() > 1
                && fits.iter().filter(|group| self.is_spelled_in(group, name)).count() == 1
            {
                fits.retain(|group| self.is_spelled_in(group, name));
            }
            match fits.as_mut_slice() {
                [] => groups.push(vec![name]),
                [only] => only.push(name),
                _ => alone.push(vec![name]),
            }
        }
        groups.extend(alone);
        groups
    }

    /// Whether a name is one of these but for its spelling.
    fn is_spelled_in(&self, group: &[u32], name: u32) -> bool {
        group.iter().any(|known| self.parts(*known) == self.parts(name))
    }

    /// How a name is like another with the same first and last name, in words.
    fn likeness(&self, head: u32, person: u32) -> String {
        let (one, two) = (self.parts(head), self.parts(person));
        let folded = |person: u32| {
            self.key(person).rsplit(['-', '/']).next().unwrap_or_default().to_string()
        };
        let spelled = folded(head) != folded(person) && one.suffix == two.suffix;
        let notes = [
            (one.middle != two.middle, "a middle name apart"),
            (one.particles != two.particles, "a particle apart"),
            (one.suffix != two.suffix, "a suffix apart"),
            (spelled, "spelled by another transliteration"),
        ];
        let notes: Vec<&str> =
            notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        let notes = if notes.is_empty() { vec!["in another spelling"] } else { notes };
        format!("the same first and last name, {}", notes.join(", "))
    }

    /// Short forms and loose spellings join, where company is in common.
    pub fn join_loosely(&self, stars: &mut [Star]) {
        let mut buckets: BTreeMap<(bool, String, String), Vec<usize>> = BTreeMap::new();
        for (at, star) in stars.iter().enumerate() {
            let parts = self.parts(star.head);
            for whole in name_similarity::whole_names(&parts.given) {
                buckets
                    .entry((false, parts.family.clone(), whole.to_string()))
                    .or_default()
                    .push(at);
            }
            if parts.family.chars().count() >= LONG_ENOUGH {
                let skeleton = name_similarity::skeleton(&parts.family);
                buckets.entry((true, skeleton, parts.given.clone())).or_default().push(at);
            }
        }
        // Whom namesakes leave in doubt are looked at no further, and yet count as whole names that are there.
        let mut clear: Vec<(bool, Vec<usize>)> = Vec::new();
        let mut places: HashMap<usize, usize> = HashMap::new();
        for ((loose, _, _), mut bucket) in
            buckets.into_iter().filter(|(_, bucket)| bucket.len() > 1)
        {
            bucket.sort_by_key(|at| stars.get(*at).map(|star| self.rank(star.head)));
            let prevailing = self.namesakes_apart(stars, &bucket);
            let counted = prevailing
                .as_ref()
                .map_or(Some(&bucket), |one| Some(one).filter(|one| one.len() > 1));
            counted.into_iter().flatten().for_each(|at| *places.entry(*at).or_default() += 1);
            clear.extend(prevailing.map(|prevailing| (loose, prevailing)));
        }
        let (mut hubs, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for (loose, bucket) in clear {
            let Some((hub, rest)) = bucket.split_first() else { continue };
            for at in rest {
                // A short form of two whole names that are both there is nobody's.
                let doubtful = places.get(at).is_some_and(|places| *places > 1)
                    || places.get(hub).is_some_and(|it| *it > 2);
                let taken = gone.contains(hub) || gone.contains(at) || hubs.contains(at);
                if !doubtful && !taken && self.absorb(stars, *hub, *at, loose) {
                    hubs.insert(*hub);
                    gone.insert(*at);
                }
            }
        }
    }

    /// One star of each first and last name: of namesakes the one who prevails. Nothing where none of them does.
    fn namesakes_apart(&self, stars: &[Star], bucket: &[usize]) -> Option<Vec<usize>> {
        let mut namesakes: BTreeMap<(&str, &str), Vec<(usize, usize)>> = BTreeMap::new();
        for at in bucket {
            let Some(star) = stars.get(*at) else { continue };
            let parts = self.parts(star.head);
            let times = self.articles(&star.names()).len();
            namesakes.entry((&parts.given, &parts.family)).or_default().push((*at, times));
        }
        let mut kept = BTreeSet::new();
        for namesakes in namesakes.into_values() {
            let all = namesakes.iter().map(|(_, times)| times).sum();
            let alone = namesakes.len() == 1;
            kept.insert(namesakes.iter().find(|(_, times)| alone || prevails(*times, all))?.0);
        }
        Some(bucket.iter().filter(|at| kept.contains(at)).copied().collect())
    }

    /// Joins a star to another, where nothing speaks against it and they keep the same company.
    fn absorb(&self, stars: &mut [Star], hub: usize, at: usize, loose: bool) -> bool {
        let (Some(one), Some(two)) = (stars.get(hub), stars.get(at)) else { return false };
        let (ours, theirs) = (one.names(), two.names());
        if self.conflict(&ours, &theirs) || !self.company(&ours, &theirs) {
            return false;
        }
        let like = if loose {
            "a last name of like spelling"
        } else {
            "a short form of the first name, the same last name"
        };
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
        for (parts, person) in self.parts.iter().zip(0..).filter(|(parts, _)| parts.is_initialled())
        {
            let fits = parts
                .given
                .chars()
                .next()
                .and_then(|initial| fitting.get(&(parts.family.as_str(), initial)));
            let Some(at) = fits.filter(|fits| fits.len() == 1).and_then(|fits| fits.first()) else {
                continue;
            };
            if stars.get(*at).is_some_and(|star| !self.conflict(&star.names(), &[person])) {
                joining.entry(*at).or_default().push(person);
            }
        }
        for (at, initialled) in joining {
            let conflicts = |one: u32, two: u32| one != two && self.conflict(&[one], &[two]);
            let fits = |person: &u32| !initialled.iter().any(|other| conflicts(*person, *other));
            let Some(star) = stars.get_mut(at) else { continue };
            for person in initialled.iter().filter(|person| fits(person)) {
                let why = "the initial and the last name, and nobody else here whom they fit";
                star.members.push((*person, why.to_string()));
            }
        }
    }
}
