//! How many words the body of an article is to have.

use std::fmt;

/// What asks for a length. Not a field: there is nothing in it but a number.
pub const LENGTH: &str = "words";

/// A range of lengths in words, both ends in it; at least one of them is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lengths {
    /// At least so many.
    pub from: Option<u32>,
    /// At the most so many.
    pub to: Option<u32>,
}

impl Lengths {
    /// Reads `500`, `>500`, `>=500`, `<500`, `<=500`, `100..500`, `100..` and `..500`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.replace([',', '_'], "").parse::<u32>().ok();
        let end = |text: &str| if text.is_empty() { Some(None) } else { number(text).map(Some) };
        let (from, to) = if let Some((from, to)) = text.split_once("..") {
            (end(from)?, end(to)?)
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
        let backwards = from.zip(to).is_some_and(|(from, to)| from > to);
        (from.or(to).is_some() && !backwards).then_some(Self { from, to })
    }
}

impl fmt::Display for Lengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{LENGTH}:{from}"),
            (Some(from), Some(to)) => write!(f, "{LENGTH}:{from}..{to}"),
            (Some(from), None) => write!(f, "{LENGTH}:>={from}"),
            (None, to) => write!(f, "{LENGTH}:<={}", to.unwrap_or_default()),
        }
    }
}
