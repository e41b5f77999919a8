//! The top hits of a search: in the order of its sort, ties broken by id, beginning behind the page
//! before.

use std::cmp::{Ordering, Reverse};
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::date_histogram::DocDays;
use super::options::CollectOptions;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::tantivy::query::proximity::MinScore;
use crate::search::cursor::{Cursor, SortKey};
use crate::search::request::Sort;

/// A hit with its sort key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RankedHit {
    rank: Rank,
    id: String,
    /// Address of the document.
    pub address: DocAddress,
}

impl RankedHit {
    /// Compares two hits: the better is the lesser.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank).then_with(|| self.id.cmp(&other.id))
    }

    /// Returns the score, where hits are sorted by it.
    pub(crate) fn score(&self) -> Score {
        self.rank.score()
    }
}

/// Sort key of a hit: the greater is the better. Scores are never negative, so that their bits are
/// ordered as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank([i64; 2]);

impl Rank {
    /// Rank of undated hits when sorting by date: last in both directions.
    const UNDATED: Rank = Rank([i64::MIN, i64::MIN]);

    /// Ranks by score; of equal scores the newer is the better.
    fn from_score(score: Score, day: Option<i64>) -> Self {
        Self([i64::from(score.max(0.0).to_bits()), day.unwrap_or(i64::MIN)])
    }

    /// Returns the score of a rank by score.
    fn score(self) -> Score {
        let Self([bits, _]) = self;
        u32::try_from(bits).map_or(0.0, f32::from_bits)
    }

    fn from_days(days: DocDays, sort: Sort) -> Self {
        match (days, sort) {
            (None, _) => Self::UNDATED,
            (Some((from, to)), Sort::Oldest) => Self([from.saturating_neg(), to.saturating_neg()]),
            (Some((from, to)), _) => Self([from, to]),
        }
    }

    fn from_cursor(cursor: &Cursor) -> Self {
        match cursor.key {
            SortKey::Score(score, day) => Self::from_score(score, day),
            SortKey::Days(days) => Self::from_days(days, cursor.sort),
        }
    }
}

/// Age in days at which a score counts half, when sorting by freshness.
const HALF_SCORE_AGE: f32 = 365.0;

/// Greatest age in days; undated articles have it.
const MAX_AGE: i64 = 100 * 365;

/// A hit of one segment: rank, ordinal of its id, document. The greater is the better.
type Candidate = (Rank, Reverse<u64>, DocId);

/// Collector of the top hits of one segment.
pub(crate) struct TopHits {
    sort: Sort,
    /// Day that ages are counted from.
    newest: i64,
    min_score: MinScore,
    limit: usize,
    ids: IdColumn,
    /// Rank of the last hit of the page before, and the ordinal of the first id behind its own.
    after: Option<(Rank, u64)>,
    heap: BinaryHeap<Reverse<Candidate>>,
    /// Best version of every story, where stories are counted.
    best_versions: HashMap<Ordinal, Candidate>,
}

/// Best versions that one segment has of stories. Whether one is the best of all, and behind the
/// page before, is known when every segment has been collected.
pub(crate) struct BestVersions {
    ids: IdColumn,
    best: HashMap<Ordinal, Candidate>,
}

impl TopHits {
    /// Creates the collector of a segment with this column of ids.
    pub(crate) fn new(options: &CollectOptions, ids: StrColumn) -> Self {
        let ids = IdColumn(ids);
        let after = options.after.as_ref();
        let after = after.map(|cursor| (Rank::from_cursor(cursor), ids.first_behind(&cursor.id)));
        Self {
            sort: options.sort,
            newest: options.newest,
            min_score: options.min_score.clone(),
            // One more, to know whether another page follows.
            limit: options.limit.saturating_add(1),
            ids,
            after,
            heap: BinaryHeap::new(),
            best_versions: HashMap::new(),
        }
    }

    /// Offers a hit.
    pub(crate) fn offer(&mut self, doc: DocId, score: Score, days: DocDays) {
        let rank = self.rank(score, days);
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.limit);
        if worst.is_some_and(|Reverse((worst, ..))| rank < *worst) {
            return;
        }
        let id = self.ids.ordinal(doc);
        let candidate = (rank, Reverse(id), doc);
        if !self.is_behind_page(rank, id) || worst.is_some_and(|Reverse(worst)| candidate < *worst)
        {
            return;
        }
        self.heap.push(Reverse(candidate));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.limit);
        if let Some(Reverse((worst, ..))) = worst {
            self.min_score.raise(worst.score());
        }
    }

    /// Offers a hit that is a version of a story.
    pub(crate) fn offer_version(
        &mut self,
        story: Ordinal,
        doc: DocId,
        score: Score,
        days: DocDays,
    ) {
        let candidate = (self.rank(score, days), Reverse(self.ids.ordinal(doc)), doc);
        let best = self.best_versions.entry(story).or_insert(candidate);
        *best = candidate.max(*best);
    }

    fn rank(&self, score: Score, days: DocDays) -> Rank {
        let day = days.map(|(from, _)| from);
        match self.sort {
            Sort::Relevance => Rank::from_score(score, day),
            Sort::Fresh => Rank::from_score(score * self.freshness(day), day),
            sort => Rank::from_days(days, sort),
        }
    }

    /// Returns the factor of a score at an article's age: a half after [`HALF_SCORE_AGE`] days, a
    /// third after twice as many.
    fn freshness(&self, day: Option<i64>) -> f32 {
        let age = day.map_or(MAX_AGE, |day| self.newest.saturating_sub(day).clamp(0, MAX_AGE));
        HALF_SCORE_AGE / (HALF_SCORE_AGE + age as f32)
    }

    fn is_behind_page(&self, rank: Rank, id: u64) -> bool {
        match self.after {
            None => true,
            Some((last, _)) if rank != last => rank < last,
            Some((_, first_id)) => id >= first_id,
        }
    }

    /// Returns the top hits in no order, and the best versions of stories.
    pub(crate) fn harvest(self, segment: SegmentOrdinal) -> (Vec<RankedHit>, BestVersions) {
        let Self { heap, ids, best_versions, .. } = self;
        let hits =
            heap.into_iter().map(|Reverse(candidate)| ids.ranked(candidate, segment)).collect();
        (hits, BestVersions { ids, best: best_versions })
    }
}

/// Ids of a segment. Their ordinals are in the order of the ids, so that an ordinal breaks ties as
/// the id does.
#[derive(Clone)]
struct IdColumn(StrColumn);

impl IdColumn {
    fn ordinal(&self, doc: DocId) -> u64 {
        let ordinal = self.0.ords().first(doc);
        debug_assert!(ordinal.is_some(), "every document has an id");
        ordinal.unwrap_or(u64::MAX)
    }

    /// Finds the ordinal of the first id that is greater than this one, by bisection.
    fn first_behind(&self, id: &str) -> u64 {
        let (mut low, mut high) = (0, self.0.dictionary().num_terms() as u64);
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

    fn id(&self, ordinal: u64) -> String {
        let mut id = String::new();
        // An id that cannot be read sorts first; the document itself is still found.
        let _ = self.0.ord_to_str(ordinal, &mut id);
        id
    }

    fn ranked(&self, (rank, Reverse(id), doc): Candidate, segment: SegmentOrdinal) -> RankedHit {
        RankedHit { rank, id: self.id(id), address: DocAddress::new(segment, doc) }
    }
}

/// Returns the best version of every story, of those behind the page before the best ones: one more
/// than `limit` where there are more, and all that rank as the last of them.
pub(crate) fn story_hits(
    segments: &[(SegmentOrdinal, BestVersions)],
    after: Option<&Cursor>,
    limit: usize,
) -> Vec<RankedHit> {
    let ranked = |(index, candidate): (usize, Candidate)| {
        segments.get(index).map(|(segment, versions)| versions.ids.ranked(candidate, *segment))
    };
    let mut best: Vec<(usize, Candidate)> =
        best_of_all(segments, &|one, other| precedes(ranked(one), ranked(other)));
    let last = after.map(Rank::from_cursor);
    if let Some(last) = last {
        best.retain(|(_, (rank, ..))| *rank <= last);
    }
    best.sort_unstable_by_key(|(_, (rank, ..))| Reverse(*rank));
    // Hits that rank as the last one of the page before may still be on that page.
    let ties = best.iter().take_while(|(_, (rank, ..))| Some(*rank) == last).count();
    let least = best.get(limit.saturating_add(ties)).map(|(_, (rank, ..))| *rank);
    let kept =
        best.into_iter().take_while(|(_, (rank, ..))| least.is_none_or(|least| *rank >= least));
    let is_behind_page = |hit: &RankedHit| {
        after.is_none_or(|cursor| Some(hit.rank) != last || hit.id.as_str() > cursor.id.as_str())
    };
    kept.filter_map(ranked).filter(is_behind_page).collect()
}

/// Returns the best version of every story with the index of its segment.
fn best_of_all(
    segments: &[(SegmentOrdinal, BestVersions)],
    precedes: &dyn Fn((usize, Candidate), (usize, Candidate)) -> bool,
) -> Vec<(usize, Candidate)> {
    let mut best: HashMap<Ordinal, (usize, Candidate)> = HashMap::new();
    for (index, (_, versions)) in segments.iter().enumerate() {
        for (story, candidate) in &versions.best {
            let offered = (index, *candidate);
            match best.entry(*story) {
                Entry::Vacant(entry) => drop(entry.insert(offered)),
                Entry::Occupied(mut entry) => {
                    let (rank, known) = (candidate.0, entry.get().1.0);
                    // Ids are read only where ranks are equal.
                    if rank > known || rank == known && precedes(offered, *entry.get()) {
                        entry.insert(offered);
                    }
                }
            }
        }
    }
    best.into_values().collect()
}

fn precedes(one: Option<RankedHit>, other: Option<RankedHit>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.compare(&other) == Ordering::Less)
}
