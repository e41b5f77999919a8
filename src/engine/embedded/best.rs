//! The best hits of a search: ranked as asked, ties broken by id, beginning where the page before ended.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::gather::Gather;
use super::pairs::Floor;
use crate::cursor::{Cursor, Key};
use crate::request::Sort;

/// A hit and what it is sorted by.
#[derive(Debug, PartialEq, Eq)]
pub struct Ranked {
    rank: Rank,
    id: String,
    /// Where it lies.
    pub address: DocAddress,
}

impl Ranked {
    /// How it stands against another: the better is the lesser.
    pub fn place(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank).then_with(|| self.id.cmp(&other.id))
    }

    /// Its score, when hits are sorted by it.
    pub fn score(&self) -> f32 {
        self.rank.score()
    }
}

/// What a hit is sorted by: the greater is the better. Scores are never negative, so their bits are in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank([i64; 2]);

impl Rank {
    const UNDATED: Rank = Rank([i64::MIN, i64::MIN]);

    /// Of two that score the same, the newer is the better.
    fn of_score(score: f32, day: Option<i64>) -> Self {
        Self([i64::from(score.max(0.0).to_bits()), day.unwrap_or(i64::MIN)])
    }

    /// The score it was made of.
    fn score(self) -> f32 {
        let Self([ordered, _]) = self;
        u32::try_from(ordered).map_or(0.0, f32::from_bits)
    }

    fn of_days(days: Option<(i64, i64)>, sort: Sort) -> Self {
        match (days, sort) {
            (None, _) => Self::UNDATED,
            (Some((from, to)), Sort::Oldest) => Self([from.saturating_neg(), to.saturating_neg()]),
            (Some((from, to)), _) => Self([from, to]),
        }
    }

    fn of_cursor(cursor: &Cursor) -> Self {
        match cursor.key {
            Key::Score(score, day) => Self::of_score(score, day),
            Key::Days(days) => Self::of_days(days, cursor.sort),
        }
    }
}

/// After how many days a score is worth half of it, where the fresh come first.
const HALVED: f32 = 365.0;

/// The greatest age in days.
const UNDATED: i64 = 100 * 365;

/// The best hits of a segment. Ids are numbered in their order, so a number breaks ties as the id does.
pub struct Best {
    sort: Sort,
    /// The day that ages are counted from.
    newest: i64,
    /// What the best so far score.
    floor: Floor,
    limit: usize,
    ids: Option<StrColumn>,
    /// The rank the page before ended at, and the number of the first id behind its last.
    after: Option<(Rank, u64)>,
    heap: BinaryHeap<Reverse<Candidate>>,
}

/// A hit of a segment; the greater is the better.
type Candidate = (Rank, Reverse<u64>, DocId);

impl Best {
    /// The best of a segment whose ids are in this column.
    pub fn new(gather: &Gather, ids: Option<StrColumn>) -> Self {
        let limit = gather.limit.saturating_add(1);
        let (sort, newest, floor) = (gather.sort, gather.newest, gather.floor.clone());
        let mut best = Self { sort, newest, floor, limit, ids, after: None, heap: BinaryHeap::new() };
        best.after = gather.after.as_ref().map(|cursor| (Rank::of_cursor(cursor), best.first_behind(&cursor.id)));
        best
    }

    /// Considers a hit.
    pub fn offer(&mut self, doc: DocId, score: Score, days: Option<(i64, i64)>) {
        let rank = match self.sort {
            Sort::Relevance => Rank::of_score(score, days.map(|(from, _)| from)),
            Sort::Fresh => Rank::of_score(score * self.freshness(days), days.map(|(from, _)| from)),
            sort => Rank::of_days(days, sort),
        };
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.limit);
        if worst.is_some_and(|Reverse((worst, ..))| rank < *worst) {
            return;
        }
        let id = self.ids.as_ref().and_then(|ids| ids.ords().first(doc)).unwrap_or(u64::MAX);
        let candidate = (rank, Reverse(id), doc);
        if !self.is_after(rank, id) || worst.is_some_and(|Reverse(worst)| candidate < *worst) {
            return;
        }
        self.heap.push(Reverse(candidate));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
        if let Some(Reverse((worst, ..))) = self.heap.peek().filter(|_| self.heap.len() >= self.limit) {
            self.floor.raise(worst.score());
        }
    }

    /// What is left of a score at the age of its article: half of it after [`HALVED`] days, a third after twice as many.
    /// What has no date is as old as anything.
    fn freshness(&self, days: Option<(i64, i64)>) -> f32 {
        let age = days.map_or(UNDATED, |(from, _)| self.newest.saturating_sub(from).clamp(0, UNDATED));
        HALVED / (HALVED + age as f32)
    }

    fn is_after(&self, rank: Rank, id: u64) -> bool {
        match self.after {
            None => true,
            Some((last, _)) if rank != last => rank < last,
            Some((_, first)) => id >= first,
        }
    }

    /// The number of the first id that is greater than this one, by halves.
    fn first_behind(&self, id: &str) -> u64 {
        let (mut low, mut high) = (0, self.ids.as_ref().map_or(0, |ids| ids.dictionary().num_terms() as u64));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.id(middle).as_str() <= id {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn id(&self, number: u64) -> String {
        let mut id = String::new();
        // An id that can not be read sorts first; the article itself is still found.
        let _ = self.ids.as_ref().map(|ids| ids.ord_to_str(number, &mut id));
        id
    }

    /// The best hits, in no order, one more than asked for where there are more.
    pub fn harvest(mut self, segment: SegmentOrdinal) -> Vec<Ranked> {
        let heap = std::mem::take(&mut self.heap);
        let ranked = |Reverse((rank, Reverse(id), doc)): Reverse<Candidate>| Ranked {
            rank,
            id: self.id(id),
            address: DocAddress::new(segment, doc),
        };
        heap.into_iter().map(ranked).collect()
    }
}
