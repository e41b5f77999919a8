//! Results that an engine returns for a plan: matching articles and counts.

use super::cursor::{Cursor, SortKey};
use super::request::Sort;
use super::timeline;
use super::timeline::Interval;
use crate::article::document::Document;

/// The result of a search.
#[derive(Debug, Default)]
pub struct SearchResult {
    /// The number of matching articles.
    pub articles: u64,
    /// The number of matching stories: all versions of a story are one, as is an article without
    /// other versions.
    pub stories: u64,
    /// One page of matches.
    pub hits: Vec<Match>,
    /// Set when more matches follow.
    pub more: bool,
    /// The counts of the plan's facets, in its order.
    pub facets: Vec<FacetCounts>,
    /// The dates of all matches.
    pub date_counts: Vec<Interval>,
    /// The number of matches without a date.
    pub undated: u64,
    /// The archive as the search saw it, and what matched.
    pub state: SearchState,
    /// The generation of the index that was searched.
    pub generation: u64,
    /// Set when a deadline or a cancellation ended the search early, so that counts are too low.
    pub timed_out: bool,
    /// The number of articles that were not searched, because files of the index are damaged.
    pub missing_articles: u64,
}

/// The archive as a search saw it, with the digest of what matched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchState {
    /// The generation of the index.
    pub generation: u64,
    /// The digest of the authority file.
    pub authority: String,
    /// The number of entries of the authority file.
    pub corrections: u64,
    /// The digest of the records of all matching articles, in whatever order.
    pub digest: u128,
}

/// All articles that match, without their contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchedArticles {
    /// The articles, sorted by id.
    pub articles: Vec<MatchedArticle>,
    /// The archive in which they matched.
    pub state: SearchState,
}

/// An article that matches, without its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedArticle {
    /// The id.
    pub id: String,
    /// The digest of the record it was read from, which changes with its text.
    pub record: u64,
}

/// A matching article.
#[derive(Debug, Clone)]
pub struct Match {
    /// The score.
    pub score: f32,
    /// The article.
    pub document: Document,
    /// The story it is a version of, where it is not the only one.
    pub story: Option<StoryRef>,
}

/// A story with several versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryRef {
    /// The key of the story: the smallest id of its versions.
    pub key: String,
    /// The number of versions in the archive.
    pub versions: u64,
}

impl Match {
    /// Returns the cursor at which the page after this match begins.
    pub fn cursor(&self, sort: Sort, generation: u64) -> Cursor {
        let published = self.document.article.published.as_ref();
        let days = published.map(|published| {
            (timeline::epoch_day(published.date.from), timeline::epoch_day(published.date.to))
        });
        let key = match sort {
            Sort::Relevance | Sort::Fresh => SortKey::Score(self.score, days.map(|(from, _)| from)),
            Sort::Newest | Sort::Oldest => SortKey::Days(days),
        };
        Cursor { sort, generation, key, id: self.document.id.clone() }
    }
}

/// The counts of one facet.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The most frequent values and every selected value, with their counts.
    pub values: Vec<(String, u64)>,
    /// The number of values with a count.
    pub distinct: u64,
}
