//! Proximity operators: `NEAR/5`, `PRE/5`, `SENT`, `PARA`.

use std::fmt;

/// The greatest distance in words. Beyond it proximity means no more than the same paragraph.
pub(crate) const MAX_DISTANCE: u32 = 1000;

/// The proximity that two parts of a query must have in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProximityOperator {
    /// The positions of their nearest ends differ by at most this, in either order: `NEAR/5`.
    Within(u32),
    /// The same, with the first before the second: `PRE/5`.
    Before(u32),
    /// They are in the same sentence: `SENT`.
    Sentence,
    /// They are in the same paragraph: `PARA`.
    Paragraph,
}

impl ProximityOperator {
    /// Limits the distance to a range from 1 to [`MAX_DISTANCE`].
    pub fn bounded(self) -> Self {
        match self {
            Self::Within(words) => Self::Within(words.clamp(1, MAX_DISTANCE)),
            Self::Before(words) => Self::Before(words.clamp(1, MAX_DISTANCE)),
            unit => unit,
        }
    }
}

impl fmt::Display for ProximityOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(words) => write!(f, "NEAR/{words}"),
            Self::Before(words) => write!(f, "PRE/{words}"),
            Self::Sentence => f.write_str("SENT"),
            Self::Paragraph => f.write_str("PARA"),
        }
    }
}
