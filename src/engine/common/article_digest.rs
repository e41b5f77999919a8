//! Digest of all articles that match, whatever their order: a sum of mixed digests of their records, of
//! two words.

use crate::text::hash;

/// Number that makes the second word differ from the first.
const SECOND: u64 = 0x5851_f42d_4c95_7f2d;

/// A digest of a set of articles.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArticleDigest(u64, u64);

impl ArticleDigest {
    /// Adds an article by the digest of its record.
    pub(crate) fn add(&mut self, record: u64) {
        self.merge(Self(hash::combine(0, record), hash::combine(SECOND, record)));
    }

    /// Makes the digest of two words that were added up elsewhere.
    #[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "a cluster adds them up"))]
    pub(crate) fn of_words([first, second]: [u64; 2]) -> Self {
        Self(first, second)
    }

    /// Returns its two words.
    #[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "a cluster adds them up"))]
    pub(crate) fn words(self) -> [u64; 2] {
        [self.0, self.1]
    }

    /// Adds the articles of another set, which has none of this one.
    pub(crate) fn merge(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
        self.1 = self.1.wrapping_add(other.1);
    }

    /// Returns the digest as a number.
    pub(crate) fn value(self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_digest_is_of_a_set_in_any_order_and_in_any_parts(
            mut records in prop::collection::hash_set(0u64..1000, 1..20), cut: prop::sample::Index,
        ) {
            let digest = |records: &mut dyn Iterator<Item = u64>| {
                let mut digest = ArticleDigest::default();
                records.for_each(|record| digest.add(record));
                digest
            };
            let all: Vec<u64> = records.iter().copied().collect();
            let whole = digest(&mut all.iter().copied());
            let (one, other) = all.split_at(cut.index(all.len()));
            let mut parts = digest(&mut other.iter().rev().copied());
            parts.merge(digest(&mut one.iter().copied()));
            prop_assert_eq!(parts, whole);
            records.remove(&all[0]);
            prop_assert_ne!(digest(&mut records.into_iter()), whole);
        }
    }
}
