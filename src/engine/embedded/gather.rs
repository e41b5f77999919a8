//! One pass over everything that matches: the best hits, the total, every facet and every day, all exact.
//!
//! A facet is counted as if its own included values were not chosen (Lucene calls it drill-sideways), so the query
//! comes here without the chosen values, and each article is judged: it is a hit when it satisfies all of them; when it
//! fails those of a single facet it counts in that facet only; when a single excluded value stands against it, it is
//! one of those the exclusion takes away.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::best::{Best, Ranked};
use super::days::Days;
use super::fields::hidden;
use super::halt::Halt;
use super::judge::{Fault, Judge};
use super::values::Dictionary;
use crate::cursor::Cursor;
use crate::request::Sort;
use crate::schema::Field;
use crate::search::Counts;
use crate::timeline::Interval;

/// How many chosen values are listed beyond the most frequent ones: part of a name may mean thousands.
const MOST_CHOSEN: usize = 50;

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
    pub halt: Halt,
}

/// What was gathered. Counts are per dimension, by the number of the value.
#[derive(Default)]
pub struct Gathered {
    pub total: u64,
    pub hits: Vec<Ranked>,
    pub counts: Vec<Vec<u64>>,
    pub days: HashMap<(i64, i64), u64>,
    pub undated: u64,
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
            halt: self.halt.clone(),
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
        gathered.hits.sort_by(Ranked::place);
        gathered.hits.truncate(self.limit.saturating_add(1));
        Ok(gathered)
    }
}

impl Gather {
    fn merge(&self, segment: SegmentFruit, gathered: &mut Gathered) {
        gathered.total += segment.total;
        gathered.undated += segment.undated;
        gathered.hits.extend(segment.hits);
        for (days, count) in segment.days {
            *gathered.days.entry(days).or_default() += count;
        }
        for ((dimension, all), own) in self.dimensions.iter().zip(&mut gathered.counts).zip(segment.counts) {
            let numbering = dimension.dictionary.segments.get(segment.number as usize);
            for (place, count) in numbering.iter().flat_map(|numbering| numbering.places.iter()).zip(own) {
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
    halt: Halt,
}

/// What one segment gave.
pub struct SegmentFruit {
    number: SegmentOrdinal,
    total: u64,
    hits: Vec<Ranked>,
    counts: Vec<Vec<u32>>,
    days: Vec<Interval>,
    undated: u64,
}

impl SegmentCollector for SegmentGather {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.halt.is_over() {
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
    fn verdict(&mut self, doc: DocId) -> Verdict {
        let mut verdict = Verdict::Hit;
        if !self.constrained {
            return verdict;
        }
        for (facet, judge) in self.judges.iter_mut().enumerate() {
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

/// The most frequent values of a facet, of equally frequent ones the first by name, and every chosen value.
pub fn most(dimension: &Dimension, counts: &[u64], limit: usize) -> Counts {
    let values = &dimension.dictionary.values.all;
    let order = |a: &usize, b: &usize| {
        let count = |at: &usize| counts.get(*at).copied().unwrap_or(0);
        let name = |at: &usize| values.get(*at).map(|value| (&value.name, &value.value));
        count(b).cmp(&count(a)).then_with(|| name(a).cmp(&name(b)))
    };
    let mut counted: Vec<usize> =
        (0..counts.len()).filter(|at| counts.get(*at).is_some_and(|count| *count > 0)).collect();
    let distinct = counted.len() as u64;
    if counted.len() > limit && limit > 0 {
        counted.select_nth_unstable_by(limit - 1, order);
    }
    counted.truncate(limit);
    counted.sort_unstable_by(order);
    let listed: HashSet<usize> = counted.iter().copied().collect();
    let chosen: BTreeSet<usize> = dimension.included.iter().flatten().chain(&dimension.excluded).copied().collect();
    let absent = chosen.into_iter().filter(|at| !listed.contains(at)).take(MOST_CHOSEN);
    let value = |at: usize| Some((values.get(at)?.value.clone(), counts.get(at).copied().unwrap_or(0)));
    Counts { values: counted.into_iter().chain(absent).filter_map(value).collect(), distinct }
}
