//! One pass over everything that matches: the best hits, the total, every facet and every day, all exact.
//!
//! A facet is counted as if its own included values were not chosen (Lucene calls it drill-sideways), so the query
//! comes here without the chosen values, and each article is judged: it is a hit when it satisfies all of them; when it
//! fails those of a single facet it counts in that facet only; when a single excluded value stands against it, it is
//! one of those the exclusion takes away.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::block::{BLOCK, Block};
use super::date_histogram::Days;
use super::facet_collector::{Counted, Fault, FacetCollector};
use super::story_counts::{StorySet, StoryCounts};
use super::top_hits;
use super::top_hits::{TopHits, Ranked, Versions};
use crate::article::schema::Field;
use crate::engine::tantivy::deadline::{Deadline, DeadlineCheck};
use crate::engine::tantivy::ordinals::dictionary::Dictionary;
use crate::engine::tantivy::query::proximity::MinScore;
use crate::engine::tantivy::schema::hidden;
use crate::engine::tantivy::stories::{Stories, Tellers};
use crate::search::cursor::Cursor;
use crate::search::request::Sort;
use crate::search::timeline::Interval;

/// How many values are skipped at a time where none has a count.
const SKIP: usize = 32;

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
pub struct SearchCollector {
    /// The facets.
    pub dimensions: Vec<Dimension>,
    /// The order of hits.
    pub sort: Sort,
    /// The day that the age of hits is counted from.
    pub newest: i64,
    /// What the best hits so far score.
    pub floor: MinScore,
    /// How many hits.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Whether days are counted.
    pub timeline: bool,
    /// Which articles are versions of one story.
    pub stories: Arc<Stories>,
    /// Whether a story is one hit, however many of its versions answer, and counts once.
    pub collapsed: bool,
    /// When to stop.
    pub halt: Deadline,
}

/// What was gathered. Counts are per dimension, by the number of the value.
#[derive(Default)]
pub struct Collected {
    /// Articles, and stories of which one article at least answers; an article by itself is a story too.
    pub articles: u64,
    pub stories: u64,
    pub hits: Vec<Ranked>,
    pub counts: Vec<Vec<u64>>,
    pub days: HashMap<(i64, i64), u64>,
    pub undated: u64,
}

impl Collector for SearchCollector {
    type Fruit = Collected;
    type Child = SegmentSearchCollector;

    fn for_segment(
        &self,
        number: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentSearchCollector> {
        let columns = segment.fast_fields();
        let judges: tantivy::Result<Vec<_>> = self
            .dimensions
            .iter()
            .map(|dimension| FacetCollector::new(dimension, number, segment))
            .collect();
        let judges = judges?;
        let first_day = columns.column_opt(Field::Published.name())?;
        Ok(SegmentSearchCollector {
            number,
            constrained: judges.iter().any(FacetCollector::is_constraint),
            judges,
            days: Days::new(first_day, columns.column_opt(hidden::LAST_DAY)?, self.timeline),
            best: TopHits::new(self, columns.str(Field::Id.name())?),
            tellers: self.stories.of_segment(number),
            collapsed: self.collapsed,
            hits: Vec::with_capacity(BLOCK),
            scores: Vec::with_capacity(BLOCK),
            between: Vec::new(),
            versions: Vec::new(),
            days_of: HashMap::new(),
            articles: 0,
            alone: 0,
            told: StorySet::of(self.stories.len()),
            watch: self.halt.watch(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort.is_by_score()
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Collected> {
        let mut gathered = Collected {
            counts: self
                .dimensions
                .iter()
                .map(|of| vec![0; of.dictionary.values.all.len()])
                .collect(),
            ..Collected::default()
        };
        let mut joined = Joined::of(&self.dimensions, self.stories.len());
        for segment in segments {
            self.merge(segment, &mut gathered, &mut joined);
        }
        gathered.stories += joined.stories.count();
        self.count_stories(joined, &mut gathered);
        gathered.hits.sort_by(Ranked::place);
        gathered.hits.truncate(self.limit.saturating_add(1));
        Ok(gathered)
    }
}

/// What the segments say of stories, whose versions may lie in several.
struct Joined {
    stories: StorySet,
    versions: Vec<(SegmentOrdinal, Versions)>,
    days: HashMap<u32, Option<(i64, i64)>>,
    /// Per facet.
    told: Vec<(StoryCounts, StoryCounts)>,
}

impl Joined {
    fn of(dimensions: &[Dimension], stories: usize) -> Self {
        let told = dimensions.iter().map(|_| Default::default()).collect();
        Self { stories: StorySet::of(stories), versions: Vec::new(), days: HashMap::new(), told }
    }
}

impl SearchCollector {
    fn merge(&self, segment: SegmentFruit, gathered: &mut Collected, joined: &mut Joined) {
        gathered.articles += segment.articles;
        gathered.stories += segment.alone;
        gathered.undated += segment.undated;
        gathered.hits.extend(segment.hits);
        joined.stories.join(&segment.told);
        joined.versions.push((segment.number, segment.versions));
        segment
            .days_of
            .into_iter()
            .for_each(|(story, days)| earlier(&mut joined.days, story, days));
        for (days, count) in segment.days {
            *gathered.days.entry(days).or_default() += count;
        }
        let facets = self.dimensions.iter().zip(&mut gathered.counts).zip(&mut joined.told);
        for (((dimension, all), (told, barred)), own) in facets.zip(segment.counted) {
            let numbering = dimension.dictionary.segments.get(segment.number as usize);
            let places = numbering.map(|numbering| &numbering.places[..]).unwrap_or_default();
            // Most hits leave most values alone.
            let touched = places
                .chunks(SKIP)
                .zip(own.counts.chunks(SKIP))
                .filter(|(_, own)| own.iter().any(|count| *count > 0));
            for (place, count) in touched.flat_map(|(places, own)| places.iter().zip(own)) {
                if let Some(sum) = all.get_mut(*place as usize) {
                    *sum += u64::from(*count);
                }
            }
            told.join(own.told, places);
            barred.join(own.barred, places);
        }
    }

    /// Counts every story once: for each value that one of its versions has, on the day of the first that answers, and as
    /// the hit that its best one is. An exclusion takes away a story only if no version of it is left.
    fn count_stories(&self, joined: Joined, gathered: &mut Collected) {
        for ((told, barred), counts) in joined.told.into_iter().zip(&mut gathered.counts) {
            told.count(counts);
            barred.without(&joined.stories).count(counts);
        }
        for days in joined.days.into_values() {
            match days {
                None => gathered.undated += 1,
                Some(days) if self.timeline => *gathered.days.entry(days).or_default() += 1,
                Some(_) => {}
            }
        }
        gathered.hits.extend(top_hits::representatives(
            &joined.versions,
            self.after.as_ref(),
            self.limit,
        ));
    }
}

/// Keeps the first days of a story; any are before none.
fn earlier(all: &mut HashMap<u32, Option<(i64, i64)>>, story: u32, days: Option<(i64, i64)>) {
    let known = all.entry(story).or_insert(days);
    *known = known.iter().copied().chain(days).min();
}

/// The pass over one segment.
pub struct SegmentSearchCollector {
    number: SegmentOrdinal,
    judges: Vec<FacetCollector>,
    constrained: bool,
    days: Days,
    best: TopHits,
    tellers: Tellers,
    collapsed: bool,
    /// Hits that are not counted yet.
    hits: Vec<DocId>,
    scores: Vec<Score>,
    between: Vec<DocId>,
    /// Those of them that are versions of stories, where these are counted.
    versions: Vec<(DocId, Score, u32)>,
    /// The first days of the stories that are counted.
    days_of: HashMap<u32, Option<(i64, i64)>>,
    articles: u64,
    alone: u64,
    /// The stories that answer.
    told: StorySet,
    watch: DeadlineCheck,
}

/// What one segment gave.
pub struct SegmentFruit {
    number: SegmentOrdinal,
    articles: u64,
    /// Those that are no versions of any story.
    alone: u64,
    told: StorySet,
    hits: Vec<Ranked>,
    versions: Versions,
    counted: Vec<Counted>,
    days: Vec<Interval>,
    days_of: HashMap<u32, Option<(i64, i64)>>,
    undated: u64,
}

impl SegmentCollector for SegmentSearchCollector {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.watch.is_over() {
            return;
        }
        match self.verdict(doc) {
            Verdict::Hit => {
                self.hits.push(doc);
                self.scores.push(score);
                if self.hits.len() >= BLOCK {
                    self.count();
                }
            }
            Verdict::Sideways(facet) => {
                let story = self.story(doc);
                match (self.judges.get_mut(facet), story) {
                    (Some(judge), Some(story)) => judge.tell(doc, story),
                    (Some(judge), None) => judge.count_sideways(doc),
                    (None, _) => {}
                }
            }
            Verdict::TakenAway(facet, value) => {
                let story = self.story(doc);
                match (self.judges.get_mut(facet), story) {
                    (Some(judge), Some(story)) => judge.bar(value, story),
                    (Some(judge), None) => judge.count_value(value),
                    (None, _) => {}
                }
            }
            Verdict::Miss => {}
        }
    }

    fn harvest(mut self) -> SegmentFruit {
        self.count();
        let (days, undated) = self.days.harvest();
        let (hits, versions) = self.best.harvest(self.number);
        SegmentFruit {
            number: self.number,
            articles: self.articles,
            alone: self.alone,
            told: self.told,
            hits,
            versions,
            counted: self.judges.into_iter().map(FacetCollector::harvest).collect(),
            days,
            days_of: self.days_of,
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

impl SegmentSearchCollector {
    /// The story that an article is a version of, where stories are counted.
    fn story(&self, doc: DocId) -> Option<u32> {
        self.tellers.story(doc).filter(|_| self.collapsed)
    }

    /// Counts the hits that were gathered, column by column.
    fn count(&mut self) {
        self.articles += self.hits.len() as u64;
        self.set_versions_aside();
        let block = Block::of(&self.hits, &mut self.between);
        self.judges.iter_mut().for_each(|judge| judge.count(&block));
        for ((doc, score), days) in
            self.hits.iter().zip(&self.scores).zip(self.days.count(&self.hits))
        {
            self.best.offer(*doc, *score, days);
        }
        self.hits.clear();
        self.scores.clear();
        self.count_versions();
    }

    /// Notes which stories answer; where they are counted, their versions are set aside.
    fn set_versions_aside(&mut self) {
        for doc in &self.hits {
            match self.tellers.story(*doc) {
                Some(story) => self.told.add(story),
                None => self.alone += 1,
            }
        }
        if !self.collapsed {
            return;
        }
        let hits = std::mem::take(&mut self.hits).into_iter().zip(std::mem::take(&mut self.scores));
        for (doc, score) in hits {
            match self.tellers.story(doc) {
                Some(story) => self.versions.push((doc, score, story)),
                None => {
                    self.hits.push(doc);
                    self.scores.push(score);
                }
            }
        }
    }

    /// Counts the versions that were set aside by their stories.
    fn count_versions(&mut self) {
        let docs: Vec<DocId> = self.versions.iter().map(|(doc, ..)| *doc).collect();
        for ((doc, score, story), days) in self.versions.drain(..).zip(self.days.of(&docs)) {
            self.judges.iter_mut().for_each(|judge| judge.tell(doc, story));
            self.best.offer_version(story, doc, score, days);
            earlier(&mut self.days_of, story, days);
        }
    }

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
