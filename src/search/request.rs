//! What is asked: a query, filters, an order and a place to go on from, as a person or an address gives them.

use crate::article::schema::Field;

/// How many hits a page has unless told otherwise.
pub const HITS: usize = 10;

/// The most hits a page can have.
pub const MOST_HITS: usize = 1000;

/// How many values of a facet are shown unless told otherwise.
pub const VALUES: usize = 10;

/// A question to the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// Values of facets to include or exclude: OR within one facet, AND between facets.
    pub filters: Vec<Filter>,
    /// Published on this day or later: a date as the query language writes it.
    pub since: Option<String>,
    /// Published on this day or earlier.
    pub until: Option<String>,
    /// The order of the hits; by relevance where there is a query, newest first where there is none.
    pub sort: Option<Sort>,
    /// How many hits.
    pub limit: usize,
    /// The cursor of the page before.
    pub after: Option<String>,
    /// The facets to count.
    pub facets: Vec<Field>,
    /// How many values of each.
    pub values: usize,
    /// Whether a story is one hit, however many of its versions answer.
    pub collapsed: bool,
    /// Whether the query is said back in words.
    pub explain: bool,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Vec::new(),
            since: None,
            until: None,
            sort: None,
            limit: HITS,
            after: None,
            facets: DEFAULT_FACETS.to_vec(),
            values: VALUES,
            collapsed: false,
            explain: false,
        }
    }
}

/// The facets that are counted unless told otherwise.
pub const DEFAULT_FACETS: &[Field] = &[
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Publisher,
    Field::Section,
    Field::Language,
];

/// A chosen value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The facet.
    pub field: Field,
    /// A value exactly as a facet gives it, or else a name or part of one.
    pub value: String,
    /// Whether articles with it are left out instead.
    pub exclude: bool,
}

impl Filter {
    /// A filter as flags and addresses write it: a leading `-` excludes.
    pub fn parse(field: Field, text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(value) => Self { field, value: value.to_string(), exclude: true },
            None => Self { field, value: text.to_string(), exclude: false },
        }
    }
}

/// What values of a facet are to be called, in any case and with any accents; whatever they like where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetPattern {
    /// A word of the name begins so.
    pub beginning: String,
    /// This stands anywhere in the name.
    pub containing: String,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The best first.
    Relevance,
    /// The best first, the less so the older they are.
    Fresh,
    /// The newest first, undated ones last.
    Newest,
    /// The oldest first, undated ones last.
    Oldest,
}

impl Sort {
    /// Every order, with the name flags and addresses give it.
    pub const ALL: [(&'static str, Sort); 4] = [
        ("relevance", Sort::Relevance),
        ("fresh", Sort::Fresh),
        ("newest", Sort::Newest),
        ("oldest", Sort::Oldest),
    ];

    /// Whether it goes by how well an article answers.
    pub fn is_by_score(self) -> bool {
        matches!(self, Self::Relevance | Self::Fresh)
    }

    /// The order of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, sort)| *sort)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sort)| *sort == self).map_or("", |(name, _)| name)
    }
}
