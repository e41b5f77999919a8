//! Ranges of body lengths in words: `words:>500`.

use std::fmt;

/// The name that a query gives the length. It is not a field of the index schema.
pub(crate) const LENGTH_FIELD: &str = "words";

/// The name that a query gives the number of words that a later version changed.
pub(crate) const CHANGES_FIELD: &str = "words-changed";

/// The name of the query for articles that were corrected later.
pub(crate) const CORRECTED_FIELD: &str = "corrected";

/// A range of lengths in words, inclusive at both ends. At least one end is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LengthRange {
    /// The least length.
    pub from: Option<u32>,
    /// The greatest length.
    pub to: Option<u32>,
}

impl LengthRange {
    /// Parses `500`, `>500`, `>=500`, `<500`, `<=500`, `100..500`, `100..` or `..500`.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = if let Some((from, to)) = text.split_once("..") {
            (bound(from)?, bound(to)?)
        } else if let Some(text) = text.strip_prefix(">=") {
            (Some(number(text)?), None)
        } else if let Some(text) = text.strip_prefix('>') {
            (Some(number(text)?.checked_add(1)?), None)
        } else if let Some(text) = text.strip_prefix("<=") {
            (None, Some(number(text)?))
        } else if let Some(text) = text.strip_prefix('<') {
            (None, Some(number(text)?.checked_sub(1)?))
        } else {
            (Some(number(text)?), Some(number(text)?))
        };
        let range = Self { from, to };
        (from.or(to).is_some() && !range.is_reversed()).then_some(range)
    }

    /// Parses a range that ends before it begins, such as `5..1`, and returns it the right way
    /// round.
    pub fn parse_reversed(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let reversed = Self { from: bound(from)?, to: bound(to)? };
        reversed.is_reversed().then_some(Self { from: reversed.to, to: reversed.from })
    }

    fn is_reversed(self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| from > to)
    }
}

/// Parses a number of words; thousands may be grouped: `1,000`.
fn number(text: &str) -> Option<u32> {
    text.replace([',', '_'], "").parse().ok()
}

/// Parses one end of a range; an empty text leaves it open.
fn bound(text: &str) -> Option<Option<u32>> {
    if text.is_empty() { Some(None) } else { number(text).map(Some) }
}

impl LengthRange {
    /// The range of all numbers.
    pub(crate) const ANY: Self = Self { from: Some(0), to: None };

    /// Returns whether every number is in the range.
    pub(crate) fn is_any(self) -> bool {
        self == Self::ANY
    }

    /// Returns whether a number is in the range.
    pub(crate) fn contains(self, number: u32) -> bool {
        self.from.is_none_or(|from| from <= number) && self.to.is_none_or(|to| number <= to)
    }

    /// Writes the range as the value of a field.
    pub(crate) fn write_as(self, field: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{field}:{from}"),
            (Some(from), Some(to)) => write!(f, "{field}:{from}..{to}"),
            (Some(from), None) => write!(f, "{field}:>={from}"),
            (None, to) => write!(f, "{field}:<={}", to.unwrap_or_default()),
        }
    }
}

impl fmt::Display for LengthRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_as(LENGTH_FIELD, f)
    }
}
