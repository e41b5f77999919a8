//! Names of the fields in an index of the cluster, and the numbers that terms have in a script.

use crate::article::schema::Field;
use crate::text::hash;

/// Bits of a position. A position beyond is not indexed: no article has so many words.
pub(super) const POSITION_BITS: u32 = 28;

/// Bits of the number of a term, less its sign.
const TERM_BITS: u32 = 35;

/// What the terms of a text field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum TermKind {
    /// Stems of words.
    Stem,
    /// Words as they are, folded.
    Exact,
    /// Annotations: mentions, ends of sentences, capitals.
    Annotation,
}

impl TermKind {
    /// Returns the name of the field that holds the terms of a text field.
    pub(super) fn field(self, text: Field) -> String {
        match self {
            Self::Stem => text.name().to_owned(),
            Self::Exact => format!("{text}_exact"),
            Self::Annotation => format!("{text}_marks"),
        }
    }

    /// Returns the number of a term, by which a script finds its positions: a hash, as of a few
    /// thousand terms of an article two hardly ever share one of 68 billion numbers.
    pub(super) fn number(self, term: &str) -> i64 {
        let kind = match self {
            Self::Stem => 1,
            Self::Exact => 2,
            Self::Annotation => 3,
        };
        let hash = hash::combine(hash::of(term.as_bytes()), kind);
        // One less than all numbers, so that the next number is one too.
        let range = (1u64 << (TERM_BITS + 1)) - 1;
        (hash % range) as i64 - (1i64 << TERM_BITS)
    }
}

/// Returns the name of the field with the positions of all terms of a text field.
pub(super) fn positions(text: Field) -> String {
    format!("{text}_at")
}

/// Returns the name of the field with the length of a text as ranking sees it: rounded, as the
/// embedded engine stores it.
pub(super) fn length(text: Field) -> String {
    format!("{text}_length")
}

/// Returns the name of the field with the number of words of a text.
pub(super) fn word_count(text: Field) -> String {
    format!("{text}_words")
}

/// Returns the name of the field with the names that articles give the keys of a facet.
pub(super) fn names(facet: Field) -> String {
    format!("{facet}_names")
}

/// Last day of the publication date.
pub(super) const LAST_DAY: &str = "published_to";
/// First and last day as one text.
pub(super) const INTERVAL: &str = "interval";
/// Month and day of dates known to the day.
pub(super) const ANNIVERSARY: &str = "anniversary";
/// What was inferred about an article: names, topics.
pub(super) const INFERRED: &str = "inferred";
/// Number of words of the body.
pub(super) const WORD_COUNT: &str = "words";
/// Keys of main subjects.
pub(super) const MAJORS: &str = "majors";
/// Keys of foremost subjects.
pub(super) const FOREMOST: &str = "foremost";
/// File on disk.
pub(super) const FILE: &str = "file";
/// Digest of the text, in letters: the id of the document on the cluster.
pub(super) const TEXT_DIGEST: &str = "text_digest";
/// Publisher and region of the places.
pub(super) const HOMES: &str = "homes";
/// The document itself as JSON in a text; not indexed.
pub(super) const DOCUMENT: &str = "document";
/// The two words by which the article is added to the digest of an answer.
pub(super) const DIGEST: [&str; 2] = ["digest_first", "digest_second"];
/// Record number, digest of the record and signature; not indexed.
pub(super) const RECORD: &str = "record";

/// Rounds a length as an index does that stores it in a byte: exact up to 40, then with four bits of
/// precision, downwards.
pub(super) fn rounded_length(words: u64) -> u64 {
    /// Lengths below are stored one by one.
    const FREE: u64 = 24;
    let Some(above) = words.checked_sub(FREE) else { return words };
    let bits = u64::BITS - above.leading_zeros();
    let shift = bits.saturating_sub(4);
    FREE + (above >> shift << shift)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_rounded_down_to_four_bits() {
        let lengths = [0, 7, 23, 39, 40, 41, 42, 55, 57, 100, 1000, 123_456];
        let rounded = [0, 7, 23, 39, 40, 40, 42, 54, 56, 96, 984, 122_904];
        assert_eq!(lengths.map(rounded_length), rounded);
    }

    proptest! {
        #[test]
        fn numbers_of_terms_leave_room_for_positions(term in "\\PC{0,12}") {
            for kind in [TermKind::Stem, TermKind::Exact, TermKind::Annotation] {
                let number = kind.number(&term);
                prop_assert!((number + 1).checked_mul(1 << POSITION_BITS).is_some());
                prop_assert_eq!((number << POSITION_BITS) >> POSITION_BITS, number);
            }
        }
    }
}
