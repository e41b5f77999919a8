//! What a word is to be like: its letters with gaps, its spelling with errors, its letter case.

use std::fmt;

/// A pattern for one word. It is compared with words as they are folded: small letters without accents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Letters, `*` for any run of them and `?` for one: `wom?n`.
    Wildcard(String),
    /// Up to so many letters, one or two, put in, left out, replaced, or swapped with the next: `gorbachov~1`.
    Fuzzy(String, u8),
    /// A regular expression that is the whole word: `/reg(ime|ent)s?/`.
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

/// Which letters of a word are capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// One at least: `caps(Turkey)`.
    Some,
    /// Every one: `allcaps(AIDS)`.
    All,
    /// None: `nocaps(aids)`.
    None,
}

impl Case {
    /// The case that is asked for by this name, in any case.
    pub fn called(name: &str) -> Option<Self> {
        [Self::Some, Self::All, Self::None]
            .into_iter()
            .find(|case| case.name().eq_ignore_ascii_case(name))
    }

    /// The name that asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Some => "caps",
            Self::All => "allcaps",
            Self::None => "nocaps",
        }
    }
}
