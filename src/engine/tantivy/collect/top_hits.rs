//! The best hits of a search: ranked as asked, ties broken by id, beginning where the page before ended.

use std::cmp::{Ordering, Reverse};
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::collector::SearchCollector;
use crate::engine::tantivy::query::proximity::MinScore;
use crate::search::cursor::{Cursor, Key};
use crate::search::request::Sort;

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
pub struct TopHits {
    sort: Sort,
    /// The day that ages are counted from.
    newest: i64,
    /// What the best so far score.
    floor: MinScore,
    limit: usize,
    ids: Ids,
    /// The rank the page before ended at, and the number of the first id behind its last.
    after: Option<(Rank, u64)>,
    heap: BinaryHeap<Reverse<Candidate>>,
    /// Of every story its best version, where stories are counted.
    versions: HashMap<u32, Candidate>,
}

/// A hit of a segment; the greater is the better.
type Candidate = (Rank, Reverse<u64>, DocId);

/// The best versions that a segment has of stories. Whether one is the best of all, and behind the page before, is known
/// when all segments have been asked.
pub struct Versions {
    ids: Ids,
    best: HashMap<u32, Candidate>,
}

/// The ids of a segment, numbered in their order.
#[derive(Clone)]
struct Ids(Option<StrColumn>);

impl TopHits {
    /// The best of a segment whose ids are in this column.
    pub fn new(gather: &SearchCollector, ids: Option<StrColumn>) -> Self {
        let limit = gather.limit.saturating_add(1);
        let (sort, newest, floor) = (gather.sort, gather.newest, gather.floor.clone());
        let ids = Ids(ids);
        let after = gather
            .after
            .as_ref()
            .map(|cursor| (Rank::of_cursor(cursor), ids.first_behind(&cursor.id)));
        Self {
            sort,
            newest,
            floor,
            limit,
            ids,
            after,
            heap: BinaryHeap::new(),
            versions: HashMap::new(),
        }
    }

    /// Considers a hit.
    pub fn offer(&mut self, doc: DocId, score: Score, days: Option<(i64, i64)>) {
        let rank = self.rank(score, days);
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.limit);
        if worst.is_some_and(|Reverse((worst, ..))| rank < *worst) {
            return;
        }
        let id = self.ids.number(doc);
        let candidate = (rank, Reverse(id), doc);
        if !self.is_after(rank, id) || worst.is_some_and(|Reverse(worst)| candidate < *worst) {
            return;
        }
        self.heap.push(Reverse(candidate));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
        if let Some(Reverse((worst, ..))) =
            self.heap.peek().filter(|_| self.heap.len() >= self.limit)
        {
            self.floor.raise(worst.score());
        }
    }

    /// Considers a hit that is a version of this story.
    pub fn offer_version(
        &mut self,
        story: u32,
        doc: DocId,
        score: Score,
        days: Option<(i64, i64)>,
    ) {
        let candidate = (self.rank(score, days), Reverse(self.ids.number(doc)), doc);
        let best = self.versions.entry(story).or_insert(candidate);
        *best = candidate.max(*best);
    }

    fn rank(&self, score: Score, days: Option<(i64, i64)>) -> Rank {
        match self.sort {
            Sort::Relevance => Rank::of_score(score, days.map(|(from, _)| from)),
            Sort::Fresh => Rank::of_score(score * self.freshness(days), days.map(|(from, _)| from)),
            sort => Rank::of_days(days, sort),
        }
    }

    /// What is left of a score at the age of its article: half of it after [`HALVED`] days, a third after twice as many.
    /// What has no date is as old as anything.
    fn freshness(&self, days: Option<(i64, i64)>) -> f32 {
        let age =
            days.map_or(UNDATED, |(from, _)| self.newest.saturating_sub(from).clamp(0, UNDATED));
        HALVED / (HALVED + age as f32)
    }

    fn is_after(&self, rank: Rank, id: u64) -> bool {
        match self.after {
            None => true,
            Some((last, _)) if rank != last => rank < last,
            Some((_, first)) => id >= first,
        }
    }

    /// The best hits, in no order, one more than asked for where there are more; and the best versions of stories.
    pub fn harvest(self, segment: SegmentOrdinal) -> (Vec<Ranked>, Versions) {
        let Self { heap, ids, versions, .. } = self;
        let hits =
            heap.into_iter().map(|Reverse(candidate)| ids.ranked(candidate, segment)).collect();
        (hits, Versions { ids, best: versions })
    }
}

impl Ids {
    fn number(&self, doc: DocId) -> u64 {
        self.0.as_ref().and_then(|ids| ids.ords().first(doc)).unwrap_or(u64::MAX)
    }

    /// The number of the first id that is greater than this one, by halves.
    fn first_behind(&self, id: &str) -> u64 {
        let (mut low, mut high) =
            (0, self.0.as_ref().map_or(0, |ids| ids.dictionary().num_terms() as u64));
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
        let _ = self.0.as_ref().map(|ids| ids.ord_to_str(number, &mut id));
        id
    }

    fn ranked(&self, (rank, Reverse(id), doc): Candidate, segment: SegmentOrdinal) -> Ranked {
        Ranked { rank, id: self.id(id), address: DocAddress::new(segment, doc) }
    }
}

/// Every story by its best version, of those behind the page before the best ones: one more than `limit` where there are
/// more, and all that rank as the last of them.
pub fn representatives(
    segments: &[(SegmentOrdinal, Versions)],
    after: Option<&Cursor>,
    limit: usize,
) -> Vec<Ranked> {
    let mut best: HashMap<u32, (usize, Candidate)> = HashMap::new();
    let ranked = |(at, candidate): (usize, Candidate)| {
        segments.get(at).map(|(segment, versions)| versions.ids.ranked(candidate, *segment))
    };
    for (at, (_, versions)) in segments.iter().enumerate() {
        for (story, candidate) in &versions.best {
            let offered = (at, *candidate);
            match best.entry(*story) {
                Entry::Vacant(free) => drop(free.insert(offered)),
                Entry::Occupied(mut held) => {
                    let (rank, known) = (candidate.0, held.get().1.0);
                    // Ids are read of those only that rank the same.
                    if rank > known
                        || rank == known && precedes(ranked(offered), ranked(*held.get()))
                    {
                        held.insert(offered);
                    }
                }
            }
        }
    }
    let mut best: Vec<(usize, Candidate)> = best.into_values().collect();
    if let Some(last) = after.map(Rank::of_cursor) {
        best.retain(|(_, (rank, ..))| *rank <= last);
    }
    best.sort_unstable_by_key(|(_, (rank, ..))| Reverse(*rank));
    let ties = |cursor: &Cursor| {
        best.iter().take_while(|(_, (rank, ..))| *rank == Rank::of_cursor(cursor)).count()
    };
    let least = best.get(limit.saturating_add(after.map_or(0, ties))).map(|(_, (rank, ..))| *rank);
    let kept =
        best.into_iter().take_while(|(_, (rank, ..))| least.is_none_or(|least| *rank >= least));
    let behind = |hit: &Ranked| {
        after.is_none_or(|cursor| {
            hit.rank != Rank::of_cursor(cursor) || hit.id.as_str() > cursor.id.as_str()
        })
    };
    kept.filter_map(ranked).filter(behind).collect()
}

fn precedes(one: Option<Ranked>, other: Option<Ranked>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.place(&other) == Ordering::Less)
}
