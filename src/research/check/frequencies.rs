//! In how many articles each word of a draft is: what tells a rare word from a common one.

use std::collections::HashMap;

use crate::error::Result;
use crate::query::{Pattern, Query};
use crate::research::articles;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::text::hash;

/// Words that are looked up with one pattern.
const WORDS_OF_PATTERN: usize = 64;

/// Bits by which a word at a place of a text tells more than a word in an article: an article has some
/// hundred places.
const BITS_OF_PLACE: f32 = 3.0;

/// The frequencies of words.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    articles: u64,
    by_word: HashMap<u64, u64>,
}

impl Frequencies {
    /// Looks up words, folded.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn read(
        engine: &dyn Engine,
        mut words: Vec<String>,
        budget: &Budget,
    ) -> Result<Self> {
        words.sort();
        words.dedup();
        let mut frequencies = Self {
            articles: articles::count(engine, Query::All, budget)?,
            by_word: HashMap::with_capacity(words.len()),
        };
        for words in words.chunks(WORDS_OF_PATTERN) {
            let alternatives: Vec<String> = words.iter().map(|word| escaped(word)).collect();
            let found = engine.expand(&Pattern::Regex(alternatives.join("|")))?;
            let found = found.words.into_iter();
            frequencies.by_word.extend(found.map(|(word, of)| (hash::of(word.as_bytes()), of)));
        }
        Ok(frequencies)
    }

    /// The number of articles with a word, folded.
    pub(super) fn of(&self, word: &str) -> u64 {
        self.by_word.get(&hash::of(word.as_bytes())).copied().unwrap_or(0)
    }

    /// The number of articles in the archive.
    pub(super) fn articles(&self) -> u64 {
        self.articles
    }

    /// How much it tells that a word is at a place of a text, in bits. What is in no article tells most.
    pub(super) fn bits(&self, digest: u64) -> f32 {
        let articles = self.by_word.get(&digest).copied().unwrap_or(0).max(1);
        (self.articles.max(1) as f32 / articles as f32).log2().max(0.0) + BITS_OF_PLACE
    }

    /// The bits that tell a passage from what is somewhere in the archive by chance.
    pub(super) fn bits_of_chance(&self) -> f32 {
        (self.articles.max(1) as f32).log2() + BITS_OF_PLACE
    }
}

fn escaped(word: &str) -> String {
    let escape = |c: char| if c.is_alphanumeric() { vec![c] } else { vec!['\\', c] };
    word.chars().flat_map(escape).collect()
}
