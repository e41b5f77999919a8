//! What the classifier reads in an article: its words and pairs of neighbouring words, each with how much it counts. The
//! training reads with the same code, so that what ships sees what was learned from.

use crate::article::{Article, Slot};
use crate::text::hash;
use crate::text::words::Words;

/// The most words of an article that are read: what it is about is said by then.
const MOST: usize = 1500;

/// Bytes of the body that count as its lead.
const LEAD: usize = 500;

/// The features of an article, the words and pairs as the text has them: hash, how much it counts, and where it stands.
pub fn each<'a>(
    article: &'a Article,
    buffer: &mut String,
    mut take: impl FnMut(u64, f32, &'a str),
) {
    let mut left = MOST;
    for (slot, text) in article.slots() {
        let mut words = Words::reusing(text, std::mem::take(buffer));
        let mut before: Option<(u64, usize)> = None;
        while let Some(word) = words.advance() {
            if left == 0 {
                break;
            }
            left -= 1;
            let own = hash::of(words.folded().as_bytes());
            let counts = weight(slot, word.start);
            take(own, counts, text.get(word.start..word.end).unwrap_or_default());
            if let Some((first, start)) = before {
                take(pair(first, own), counts, text.get(start..word.end).unwrap_or_default());
            }
            before = Some((own, word.start));
        }
        *buffer = words.into_buffer();
    }
}

/// The feature of two neighbouring words.
pub fn pair(first: u64, second: u64) -> u64 {
    hash::with(first, second)
}

/// How much one more sight of a feature counts: the headline more than the lead, the lead more than the rest.
fn weight(slot: Slot, start: usize) -> f32 {
    match slot {
        Slot::Title => 3.0,
        Slot::Standfirst => 2.0,
        Slot::Body if start < LEAD => 2.0,
        _ => 1.0,
    }
}

/// What a feature that counts so much in all is worth: more often says more, but less and less so.
pub fn worth(count: f32) -> f32 {
    1.0 + count.ln()
}
