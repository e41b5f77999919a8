//! Patterns for single words: wildcards, misspellings, regular expressions, capitals.

use std::fmt;

/// A pattern for one word. It is matched against folded words: lower case without accents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Letters with `*` for any run of letters and `?` for one letter: `wom?n`.
    Wildcard(String),
    /// A word within one or two edits: a letter inserted, deleted, replaced, or swapped with the
    /// next: `gorbachov~1`.
    Fuzzy(String, u8),
    /// A regular expression that must match the whole word: `/reg(ime|ent)s?/`.
    Regex(String),
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wildcard(pattern) => f.write_str(pattern),
            Self::Fuzzy(word, 2) => write!(f, "{word}~"),
            Self::Fuzzy(word, edits) => write!(f, "{word}~{edits}"),
            Self::Regex(pattern) => write!(f, "/{pattern}/"),
        }
    }
}

/// A condition on the capital letters of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseFilter {
    /// At least one capital: `caps(Turkey)`.
    Some,
    /// Capitals only: `allcaps(AIDS)`.
    All,
    /// No capitals: `nocaps(aids)`.
    None,
}

impl CaseFilter {
    /// Returns the filter with this name, in upper or lower case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Some, Self::All, Self::None]
            .into_iter()
            .find(|case| case.name().eq_ignore_ascii_case(name))
    }

    /// Returns the name of the filter in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Some => "caps",
            Self::All => "allcaps",
            Self::None => "nocaps",
        }
    }
}
