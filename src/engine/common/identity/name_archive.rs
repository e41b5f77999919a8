//! What coreference asks of an archive: who is in which article, beside whom and where, and by which
//! names. Engines keep this in different ways.

use super::key_names::KeyNames;
use crate::article::schema::Field;

/// Days beyond which a date says little about an article's time.
const MAX_UNCERTAINTY: i64 = 31;

/// If more names are asked for, all names of the archive are read at once.
pub(super) const MOST_SINGLE_NAMES: usize = 5_000;

/// The keys that the articles of a segment have in a facet. Each key has an ordinal, and is known by its
/// hash.
pub(crate) trait KeyColumn {
    /// The hash of each key, by ordinal.
    fn keys(&self) -> &[u64];

    /// The values of an article, as ordinals.
    fn ordinals(&self, doc: u32) -> impl Iterator<Item = u64>;

    /// The values of an article, as hashes.
    fn hashes(&self, doc: u32) -> impl Iterator<Item = u64> {
        self.ordinals(doc).filter_map(|ordinal| self.keys().get(ordinal as usize).copied())
    }

    /// Counts for each ordinal the articles that have it.
    fn counts(&self, articles: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut counts = vec![0; self.keys().len()];
        for doc in articles {
            for ordinal in self.ordinals(doc) {
                counts.get_mut(ordinal as usize).into_iter().for_each(|count| *count += 1);
            }
        }
        counts
    }
}

/// A part of an archive.
pub(crate) trait NameSegment {
    /// How it keeps keys.
    type Column: KeyColumn;

    /// The people, organisations or places of its articles.
    fn column(&self, field: Field) -> &Self::Column;

    /// Its articles, without those that were removed.
    fn docs(&self) -> impl Iterator<Item = u32>;

    /// Returns whether articles were removed, so that a key may be left that no article has.
    fn has_removed(&self) -> bool;

    /// The day of publication, where it is certain enough.
    fn day(&self, doc: u32) -> Option<i64>;

    /// The hash of the text of an article, which no other has.
    fn text(&self, doc: u32) -> u64;
}

/// An archive in segments.
pub(crate) trait NameArchive {
    /// A segment.
    type Segment: NameSegment;
    /// The error of a failed read.
    type Error;

    /// Its segments.
    fn segments(&self) -> &[Self::Segment];

    /// The number of an article in the archive.
    fn number(&self, segment: usize, doc: u32) -> u64;

    /// The hash of the text of an article, given by its number.
    fn text_of(&self, article: u64) -> u64;

    /// Reads keys of a segment, given by their ordinals, which are sorted.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn read_keys(
        &self,
        segment: usize,
        field: Field,
        ordinals: &[u64],
        read: &mut dyn FnMut(String),
    ) -> Result<(), Self::Error>;

    /// Reads the names of every key of a facet, by key.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn all_names(&self, field: Field) -> Result<Vec<KeyNames>, Self::Error>;

    /// Reads the names of a key; nothing if no article has it.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn names_of_key(&self, field: Field, key: &str) -> Result<Option<KeyNames>, Self::Error>;

    /// Counts the articles that have an organisation and a place, given by the hash of its key.
    ///
    /// # Errors
    /// Fails when the archive cannot be read.
    fn articles_with_both(&self, organisation: &str, place: u64) -> Result<u64, Self::Error>;
}

/// Returns the first day of a date that is certain enough.
pub(crate) fn certain_day(first: i64, last: i64) -> Option<i64> {
    (last - first <= MAX_UNCERTAINTY).then_some(first)
}
