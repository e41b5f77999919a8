//! Which words changed between two articles, as spans of both texts: plain data, for a terminal or a page to print.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use crate::article::{Article, Slot};
use crate::text::words::Words;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// It stands in both.
    Kept,
    /// It stands in the first alone.
    Removed,
    /// It stands in the second alone.
    Added,
}

/// A piece of text. The pieces that are kept or removed are the whole first text, those kept or added the whole second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub fate: PieceKind,
    /// Its bytes in the first text; empty where it was added.
    pub before: Range<usize>,
    /// Its bytes in the second text; empty where it was removed.
    pub after: Range<usize>,
}

impl Piece {
    /// Its words, out of the two texts.
    pub fn text<'t>(&self, before: &'t str, after: &'t str) -> &'t str {
        let text = if self.fate == PieceKind::Removed {
            before.get(self.before.clone())
        } else {
            after.get(self.after.clone())
        };
        text.unwrap_or_default()
    }

    /// Its words, and the white space behind them.
    pub fn parted<'t>(&self, before: &'t str, after: &'t str) -> (&'t str, &'t str) {
        let text = self.text(before, after);
        text.split_at(text.trim_end().len())
    }
}

/// What became of one text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which text.
    pub slot: Slot,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

/// What became of every text that two articles have, or one of them.
pub fn diff(one: &Article, other: &Article) -> Vec<Changed> {
    let captions = (0..).map(Slot::Caption).take(one.captions.len().max(other.captions.len()));
    let slots = [Slot::Title, Slot::Standfirst].into_iter().chain(captions).chain([Slot::Body]);
    slots
        .map(|slot| Changed { slot, pieces: pieces(one.slot(slot), other.slot(slot)) })
        .filter(|changed| !changed.pieces.is_empty())
        .collect()
}

/// The most words that are compared one by one; what follows is one piece.
const WORDS: usize = 100_000;

/// What became of a text.
pub fn pieces(one: &str, other: &str) -> Vec<Piece> {
    let (before, after) = (tokens(one), tokens(other));
    let mut input = InternedInput::default();
    input.update_before(before.iter().map(|range| said(one, range)));
    input.update_after(after.iter().map(|range| said(other, range)));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let mut pieces = Pieces { before: &before, after: &after, pieces: Vec::new() };
    let (mut at, mut shown) = (0, 0);
    for hunk in diff.hunks() {
        pieces.push(PieceKind::Kept, at..hunk.before.start, shown..hunk.after.start);
        pieces.push(PieceKind::Removed, hunk.before.clone(), 0..0);
        pieces.push(PieceKind::Added, 0..0, hunk.after.clone());
        (at, shown) = (hunk.before.end, hunk.after.end);
    }
    let end = |tokens: &[Range<usize>]| u32::try_from(tokens.len()).unwrap_or(u32::MAX);
    pieces.push(PieceKind::Kept, at..end(&before), shown..end(&after));
    pieces.pieces
}

/// Pieces as they are put together from runs of words.
struct Pieces<'a> {
    before: &'a [Range<usize>],
    after: &'a [Range<usize>],
    pieces: Vec<Piece>,
}

impl Pieces<'_> {
    fn push(&mut self, fate: PieceKind, before: Range<u32>, after: Range<u32>) {
        let (before, after) = (bytes(self.before, before), bytes(self.after, after));
        if !(before.is_empty() && after.is_empty()) {
            self.pieces.push(Piece { fate, before, after });
        }
    }
}

/// The bytes of a run of words.
fn bytes(tokens: &[Range<usize>], run: Range<u32>) -> Range<usize> {
    let run = tokens.get(run.start as usize..run.end as usize).unwrap_or_default();
    run.first().zip(run.last()).map_or(0..0, |(first, last)| first.start..last.end)
}

/// The words of a text, each with what stands behind it, so that nothing of the text is left out.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut words = Words::new(text);
    let mut starts = vec![0];
    while let Some(word) = words.advance().filter(|_| starts.len() <= WORDS) {
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

/// A word with its punctuation. How much white space follows says nothing.
fn said<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(one: &str, other: &str) -> String {
        let told = |piece: &Piece| match piece.fate {
            PieceKind::Kept => other[piece.after.clone()].to_owned(),
            PieceKind::Removed => format!("[-{}-]", &one[piece.before.clone()]),
            PieceKind::Added => format!("[+{}+]", &other[piece.after.clone()]),
        };
        pieces(one, other).iter().map(told).collect()
    }

    #[test]
    fn words_that_changed_are_told() {
        assert_eq!(told("Four men drowned.", "Four men drowned."), "Four men drowned.");
        assert_eq!(
            told("Four men drowned.", "Five men drowned at sea."),
            "[-Four -][+Five +]men [-drowned.-][+drowned at sea.+]"
        );
        assert_eq!(told("It rose.\n\nIt fell.", "It rose. It fell."), "It rose. It fell.");
        assert_eq!(
            (told("", "Rain."), told("Rain.", ""), told("", "")),
            ("[+Rain.+]".into(), "[-Rain.-]".into(), String::new())
        );
    }

    #[test]
    fn every_text_is_compared() {
        let one = Article {
            title: "Rain".into(),
            captions: vec!["A bridge".into()],
            ..Article::default()
        };
        let other =
            Article { title: "Rain".into(), body: "It rained.".into(), ..Article::default() };
        let slots: Vec<Slot> =
            diff(&one, &other).iter().map(|changed| changed.slot).collect();
        assert_eq!(slots, [Slot::Title, Slot::Caption(0), Slot::Body]);
    }

    proptest! {
        #[test]
        fn nothing_is_left_out(one in "\\PC{0,60}|([ab]{1,2}[ .\n]){0,40}", other in "\\PC{0,60}|([ab]{1,2}[ .\n]){0,40}") {
            let pieces = pieces(&one, &other);
            let before: String = pieces.iter().map(|piece| &one[piece.before.clone()]).collect();
            let after: String = pieces.iter().map(|piece| &other[piece.after.clone()]).collect();
            prop_assert_eq!((before, after), (one, other));
        }
    }
}
