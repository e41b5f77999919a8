//! Collection in one segment: each matching document is a hit, or counts for a single facet, or is
//! dropped.

use std::collections::HashMap;

use tantivy::collector::SegmentCollector;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::article_digest::SegmentDigest;
use super::block::{BLOCK_LEN, Block};
use super::date_histogram::{DateHistogram, DocDays};
use super::facet_collector::{FacetCollector, FacetFruit, FilterFailure};
use super::options::CollectOptions;
use super::story_counts::StorySet;
use super::top_hits::{BestVersions, RankedHit, TopHits};
use crate::article::schema::Field;
use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::common::ordinal::Ordinal;
use crate::engine::tantivy::deadline::DeadlineCheck;
use crate::engine::tantivy::hidden_fields::HIDDEN;
use crate::engine::tantivy::schema::required;
use crate::engine::tantivy::stories::SegmentStories;
use crate::search::timeline::Interval;

/// Collector of one segment.
pub(crate) struct SegmentSearchCollector {
    segment: SegmentOrdinal,
    facets: Vec<FacetCollector>,
    /// True if any facet has selected values.
    is_filtered: bool,
    dates: DateHistogram,
    digest: SegmentDigest,
    /// All matching articles, where they are listed.
    listed: Option<Vec<DocId>>,
    top_hits: TopHits,
    stories: SegmentStories,
    collapsed: bool,
    /// Hits that are not counted yet, with their scores.
    hits: Vec<DocId>,
    scores: Vec<Score>,
    /// Buffer of the gaps between hits.
    gaps: Vec<DocId>,
    /// Those of the hits that are versions of stories, where these are counted.
    versions: Vec<(DocId, Score, Ordinal)>,
    story_days: HashMap<Ordinal, DocDays>,
    articles: u64,
    single_articles: u64,
    matching_stories: StorySet,
    deadline: DeadlineCheck,
}

/// Fruit of one segment.
pub(crate) struct SegmentFruit {
    /// The segment.
    pub segment: SegmentOrdinal,
    /// Matching articles.
    pub articles: u64,
    /// Those of them that are not versions of a story.
    pub single_articles: u64,
    /// Stories with a matching version.
    pub matching_stories: StorySet,
    /// Digest of the matching articles.
    pub digest: ArticleDigest,
    /// The matching articles, where they are listed.
    pub listed: Vec<DocId>,
    /// Top hits in no order.
    pub hits: Vec<RankedHit>,
    /// Best versions of stories.
    pub best_versions: BestVersions,
    /// Counts of each facet.
    pub facets: Vec<FacetFruit>,
    /// Articles by date.
    pub dates: Vec<Interval>,
    /// First days of the stories that are counted.
    pub story_days: HashMap<Ordinal, DocDays>,
    /// Undated articles.
    pub undated: u64,
}

/// Result of the facet filters for one document.
enum FilterResult {
    /// It passes all filters.
    Hit,
    /// It lacks the included values of this facet alone.
    Sideways(usize),
    /// This excluded value of this facet alone keeps it from being a hit.
    Excluded(usize, Ordinal),
    /// It fails more than one filter.
    Miss,
}

/// Keeps the earliest days of a story; a date is earlier than none.
pub(crate) fn keep_earliest(all: &mut HashMap<Ordinal, DocDays>, story: Ordinal, days: DocDays) {
    let earliest = all.entry(story).or_insert(days);
    *earliest = earliest.iter().copied().chain(days).min();
}

impl SegmentSearchCollector {
    /// Opens the collector of a segment.
    pub(crate) fn open(
        options: &CollectOptions,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let facets = options.dimensions.iter();
        let facets: tantivy::Result<Vec<_>> =
            facets.map(|dimension| FacetCollector::open(dimension, ordinal, segment)).collect();
        let facets = facets?;
        let first_days = columns.column_opt(Field::Published.name())?;
        let last_days = columns.column_opt(HIDDEN.last_day.name)?;
        let ids = required(columns.str(Field::Id.name())?, Field::Id.name())?;
        Ok(Self {
            segment: ordinal,
            is_filtered: facets.iter().any(FacetCollector::is_filter),
            facets,
            digest: SegmentDigest::open(segment)?,
            listed: options.lists.then(Vec::new),
            dates: DateHistogram::new(first_days, last_days, options.timeline),
            top_hits: TopHits::new(options, ids),
            stories: options.stories.of_segment(ordinal),
            collapsed: options.collapsed,
            hits: Vec::with_capacity(BLOCK_LEN),
            scores: Vec::with_capacity(BLOCK_LEN),
            gaps: Vec::new(),
            versions: Vec::new(),
            story_days: HashMap::new(),
            articles: 0,
            single_articles: 0,
            matching_stories: StorySet::new(options.stories.len()),
            deadline: options.deadline.check(),
        })
    }

    /// Returns the story that a document is a version of, where stories are counted.
    fn counted_story(&self, doc: DocId) -> Option<Ordinal> {
        self.stories.story(doc).filter(|_| self.collapsed)
    }

    fn filter(&mut self, doc: DocId) -> FilterResult {
        let mut result = FilterResult::Hit;
        if !self.is_filtered {
            return result;
        }
        for (index, facet) in self.facets.iter_mut().enumerate() {
            for failure in facet.failures(doc) {
                if !matches!(result, FilterResult::Hit) {
                    return FilterResult::Miss;
                }
                result = match failure {
                    FilterFailure::NotIncluded => FilterResult::Sideways(index),
                    FilterFailure::Excluded(value) => FilterResult::Excluded(index, value),
                };
            }
        }
        result
    }

    /// Counts the block of hits, column by column.
    fn flush(&mut self) {
        self.articles += self.hits.len() as u64;
        self.digest.add(&self.hits);
        self.listed.iter_mut().for_each(|listed| listed.extend(&self.hits));
        self.set_versions_aside();
        let block = Block::new(&self.hits, &mut self.gaps);
        self.facets.iter_mut().for_each(|facet| facet.count(&block));
        let days = self.dates.count(&self.hits);
        for ((doc, score), days) in self.hits.iter().zip(&self.scores).zip(days) {
            self.top_hits.offer(*doc, *score, days);
        }
        self.hits.clear();
        self.scores.clear();
        self.flush_versions();
    }

    /// Notes the stories of the block; where stories are counted, moves their versions out of it.
    fn set_versions_aside(&mut self) {
        for doc in &self.hits {
            match self.stories.story(*doc) {
                Some(story) => self.matching_stories.insert(story),
                None => self.single_articles += 1,
            }
        }
        if !self.collapsed {
            return;
        }
        let hits = std::mem::take(&mut self.hits).into_iter().zip(std::mem::take(&mut self.scores));
        for (doc, score) in hits {
            match self.stories.story(doc) {
                Some(story) => self.versions.push((doc, score, story)),
                None => {
                    self.hits.push(doc);
                    self.scores.push(score);
                }
            }
        }
    }

    /// Counts the versions that were set aside, by their stories.
    fn flush_versions(&mut self) {
        let docs: Vec<DocId> = self.versions.iter().map(|(doc, ..)| *doc).collect();
        for ((doc, score, story), days) in self.versions.drain(..).zip(self.dates.read(&docs)) {
            self.facets.iter_mut().for_each(|facet| facet.add_story(story, doc));
            self.top_hits.offer_version(story, doc, score, days);
            keep_earliest(&mut self.story_days, story, days);
        }
    }
}

impl SegmentCollector for SegmentSearchCollector {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.deadline.is_over() {
            return;
        }
        match self.filter(doc) {
            FilterResult::Hit => {
                self.hits.push(doc);
                self.scores.push(score);
                if self.hits.len() >= BLOCK_LEN {
                    self.flush();
                }
            }
            FilterResult::Sideways(facet) => {
                let story = self.counted_story(doc);
                if let Some(facet) = self.facets.get_mut(facet) {
                    match story {
                        Some(story) => facet.add_story(story, doc),
                        None => facet.count_sideways(doc),
                    }
                }
            }
            FilterResult::Excluded(facet, value) => {
                let story = self.counted_story(doc);
                if let Some(facet) = self.facets.get_mut(facet) {
                    match story {
                        Some(story) => facet.add_excluded_story(story, value),
                        None => facet.count_value(value),
                    }
                }
            }
            FilterResult::Miss => {}
        }
    }

    fn harvest(mut self) -> SegmentFruit {
        self.flush();
        let (dates, undated) = self.dates.harvest();
        let (hits, best_versions) = self.top_hits.harvest(self.segment);
        SegmentFruit {
            segment: self.segment,
            articles: self.articles,
            single_articles: self.single_articles,
            matching_stories: self.matching_stories,
            digest: self.digest.harvest(),
            listed: self.listed.unwrap_or_default(),
            hits,
            best_versions,
            facets: self.facets.into_iter().map(FacetCollector::harvest).collect(),
            dates,
            story_days: self.story_days,
            undated,
        }
    }
}
