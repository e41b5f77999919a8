//! What is known of a word or a phrase before it is met in a text: whether it is a first name, a town, a title, a verb
//! of saying, and which other words it is used like. `training/` makes the table; its bytes are looked up by hash.

use crate::text::hash;

/// What the lexicon says of a word: a bit for each thing it can be, and the cluster of words it is used like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry(pub u32);

/// The things a word can be. Each is a bit of an [`Entry`].
pub mod trait_of {
    /// A first name that many bear.
    pub const FIRST_NAME: u32 = 1;
    /// A first name that few bear.
    pub const RARE_FIRST_NAME: u32 = 1 << 1;
    /// A surname that many bear.
    pub const SURNAME: u32 = 1 << 2;
    /// A surname that few bear.
    pub const RARE_SURNAME: u32 = 1 << 3;
    /// A town of more than 100,000 people.
    pub const CITY: u32 = 1 << 4;
    /// A smaller town.
    pub const TOWN: u32 = 1 << 5;
    /// A country, a region, a continent, a sea.
    pub const REGION: u32 = 1 << 6;
    /// A people: "Russian".
    pub const DEMONYM: u32 = 1 << 7;
    /// A company or another organisation known to the world.
    pub const COMPANY: u32 = 1 << 8;
    /// What heads an organisation's name: "Ministry", "Corp".
    pub const ORGANISATION_HEAD: u32 = 1 << 9;
    /// What heads a place's name: "River", "Street".
    pub const PLACE_HEAD: u32 = 1 << 10;
    /// A form of address or an office: "Mr", "President".
    pub const TITLE: u32 = 1 << 11;
    /// A verb of saying.
    pub const SAYING: u32 = 1 << 12;
    /// A preposition of place.
    pub const LOCATIVE: u32 = 1 << 13;
    /// A month or a day of the week.
    pub const CALENDAR: u32 = 1 << 14;
    /// A small word inside of names: "of", "al", "von".
    pub const CONNECTOR: u32 = 1 << 15;
    /// A word that news writes small nearly always.
    pub const COMMON: u32 = 1 << 16;
    /// A whole name of a person known to the world.
    pub const FAMOUS: u32 = 1 << 17;
    /// Everything that speaks of what a name names.
    pub const NAMES: u32 = (1 << 11) - 1;
}

/// How many of an entry's bits are traits; the rest is the cluster.
const TRAITS: u32 = 18;

impl Entry {
    /// An entry of traits and a cluster, from 1; 0 where there is none.
    pub fn new(traits: u32, cluster: u32) -> Self {
        Self(traits & ((1 << TRAITS) - 1) | cluster << TRAITS)
    }

    /// Whether it is any of these.
    pub fn is(self, traits: u32) -> bool {
        self.0 & traits != 0
    }

    /// The traits.
    pub fn traits(self) -> u32 {
        self.0 & ((1 << TRAITS) - 1)
    }

    /// The cluster of words it is used like; 0 where that is not known.
    pub fn cluster(self) -> u32 {
        self.0 >> TRAITS
    }
}

/// Bytes of one bucket: nine entries of three bytes that tell the word and four that tell of it.
const BUCKET: usize = 64;
const ENTRY: usize = 7;
const ENTRIES: usize = BUCKET / ENTRY;

/// The table: buckets by hash, each overflowing into the next.
#[derive(Default)]
pub struct Lexicon {
    buckets: Vec<[u8; BUCKET]>,
}

impl Lexicon {
    /// The table of these bytes, as [`Lexicon::pack`] made them.
    pub fn new(bytes: &[u8]) -> Self {
        Self { buckets: bytes.as_chunks::<BUCKET>().0.to_vec() }
    }

    /// What is known of the word or phrase with this hash.
    pub fn find(&self, word: u64) -> Entry {
        let check = check(word);
        let mut at = self.bucket(word);
        while let Some(bucket) = self.buckets.get(at) {
            for entry in bucket.as_chunks::<ENTRY>().0 {
                let [a, b, c, traits @ ..] = *entry;
                if [a, b, c] == check {
                    return Entry(u32::from_le_bytes(traits));
                }
                if [a, b, c] == [0; 3] {
                    return Entry::default();
                }
            }
            at += 1;
        }
        Entry::default()
    }

    fn bucket(&self, word: u64) -> usize {
        let buckets = self.buckets.len().saturating_sub(OVERFLOW).max(1);
        ((u128::from(word) * buckets as u128) >> 64) as usize
    }

    /// The bytes of a table of these entries; of two for one word the first counts.
    pub fn pack(entries: impl Iterator<Item = (u64, Entry)>) -> Vec<u8> {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(word, _)| *word);
        entries.dedup_by_key(|(word, _)| *word);
        let buckets = entries.len() * 8 / (ENTRIES * 7) + 1 + OVERFLOW;
        let mut table = Self { buckets: vec![[0; BUCKET]; buckets] };
        for (word, entry) in entries {
            let first = table.bucket(word);
            let mut room = table
                .buckets
                .iter_mut()
                .skip(first)
                .flat_map(|bucket| bucket.as_chunks_mut::<ENTRY>().0);
            if let Some(free) = room.find(|held| held.first_chunk() == Some(&[0; 3])) {
                let ([a, b, c], [d, e, f, g]) = (check(word), entry.0.to_le_bytes());
                *free = [a, b, c, d, e, f, g];
            }
        }
        table.buckets.concat()
    }
}

/// Buckets behind the last that hold what it can not.
const OVERFLOW: usize = 16;

/// What tells a word from others of its bucket: never zero, which means that there is none.
fn check(word: u64) -> [u8; 3] {
    let [a, b, c, ..] = word.to_le_bytes();
    [a | 1, b, c]
}

/// The hash of a phrase from the hashes of its words.
pub fn phrase(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0x70_68_72_61_73_65, hash::with)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_packed_is_found(words in proptest::collection::hash_set("[a-z]{1,8}", 0..300)) {
            let hashed: Vec<u64> = words.iter().map(|word| hash::of(word.as_bytes())).collect();
            let entries = hashed.iter().zip(1..).map(|(word, number)| (*word, Entry::new(number, 7)));
            let lexicon = Lexicon::new(&Lexicon::pack(entries));
            for (word, number) in hashed.iter().zip(1..) {
                proptest::prop_assert_eq!(lexicon.find(*word), Entry::new(number, 7));
            }
            proptest::prop_assert_eq!(lexicon.find(hash::of(b"never a word")), Entry::default());
        }
    }
}
