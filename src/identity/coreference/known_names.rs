//! What an update remembers of every name, so that it finds what depends on a change without reading the
//! names again.

use crate::identity::name_similarity;
use crate::text::hash;

/// A name of the archive with the parts by which other names depend on it. Parts are hashes, and 0 where a
/// name has none; two parts of one hash only cost the work of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KnownName {
    /// The hash of the key.
    pub key: u64,
    /// The digest of the articles that use the name, whatever their order.
    pub articles: u64,
    /// The skeleton of the surname: names of one skeleton are clustered together.
    pub skeleton: u32,
    /// The surname.
    pub family: u32,
    /// The first word, if it may be the surname.
    pub first: u32,
    /// The given name of a full name of which the last word is the surname.
    pub given: u32,
    /// True for a surname alone.
    pub is_bare: bool,
}

impl KnownName {
    /// Parses a name.
    pub(super) fn new(key: u64, articles: u64, name: &str) -> Self {
        let parts = name_similarity::parse(name);
        let has_given = parts.is_full() && parts.family_first.is_none();
        Self {
            key,
            articles,
            skeleton: part(&name_similarity::skeleton(&parts.family)),
            family: part(&parts.family),
            first: parts.family_first.as_deref().map_or(0, part),
            given: if has_given { part(&parts.given) } else { 0 },
            is_bare: parts.is_surname_only(),
        }
    }

    /// The parts by which bare surnames depend on the name.
    pub(super) fn surnames(&self) -> [u32; 2] {
        [self.family, self.first]
    }
}

/// The hash of a part of a name: never 0.
pub(super) fn part(text: &str) -> u32 {
    (hash::of(text.as_bytes()) as u32).max(1)
}
