//! Which values of a facet are told: the most frequent, and whatever is chosen.

use std::collections::{BTreeSet, HashSet};

use super::collector::Dimension;
use crate::search::engine::FacetCounts;

/// How many chosen values are listed beyond the most frequent ones: part of a name may mean thousands.
const MOST_CHOSEN: usize = 50;

/// The most frequent values of a facet, of equally frequent ones the first by name, and every chosen value.
pub fn most(dimension: &Dimension, counts: &[u64], limit: usize) -> FacetCounts {
    let values = &dimension.dictionary.values.all;
    let mut counted: Vec<(u64, usize)> =
        counts.iter().copied().zip(0..).filter(|(count, _)| *count > 0).collect();
    let distinct = counted.len() as u64;
    let name = |at: usize| values.get(at).map(|value| (&value.name, &value.value));
    let by_name = |one: &(u64, usize), other: &(u64, usize)| {
        other.0.cmp(&one.0).then_with(|| name(one.1).cmp(&name(other.1)))
    };
    if let Some(last) = limit.checked_sub(1).filter(|last| *last < counted.len()) {
        // Names part only those that are as frequent as the last of the list: they lie all over the memory.
        let (_, (least, _), _) =
            counted.select_nth_unstable_by(last, |one, other| other.0.cmp(&one.0));
        let least = *least;
        counted.retain(|(count, _)| *count >= least);
        counted.select_nth_unstable_by(last, by_name);
    }
    counted.truncate(limit);
    counted.sort_unstable_by(by_name);
    let listed: HashSet<usize> = counted.iter().map(|(_, at)| *at).collect();
    let chosen: BTreeSet<usize> =
        dimension.included.iter().flatten().chain(&dimension.excluded).copied().collect();
    let absent = chosen.into_iter().filter(|at| !listed.contains(at)).take(MOST_CHOSEN);
    let absent = absent.map(|at| (counts.get(at).copied().unwrap_or(0), at));
    let value = |(count, at): (u64, usize)| Some((values.get(at)?.value.clone(), count));
    FacetCounts { values: counted.iter().copied().chain(absent).filter_map(value).collect(), distinct }
}
