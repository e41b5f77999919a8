//! Lexicon of words and phrases: whether one is a first name, a town, a title or a verb of speech,
//! and which distributional cluster it belongs to. `training/` builds the table; entries are found
//! by hash.

use crate::text::hash;

/// Traits of a word, one bit each, and its cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LexiconEntry(pub u32);

/// Trait bits of a [`LexiconEntry`].
pub mod word_trait {
    /// A common first name.
    pub const FIRST_NAME: u32 = 1;
    /// A rare first name.
    pub const RARE_FIRST_NAME: u32 = 1 << 1;
    /// A common surname.
    pub const SURNAME: u32 = 1 << 2;
    /// A rare surname.
    pub const RARE_SURNAME: u32 = 1 << 3;
    /// A town of more than 100,000 people.
    pub const CITY: u32 = 1 << 4;
    /// A smaller town.
    pub const TOWN: u32 = 1 << 5;
    /// A country, a region, a continent, a sea.
    pub const REGION: u32 = 1 << 6;
    /// A demonym: "Russian".
    pub const DEMONYM: u32 = 1 << 7;
    /// A well-known company or other organisation.
    pub const COMPANY: u32 = 1 << 8;
    /// Head noun of an organisation's name: "Ministry", "Corp".
    pub const ORGANISATION_HEAD: u32 = 1 << 9;
    /// Head noun of a place name: "River", "Street".
    pub const PLACE_HEAD: u32 = 1 << 10;
    /// A form of address or an office: "Mr", "President".
    pub const TITLE: u32 = 1 << 11;
    /// A verb of speech: "said".
    pub const SAYING: u32 = 1 << 12;
    /// A preposition of place.
    pub const LOCATIVE: u32 = 1 << 13;
    /// A month or a day of the week.
    pub const CALENDAR: u32 = 1 << 14;
    /// A short word inside names: "of", "al", "von".
    pub const CONNECTOR: u32 = 1 << 15;
    /// A word that news text nearly always writes in lowercase.
    pub const COMMON: u32 = 1 << 16;
    /// The full name of a well-known person.
    pub const FAMOUS: u32 = 1 << 17;
    /// All traits about the type of entity a word names.
    pub const NAMES: u32 = (1 << 11) - 1;
}

/// Number of trait bits in an entry; the rest is the cluster.
const TRAIT_BITS: u32 = 18;

impl LexiconEntry {
    /// Packs traits and a cluster number from 1; 0 means no cluster.
    pub fn new(traits: u32, cluster: u32) -> Self {
        Self(traits & ((1 << TRAIT_BITS) - 1) | cluster << TRAIT_BITS)
    }

    /// Returns true if the word has any of these traits.
    pub fn has_any(self, traits: u32) -> bool {
        self.0 & traits != 0
    }

    /// Returns the trait bits.
    pub fn traits(self) -> u32 {
        self.0 & ((1 << TRAIT_BITS) - 1)
    }

    /// Returns the number of the cluster; 0 if the word has none.
    pub fn cluster(self) -> u32 {
        self.0 >> TRAIT_BITS
    }
}

/// Bytes of a bucket: nine entries of a three-byte fingerprint and four bytes of traits and
/// cluster.
const BUCKET_BYTES: usize = 64;
const ENTRY_BYTES: usize = 7;
const ENTRIES_PER_BUCKET: usize = BUCKET_BYTES / ENTRY_BYTES;

/// A hash table of buckets; a full bucket overflows into the next. Words are compared by fingerprints, so
/// that one of a million unknown words is taken for a known one.
#[derive(Default)]
pub struct Lexicon {
    buckets: Vec<[u8; BUCKET_BYTES]>,
}

impl Lexicon {
    /// Loads a table from the bytes written by [`Lexicon::pack`].
    pub fn new(bytes: &[u8]) -> Self {
        Self { buckets: bytes.as_chunks::<BUCKET_BYTES>().0.to_vec() }
    }

    /// Returns the entry of the word or phrase with this hash; an empty entry if it is unknown.
    pub fn find(&self, word: u64) -> LexiconEntry {
        let fingerprint = fingerprint(word);
        let mut at = self.bucket(word);
        while let Some(bucket) = self.buckets.get(at) {
            for entry in bucket.as_chunks::<ENTRY_BYTES>().0 {
                let [a, b, c, traits @ ..] = *entry;
                if [a, b, c] == fingerprint {
                    return LexiconEntry(u32::from_le_bytes(traits));
                }
                if [a, b, c] == [0; 3] {
                    return LexiconEntry::default();
                }
            }
            at += 1;
        }
        LexiconEntry::default()
    }

    fn bucket(&self, word: u64) -> usize {
        let buckets = self.buckets.len().saturating_sub(OVERFLOW_BUCKETS).max(1);
        ((u128::from(word) * buckets as u128) >> 64) as usize
    }

    /// Serializes a table. The first of several entries for a word counts.
    pub fn pack(entries: impl Iterator<Item = (u64, LexiconEntry)>) -> Vec<u8> {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(word, _)| *word);
        entries.dedup_by_key(|(word, _)| *word);
        let buckets = entries.len() * 8 / (ENTRIES_PER_BUCKET * 7) + 1 + OVERFLOW_BUCKETS;
        let mut table = Self { buckets: vec![[0; BUCKET_BYTES]; buckets] };
        for (word, entry) in entries {
            let first = table.bucket(word);
            let mut slots = table
                .buckets
                .iter_mut()
                .skip(first)
                .flat_map(|bucket| bucket.as_chunks_mut::<ENTRY_BYTES>().0);
            let free = slots.find(|stored| stored.first_chunk() == Some(&[0; 3]));
            debug_assert!(free.is_some(), "the overflow buckets are full");
            if let Some(free) = free {
                let ([a, b, c], [d, e, f, g]) = (fingerprint(word), entry.0.to_le_bytes());
                *free = [a, b, c, d, e, f, g];
            }
        }
        table.buckets.concat()
    }
}

/// Extra buckets at the end for the overflow of the last bucket.
const OVERFLOW_BUCKETS: usize = 16;

/// Returns the fingerprint that distinguishes a word within its bucket: never zero, which marks an
/// empty entry.
fn fingerprint(word: u64) -> [u8; 3] {
    let [a, b, c, ..] = word.to_le_bytes();
    [a | 1, b, c]
}

/// Combines the hashes of the words of a phrase.
pub fn phrase_hash(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0x70_68_72_61_73_65, hash::combine)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    proptest::proptest! {
        #[test]
        fn packed_words_are_found(words in proptest::collection::hash_set("[a-z]{1,8}", 0..300)) {
            let absent = hash::of(b"never a word");
            // Two words with one fingerprint are one word to the table.
            let mut known = BTreeSet::from([fingerprint(absent)]);
            let hashed: Vec<u64> = words
                .iter()
                .map(|word| hash::of(word.as_bytes()))
                .filter(|word| known.insert(fingerprint(*word)))
                .collect();
            let entries = hashed.iter().zip(1..).map(|(word, number)| (*word, LexiconEntry::new(number, 7)));
            let lexicon = Lexicon::new(&Lexicon::pack(entries));
            for (word, number) in hashed.iter().zip(1..) {
                proptest::prop_assert_eq!(lexicon.find(*word), LexiconEntry::new(number, 7));
            }
            proptest::prop_assert_eq!(lexicon.find(absent), LexiconEntry::default());
        }
    }
}
