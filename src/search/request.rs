//! A search request: query, filters, order and page, as a command line or a web address gives them.

use crate::article::schema::Field;

/// The default number of hits on a page.
pub(crate) const DEFAULT_HITS: usize = 10;

/// The greatest number of hits on a page.
pub const MAX_HITS: usize = 1000;

/// The default number of values of a facet.
pub(crate) const DEFAULT_FACET_VALUES: usize = 10;

/// Asks for all values of a facet.
pub(crate) const ALL_VALUES: usize = usize::MAX;

/// A search request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// Values of facets to include or exclude: OR within one facet, AND between facets.
    pub filters: Vec<Filter>,
    /// The first date of publication, as the query language writes it.
    pub since: Option<String>,
    /// The last date of publication.
    pub until: Option<String>,
    /// The order of the hits; by default by relevance with a query and newest first without.
    pub sort: Option<Sort>,
    /// The number of hits.
    pub limit: usize,
    /// The cursor of the previous page.
    pub after: Option<String>,
    /// The facets to count.
    pub facets: Vec<Field>,
    /// The number of values of each facet.
    pub values: usize,
    /// A facet that gets more values than the others, and how many.
    pub more_values: Option<(Field, usize)>,
    /// Makes a story one hit, however many of its versions match.
    pub collapsed: bool,
    /// Asks for the mix of the matching articles.
    pub mix: bool,
    /// Asks for an explanation of the query in words.
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
            limit: DEFAULT_HITS,
            after: None,
            facets: DEFAULT_FACETS.to_vec(),
            values: DEFAULT_FACET_VALUES,
            more_values: None,
            collapsed: false,
            mix: false,
            explain: false,
        }
    }
}

impl Request {
    /// The number of values of a facet.
    pub(crate) fn values_of(&self, field: Field) -> usize {
        self.more_values
            .filter(|(more, _)| *more == field)
            .map_or(self.values, |(_, values)| values)
    }
}

/// The facets that are counted by default.
pub(crate) const DEFAULT_FACETS: &[Field] = &[
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Publisher,
    Field::Section,
    Field::Language,
];

/// A filter by a value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The facet.
    pub field: Field,
    /// A value as a facet lists it, or a name or part of a name.
    pub value: String,
    /// Excludes articles with the value.
    pub exclude: bool,
}

impl Filter {
    /// Parses a filter of a flag or a web address: a leading `-` excludes.
    pub fn parse(field: Field, text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(value) => Self { field, value: value.to_string(), exclude: true },
            None => Self { field, value: text.to_string(), exclude: false },
        }
    }
}

/// A pattern for the names of facet values, in any case and with any accents. The default matches
/// all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetPattern {
    /// The beginning of a word of the name.
    pub prefix: String,
    /// A text anywhere in the name.
    pub substring: String,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The best first.
    Relevance,
    /// The best first, with scores that fade with age.
    Fresh,
    /// The newest first, undated ones last.
    Newest,
    /// The oldest first, undated ones last.
    Oldest,
}

impl Sort {
    /// Every order with its name in flags and web addresses.
    pub const ALL: [(&'static str, Sort); 4] = [
        ("relevance", Sort::Relevance),
        ("fresh", Sort::Fresh),
        ("newest", Sort::Newest),
        ("oldest", Sort::Oldest),
    ];

    /// Returns true for orders by score.
    pub fn is_by_score(self) -> bool {
        matches!(self, Self::Relevance | Self::Fresh)
    }

    /// Returns the order with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, sort)| *sort)
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, sort)| *sort == self).map_or("", |(name, _)| name)
    }
}
