//! Word diff of two articles, as spans of both texts for a terminal or a page to render. Words are
//! compared by the algorithm of Myers (1986).

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use crate::article::{Article, Slot};
use crate::text::tokenizer::Words;

/// The kind of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// It is in both texts.
    Kept,
    /// It is in the first text only.
    Removed,
    /// It is in the second text only.
    Added,
}

/// A piece of text. Kept and removed pieces make up the first text; kept and added pieces make up
/// the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The kind: kept, removed or added.
    pub kind: ChangeKind,
    /// Its byte range in the first text; empty if it was added.
    pub before: Range<usize>,
    /// Its byte range in the second text; empty if it was removed.
    pub after: Range<usize>,
}

impl Piece {
    /// Its text, given both texts.
    pub(crate) fn text<'t>(&self, before: &'t str, after: &'t str) -> &'t str {
        let text = if self.kind == ChangeKind::Removed {
            before.get(self.before.clone())
        } else {
            after.get(self.after.clone())
        };
        text.unwrap_or_default()
    }

    /// Its text, split before the trailing white space.
    pub(crate) fn split_trailing_space<'t>(
        &self,
        before: &'t str,
        after: &'t str,
    ) -> (&'t str, &'t str) {
        let text = self.text(before, after);
        text.split_at(text.trim_end().len())
    }
}

/// The changes of one text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// The slot of the text.
    pub slot: Slot,
    /// The pieces of both versions, in order.
    pub pieces: Vec<Piece>,
}

/// Compares every text that either article has.
pub(crate) fn diff(one: &Article, other: &Article) -> Vec<Changed> {
    let captions = (0..).map(Slot::Caption).take(one.captions.len().max(other.captions.len()));
    let slots = [Slot::Title, Slot::Standfirst].into_iter().chain(captions).chain([Slot::Body]);
    slots
        .map(|slot| Changed { slot, pieces: pieces(one.slot(slot), other.slot(slot)) })
        .filter(|changed| !changed.pieces.is_empty())
        .collect()
}

/// The number of words that are compared one by one; the rest is one piece.
const MAX_WORDS: usize = 100_000;

/// Compares two texts.
pub(crate) fn pieces(one: &str, other: &str) -> Vec<Piece> {
    let (before, after) = (tokens(one), tokens(other));
    let mut input = InternedInput::default();
    input.update_before(before.iter().map(|range| word(one, range)));
    input.update_after(after.iter().map(|range| word(other, range)));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let mut pieces = Pieces { before: &before, after: &after, pieces: Vec::new() };
    let (mut before_end, mut after_end) = (0, 0);
    for hunk in diff.hunks() {
        pieces.push(ChangeKind::Kept, before_end..hunk.before.start, after_end..hunk.after.start);
        pieces.push(ChangeKind::Removed, hunk.before.clone(), 0..0);
        pieces.push(ChangeKind::Added, 0..0, hunk.after.clone());
        (before_end, after_end) = (hunk.before.end, hunk.after.end);
    }
    let end = |tokens: &[Range<usize>]| u32::try_from(tokens.len()).unwrap_or(u32::MAX);
    pieces.push(ChangeKind::Kept, before_end..end(&before), after_end..end(&after));
    pieces.pieces
}

/// Collects pieces from ranges of words.
struct Pieces<'a> {
    before: &'a [Range<usize>],
    after: &'a [Range<usize>],
    pieces: Vec<Piece>,
}

impl Pieces<'_> {
    fn push(&mut self, kind: ChangeKind, before: Range<u32>, after: Range<u32>) {
        let (before, after) = (bytes(self.before, before), bytes(self.after, after));
        if !(before.is_empty() && after.is_empty()) {
            self.pieces.push(Piece { kind, before, after });
        }
    }
}

/// The byte range of a range of words.
fn bytes(tokens: &[Range<usize>], words: Range<u32>) -> Range<usize> {
    let words = tokens.get(words.start as usize..words.end as usize).unwrap_or_default();
    words.first().zip(words.last()).map_or(0..0, |(first, last)| first.start..last.end)
}

/// Splits a text into words, each with what follows it, so that the ranges cover the whole text.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut words = Words::new(text);
    let mut starts = vec![0];
    while let Some(word) = words.advance().filter(|_| starts.len() <= MAX_WORDS) {
        starts.push(word.start);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .filter(|(start, end)| start < end)
        .map(|(start, end)| start..end)
        .collect()
}

/// A word with its punctuation. The amount of white space after it does not matter.
fn word<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(one: &str, other: &str) -> String {
        let mark = |piece: &Piece| match piece.kind {
            ChangeKind::Kept => other[piece.after.clone()].to_owned(),
            ChangeKind::Removed => format!("[-{}-]", &one[piece.before.clone()]),
            ChangeKind::Added => format!("[+{}+]", &other[piece.after.clone()]),
        };
        pieces(one, other).iter().map(mark).collect()
    }

    #[test]
    fn changed_words_are_marked() {
        assert_eq!(marked("Four men drowned.", "Four men drowned."), "Four men drowned.");
        assert_eq!(
            marked("Four men drowned.", "Five men drowned at sea."),
            "[-Four -][+Five +]men [-drowned.-][+drowned at sea.+]"
        );
        assert_eq!(marked("It rose.\n\nIt fell.", "It rose. It fell."), "It rose. It fell.");
        assert_eq!(
            (marked("", "Rain."), marked("Rain.", ""), marked("", "")),
            ("[+Rain.+]".into(), "[-Rain.-]".into(), String::new())
        );
    }

    #[test]
    fn every_slot_is_compared() {
        let one = Article {
            title: "Rain".into(),
            captions: vec!["A bridge".into()],
            ..Article::default()
        };
        let other =
            Article { title: "Rain".into(), body: "It rained.".into(), ..Article::default() };
        let slots: Vec<Slot> = diff(&one, &other).iter().map(|changed| changed.slot).collect();
        assert_eq!(slots, [Slot::Title, Slot::Caption(0), Slot::Body]);
    }

    proptest! {
        #[test]
        fn pieces_make_up_both_texts(one in "\\PC{0,60}|([ab]{1,2}[ .\n]){0,40}", other in "\\PC{0,60}|([ab]{1,2}[ .\n]){0,40}") {
            let pieces = pieces(&one, &other);
            let before: String = pieces.iter().map(|piece| &one[piece.before.clone()]).collect();
            let after: String = pieces.iter().map(|piece| &other[piece.after.clone()]).collect();
            prop_assert_eq!((before, after), (one, other));
        }
    }
}
