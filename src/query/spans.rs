//! Where something stands in a text, in numbers of words, and what stands near it: the arithmetic of phrases and nearness,
//! which engine and highlights share.

use smallvec::SmallVec;

use crate::query::Nearness;
use crate::text::sentences::End;

/// The most occurrences that are kept of one thing in one text. Pairs of frequent words could be as many as their product.
pub const MOST: usize = 1 << 16;

/// Some words of a text that answer together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The number of its first word.
    pub first: u32,
    /// The number of its last word.
    pub last: u32,
    /// Its words, as runs from a first to a last one; not those in between.
    runs: SmallVec<[(u32, u32); 2]>,
}

/// Where sentences and paragraphs end: the numbers of their last words, in order. The end of a paragraph is in both.
#[derive(Debug, Clone, Default)]
pub struct Ends {
    /// Last words of sentences.
    pub sentences: Vec<u32>,
    /// Last words of paragraphs.
    pub paragraphs: Vec<u32>,
}

impl Ends {
    /// Adds an end behind all before it.
    pub fn push(&mut self, word: u32, end: End) {
        self.sentences.push(word);
        if end == End::Paragraph {
            self.paragraphs.push(word);
        }
    }
}

impl Occurrence {
    /// Words that stand side by side.
    pub fn run(first: u32, last: u32) -> Self {
        Self { first, last, runs: SmallVec::from_slice(&[(first, last)]) }
    }

    /// The runs of its words, each from a first to a last one.
    pub fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }

    /// Both, whose words are one's or the other's. The same words are the same runs, whatever they were put together from.
    fn with(&self, other: &Self) -> Self {
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
        let meet = |(first, last): &(u32, u32)| {
            other.runs.iter().any(|(from, to)| first <= to && from <= last)
        };
        self.first <= other.last && other.first <= self.last && self.runs.iter().any(meet)
    }

    /// How far the numbers of the words at the nearest ends differ.
    fn distance(&self, other: &Self) -> u32 {
        let ends = [
            (self.first, other.first),
            (self.first, other.last),
            (self.last, other.first),
            (self.last, other.last),
        ];
        ends.into_iter().map(|(one, two)| one.abs_diff(two)).min().unwrap_or(0)
    }

    /// Whether one of these ends stands between the two.
    fn is_parted(&self, other: &Self, ends: &[u32]) -> bool {
        let (from, to) = if self.last < other.first {
            (self.last, other.first)
        } else if other.last < self.first {
            (other.last, self.first)
        } else {
            return false;
        };
        ends.get(ends.partition_point(|end| *end < from)).is_some_and(|end| *end < to)
    }

    /// Whether the other is as near as this, whatever words they share.
    fn is_near(&self, other: &Self, how: Nearness, ends: &Ends) -> bool {
        match how {
            Nearness::Within(words) => self.distance(other) <= words,
            Nearness::Before(words) => self.last < other.first && other.first - self.last <= words,
            Nearness::Sentence => !self.is_parted(other, &ends.sentences),
            Nearness::Paragraph => !self.is_parted(other, &ends.paragraphs),
        }
    }
}

/// One of the words of a row.
#[derive(Debug, Clone, Copy)]
pub struct InRow<'n> {
    /// How many words, whatever they are, stand between it and the one before.
    pub behind: u32,
    /// Where it stands, in order.
    pub numbers: &'n [u32],
}

/// Words in this order with at most so many more in between, from every first word the shortest.
pub fn row(words: &[InRow<'_>], between: u32) -> Vec<Occurrence> {
    let Some((firsts, others)) = words.split_first() else { return Vec::new() };
    let length = others
        .iter()
        .fold(0, |length: u32, word| length.saturating_add(word.behind).saturating_add(1));
    let mut at: SmallVec<[usize; 4]> = SmallVec::from_elem(0, others.len());
    let mut found = Vec::new();
    'firsts: for first in firsts.numbers {
        let (mut last, mut runs) = (*first, SmallVec::from_slice(&[(*first, *first)]));
        for (InRow { behind, numbers }, at) in others.iter().zip(&mut at) {
            while numbers.get(*at).is_some_and(|number| *number <= last.saturating_add(*behind)) {
                *at += 1;
            }
            // Later first words want later others: where there is none, there is none for them either.
            let Some(next) = numbers.get(*at) else { break 'firsts };
            match runs.last_mut() {
                Some((_, end)) if *end + 1 == *next => *end = *next,
                _ => runs.push((*next, *next)),
            }
            last = *next;
        }
        if (last - first).saturating_sub(length) <= between {
            found.push(Occurrence { first: *first, last, runs });
        }
    }
    found
}

/// Every pair of one of these and one of those that is near and shares no word.
pub fn near(
    these: &[Occurrence],
    those: &[Occurrence],
    how: Nearness,
    ends: &Ends,
) -> Vec<Occurrence> {
    let mut pairs = Vec::new();
    for (one, other) in neighbours(these, those, how, ends) {
        if !one.shares_word(other) && one.is_near(other, how, ends) {
            pairs.push(one.with(other));
            if pairs.len() == MOST {
                break;
            }
        }
    }
    in_order(pairs)
}

/// Those of these that have none of those near them, but themselves.
pub fn far(
    these: &[Occurrence],
    those: &[Occurrence],
    how: Nearness,
    ends: &Ends,
) -> Vec<Occurrence> {
    let reach = Reach::of(those, how, ends);
    let is_far = |one: &&Occurrence| {
        !reach.of_one(one).any(|other| {
            other.runs != one.runs && (one.shares_word(other) || one.is_near(other, how, ends))
        })
    };
    these.iter().filter(is_far).cloned().collect()
}

/// Lists put together, each place once.
pub fn any(lists: impl IntoIterator<Item = Vec<Occurrence>>) -> Vec<Occurrence> {
    in_order(lists.into_iter().flatten().collect())
}

fn in_order(mut all: Vec<Occurrence>) -> Vec<Occurrence> {
    all.sort_unstable();
    all.dedup();
    all
}

fn neighbours<'o>(
    these: &'o [Occurrence],
    those: &'o [Occurrence],
    how: Nearness,
    ends: &'o Ends,
) -> impl Iterator<Item = (&'o Occurrence, &'o Occurrence)> {
    let reach = Reach::of(those, how, ends);
    these.iter().flat_map(move |one| reach.of_one(one).map(move |other| (one, other)))
}

/// Which of a list may be near something at all.
#[derive(Clone, Copy)]
struct Reach<'o> {
    those: &'o [Occurrence],
    how: Nearness,
    ends: &'o Ends,
    /// How many words the longest of them spans.
    longest: u32,
}

impl<'o> Reach<'o> {
    fn of(those: &'o [Occurrence], how: Nearness, ends: &'o Ends) -> Self {
        let longest = those.iter().map(|other| other.last - other.first).max().unwrap_or(0);
        Self { those, how, ends, longest }
    }

    fn of_one(self, one: &Occurrence) -> impl Iterator<Item = &'o Occurrence> + use<'o> {
        let (from, to) = match self.how {
            Nearness::Within(words) => {
                (one.first.saturating_sub(words), one.last.saturating_add(words))
            }
            Nearness::Before(words) => (one.first, one.last.saturating_add(words)),
            Nearness::Sentence => around(one, &self.ends.sentences),
            Nearness::Paragraph => around(one, &self.ends.paragraphs),
        };
        let earliest = from.saturating_sub(self.longest);
        let start = self.those.partition_point(|other| other.first < earliest);
        let near = self.those.get(start..).unwrap_or_default();
        near.iter().take_while(move |other| other.first <= to)
    }
}

/// The words from the end before to the end behind.
fn around(one: &Occurrence, ends: &[u32]) -> (u32, u32) {
    let before = ends.partition_point(|end| *end < one.first);
    let from = before.checked_sub(1).and_then(|at| ends.get(at)).map_or(0, |end| end + 1);
    let to = ends.get(ends.partition_point(|end| *end < one.last)).copied().unwrap_or(u32::MAX);
    (from, to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(numbers: &[u32]) -> Vec<Occurrence> {
        numbers.iter().map(|number| Occurrence::run(*number, *number)).collect()
    }

    fn places(found: &[Occurrence]) -> Vec<(u32, u32)> {
        found.iter().map(|one| (one.first, one.last)).collect()
    }

    #[test]
    fn a_row_is_the_shortest_from_each_first_word() {
        let found = |words: &[(u32, &[u32])], between| {
            let words: Vec<InRow> =
                words.iter().map(|(behind, numbers)| InRow { behind: *behind, numbers }).collect();
            places(&row(&words, between))
        };
        assert_eq!(found(&[(0, &[0, 5, 9]), (0, &[1, 7])], 0), [(0, 1)]);
        assert_eq!(found(&[(0, &[0, 5, 9]), (0, &[1, 7])], 1), [(0, 1), (5, 7)]);
        assert_eq!(found(&[(0, &[0, 5, 9]), (1, &[1, 7])], 0), [(5, 7)]);
        assert_eq!(found(&[(0, &[0, 2]), (0, &[0, 2])], 1), [(0, 2)]);
        assert_eq!(found(&[(0, &[0, 1]), (0, &[3]), (0, &[4])], 2), [(0, 4), (1, 4)]);
    }

    #[test]
    fn the_same_words_are_the_same_however_they_were_found() {
        let (pair, row) =
            (Occurrence::run(0, 1).with(&Occurrence::run(2, 2)), Occurrence::run(0, 2));
        assert_eq!(
            (&pair, Occurrence::run(2, 2).with(&Occurrence::run(0, 1))),
            (&row, row.clone())
        );
        assert_eq!(Occurrence::run(5, 5).with(&Occurrence::run(1, 2)).runs(), [(1, 2), (5, 5)]);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        let none = Ends::default();
        assert!(near(&words(&[3]), &words(&[3]), Nearness::Within(5), &none).is_empty());
        assert_eq!(
            places(&near(&words(&[3]), &words(&[3, 8]), Nearness::Within(5), &none)),
            [(3, 8)]
        );
        assert_eq!(
            places(&far(&words(&[3, 20]), &words(&[3, 4]), Nearness::Within(5), &none)),
            [(20, 20)]
        );
    }

    #[test]
    fn an_end_parts_what_stands_on_both_sides() {
        let mut ends = Ends::default();
        ends.push(4, End::Sentence);
        let found = |how| places(&near(&words(&[1, 5]), &words(&[4, 9]), how, &ends));
        assert_eq!(found(Nearness::Sentence), [(1, 4), (5, 9)]);
        assert_eq!(found(Nearness::Paragraph), [(1, 4), (1, 9), (4, 5), (5, 9)]);
    }

    fn some() -> impl Strategy<Value = Vec<Occurrence>> {
        prop::collection::vec((0u32..40, 0u32..4), 0..8).prop_map(|runs| {
            in_order(
                runs.into_iter()
                    .map(|(first, more)| Occurrence::run(first, first + more))
                    .collect(),
            )
        })
    }

    fn how() -> impl Strategy<Value = Nearness> {
        prop_oneof![
            (0u32..9).prop_map(Nearness::Within),
            (0u32..9).prop_map(Nearness::Before),
            Just(Nearness::Sentence),
            Just(Nearness::Paragraph),
        ]
    }

    proptest! {
        #[test]
        fn neighbours_are_all_that_can_be_near(these in some(), those in some(), last in some(), how in how()) {
            let mut ends = Ends::default();
            for at in [4, 9, 17, 30] {
                ends.push(at, if at % 2 == 0 { End::Sentence } else { End::Paragraph });
            }
            let pairs = near(&these, &those, how, &ends);
            for (these, those) in [(&these, &those), (&pairs, &last)] {
                let all = these.iter().flat_map(|one| those.iter().map(move |other| (one, other)));
                let told = all.filter(|(one, other)| !one.shares_word(other) && one.is_near(other, how, &ends));
                prop_assert_eq!(near(these, those, how, &ends), in_order(told.map(|(one, other)| one.with(other)).collect()));
                let lonely = |one: &&Occurrence| !those.iter().any(|other| {
                    one.runs != other.runs && (one.shares_word(other) || one.is_near(other, how, &ends))
                });
                prop_assert_eq!(far(these, those, how, &ends), these.iter().filter(lonely).cloned().collect::<Vec<_>>());
            }
        }
    }
}
