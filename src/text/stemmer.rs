//! Snowball stemming with a cache: news repeats its words, and stemming is half the work of
//! indexing.

use std::borrow::Cow;

use frostem::Algorithm;

/// Slots of the stem cache while an archive is indexed; a power of two, because a slot is chosen by
/// a bit mask.
const ARCHIVE_CACHE_SLOTS: usize = 1 << 16;
/// Slots of the stem cache for a single article; a power of two.
const ARTICLE_CACHE_SLOTS: usize = 1 << 10;

/// Stems the words of one language. In a language without a stemmer, words stay as they are.
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    /// A direct-mapped cache from a word to its stem.
    cache: Vec<(Box<str>, Box<str>)>,
}

impl Stemmer {
    /// A stemmer for a language by its two-letter code, with a cache sized for an archive.
    pub fn new(language: &str) -> Self {
        Self::with_cache(language, ARCHIVE_CACHE_SLOTS)
    }

    /// A stemmer with a cache sized for a single article.
    pub fn for_article(language: &str) -> Self {
        Self::with_cache(language, ARTICLE_CACHE_SLOTS)
    }

    fn with_cache(language: &str, slots: usize) -> Self {
        let algorithm = algorithm(language).map(frostem::Stemmer::new);
        let slots = if algorithm.is_some() { slots } else { 0 };
        Self { algorithm, cache: vec![Default::default(); slots] }
    }

    /// Returns the stem of a folded word.
    pub fn stem<'w>(&'w mut self, word: &'w str) -> &'w str {
        let Some(algorithm) = &self.algorithm else { return word };
        let slot = hash(word) as usize & self.cache.len().wrapping_sub(1);
        let Some((known, stem)) = self.cache.get_mut(slot) else { return word };
        if **known != *word {
            *stem = algorithm.stem(word).into();
            *known = word.into();
        }
        stem
    }
}

/// Stems a single folded word as [`Stemmer::stem`] does, without a cache.
pub fn stem<'w>(language: &str, word: &'w str) -> Cow<'w, str> {
    match algorithm(language) {
        Some(algorithm) => frostem::Stemmer::new(algorithm).stem(word).into_owned().into(),
        None => Cow::Borrowed(word),
    }
}

/// Returns whether words of this language are stemmed.
pub(crate) fn is_stemmed(language: &str) -> bool {
    algorithm(language).is_some()
}

/// Maps an ISO 639-1 code to its Snowball algorithm. Only languages are listed whose stemmer works
/// on words without accents.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "en" => Algorithm::English,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        _ => return None,
    })
}

/// FxHash over the bytes: spreads words well enough and costs less than a second comparison.
fn hash(word: &str) -> u64 {
    let mut hash = 0u64;
    for chunk in word.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        hash =
            (hash.rotate_left(5) ^ u64::from_le_bytes(bytes)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    hash >> 32 ^ hash >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_never_changes_a_stem() {
        let mut cached = Stemmer::new("en");
        let fresh = frostem::Stemmer::new(Algorithm::English);
        for round in 0..2 {
            for number in 0..ARCHIVE_CACHE_SLOTS * 2 {
                let word = format!("talks{number}ing");
                assert_eq!(cached.stem(&word), fresh.stem(&word), "round {round}");
            }
        }
    }

    #[test]
    fn a_language_without_a_stemmer_keeps_its_words() {
        assert_eq!(Stemmer::new("vi").stem("talks"), "talks");
        assert_eq!(Stemmer::new("en").stem("talks"), "talk");
        assert_eq!(Stemmer::new("fr").stem("gouvernements"), "gouvern");
    }
}
