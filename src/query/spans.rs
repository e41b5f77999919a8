//! Spans of word positions in a text: the arithmetic of phrases and proximity that engine and
//! highlighter share.
//!
//! Positions are numbers of words from 0. A span need not be contiguous: of `a NEAR/5 b` it has the
//! positions of both words and none in between.

use smallvec::SmallVec;

use crate::query::ProximityOperator;
use crate::text::sentences::BoundaryKind;

/// The greatest number of spans of one query in one text. Pairs of frequent words could be as many
/// as their product.
pub(crate) const MAX_SPANS: usize = 1 << 16;

/// Words of a text that match together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WordSpan {
    /// The position of its first word.
    pub first: u32,
    /// The position of its last word.
    pub last: u32,
    /// Its words as runs of adjacent positions, inclusive at both ends.
    runs: SmallVec<[(u32, u32); 2]>,
}

/// Ends of sentences and paragraphs: the positions of their last words, sorted. The end of a
/// paragraph is in both lists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Boundaries {
    /// Last words of sentences.
    pub sentences: Vec<u32>,
    /// Last words of paragraphs.
    pub paragraphs: Vec<u32>,
}

impl Boundaries {
    /// Adds an end behind all others.
    pub(crate) fn push(&mut self, position: u32, kind: BoundaryKind) {
        self.sentences.push(position);
        if kind == BoundaryKind::Paragraph {
            self.paragraphs.push(position);
        }
    }
}

impl WordSpan {
    /// Makes a span of adjacent words.
    pub(crate) fn run(first: u32, last: u32) -> Self {
        Self { first, last, runs: SmallVec::from_slice(&[(first, last)]) }
    }

    /// Returns its runs of adjacent positions, inclusive at both ends.
    pub(crate) fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }

    /// Joins two spans. The same words give the same runs, however they were joined.
    fn join(&self, other: &Self) -> Self {
        let mut all: SmallVec<[(u32, u32); 4]> =
            self.runs.iter().chain(&other.runs).copied().collect();
        all.sort_unstable();
        let mut runs: SmallVec<[(u32, u32); 2]> = SmallVec::new();
        for (first, last) in all {
            match runs.last_mut() {
                Some((_, end)) if end.saturating_add(1) >= first => *end = last.max(*end),
                _ => runs.push((first, last)),
            }
        }
        Self { first: self.first.min(other.first), last: self.last.max(other.last), runs }
    }

    fn shares_word(&self, other: &Self) -> bool {
        let overlaps = |(first, last): &(u32, u32)| {
            other.runs.iter().any(|(from, to)| first <= to && from <= last)
        };
        self.first <= other.last && other.first <= self.last && self.runs.iter().any(overlaps)
    }

    /// Returns the distance of the nearest ends in words.
    fn distance(&self, other: &Self) -> u32 {
        let from_first = self.first.abs_diff(other.first).min(self.first.abs_diff(other.last));
        let from_last = self.last.abs_diff(other.first).min(self.last.abs_diff(other.last));
        from_first.min(from_last)
    }

    /// Returns whether one of these ends is between the two spans.
    fn is_separated(&self, other: &Self, ends: &[u32]) -> bool {
        let (from, to) = if self.last < other.first {
            (self.last, other.first)
        } else if other.last < self.first {
            (other.last, self.first)
        } else {
            return false;
        };
        ends.get(ends.partition_point(|end| *end < from)).is_some_and(|end| *end < to)
    }

    /// Returns whether the operator joins the two spans, whatever words they share.
    fn is_near(&self, other: &Self, operator: ProximityOperator, boundaries: &Boundaries) -> bool {
        match operator {
            ProximityOperator::Within(words) => self.distance(other) <= words,
            ProximityOperator::Before(words) => {
                self.last < other.first && other.first - self.last <= words
            }
            ProximityOperator::Sentence => !self.is_separated(other, &boundaries.sentences),
            ProximityOperator::Paragraph => !self.is_separated(other, &boundaries.paragraphs),
        }
    }
}

/// One word of a phrase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PhraseTerm<'p> {
    /// The number of arbitrary words between it and the previous word.
    pub gap: u32,
    /// Its positions, sorted.
    pub positions: &'p [u32],
}

/// Finds phrases: the terms in order with at most `slop` more words in between. From every first
/// word the shortest is returned.
pub(crate) fn phrase(terms: &[PhraseTerm<'_>], slop: u32) -> Vec<WordSpan> {
    let Some((firsts, others)) = terms.split_first() else { return Vec::new() };
    let length = others
        .iter()
        .fold(0, |length: u32, term| length.saturating_add(term.gap).saturating_add(1));
    let mut at: SmallVec<[usize; 4]> = SmallVec::from_elem(0, others.len());
    let mut found = Vec::new();
    'firsts: for first in firsts.positions {
        let (mut last, mut runs) = (*first, SmallVec::from_slice(&[(*first, *first)]));
        for (PhraseTerm { gap: behind, positions: numbers }, at) in others.iter().zip(&mut at) {
            while numbers.get(*at).is_some_and(|number| *number <= last.saturating_add(*behind)) {
                *at += 1;
            }
            // Later first words need later others: without one now, there is none for them either.
            let Some(next) = numbers.get(*at) else { break 'firsts };
            match runs.last_mut() {
                Some((_, end)) if *end + 1 == *next => *end = *next,
                _ => runs.push((*next, *next)),
            }
            last = *next;
        }
        if (last - first).saturating_sub(length) <= slop {
            found.push(WordSpan { first: *first, last, runs });
        }
    }
    found
}

/// Finds every pair of a span of `these` and a span of `those` that the operator joins and that
/// share no word. `is_over` is asked before each pair; when time is up, the rest is left out.
pub(crate) fn near(
    these: &[WordSpan],
    those: &[WordSpan],
    operator: ProximityOperator,
    boundaries: &Boundaries,
    is_over: &mut dyn FnMut() -> bool,
) -> Vec<WordSpan> {
    let mut pairs = Vec::new();
    for (one, other) in neighbours(these, those, operator, boundaries) {
        if pairs.len() == MAX_SPANS || is_over() {
            break;
        }
        if !one.shares_word(other) && one.is_near(other, operator, boundaries) {
            pairs.push(one.join(other));
        }
    }
    sorted(pairs)
}

/// Finds the spans of `these` that have no span of `those` near them, other than themselves.
/// `is_over` is asked before each pair; when time is up, the rest is left out.
pub(crate) fn not_near(
    these: &[WordSpan],
    those: &[WordSpan],
    operator: ProximityOperator,
    boundaries: &Boundaries,
    is_over: &mut dyn FnMut() -> bool,
) -> Vec<WordSpan> {
    let candidates = Candidates::new(those, operator, boundaries);
    let mut isolated = Vec::new();
    'these: for one in these {
        for other in candidates.around(one) {
            if is_over() {
                return isolated;
            }
            let touches = one.shares_word(other) || one.is_near(other, operator, boundaries);
            if other.runs != one.runs && touches {
                continue 'these;
            }
        }
        isolated.push(one.clone());
    }
    isolated
}

/// Merges lists of spans and removes duplicates.
pub(crate) fn union(lists: impl IntoIterator<Item = Vec<WordSpan>>) -> Vec<WordSpan> {
    sorted(lists.into_iter().flatten().collect())
}

fn sorted(mut all: Vec<WordSpan>) -> Vec<WordSpan> {
    all.sort_unstable();
    all.dedup();
    all
}

fn neighbours<'o>(
    these: &'o [WordSpan],
    those: &'o [WordSpan],
    operator: ProximityOperator,
    boundaries: &'o Boundaries,
) -> impl Iterator<Item = (&'o WordSpan, &'o WordSpan)> {
    let candidates = Candidates::new(those, operator, boundaries);
    these.iter().flat_map(move |one| candidates.around(one).map(move |other| (one, other)))
}

/// Narrows a sorted list of spans to those that can be near a span at all.
#[derive(Clone, Copy)]
struct Candidates<'o> {
    spans: &'o [WordSpan],
    operator: ProximityOperator,
    boundaries: &'o Boundaries,
    /// The length of the longest span in words.
    longest: u32,
}

impl<'o> Candidates<'o> {
    fn new(spans: &'o [WordSpan], operator: ProximityOperator, boundaries: &'o Boundaries) -> Self {
        let longest = spans.iter().map(|span| span.last - span.first).max().unwrap_or(0);
        Self { spans, operator, boundaries, longest }
    }

    fn around(self, one: &WordSpan) -> impl Iterator<Item = &'o WordSpan> + use<'o> {
        let (from, to) = match self.operator {
            ProximityOperator::Within(words) => {
                (one.first.saturating_sub(words), one.last.saturating_add(words))
            }
            ProximityOperator::Before(words) => (one.first, one.last.saturating_add(words)),
            ProximityOperator::Sentence => enclosing_unit(one, &self.boundaries.sentences),
            ProximityOperator::Paragraph => enclosing_unit(one, &self.boundaries.paragraphs),
        };
        let earliest = from.saturating_sub(self.longest);
        let start = self.spans.partition_point(|other| other.first < earliest);
        let near = self.spans.get(start..).unwrap_or_default();
        near.iter().take_while(move |other| other.first <= to)
    }
}

/// The last position a text can have: where no end follows, a unit reaches to the end of the text.
const LAST_POSITION: u32 = u32::MAX;

/// Returns the first and the last position of the sentences or paragraphs that a span touches.
fn enclosing_unit(one: &WordSpan, ends: &[u32]) -> (u32, u32) {
    let before = ends.partition_point(|end| *end < one.first);
    let from = before.checked_sub(1).and_then(|at| ends.get(at)).map_or(0, |end| end + 1);
    let to =
        ends.get(ends.partition_point(|end| *end < one.last)).copied().unwrap_or(LAST_POSITION);
    (from, to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn never() -> bool {
        false
    }

    fn words(numbers: &[u32]) -> Vec<WordSpan> {
        numbers.iter().map(|number| WordSpan::run(*number, *number)).collect()
    }

    fn extents(found: &[WordSpan]) -> Vec<(u32, u32)> {
        found.iter().map(|one| (one.first, one.last)).collect()
    }

    #[test]
    fn a_phrase_is_the_shortest_from_each_first_word() {
        let found = |words: &[(u32, &[u32])], between| {
            let words: Vec<PhraseTerm> = words
                .iter()
                .map(|(behind, numbers)| PhraseTerm { gap: *behind, positions: numbers })
                .collect();
            extents(&phrase(&words, between))
        };
        assert_eq!(found(&[(0, &[0, 5, 9]), (0, &[1, 7])], 0), [(0, 1)]);
        assert_eq!(found(&[(0, &[0, 5, 9]), (0, &[1, 7])], 1), [(0, 1), (5, 7)]);
        assert_eq!(found(&[(0, &[0, 5, 9]), (1, &[1, 7])], 0), [(5, 7)]);
        assert_eq!(found(&[(0, &[0, 2]), (0, &[0, 2])], 1), [(0, 2)]);
        assert_eq!(found(&[(0, &[0, 1]), (0, &[3]), (0, &[4])], 2), [(0, 4), (1, 4)]);
    }

    #[test]
    fn the_same_words_give_the_same_span() {
        let (pair, phrase) = (WordSpan::run(0, 1).join(&WordSpan::run(2, 2)), WordSpan::run(0, 2));
        assert_eq!(
            (&pair, WordSpan::run(2, 2).join(&WordSpan::run(0, 1))),
            (&phrase, phrase.clone())
        );
        assert_eq!(WordSpan::run(5, 5).join(&WordSpan::run(1, 2)).runs(), [(1, 2), (5, 5)]);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let none = Boundaries::default();
        assert!(
            near(&words(&[3]), &words(&[3]), ProximityOperator::Within(5), &none, &mut never)
                .is_empty()
        );
        assert_eq!(
            extents(&near(
                &words(&[3]),
                &words(&[3, 8]),
                ProximityOperator::Within(5),
                &none,
                &mut never
            )),
            [(3, 8)]
        );
        assert_eq!(
            extents(&not_near(
                &words(&[3, 20]),
                &words(&[3, 4]),
                ProximityOperator::Within(5),
                &none,
                &mut never
            )),
            [(20, 20)]
        );
    }

    #[test]
    fn no_pair_is_looked_at_when_time_is_up() {
        let all: Vec<u32> = (0..400).collect();
        let (operator, none) = (ProximityOperator::Within(400), Boundaries::default());
        let mut left = 100;
        let mut is_over = || {
            left -= 1;
            left < 0
        };
        let found = near(&words(&all), &words(&all), operator, &none, &mut is_over);
        assert!(found.len() < 100);
        assert!(not_near(&words(&all), &words(&all), operator, &none, &mut is_over).is_empty());
        assert_eq!(left, -2);
    }

    #[test]
    fn a_boundary_separates_both_sides() {
        let mut ends = Boundaries::default();
        ends.push(4, BoundaryKind::Sentence);
        let found = |operator| {
            extents(&near(&words(&[1, 5]), &words(&[4, 9]), operator, &ends, &mut never))
        };
        assert_eq!(found(ProximityOperator::Sentence), [(1, 4), (5, 9)]);
        assert_eq!(found(ProximityOperator::Paragraph), [(1, 4), (1, 9), (4, 5), (5, 9)]);
    }

    fn span_lists() -> impl Strategy<Value = Vec<WordSpan>> {
        prop::collection::vec((0u32..40, 0u32..4), 0..8).prop_map(|runs| {
            sorted(
                runs.into_iter().map(|(first, more)| WordSpan::run(first, first + more)).collect(),
            )
        })
    }

    fn operators() -> impl Strategy<Value = ProximityOperator> {
        prop_oneof![
            (0u32..9).prop_map(ProximityOperator::Within),
            (0u32..9).prop_map(ProximityOperator::Before),
            Just(ProximityOperator::Sentence),
            Just(ProximityOperator::Paragraph),
        ]
    }

    proptest! {
        #[test]
        fn candidates_include_all_that_is_near(these in span_lists(), those in span_lists(), last in span_lists(), operator in operators()) {
            let mut ends = Boundaries::default();
            for at in [4, 9, 17, 30] {
                ends.push(at, if at % 2 == 0 { BoundaryKind::Sentence } else { BoundaryKind::Paragraph });
            }
            let pairs = near(&these, &those, operator, &ends, &mut never);
            for (these, those) in [(&these, &those), (&pairs, &last)] {
                let all = these.iter().flat_map(|one| those.iter().map(move |other| (one, other)));
                let expected = all.filter(|(one, other)| !one.shares_word(other) && one.is_near(other, operator, &ends));
                prop_assert_eq!(near(these, those, operator, &ends, &mut never), sorted(expected.map(|(one, other)| one.join(other)).collect()));
                let isolated = |one: &&WordSpan| !those.iter().any(|other| {
                    one.runs != other.runs && (one.shares_word(other) || one.is_near(other, operator, &ends))
                });
                prop_assert_eq!(not_near(these, those, operator, &ends, &mut never), these.iter().filter(isolated).cloned().collect::<Vec<_>>());
            }
        }
    }
}
