//! Annotates a text: a single pass yields its words, the sentence and paragraph boundaries between
//! them, and the mentions of entities, all by word position. Indexing and highlighting share it, so
//! their positions agree.

use std::ops::Range;

use crate::text::sentences::{BoundaryKind, WordGap};
use crate::text::tokenizer::Words;

/// An event in the pass over a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Annotation<'t> {
    /// A word.
    Word {
        /// Its position: the number of words before it.
        position: u32,
        /// Its byte range, half-open.
        range: Range<usize>,
        /// Its text as printed.
        printed: &'t str,
        /// Its folded form: lowercase, without accents.
        folded: &'t str,
    },
    /// A sentence or paragraph ends after the word at this position.
    Boundary(u32, BoundaryKind),
    /// A mention, by its index, from its first to its last word position, both inclusive.
    Mention(usize, u32, u32),
}

/// Visits the annotations of a text in order. Mentions are byte ranges, sorted and without overlap.
/// A mention is visited after its last word; one that shares a word with the mention before it
/// loses that word.
pub(crate) fn annotate(
    text: &str,
    mentions: &[Range<usize>],
    visit: &mut dyn FnMut(Annotation<'_>),
) {
    let mut words = Words::new(text);
    let mut pending = mentions.iter().enumerate().peekable();
    let mut open: Option<(usize, u32, u32, usize)> = None;
    let mut previous: Option<Range<usize>> = None;
    while let Some(word) = words.advance() {
        let range = word.start..word.end;
        let printed = text.get(range.clone()).unwrap_or_default();
        if let Some(previous) = &previous {
            if let Some((mention, first, last, _)) = open.take_if(|(.., end)| *end <= range.start) {
                visit(Annotation::Mention(mention, first, last));
            }
            let gap = WordGap {
                before: text.get(previous.clone()).unwrap_or_default(),
                between: text.get(previous.end..range.start).unwrap_or_default(),
                after: printed,
            };
            gap.boundary().into_iter().for_each(|kind| {
                visit(Annotation::Boundary(word.position.saturating_sub(1), kind))
            });
        }
        visit(Annotation::Word {
            position: word.position,
            range: range.clone(),
            printed,
            folded: words.folded(),
        });
        match &mut open {
            Some((_, _, last, _)) => *last = word.position,
            None => {
                while pending.next_if(|(_, mention)| mention.end <= range.start).is_some() {}
                let next = pending.next_if(|(_, mention)| mention.start < range.end);
                open =
                    next.map(|(mention, bytes)| (mention, word.position, word.position, bytes.end));
            }
        }
        previous = Some(range);
    }
    if let Some((mention, first, last, _)) = open {
        visit(Annotation::Mention(mention, first, last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotations(text: &str, mentions: &[Range<usize>]) -> Vec<String> {
        let mut all = Vec::new();
        annotate(text, mentions, &mut |annotation| match annotation {
            Annotation::Word { printed, .. } => all.push(printed.to_owned()),
            Annotation::Boundary(word, kind) => all.push(format!("{kind:?} {word}")),
            Annotation::Mention(mention, first, last) => {
                all.push(format!("#{mention} {first}-{last}"))
            }
        });
        all
    }

    #[test]
    fn mentions_follow_their_last_word() {
        assert_eq!(
            annotations("Met John Kerry. Syria fell.", &[4..14, 16..21]),
            ["Met", "John", "Kerry", "#0 1-2", "Sentence 2", "Syria", "#1 3-3", "fell"]
        );
        assert_eq!(annotations("U.N.'s Ban", &[0..4, 7..10]), ["U.N.", "#0 0-0", "Ban", "#1 1-1"]);
    }

    #[test]
    fn a_mention_that_covers_no_word_is_skipped() {
        assert_eq!(annotations("a -- b c", &[2..4, 7..8]), ["a", "b", "c", "#1 2-2"]);
        assert_eq!(annotations("AT&T b", &[0..2, 3..4]), ["AT&T", "#0 0-0", "b"]);
    }
}
