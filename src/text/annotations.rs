//! What is true of places in a text beside its words, in the numbers of the words: where mentions stand, where sentences
//! and paragraphs end. The index and the highlights read texts through the same eyes.

use std::ops::Range;

use crate::text::sentences::{Boundary, End};
use crate::text::words::Words;

/// What one comes by on the way through a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Annotation<'t> {
    /// A word.
    Word {
        /// How many stand before it.
        number: u32,
        /// Its bytes.
        range: Range<usize>,
        /// As printed.
        printed: &'t str,
        /// Small letters, no accents.
        folded: &'t str,
    },
    /// Behind the word of this number a sentence or paragraph ends.
    End(u32, End),
    /// The mention of this number stood from a first to a last word.
    Mention(usize, u32, u32),
}

/// Goes through a text. Mentions are given by their bytes, in order, and do not overlap. Each is told behind its last word;
/// one that shares a word with the mention before loses that word.
pub fn walk(text: &str, mentions: &[Range<usize>], see: &mut dyn FnMut(Annotation<'_>)) {
    let mut words = Words::new(text);
    let mut ahead = mentions.iter().enumerate().peekable();
    let mut open: Option<(usize, u32, u32, usize)> = None;
    let mut before: Option<Range<usize>> = None;
    while let Some(word) = words.advance() {
        let range = word.start..word.end;
        let printed = text.get(range.clone()).unwrap_or_default();
        if let Some(before) = &before {
            if let Some((mention, first, last, _)) = open.take_if(|(.., end)| *end <= range.start) {
                see(Annotation::Mention(mention, first, last));
            }
            let border = Boundary {
                word: text.get(before.clone()).unwrap_or_default(),
                gap: text.get(before.end..range.start).unwrap_or_default(),
                next: printed,
            };
            border
                .end()
                .into_iter()
                .for_each(|end| see(Annotation::End(word.number.saturating_sub(1), end)));
        }
        see(Annotation::Word {
            number: word.number,
            range: range.clone(),
            printed,
            folded: words.folded(),
        });
        match &mut open {
            Some((_, _, last, _)) => *last = word.number,
            None => {
                while ahead.next_if(|(_, mention)| mention.end <= range.start).is_some() {}
                let begun = ahead.next_if(|(_, mention)| mention.start < range.end);
                open = begun.map(|(mention, bytes)| (mention, word.number, word.number, bytes.end));
            }
        }
        before = Some(range);
    }
    if let Some((mention, first, last, _)) = open {
        see(Annotation::Mention(mention, first, last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, mentions: &[Range<usize>]) -> Vec<String> {
        let mut told = Vec::new();
        walk(text, mentions, &mut |landmark| match landmark {
            Annotation::Word { printed, .. } => told.push(printed.to_owned()),
            Annotation::End(word, end) => told.push(format!("{end:?} {word}")),
            Annotation::Mention(mention, first, last) => {
                told.push(format!("#{mention} {first}-{last}"))
            }
        });
        told
    }

    #[test]
    fn mentions_are_told_behind_their_last_word() {
        assert_eq!(
            told("Met John Kerry. Syria fell.", &[4..14, 16..21]),
            ["Met", "John", "Kerry", "#0 1-2", "Sentence 2", "Syria", "#1 3-3", "fell"]
        );
        assert_eq!(told("U.N.'s Ban", &[0..4, 7..10]), ["U.N.", "#0 0-0", "Ban", "#1 1-1"]);
    }

    #[test]
    fn a_mention_without_a_word_of_its_own_is_none() {
        assert_eq!(told("a -- b c", &[2..4, 7..8]), ["a", "b", "c", "#1 2-2"]);
        assert_eq!(told("AT&T b", &[0..2, 3..4]), ["AT&T", "#0 0-0", "b"]);
    }
}
