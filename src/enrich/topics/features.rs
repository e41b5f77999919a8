//! Features of the classifier: the words and bigrams of an article with their weights, hashed to 64
//! bits (feature hashing, Weinberger et al. 2009). Training uses the same code, so that the shipped
//! model sees the features it was trained on.

use crate::article::{Article, Slot};
use crate::text::hash;
use crate::text::tokenizer::Words;

/// Maximum number of words read; the topic of an article is clear by then.
const MAX_WORDS: usize = 1500;

/// Length of the lead, in bytes of the body.
const LEAD_BYTES: usize = 500;

/// Extracts the words and bigrams of an article: hash, weight and text.
pub fn extract<'a>(
    article: &'a Article,
    buffer: &mut String,
    mut emit: impl FnMut(u64, f32, &'a str),
) {
    let mut remaining = MAX_WORDS;
    for (slot, text) in article.slots() {
        let mut words = Words::with_buffer(text, std::mem::take(buffer));
        let mut previous: Option<(u64, usize)> = None;
        while let Some(word) = words.advance() {
            if remaining == 0 {
                break;
            }
            remaining -= 1;
            let hash = hash::of(words.folded().as_bytes());
            let weight = weight(slot, word.start);
            emit(hash, weight, text.get(word.start..word.end).unwrap_or_default());
            if let Some((first, start)) = previous {
                emit(bigram(first, hash), weight, text.get(start..word.end).unwrap_or_default());
            }
            previous = Some((hash, word.start));
        }
        *buffer = words.into_buffer();
    }
}

/// Combines the hashes of two neighbouring words.
pub fn bigram(first: u64, second: u64) -> u64 {
    hash::combine(first, second)
}

/// Weight of an occurrence: the headline counts more than the lead, the lead more than the rest.
fn weight(slot: Slot, start: usize) -> f32 {
    match slot {
        Slot::Title => 3.0,
        Slot::Standfirst => 2.0,
        Slot::Body if start < LEAD_BYTES => 2.0,
        _ => 1.0,
    }
}

/// Sublinear term frequency: damps a weighted count by a logarithm.
pub fn term_frequency(count: f32) -> f32 {
    1.0 + count.ln()
}
