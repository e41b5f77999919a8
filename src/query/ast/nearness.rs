//! How near two things are to stand to each other.

use std::fmt;

/// The most words that nearness may span; beyond, it means nothing a paragraph does not.
pub const FARTHEST: u32 = 1000;

/// How near the second is to stand to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nearness {
    /// The numbers of the words at their nearest ends differ by this much at the most, in either order: `NEAR/5`.
    Within(u32),
    /// The same, the first before the second: `PRE/5`.
    Before(u32),
    /// In the same sentence: `SENT`.
    Sentence,
    /// In the same paragraph: `PARA`.
    Paragraph,
}

impl Nearness {
    /// The same, within the bounds of what can be near: one word to [`FARTHEST`].
    pub fn bounded(self) -> Self {
        match self {
            Self::Within(words) => Self::Within(words.clamp(1, FARTHEST)),
            Self::Before(words) => Self::Before(words.clamp(1, FARTHEST)),
            unit => unit,
        }
    }
}

impl fmt::Display for Nearness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(words) => write!(f, "NEAR/{words}"),
            Self::Before(words) => write!(f, "PRE/{words}"),
            Self::Sentence => f.write_str("SENT"),
            Self::Paragraph => f.write_str("PARA"),
        }
    }
}
