//! Clusters names that are one person's in every article. Each name joins its cluster head for a
//! reason of its own, never through a third name.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::census_index::{CensusIndex, is_dominant};
use super::findings::NameCluster;
use crate::identity::name_similarity;
use crate::identity::name_similarity::NameParts;

/// The most variants of one first and last name that are compared. Beyond it all stay separate.
const MAX_VARIANTS: usize = 64;

/// The shortest surname, in characters, for which similar spellings are considered.
const MIN_SIMILAR_CHARS: usize = 5;

/// Clusters with the similarity that their names have.
type Bucket = (Similarity, Vec<usize>);

/// The similarity of names whose first or last names differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Similarity {
    /// The given name of one is a short form of the other's.
    ShortForm,
    /// The surnames are spelled similarly.
    Spelling,
}

impl Similarity {
    /// The evidence that such names are one person's, in words.
    fn reason(self) -> &'static str {
        match self {
            Self::ShortForm => {
                "same last name with a short form of the first name, in the same context"
            }
            Self::Spelling => "similar spelling of the last name, in the same context",
        }
    }
}

impl CensusIndex<'_> {
    /// Clusters names. Of the names with one surname, and of those with surnames that may be spellings of
    /// one, all must be chosen or none ([`name_similarity::skeleton`]).
    pub(super) fn clusters(&self, is_chosen: &dyn Fn(u32) -> bool) -> Vec<NameCluster> {
        let mut clusters = self.name_clusters(is_chosen);
        self.merge_similar(&mut clusters);
        clusters.retain(|cluster| !cluster.members.is_empty());
        self.attach_initials(&mut clusters, is_chosen);
        clusters
    }

    /// Clusters the names with the same first and last name.
    fn name_clusters(&self, is_chosen: &dyn Fn(u32) -> bool) -> Vec<NameCluster> {
        let full = self.parts.iter().zip(0..).filter(|(parts, _)| parts.is_full());
        let full = full.filter(|(_, person)| is_chosen(*person));
        let mut names: Vec<(&str, &str, u32)> =
            full.map(|(parts, person)| (&*parts.family, &*parts.given, person)).collect();
        names.sort_unstable();
        let variants = names.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
        let variants = variants.map(|names| names.iter().map(|(_, _, person)| *person).collect());
        let groups = variants.flat_map(|variants| self.group_by_person(variants));
        groups.filter_map(|group| self.cluster(group)).collect()
    }

    /// Builds a cluster around its most frequent name; none from an empty group.
    fn cluster(&self, group: Vec<u32>) -> Option<NameCluster> {
        let head = group.iter().copied().min_by_key(|person| self.rank(*person))?;
        let reason =
            |person| if person == head { String::new() } else { self.reason(head, person) };
        let members = group.into_iter().map(|person| (person, reason(person))).collect();
        Some(NameCluster { head, members })
    }

    /// Groups variants of one first and last name by person. The most specific names go first. A
    /// name that fits two people stays separate.
    fn group_by_person(&self, mut variants: Vec<u32>) -> Vec<Vec<u32>> {
        if variants.len() == 1 || variants.len() > MAX_VARIANTS {
            return variants.into_iter().map(|person| vec![person]).collect();
        }
        let specificity = |person: u32| {
            let parts = self.parts(person);
            let whole = parts.middle.iter().filter(|name| name.chars().count() > 1).count();
            (whole, parts.middle.len(), parts.suffix.len(), parts.particles.len())
        };
        variants.sort_by_key(|person| (Reverse(specificity(*person)), self.rank(*person)));
        let (specific, plain): (Vec<u32>, Vec<u32>) =
            variants.into_iter().partition(|person| self.parts(*person).has_middle_or_suffix());
        let mut groups = self.separate(specific);
        let known = groups.len();
        let mut joining: Vec<(usize, Vec<u32>)> = Vec::new();
        for group in self.separate(plain) {
            match self.best_fit(groups.get(..known).unwrap_or_default(), &group) {
                Some(at) => joining.push((at, group)),
                None => groups.push(group),
            }
        }
        for (to, group) in &joining {
            let rivals = joining.iter().filter(|(other, _)| other == to).count();
            match groups.get_mut(*to).filter(|_| rivals == 1) {
                Some(known) => known.extend(group),
                None => groups.push(group.clone()),
            }
        }
        groups
    }

    /// Finds the one person whom a plain name fits. If it fits several, it means the dominant one,
    /// provided that they share a context and that the others have a whole word for a middle name,
    /// which may be a word misread for one. An initial is not misread.
    fn best_fit(&self, people: &[Vec<u32>], plain: &[u32]) -> Option<usize> {
        let mut fits = people
            .iter()
            .enumerate()
            .filter(|(_, person)| self.are_compatible(person, plain))
            .collect::<Vec<_>>();
        if fits.len() > 1 {
            let counts: Vec<usize> =
                fits.iter().map(|(_, person)| self.articles(person).len()).collect();
            let dominant =
                counts.iter().position(|count| is_dominant(*count, counts.iter().sum()))?;
            let (at, person) = fits.swap_remove(dominant);
            if !fits.iter().all(|(_, rival)| self.have_whole_middle_names(rival))
                || !self.share_context(person, plain)
            {
                return None;
            }
            fits = vec![(at, person)];
        }
        let (at, person) = fits.first()?;
        (!self.co_occur(person, plain)).then_some(*at)
    }

    /// Returns whether all these names have a whole word for a middle name.
    fn have_whole_middle_names(&self, names: &[u32]) -> bool {
        let is_word = |name: &String| name.chars().count() > 1;
        names.iter().all(|name| self.parts(*name).middle.iter().any(is_word))
    }

    /// Separates names, in the given order, into groups without conflicts. Each name joins the only
    /// group it fits; of several groups the one that has the same name in another spelling.
    fn separate(&self, names: Vec<u32>) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut alone: Vec<Vec<u32>> = Vec::new();
        for name in names {
            let mut fits: Vec<&mut Vec<u32>> =
                groups.iter_mut().filter(|group| !self.conflict(group, &[name])).collect();
            if fits.len() > 1
                && fits.iter().filter(|group| self.has_spelling_of(group, name)).count() == 1
            {
                fits.retain(|group| self.has_spelling_of(group, name));
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

    /// Returns whether a group has this name in another spelling.
    fn has_spelling_of(&self, group: &[u32], name: u32) -> bool {
        group.iter().any(|known| self.parts(*known) == self.parts(name))
    }

    /// Explains in words why a name belongs to a cluster head with the same first and last name.
    fn reason(&self, head: u32, person: u32) -> String {
        let (one, two) = (self.parts(head), self.parts(person));
        let last_word =
            |person: u32| self.key(person).rsplit(['-', '/']).next().unwrap_or_default();
        let respelled = last_word(head) != last_word(person) && one.suffix == two.suffix;
        let differences = [
            (one.middle != two.middle, "another middle name"),
            (one.particles != two.particles, "another particle"),
            (one.suffix != two.suffix, "another suffix"),
            (respelled, "another transliteration"),
        ];
        let mut differences: Vec<&str> = differences
            .into_iter()
            .filter(|(differs, _)| *differs)
            .map(|(_, difference)| difference)
            .collect();
        if differences.is_empty() {
            differences.push("another spelling");
        }
        format!("same first and last name with {}", differences.join(", "))
    }

    /// Merges clusters whose names are short forms or similar spellings of each other, if they
    /// share a context.
    fn merge_similar(&self, clusters: &mut [NameCluster]) {
        // A bucket whose namesakes leave it in doubt is not merged, but its clusters are counted:
        // they are candidates for a short form in another bucket.
        let mut unambiguous: Vec<Bucket> = Vec::new();
        let mut bucket_counts: HashMap<usize, usize> = HashMap::new();
        for (similarity, mut bucket) in self.buckets(clusters) {
            bucket.sort_by_key(|at| clusters.get(*at).map(|cluster| self.rank(cluster.head)));
            let dominant = self.without_namesakes(clusters, &bucket);
            let counted = dominant
                .as_ref()
                .map_or(Some(&bucket), |bucket| Some(bucket).filter(|bucket| bucket.len() > 1));
            for at in counted.into_iter().flatten() {
                *bucket_counts.entry(*at).or_default() += 1;
            }
            unambiguous.extend(dominant.map(|bucket| (similarity, bucket)));
        }
        let (mut hubs, mut absorbed) = (BTreeSet::new(), BTreeSet::new());
        for (similarity, bucket) in unambiguous {
            let Some((hub, rest)) = bucket.split_first() else { continue };
            for at in rest {
                // A short form that fits two full names of this archive belongs to neither.
                let ambiguous = bucket_counts.get(at).is_some_and(|count| *count > 1)
                    || bucket_counts.get(hub).is_some_and(|count| *count > 2);
                let taken = absorbed.contains(hub) || absorbed.contains(at) || hubs.contains(at);
                if !ambiguous && !taken && self.absorb(clusters, *hub, *at, similarity) {
                    hubs.insert(*hub);
                    absorbed.insert(*at);
                }
            }
        }
    }

    /// Groups the clusters whose names may be one: by surname and full given name, and by the
    /// skeleton of the surname and given name. Only buckets of more than one cluster are kept.
    fn buckets(&self, clusters: &[NameCluster]) -> Vec<Bucket> {
        let mut keys: Vec<(Similarity, Cow<'_, str>, &str, usize)> = Vec::new();
        for (at, cluster) in clusters.iter().enumerate() {
            let parts = self.parts(cluster.head);
            for full in name_similarity::full_given_names(&parts.given) {
                keys.push((Similarity::ShortForm, Cow::Borrowed(&parts.family), full, at));
            }
            if parts.family.chars().count() >= MIN_SIMILAR_CHARS {
                let skeleton = name_similarity::skeleton(&parts.family);
                keys.push((Similarity::Spelling, Cow::Owned(skeleton), &parts.given, at));
            }
        }
        keys.sort_unstable();
        let buckets = keys.chunk_by(|(kind, family, given, _), other| {
            (kind, family, given) == (&other.0, &other.1, &other.2)
        });
        let buckets = buckets.filter(|bucket| bucket.len() > 1);
        let bucket = |bucket: &[(Similarity, _, _, usize)]| {
            let at = bucket.iter().map(|(_, _, _, at)| *at).collect();
            bucket.first().map(|(similarity, _, _, _)| (*similarity, at))
        };
        buckets.filter_map(bucket).collect()
    }

    /// Keeps one cluster of each first and last name: of namesakes the dominant one. None if there
    /// is no dominant one.
    fn without_namesakes(&self, clusters: &[NameCluster], bucket: &[usize]) -> Option<Vec<usize>> {
        let mut namesakes: BTreeMap<(&str, &str), Vec<(usize, usize)>> = BTreeMap::new();
        for at in bucket {
            let Some(cluster) = clusters.get(*at) else { continue };
            let parts = self.parts(cluster.head);
            let articles = self.articles(&cluster.names()).len();
            namesakes.entry((&parts.given, &parts.family)).or_default().push((*at, articles));
        }
        let mut kept = BTreeSet::new();
        for namesakes in namesakes.into_values() {
            let all = namesakes.iter().map(|(_, articles)| articles).sum();
            let alone = namesakes.len() == 1;
            kept.insert(namesakes.iter().find(|(_, count)| alone || is_dominant(*count, all))?.0);
        }
        Some(bucket.iter().filter(|at| kept.contains(at)).copied().collect())
    }

    /// Moves the names of a cluster to the hub, unless they conflict or share no context.
    fn absorb(
        &self,
        clusters: &mut [NameCluster],
        hub: usize,
        at: usize,
        similarity: Similarity,
    ) -> bool {
        let (Some(hub_cluster), Some(cluster)) = (clusters.get(hub), clusters.get(at)) else {
            return false;
        };
        let (hub_names, names) = (hub_cluster.names(), cluster.names());
        if self.conflict(&hub_names, &names) || !self.share_context(&hub_names, &names) {
            return false;
        }
        let reason = similarity.reason();
        if let Some(cluster) = clusters.get_mut(at) {
            cluster.members.clear();
        }
        if let Some(hub) = clusters.get_mut(hub) {
            hub.members.extend(names.into_iter().map(|person| (person, reason.to_string())));
        }
        true
    }

    /// Attaches names of an initial and a surname to the only cluster they fit.
    fn attach_initials(&self, clusters: &mut [NameCluster], is_chosen: &dyn Fn(u32) -> bool) {
        let initial = |parts: &NameParts| parts.given.chars().next();
        let names = self.parts.iter().zip(0..);
        let names = names.filter(|(parts, person)| parts.has_initial_only() && is_chosen(*person));
        let mut candidates: HashMap<(&str, Option<char>), BTreeSet<usize>> = names
            .clone()
            .map(|(parts, _)| ((&*parts.family, initial(parts)), BTreeSet::new()))
            .collect();
        for (at, cluster) in clusters.iter().enumerate() {
            for parts in cluster.members.iter().map(|(person, _)| self.parts(*person)) {
                let fitting = candidates.get_mut(&(parts.family.as_str(), initial(parts)));
                fitting.into_iter().for_each(|clusters| _ = clusters.insert(at));
            }
        }
        let mut attached: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (parts, person) in names {
            let fits = candidates.get(&(parts.family.as_str(), initial(parts)));
            let Some(at) = fits.filter(|fits| fits.len() == 1).and_then(BTreeSet::first) else {
                continue;
            };
            if clusters.get(*at).is_some_and(|it| !self.conflict(&it.names(), &[person])) {
                attached.entry(*at).or_default().push(person);
            }
        }
        for (at, names) in attached {
            let conflicts = |one: u32, two: u32| one != two && self.conflict(&[one], &[two]);
            let fits = |name: &u32| !names.iter().any(|other| conflicts(*name, *other));
            let Some(cluster) = clusters.get_mut(at) else { continue };
            for name in names.iter().filter(|name| fits(name)) {
                let reason =
                    "same initial and last name, which fit no other person in this archive";
                cluster.members.push((*name, reason.to_string()));
            }
        }
    }
}
