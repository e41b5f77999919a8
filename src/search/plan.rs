//! The plan of a search: a parsed query with everything resolved that depends on the archive or on
//! today's date.

use std::collections::HashMap;

use jiff::civil::Date;

use super::budget::Budget;
use super::cursor::Cursor;
use super::request::Sort;
use crate::article::schema::Field;
use crate::query::{ClipQuery, NameQuery, Pattern, Query};

/// A search as an engine executes it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The query that articles must match.
    pub query: Query,
    /// The values, words and date that the query's names, patterns and relative dates stand for.
    pub resolution: Resolution,
    /// The selected facet values.
    pub selections: Vec<Selection>,
    /// The first day of publication, inclusive.
    pub since: Option<Date>,
    /// The last day of publication, inclusive.
    pub until: Option<Date>,
    /// The order of the hits.
    pub sort: Sort,
    /// The number of hits on a page.
    pub limit: usize,
    /// The end of the previous page.
    pub after: Option<Cursor>,
    /// The facets to count, each with the number of values to return.
    pub facets: Vec<(Field, usize)>,
    /// Counts hits by date.
    pub timeline: bool,
    /// Makes a story one hit that counts once, however many of its versions match.
    pub collapsed: bool,
    /// Lists all matching articles, which only [`Engine::matching`](super::engine::Engine::matching) needs.
    pub lists: bool,
    /// Limits the time.
    pub budget: Budget,
}

/// Values that the names, patterns and relative dates of a query resolve to.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The facet values of each name, sorted.
    pub names: ResolvedNames,
    /// The words of each pattern.
    pub expansions: HashMap<Pattern, Expansion>,
    /// The ids of the articles that readers gave something, for each query for such.
    pub clipped: HashMap<ClipQuery, Vec<String>>,
    /// The day from which relative dates are counted.
    pub today: Date,
}

/// The facet values of each name in a query, sorted.
pub(crate) type ResolvedNames = HashMap<(Field, NameQuery), Vec<String>>;

/// The words of the index that match a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    /// Folded words, sorted, each with its document frequency: in one field at least.
    pub words: Vec<(String, u64)>,
    /// Set when more words match: these are the most frequent.
    pub truncated: bool,
}

impl Expansion {
    /// Returns an upper bound for the number of articles with one of the words.
    pub fn max_articles(&self) -> u64 {
        self.words.iter().map(|(_, articles)| articles).sum()
    }
}

/// The selected values of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The facet.
    pub field: Field,
    /// Articles must have one of these values; `None` where no value was included.
    pub included: Option<Vec<String>>,
    /// Articles must have none of these values.
    pub excluded: Vec<String>,
}
