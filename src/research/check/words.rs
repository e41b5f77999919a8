//! The words of a text as digests of their folded forms, each with its byte range.

use std::ops::Range;

use crate::text::hash;
use crate::text::tokenizer::Words;

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct TextWords {
    /// The digest of each word, folded.
    pub digests: Vec<u64>,
    /// The byte range of each word.
    pub ranges: Vec<Range<usize>>,
}

impl TextWords {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Self {
        let (mut words, mut read) = (Words::new(text), Self::default());
        while let Some(word) = words.advance() {
            read.digests.push(hash::of(words.folded().as_bytes()));
            read.ranges.push(word.start..word.end);
        }
        read
    }

    /// The byte range of a range of words.
    pub(super) fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        let words = self.ranges.get(words.clone()).unwrap_or_default();
        words.first().zip(words.last()).map_or(0..0, |(first, last)| first.start..last.end)
    }
}

/// The folded words of a text.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let (mut words, mut folded) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        folded.push(words.folded().to_string());
    }
    folded
}
