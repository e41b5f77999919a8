//! One pass over everything that matches: the best hits, the total, every facet and every day, all exact.
//!
//! A facet is counted as if its own included values were not chosen (Lucene calls it drill-sideways), so the query
//! comes here without the chosen values, and each article is judged: it is a hit when it satisfies all of them; when it
//! fails those of a single facet it counts in that facet only; when a single excluded value stands against it, it is
//! one of those the exclusion takes away.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::fields::hidden;
use super::values::Dictionary;
use crate::cursor::{Cursor, Key};
use crate::request::Sort;
use crate::schema::Field;
use crate::timeline::Interval;

/// How many articles are judged between two looks at the clock.
const TICK: u32 = 1024;

/// The widest range of days that is counted in a table, in days; wider ones are not dates of newspapers.
const TABLE: i64 = 400_000;

/// A facet that is counted, or has chosen values, or both. Values are numbered by their dictionary.
pub struct Dimension {
    /// The facet.
    pub field: Field,
    /// Its values.
    pub dictionary: Arc<Dictionary>,
    /// An article must have one of these; in order.
    pub included: Option<Vec<usize>>,
    /// An article must have none of these; in order.
    pub excluded: Vec<usize>,
}

/// The collector.
pub struct Gather {
    /// The facets.
    pub dimensions: Vec<Dimension>,
    /// The order of hits.
    pub sort: Sort,
    /// How many hits.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Whether days are counted.
    pub timeline: bool,
    /// When to stop.
    pub deadline: Option<Instant>,
}

/// What was gathered. Counts are per dimension, by the number of the value.
#[derive(Default)]
pub struct Gathered {
    pub total: u64,
    pub hits: Vec<Ranked>,
    pub counts: Vec<Vec<u64>>,
    pub days: HashMap<(i64, i64), u64>,
    pub undated: u64,
    pub cut: bool,
}

/// A hit and what it is sorted by.
#[derive(Debug, PartialEq, Eq)]
pub struct Ranked {
    rank: Rank,
    id: String,
    pub address: DocAddress,
}

impl Ranked {
    /// Its score, when hits are sorted by it.
    pub fn score(&self) -> f32 {
        let Rank([ordered, _]) = self.rank;
        u32::try_from(ordered).map_or(0.0, f32::from_bits)
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

    fn of_days(days: Option<(i64, i64)>, sort: Sort) -> Self {
        match (days, sort) {
            (None, _) => Self::UNDATED,
            (Some((from, to)), Sort::Oldest) => Self([-from, -to]),
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

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = segment.fast_fields();
        let judges: tantivy::Result<Vec<_>> =
            self.dimensions.iter().map(|dimension| Judge::new(dimension, number, segment)).collect();
        let judges = judges?;
        let first_day = columns.column_opt(Field::Published.name())?;
        Ok(SegmentGather {
            number,
            constrained: judges.iter().any(Judge::is_constraint),
            judges,
            days: Days::new(first_day, columns.column_opt(hidden::LAST_DAY)?, self.timeline),
            best: Best::new(self, columns.str(Field::Id.name())?),
            total: 0,
            deadline: self.deadline,
            ticks: 0,
            cut: false,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Gathered> {
        let mut gathered = Gathered {
            counts: self.dimensions.iter().map(|of| vec![0; of.dictionary.values.all.len()]).collect(),
            ..Gathered::default()
        };
        for segment in segments {
            self.merge(segment, &mut gathered);
        }
        gathered.hits.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.id.cmp(&b.id)));
        gathered.hits.truncate(self.limit.saturating_add(1));
        Ok(gathered)
    }
}

impl Gather {
    fn merge(&self, segment: SegmentFruit, gathered: &mut Gathered) {
        gathered.total += segment.total;
        gathered.undated += segment.undated;
        gathered.cut |= segment.cut;
        gathered.hits.extend(segment.hits);
        for (days, count) in segment.days {
            *gathered.days.entry(days).or_default() += count;
        }
        for ((dimension, all), own) in self.dimensions.iter().zip(&mut gathered.counts).zip(segment.counts) {
            let places = dimension.dictionary.places.get(segment.number as usize);
            for (place, count) in places.iter().flat_map(|places| places.iter()).zip(own) {
                if let Some(sum) = all.get_mut(*place as usize) {
                    *sum += u64::from(count);
                }
            }
        }
    }
}

/// The pass over one segment.
pub struct SegmentGather {
    number: SegmentOrdinal,
    judges: Vec<Judge>,
    constrained: bool,
    days: Days,
    best: Best,
    total: u64,
    deadline: Option<Instant>,
    ticks: u32,
    cut: bool,
}

/// What one segment gave.
pub struct SegmentFruit {
    number: SegmentOrdinal,
    total: u64,
    hits: Vec<Ranked>,
    counts: Vec<Vec<u32>>,
    days: Vec<Interval>,
    undated: u64,
    cut: bool,
}

impl SegmentCollector for SegmentGather {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.is_late() {
            return;
        }
        match self.verdict(doc) {
            Verdict::Hit => {
                self.total += 1;
                self.judges.iter_mut().for_each(|judge| judge.count(doc));
                let days = self.days.count(doc);
                self.best.offer(doc, score, days);
            }
            Verdict::Sideways(facet) => {
                if let Some(judge) = self.judges.get_mut(facet) {
                    judge.count(doc);
                }
            }
            Verdict::TakenAway(facet, value) => {
                if let Some(judge) = self.judges.get_mut(facet) {
                    judge.count_value(value);
                }
            }
            Verdict::Miss => {}
        }
    }

    fn harvest(self) -> SegmentFruit {
        let (days, undated) = self.days.harvest();
        SegmentFruit {
            number: self.number,
            total: self.total,
            hits: self.best.harvest(self.number),
            counts: self.judges.into_iter().map(|judge| judge.counts).collect(),
            days,
            undated,
            cut: self.cut,
        }
    }
}

/// What becomes of an article under the chosen values.
enum Verdict {
    Hit,
    /// It fails the included values of this facet alone.
    Sideways(usize),
    /// This excluded value of this facet alone stands against it.
    TakenAway(usize, u64),
    Miss,
}

impl SegmentGather {
    fn is_late(&mut self) -> bool {
        if let Some(deadline) = self.deadline {
            self.ticks = self.ticks.wrapping_add(1);
            if !self.cut && self.ticks.is_multiple_of(TICK) {
                self.cut = Instant::now() >= deadline;
            }
        }
        self.cut
    }

    fn verdict(&self, doc: DocId) -> Verdict {
        let mut verdict = Verdict::Hit;
        if !self.constrained {
            return verdict;
        }
        for (facet, judge) in self.judges.iter().enumerate() {
            for fault in judge.faults(doc) {
                if !matches!(verdict, Verdict::Hit) {
                    return Verdict::Miss;
                }
                verdict = match fault {
                    Fault::Lacking => Verdict::Sideways(facet),
                    Fault::Excluded(value) => Verdict::TakenAway(facet, value),
                };
            }
        }
        verdict
    }
}

/// Why an article fails the chosen values of a facet.
enum Fault {
    Lacking,
    Excluded(u64),
}

/// One facet in one segment: judges articles by its chosen values, and counts its values.
struct Judge {
    values: Option<Column<u64>>,
    included: Option<Vec<bool>>,
    excluded: Vec<bool>,
    counts: Vec<u32>,
}

impl Judge {
    fn new(dimension: &Dimension, number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(dimension.field.name())?;
        let places = dimension.dictionary.places.get(number as usize).map(|places| &places[..]).unwrap_or_default();
        let marked =
            |chosen: &Vec<usize>| places.iter().map(|place| chosen.binary_search(&(*place as usize)).is_ok()).collect();
        Ok(Self {
            values: column.map(|column| column.ords().clone()),
            included: dimension.included.as_ref().map(marked),
            excluded: if dimension.excluded.is_empty() { Vec::new() } else { marked(&dimension.excluded) },
            counts: vec![0; places.len()],
        })
    }

    fn is_constraint(&self) -> bool {
        self.included.is_some() || self.excluded.contains(&true)
    }

    fn values(&self, doc: DocId) -> impl Iterator<Item = u64> {
        self.values.iter().flat_map(move |column| column.values_for_doc(doc))
    }

    fn faults(&self, doc: DocId) -> impl Iterator<Item = Fault> {
        let is = |marked: &[bool], value: u64| marked.get(value as usize).copied().unwrap_or(false);
        let lacking = self.included.as_ref().filter(|included| !self.values(doc).any(|value| is(included, value)));
        let excluded =
            (!self.excluded.is_empty()).then(|| self.values(doc).filter(move |value| is(&self.excluded, *value)));
        lacking.map(|_| Fault::Lacking).into_iter().chain(excluded.into_iter().flatten().map(Fault::Excluded))
    }

    fn count(&mut self, doc: DocId) {
        let Some(column) = &self.values else { return };
        for value in column.values_for_doc(doc) {
            if let Some(count) = self.counts.get_mut(value as usize) {
                *count += 1;
            }
        }
    }

    fn count_value(&mut self, value: u64) {
        if let Some(count) = self.counts.get_mut(value as usize) {
            *count += 1;
        }
    }
}

/// Counts the days of hits: single days in a table, wider intervals one by one.
struct Days {
    first: Option<Column<i64>>,
    last: Option<Column<i64>>,
    counted: bool,
    least: i64,
    table: Vec<u32>,
    wider: HashMap<(i64, i64), u64>,
    undated: u64,
}

impl Days {
    fn new(first: Option<Column<i64>>, last: Option<Column<i64>>, counted: bool) -> Self {
        let least = first.as_ref().map_or(0, Column::min_value);
        let span = first.as_ref().map_or(0, |column| column.max_value().saturating_sub(least).saturating_add(1));
        let table = if counted && (0..=TABLE).contains(&span) { vec![0; span as usize] } else { Vec::new() };
        Self { first, last, counted, least, table, wider: HashMap::new(), undated: 0 }
    }

    /// The days of an article, counted where days are.
    fn count(&mut self, doc: DocId) -> Option<(i64, i64)> {
        let first = self.first.as_ref().and_then(|column| column.first(doc));
        let Some(first) = first else {
            self.undated += 1;
            return None;
        };
        let last = self.last.as_ref().and_then(|column| column.first(doc)).unwrap_or(first);
        if self.counted {
            let cell = usize::try_from(first - self.least).ok().and_then(|at| self.table.get_mut(at));
            match cell.filter(|_| first == last) {
                Some(count) => *count += 1,
                None => *self.wider.entry((first, last)).or_default() += 1,
            }
        }
        Some((first, last))
    }

    fn harvest(self) -> (Vec<Interval>, u64) {
        let single = self.table.iter().zip(self.least..).filter(|(count, _)| **count > 0);
        let single = single.map(|(count, day)| ((day, day), u64::from(*count)));
        (single.chain(self.wider).collect(), self.undated)
    }
}

/// The best hits of a segment. Ids are numbered in their order, so a number breaks ties as the id does.
struct Best {
    sort: Sort,
    limit: usize,
    ids: Option<StrColumn>,
    after: Option<(Rank, String)>,
    heap: BinaryHeap<Reverse<(Rank, Reverse<u64>, DocId)>>,
}

impl Best {
    fn new(gather: &Gather, ids: Option<StrColumn>) -> Self {
        let after = gather.after.as_ref().map(|cursor| (Rank::of_cursor(cursor), cursor.id.clone()));
        let limit = gather.limit.saturating_add(1);
        Self { sort: gather.sort, limit, ids, after, heap: BinaryHeap::new() }
    }

    fn offer(&mut self, doc: DocId, score: Score, days: Option<(i64, i64)>) {
        let rank = match self.sort {
            Sort::Relevance => Rank::of_score(score, days.map(|(from, _)| from)),
            sort => Rank::of_days(days, sort),
        };
        let full = self.heap.len() >= self.limit;
        if full && self.heap.peek().is_some_and(|Reverse((worst, ..))| rank < *worst) {
            return;
        }
        let id = self.ids.as_ref().and_then(|ids| ids.ords().first(doc)).unwrap_or(u64::MAX);
        if !self.is_after(rank, id) {
            return;
        }
        self.heap.push(Reverse((rank, Reverse(id), doc)));
        if full {
            self.heap.pop();
        }
    }

    fn is_after(&self, rank: Rank, id: u64) -> bool {
        match &self.after {
            None => true,
            Some((last, _)) if rank != *last => rank < *last,
            Some((_, last)) => self.id(id) > *last,
        }
    }

    fn id(&self, number: u64) -> String {
        let mut id = String::new();
        // An id that can not be read sorts first; the article itself is still found.
        let _ = self.ids.as_ref().map(|ids| ids.ord_to_str(number, &mut id));
        id
    }

    fn harvest(mut self, segment: SegmentOrdinal) -> Vec<Ranked> {
        let heap = std::mem::take(&mut self.heap);
        let ranked = |Reverse((rank, Reverse(id), doc))| Ranked {
            rank,
            id: self.id(id),
            address: DocAddress::new(segment, doc),
        };
        heap.into_iter().map(ranked).collect()
    }
}
