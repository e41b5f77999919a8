//! The values of a facet that are listed: the most frequent ones, and every selected one.

use std::collections::{BTreeSet, HashSet};

use super::options::Dimension;
use crate::search::results::FacetCounts;

/// Selected values that are listed beyond the most frequent ones: part of a name may select
/// thousands.
const MAX_SELECTED: usize = 50;

/// Returns the `limit` most frequent values of a facet, of equally frequent ones the first by name,
/// and the selected values.
pub(crate) fn top_values(dimension: &Dimension, counts: &[u64], limit: usize) -> FacetCounts {
    let terms = &dimension.dictionary.terms.terms;
    let mut counted: Vec<(u64, usize)> =
        counts.iter().copied().zip(0..).filter(|(count, _)| *count > 0).collect();
    let distinct = counted.len() as u64;
    let name = |ordinal: usize| terms.get(ordinal).map(|term| (&term.name, &term.value));
    let by_count_and_name = |one: &(u64, usize), other: &(u64, usize)| {
        other.0.cmp(&one.0).then_with(|| name(one.1).cmp(&name(other.1)))
    };
    if let Some(last) = limit.checked_sub(1).filter(|last| *last < counted.len()) {
        // Names are compared only among those as frequent as the last of the list: they are
        // scattered over the memory.
        let (_, (least, _), _) =
            counted.select_nth_unstable_by(last, |one, other| other.0.cmp(&one.0));
        let least = *least;
        counted.retain(|(count, _)| *count >= least);
        counted.select_nth_unstable_by(last, by_count_and_name);
    }
    counted.truncate(limit);
    counted.sort_unstable_by(by_count_and_name);
    let listed: HashSet<usize> = counted.iter().map(|(_, ordinal)| *ordinal).collect();
    let selected: BTreeSet<usize> =
        dimension.included.iter().flatten().chain(&dimension.excluded).copied().collect();
    let missing = selected.into_iter().filter(|ordinal| !listed.contains(ordinal));
    let missing = missing
        .take(MAX_SELECTED)
        .map(|ordinal| (counts.get(ordinal).copied().unwrap_or(0), ordinal));
    let value = |(count, ordinal): (u64, usize)| Some((terms.get(ordinal)?.value.clone(), count));
    let values = counted.iter().copied().chain(missing).filter_map(value).collect();
    FacetCounts { values, distinct }
}
