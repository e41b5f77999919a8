//! The values of a facet that are listed: the most frequent ones, and every selected one.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use super::options::Dimension;
use crate::error::Result;
use crate::search::results::FacetCounts;

/// Selected values that are listed beyond the most frequent ones: part of a name may select
/// thousands.
const MAX_SELECTED: usize = 50;

/// Returns the `limit` most frequent values of a facet, of equally frequent ones the first by name,
/// and the selected values.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn top_values(
    dimension: &Dimension,
    counts: &[u64],
    limit: usize,
) -> Result<FacetCounts> {
    let terms = &dimension.dictionary.terms;
    let mut counted: Vec<(u64, usize)> =
        counts.iter().copied().zip(0..).filter(|(count, _)| *count > 0).collect();
    let distinct = counted.len() as u64;
    if let Some(last) = limit.checked_sub(1).filter(|last| *last < counted.len()) {
        // Names are read only of those as frequent as the last of the list.
        let (_, (least, _), _) =
            counted.select_nth_unstable_by(last, |one, other| other.0.cmp(&one.0));
        let least = *least;
        counted.retain(|(count, _)| *count >= least);
    }
    if limit == 0 {
        counted.clear();
    }
    let mut named = Vec::with_capacity(counted.len());
    for (count, ordinal) in counted {
        named.extend(terms.at(ordinal)?.map(|term| (Reverse(count), term, ordinal)));
    }
    named.sort_unstable_by(|(one_count, one, _), (other_count, other, _)| {
        (one_count, &one.name, &one.value).cmp(&(other_count, &other.name, &other.value))
    });
    named.truncate(limit);
    let counted: Vec<(u64, usize)> =
        named.into_iter().map(|(Reverse(count), _, ordinal)| (count, ordinal)).collect();
    let listed: HashSet<usize> = counted.iter().map(|(_, ordinal)| *ordinal).collect();
    let selected: BTreeSet<usize> =
        dimension.included.iter().flatten().chain(&dimension.excluded).copied().collect();
    let missing = selected.into_iter().filter(|ordinal| !listed.contains(ordinal));
    let missing = missing
        .take(MAX_SELECTED)
        .map(|ordinal| (counts.get(ordinal).copied().unwrap_or(0), ordinal));
    let value =
        |(count, ordinal): (u64, usize)| Some((terms.values().get(ordinal)?.to_owned(), count));
    let values = counted.iter().copied().chain(missing).filter_map(value).collect();
    Ok(FacetCounts { values, distinct })
}
