//! The stem of a folded word in the language of its article, remembered: news repeats its words, and stemming is half
//! the work of indexing.

use std::borrow::Cow;

use frostem::Algorithm;

/// How many words are remembered where an archive is read, and where an article is; powers of two.
const MANY: usize = 1 << 16;
const FEW: usize = 1 << 10;

/// Reads words as one language does. The languages without a stemmer here keep their words whole.
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    memory: Vec<(Box<str>, Box<str>)>,
}

impl Stemmer {
    /// The stemmer of a language by its two-letter code, to read an archive with; of a language we have none for, one
    /// that changes nothing.
    pub fn of(language: &str) -> Self {
        Self::remembering(language, MANY)
    }

    /// The same, to read a single article with.
    pub fn for_article(language: &str) -> Self {
        Self::remembering(language, FEW)
    }

    fn remembering(language: &str, slots: usize) -> Self {
        let algorithm = algorithm(language).map(frostem::Stemmer::new);
        let slots = if algorithm.is_some() { slots } else { 0 };
        Self { algorithm, memory: vec![Default::default(); slots] }
    }

    /// The stem of a folded word.
    pub fn stem<'w>(&'w mut self, word: &'w str) -> &'w str {
        let Some(algorithm) = &self.algorithm else { return word };
        let slot = hash(word) as usize & self.memory.len().wrapping_sub(1);
        let Some((known, stem)) = self.memory.get_mut(slot) else { return word };
        if **known != *word {
            *stem = algorithm.stem(word).into();
            *known = word.into();
        }
        stem
    }
}

/// The stem of a single folded word, as [`Stemmer::stem`] gives it, without a memory.
pub fn stem<'w>(language: &str, word: &'w str) -> Cow<'w, str> {
    match algorithm(language) {
        Some(algorithm) => frostem::Stemmer::new(algorithm).stem(word).into_owned().into(),
        None => Cow::Borrowed(word),
    }
}

/// Whether words of this language are stemmed.
pub fn is_stemmed(language: &str) -> bool {
    algorithm(language).is_some()
}

/// The languages whose stemmer stands the folding of accents, by ISO 639-1 code.
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

/// FxHash over the bytes: good enough to spread words, and cheaper than looking twice.
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
    fn memory_never_changes_a_stem() {
        let mut remembering = Stemmer::of("en");
        let fresh = frostem::Stemmer::new(Algorithm::English);
        for round in 0..2 {
            for number in 0..MANY * 2 {
                let word = format!("talks{number}ing");
                assert_eq!(remembering.stem(&word), fresh.stem(&word), "round {round}");
            }
        }
    }

    #[test]
    fn a_language_without_a_stemmer_keeps_its_words() {
        assert_eq!(Stemmer::of("vi").stem("talks"), "talks");
        assert_eq!(Stemmer::of("en").stem("talks"), "talk");
        assert_eq!(Stemmer::of("fr").stem("gouvernements"), "gouvern");
    }
}
