//! States of an article that a query can ask for: what its publisher did not say.

use std::fmt;

/// The name of the query for values that were inferred.
pub(crate) const INFERRED_FIELD: &str = "inferred";

/// The name of the query for versions that a later one superseded.
pub(crate) const SUPERSEDED_FIELD: &str = "superseded";

/// The date of the query for articles without one: `date:none`.
pub(crate) const NO_DATE: &str = "none";

/// A state of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArticleState {
    /// It has no date: `date:none`.
    Undated,
    /// It has a topic that its publisher did not assign: `inferred:topics`.
    InferredTopics,
    /// It has a person, place or organisation that was found in its text and that its publisher
    /// did not assign: `inferred:names`.
    InferredNames,
}

impl ArticleState {
    /// Every state.
    pub(crate) const ALL: [Self; 3] = [Self::Undated, Self::InferredTopics, Self::InferredNames];

    /// Parses the value of `inferred:`.
    pub(crate) fn parse_inferred(text: &str) -> Option<Self> {
        let inferred = Self::ALL.into_iter().filter(|state| *state != Self::Undated);
        inferred.into_iter().find(|state| state.value().eq_ignore_ascii_case(text))
    }

    /// Returns the value as a query writes it; the index has it as a term too.
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Undated => NO_DATE,
            Self::InferredTopics => "topics",
            Self::InferredNames => "names",
        }
    }
}

impl fmt::Display for ArticleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undated => write!(f, "date:{NO_DATE}"),
            inferred => write!(f, "{INFERRED_FIELD}:{}", inferred.value()),
        }
    }
}
