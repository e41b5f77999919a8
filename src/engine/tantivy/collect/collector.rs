//! Collects top hits, totals, facet counts and dates in one pass over everything that matches, all
//! exact.
//!
//! Facets are counted with drill-sideways, as Lucene calls it: a facet's counts ignore its own
//! included values. So the query comes here without the selected values, and the segment
//! collectors filter by them: a document that passes all filters is a hit, one that fails the
//! included values of a single facet counts for that facet only, and one that a single excluded
//! value keeps out counts as what the exclusion takes away.

use std::collections::HashMap;

use tantivy::collector::Collector;
use tantivy::{DocId, SegmentOrdinal, SegmentReader};

use super::date_histogram::DocDays;
use super::options::{CollectOptions, Dimension};
use super::segment_collector::{SegmentFruit, SegmentSearchCollector, keep_earliest};
use super::story_counts::{StoryCounts, StorySet};
use super::top_hits;
use super::top_hits::{BestVersions, RankedHit};
use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::common::ordinal::Ordinal;

/// Values that are skipped at once where none has a count.
const CHUNK_LEN: usize = 32;

/// Collector of one search.
pub(crate) struct SearchCollector {
    /// Facets, limits and order to collect by.
    pub options: CollectOptions,
}

/// Fruit of one search.
#[derive(Default)]
pub(crate) struct Collected {
    /// Matching articles.
    pub articles: u64,
    /// Stories with a matching article; an article that is not a version of one is a story too.
    pub stories: u64,
    /// Top hits, best first: one more than the limit where there are more.
    pub hits: Vec<RankedHit>,
    /// Counts of each dimension by archive-wide ordinal.
    pub counts: Vec<Vec<u64>>,
    /// Articles by first and last day.
    pub dates: HashMap<(i64, i64), u64>,
    /// Undated articles.
    pub undated: u64,
    /// Digest of the matching articles.
    pub digest: ArticleDigest,
    /// The matching articles by segment, where they are listed.
    pub listed: Vec<(SegmentOrdinal, Vec<DocId>)>,
}

impl Collector for SearchCollector {
    type Fruit = Collected;
    type Child = SegmentSearchCollector;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentSearchCollector> {
        SegmentSearchCollector::open(&self.options, ordinal, segment)
    }

    fn requires_scoring(&self) -> bool {
        self.options.sort.is_by_score()
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Collected> {
        let mut merge = Merge::new(&self.options);
        segments.into_iter().for_each(|segment| merge.add(segment));
        Ok(merge.finish())
    }
}

/// Merge of the fruits of all segments. The versions of a story may lie in several of them.
struct Merge<'o> {
    options: &'o CollectOptions,
    collected: Collected,
    matching_stories: StorySet,
    best_versions: Vec<(SegmentOrdinal, BestVersions)>,
    story_days: HashMap<Ordinal, DocDays>,
    /// For each dimension the values of matching stories, and of stories that a value excludes.
    story_values: Vec<(StoryCounts, StoryCounts)>,
}

impl<'o> Merge<'o> {
    fn new(options: &'o CollectOptions) -> Self {
        let dimensions = options.dimensions.iter();
        let counts =
            dimensions.clone().map(|it| vec![0; it.dictionary.terms.values().len()]).collect();
        Self {
            options,
            collected: Collected { counts, ..Collected::default() },
            matching_stories: StorySet::new(options.stories.len()),
            best_versions: Vec::new(),
            story_days: HashMap::new(),
            story_values: dimensions.map(|_| Default::default()).collect(),
        }
    }

    fn add(&mut self, segment: SegmentFruit) {
        let collected = &mut self.collected;
        collected.articles += segment.articles;
        collected.stories += segment.single_articles;
        collected.undated += segment.undated;
        collected.digest.merge(segment.digest);
        collected.listed.push((segment.segment, segment.listed));
        collected.hits.extend(segment.hits);
        self.matching_stories.union(&segment.matching_stories);
        self.best_versions.push((segment.segment, segment.best_versions));
        for (story, days) in segment.story_days {
            keep_earliest(&mut self.story_days, story, days);
        }
        for (days, count) in segment.dates {
            *collected.dates.entry(days).or_default() += count;
        }
        let dimensions = self.options.dimensions.iter();
        let dimensions = dimensions.zip(&mut collected.counts).zip(&mut self.story_values);
        for (((dimension, sums), (stories, excluded)), fruit) in dimensions.zip(segment.facets) {
            let global = global_ordinals(dimension, segment.segment);
            add_counts(sums, &fruit.counts, global);
            stories.merge(fruit.stories, global);
            excluded.merge(fruit.excluded_stories, global);
        }
    }

    /// Counts every story once: for each value that one of its versions has, on the day of its
    /// first matching version, and as the hit that its best version is. An exclusion takes away a
    /// story only where no version of it is left.
    fn finish(self) -> Collected {
        let Self { options, mut collected, matching_stories, .. } = self;
        collected.stories += matching_stories.len();
        let story_values = self.story_values.into_iter();
        for ((stories, excluded), counts) in story_values.zip(&mut collected.counts) {
            stories.add_to(counts);
            excluded.without(&matching_stories).add_to(counts);
        }
        for days in self.story_days.into_values() {
            match days {
                None => collected.undated += 1,
                Some(days) if options.timeline => *collected.dates.entry(days).or_default() += 1,
                Some(_) => {}
            }
        }
        let story_hits =
            top_hits::story_hits(&self.best_versions, options.after.as_ref(), options.limit);
        collected.hits.extend(story_hits);
        collected.hits.sort_by(RankedHit::compare);
        collected.hits.truncate(options.limit.saturating_add(1));
        collected
    }
}

fn global_ordinals(dimension: &Dimension, segment: SegmentOrdinal) -> &[Option<Ordinal>] {
    let map = dimension.dictionary.segments.get(segment as usize);
    debug_assert!(map.is_some(), "the dictionary has a map for every segment");
    map.map(|map| &map.global[..]).unwrap_or_default()
}

/// Adds the counts of a segment to the archive-wide ones; values that are not listed are not
/// counted.
fn add_counts(sums: &mut [u64], counts: &[u32], global: &[Option<Ordinal>]) {
    // Most hits leave most values alone.
    let touched = global
        .chunks(CHUNK_LEN)
        .zip(counts.chunks(CHUNK_LEN))
        .filter(|(_, counts)| counts.iter().any(|count| *count > 0));
    for (ordinal, count) in touched.flat_map(|(global, counts)| global.iter().zip(counts)) {
        if let Some(sum) = ordinal.and_then(|ordinal| sums.get_mut(ordinal.index())) {
            *sum += u64::from(*count);
        }
    }
}
