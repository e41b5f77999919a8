//! The bands of all signatures, one after another: which articles share one.
//!
//! Nearly every article is alone in a band. A table of hashes tells which may share it, so that only
//! those are sorted, and the numbers of all signatures lie by position, since a band needs two of them.

use super::signature::{BANDS, SIGNATURE_LEN, Signature, band_numbers, band_of};
use crate::text::hash;

/// An article in a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InBand {
    /// The value of the band.
    pub value: u32,
    /// Its place in the order in which signatures were given.
    pub rank: u32,
}

/// The bands of signatures in an order.
pub(super) struct Bands {
    /// For each position in a signature the numbers of all.
    columns: Vec<Vec<u32>>,
    next: usize,
    values: Vec<u32>,
    shared: Vec<InBand>,
    seen: SeenHashes,
}

impl Bands {
    pub(super) fn new<'s>(signatures: impl Iterator<Item = &'s Signature>) -> Self {
        let mut columns = vec![Vec::new(); SIGNATURE_LEN];
        for signature in signatures {
            for (column, number) in columns.iter_mut().zip(signature) {
                column.push(*number);
            }
        }
        let seen = SeenHashes::new(columns.first().map_or(0, Vec::len));
        Self { columns, next: 0, values: Vec::new(), shared: Vec::new(), seen }
    }

    /// Returns the groups of articles that share a value of the next band, sorted by it, the articles of
    /// each in order; nothing after the last band.
    pub(super) fn next_shared(&mut self) -> Option<impl Iterator<Item = &[InBand]>> {
        let at = (self.next < BANDS).then_some(self.next)?;
        self.next += 1;
        let [one, other] = band_numbers(at).map(|number| self.columns.get(number));
        self.values.clear();
        self.values.extend(one?.iter().zip(other?).map(|(one, other)| band_of([*one, *other], at)));
        self.seen.clear();
        self.values.iter().for_each(|value| self.seen.add(*value));
        self.shared.clear();
        for (rank, value) in (0..).zip(&self.values) {
            if self.seen.is_repeated(*value) {
                self.shared.push(InBand { value: *value, rank });
            }
        }
        self.shared.sort_unstable();
        // Values of one hash may be alone.
        let bands = self.shared.chunk_by(|one, other| one.value == other.value);
        Some(bands.filter(|band| band.len() > 1))
    }
}

/// The values that some signatures have in their bands.
pub(super) struct BandSet {
    /// A bit for each hash of a value, which tells most values that are not there.
    bits: Vec<u64>,
    /// The hashes, sorted.
    hashes: Vec<u64>,
}

/// Bits of a [`BandSet`] for each of its values.
const BITS_PER_VALUE: usize = 32;

impl BandSet {
    pub(super) fn new<'s>(signatures: impl Iterator<Item = &'s Signature>) -> Self {
        let mut hashes: Vec<u64> = signatures.flat_map(band_hashes).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let words = (hashes.len() * BITS_PER_VALUE).next_power_of_two() / 64 + 1;
        let mut set = Self { bits: vec![0; words], hashes };
        for at in 0..set.hashes.len() {
            let (word, bit) = set.hashes.get(at).map(|hash| set.place(*hash)).unwrap_or_default();
            set.bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
        }
        set
    }

    /// Returns whether a signature shares a band with any of the set.
    pub(super) fn meets(&self, signature: &Signature) -> bool {
        band_hashes(signature).any(|hash| {
            let (word, bit) = self.place(hash);
            self.bits.get(word).is_some_and(|word| word & bit != 0)
                && self.hashes.binary_search(&hash).is_ok()
        })
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bits = self.bits.len() as u128 * 64;
        let at = (u128::from(hash) * bits) >> 64;
        ((at / 64) as usize, 1 << (at % 64))
    }
}

/// The hash of every band of a signature with its position.
fn band_hashes(signature: &Signature) -> impl Iterator<Item = u64> {
    (0..BANDS).map(|at| {
        let numbers =
            band_numbers(at).map(|number| signature.get(number).copied().unwrap_or_default());
        hash::combine(at as u64, u64::from(band_of(numbers, at)))
    })
}

/// Tells which hashes were added once and which more often.
struct SeenHashes {
    once: Vec<u64>,
    repeated: Vec<u64>,
    /// Number of bits of a hash that are used.
    bits: u32,
}

impl SeenHashes {
    /// A table for so many values: few of them share a hash by chance.
    fn new(values: usize) -> Self {
        let bits = (values.max(64) * 8).next_power_of_two().ilog2().min(28);
        let words = (1 << bits) / 64;
        Self { once: vec![0; words], repeated: vec![0; words], bits }
    }

    fn clear(&mut self) {
        self.once.fill(0);
        self.repeated.fill(0);
    }

    fn add(&mut self, value: u32) {
        let (word, bit) = self.place(value);
        if let (Some(once), Some(repeated)) = (self.once.get_mut(word), self.repeated.get_mut(word))
        {
            *repeated |= *once & bit;
            *once |= bit;
        }
    }

    fn is_repeated(&self, value: u32) -> bool {
        let (word, bit) = self.place(value);
        self.repeated.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The word and the bit of a value, by Fibonacci hashing (Knuth, volume 3, section 6.4).
    fn place(&self, value: u32) -> (usize, u64) {
        let hash = value.wrapping_mul(0x9E37_79B1) >> (32 - self.bits);
        (hash as usize / 64, 1 << (hash % 64))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value_of(signature: &Signature, at: usize) -> u32 {
        band_of(band_numbers(at).map(|number| signature[number]), at)
    }

    proptest! {
        /// All bands are those found by comparing every article with every other.
        #[test]
        fn shared_bands_are_those_of_every_pair(
            numbers in prop::collection::vec(prop::collection::vec(0..4_u32, SIGNATURE_LEN), 0..40),
            spread in prop::sample::select(vec![1_u32, 0x9E37, 0x0001_0001]),
        ) {
            let signatures: Vec<Signature> = numbers
                .iter()
                .map(|numbers| std::array::from_fn(|at| numbers[at].wrapping_mul(spread)))
                .collect();
            let mut bands = Bands::new(signatures.iter());
            for at in 0..BANDS {
                let value = |it: &Signature| value_of(it, at);
                let mut expected: Vec<InBand> = (0..)
                    .zip(&signatures)
                    .filter(|(rank, one)| {
                        (0..).zip(&signatures).any(|(other, it)| other != *rank && value(it) == value(one))
                    })
                    .map(|(rank, one)| InBand { value: value(one), rank })
                    .collect();
                expected.sort();
                let shared: Vec<InBand> =
                    bands.next_shared().expect("a band").flatten().copied().collect();
                prop_assert_eq!(shared, expected);
            }
            prop_assert!(bands.next_shared().is_none());
            if let Some((first, rest)) = signatures.split_first() {
                let set = BandSet::new(rest.iter());
                let shares = |other: &Signature| {
                    (0..BANDS).any(|at| value_of(first, at) == value_of(other, at))
                };
                prop_assert_eq!(set.meets(first), rest.iter().any(shares));
            }
        }
    }
}
