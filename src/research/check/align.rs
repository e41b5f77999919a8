//! Aligns the words of a quotation with those of a text: the passage of the text that needs the fewest
//! insertions, deletions and replacements of words (Sellers 1980), looked for where the rarest words
//! of the quotation are close together.

use std::collections::HashMap;
use std::ops::Range;

/// The most words of a quotation and of a text that are compared.
pub(super) const MAX_QUOTATION: usize = 400;
const MAX_TEXT: usize = 200_000;

/// The places in a text that are compared word by word.
const MAX_WINDOWS: usize = 3;

/// What became of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is in both, at these indices of quotation and text.
    Kept(usize, usize),
    /// A word of the text was replaced by one of the quotation.
    Replaced(usize, usize),
    /// The quotation has a word that the text lacks.
    Added(usize),
    /// The quotation lacks a word of the text.
    LeftOut(usize),
}

/// The best passage of a text for a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    /// The words of the passage.
    pub words: Range<usize>,
    /// Each word of the quotation, and each of the passage, in order.
    pub steps: Vec<Step>,
}

impl Alignment {
    /// The number of words that differ.
    pub(super) fn edits(&self) -> usize {
        self.steps.iter().filter(|step| !matches!(step, Step::Kept(..))).count()
    }

    /// The words of the quotation that are kept.
    pub(super) fn kept(&self) -> impl Iterator<Item = usize> {
        let kept = |step: &Step| if let Step::Kept(word, _) = step { Some(*word) } else { None };
        self.steps.iter().filter_map(kept)
    }
}

/// Finds the words of a quotation one after the other in a text.
pub(super) fn find(quotation: &[u64], text: &[u64]) -> Option<Range<usize>> {
    let (first, length) = (quotation.first()?, quotation.len());
    let is_here = |(at, word): (usize, &u64)| {
        (word == first && text.get(at..at + length) == Some(quotation)).then_some(at..at + length)
    };
    text.iter().enumerate().find_map(is_here)
}

/// Aligns a quotation with a text, whose rare words weigh more; `None` where they share nothing.
pub(super) fn align(
    quotation: &[u64],
    text: &[u64],
    weight: &dyn Fn(u64) -> f32,
) -> Option<Alignment> {
    let quotation = quotation.get(..quotation.len().min(MAX_QUOTATION))?;
    let text = text.get(..text.len().min(MAX_TEXT))?;
    let weights: HashMap<u64, f32> = quotation.iter().map(|word| (*word, weight(*word))).collect();
    windows(quotation.len(), text, &weights)
        .into_iter()
        .filter_map(|window| {
            let offset = window.start;
            best_passage(quotation, text.get(window)?).map(|found| found.moved(offset))
        })
        .min_by_key(Alignment::edits)
}

impl Alignment {
    /// The alignment with a text that begins this number of words earlier.
    pub(super) fn moved(self, offset: usize) -> Self {
        let step = |step: Step| match step {
            Step::Kept(word, at) => Step::Kept(word, at + offset),
            Step::Replaced(word, at) => Step::Replaced(word, at + offset),
            Step::LeftOut(at) => Step::LeftOut(at + offset),
            added @ Step::Added(_) => added,
        };
        let words = self.words.start + offset..self.words.end + offset;
        Self { words, steps: self.steps.into_iter().map(step).collect() }
    }
}

/// The places of a text in which the words of a quotation weigh most, without overlap.
fn windows(length: usize, text: &[u64], weights: &HashMap<u64, f32>) -> Vec<Range<usize>> {
    let width = length + length / 2 + 4;
    let mut sums = vec![0.0_f32];
    for word in text {
        let sum = sums.last().copied().unwrap_or(0.0);
        sums.push(sum + weights.get(word).copied().unwrap_or(0.0));
    }
    let weight = |start: usize, end: usize| {
        let sum = |at: usize| sums.get(at.min(text.len())).copied().unwrap_or(0.0);
        sum(end) - sum(start)
    };
    // Windows that begin half a width apart: a passage is in one of them, with room to spare.
    let step = (width / 2).max(1);
    let mut all: Vec<(f32, usize)> = (0..text.len())
        .step_by(step)
        .map(|start| (weight(start, start + width), start))
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    all.sort_by(|(one, first), (other, second)| other.total_cmp(one).then(first.cmp(second)));
    all.truncate(MAX_WINDOWS);
    let wide =
        |(_, start): (f32, usize)| start.saturating_sub(width)..(start + 2 * width).min(text.len());
    all.into_iter().map(wide).collect()
}

/// The passage of a short text with the fewest edits.
fn best_passage(quotation: &[u64], text: &[u64]) -> Option<Alignment> {
    let columns = quotation.len() + 1;
    // costs[row][column]: of the first `column` words of the quotation, ending before word `row`.
    let mut costs: Vec<u32> = (0..columns as u32).collect();
    for (row, word) in text.iter().enumerate() {
        costs.push(0);
        for (column, quoted) in quotation.iter().enumerate() {
            let at = |row: usize, column: usize| {
                costs.get(row * columns + column).copied().unwrap_or(u32::MAX / 2)
            };
            let replaced = at(row, column) + u32::from(word != quoted);
            let left_out = at(row, column + 1) + 1;
            let added = at(row + 1, column) + 1;
            costs.push(replaced.min(left_out).min(added));
        }
    }
    let cost = |row: usize, column: usize| {
        costs.get(row * columns + column).copied().unwrap_or(u32::MAX / 2)
    };
    // Of several the last end: a word that was left out is better than one that was added.
    let end = (0..=text.len()).rev().min_by_key(|row| cost(*row, quotation.len()))?;
    let (mut row, mut column, mut steps) = (end, quotation.len(), Vec::new());
    while column > 0 {
        let here = cost(row, column);
        let is_same = row > 0
            && text.get(row - 1).is_some()
            && text.get(row - 1) == quotation.get(column - 1);
        if is_same && here == cost(row - 1, column - 1) {
            (row, column) = (row - 1, column - 1);
            steps.push(Step::Kept(column, row));
        } else if row > 0 && !is_same && here == cost(row - 1, column - 1) + 1 {
            (row, column) = (row - 1, column - 1);
            steps.push(Step::Replaced(column, row));
        } else if row > 0 && here == cost(row - 1, column) + 1 {
            row -= 1;
            steps.push(Step::LeftOut(row));
        } else {
            column -= 1;
            steps.push(Step::Added(column));
        }
    }
    steps.reverse();
    let found = Alignment { words: row..end, steps };
    found.kept().next()?;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<u64> {
        text.split(' ').map(|word| crate::text::hash::of(word.as_bytes())).collect()
    }

    fn aligned(quotation: &str, text: &str) -> Option<Alignment> {
        align(&words(quotation), &words(text), &|_| 1.0)
    }

    #[test]
    fn changed_words_are_found() {
        let text = "it was dark and the river rose all night and then it fell";
        let found = aligned("the river fell all night", text).expect("a passage");
        assert_eq!((found.words.clone(), found.edits()), (4..9, 1));
        assert_eq!(found.steps[2], Step::Replaced(2, 6));
        let found = aligned("the river rose night", text).expect("a passage");
        assert_eq!((found.edits(), found.steps[3]), (1, Step::LeftOut(7)));
        let found = aligned("the wide river rose", text).expect("a passage");
        assert_eq!((found.edits(), found.steps[1]), (1, Step::Added(1)));
        assert_eq!(aligned("nothing else here", text), None);
    }

    #[test]
    fn words_in_a_row_are_found() {
        let (quotation, text) = (words("a b"), words("a a b a b"));
        assert_eq!(find(&quotation, &text), Some(1..3));
        assert_eq!(find(&words("b b"), &text), None);
        assert_eq!(find(&[], &text), None);
    }

    proptest! {
        /// The alignment accounts for every word of both sides, and a passage of the text aligns with
        /// itself without edits.
        #[test]
        fn steps_make_up_both(quotation in proptest::collection::vec(0u64..6, 1..12), text in proptest::collection::vec(0u64..6, 0..60)) {
            if let Some(found) = align(&quotation, &text, &|_| 1.0) {
                let (mut quoted, mut read) = (0, found.words.start);
                for step in &found.steps {
                    match *step {
                        Step::Kept(word, at) => {
                            prop_assert_eq!(quotation[word], text[at]);
                            prop_assert_eq!((word, at), (quoted, read));
                            (quoted, read) = (quoted + 1, read + 1);
                        }
                        Step::Replaced(word, at) => {
                            prop_assert_eq!((word, at), (quoted, read));
                            (quoted, read) = (quoted + 1, read + 1);
                        }
                        Step::Added(word) => {
                            prop_assert_eq!(word, quoted);
                            quoted += 1;
                        }
                        Step::LeftOut(at) => {
                            prop_assert_eq!(at, read);
                            read += 1;
                        }
                    }
                }
                prop_assert_eq!((quoted, read), (quotation.len(), found.words.end));
            }
        }

        #[test]
        fn a_passage_aligns_with_itself(text in proptest::collection::vec(0u64..1000, 20..200), start in 0usize..10, length in 5usize..10) {
            let passage = &text[start..start + length];
            prop_assert!(find(passage, &text).is_some());
            prop_assert_eq!(align(passage, &text, &|_| 1.0).map(|found| found.edits()), Some(0));
        }
    }
}
