//! Shapes of operators and leaves: what `w/5`, `^3`, `/f50/`, `word~1` and `/regex/` look like.

use std::fmt;

use super::characters::{CLAUSE_ENDS, has_word, is_border, is_punctuation, is_quote};
use crate::query::ast::Query;
use crate::query::ast::boost::Boost;
use crate::query::ast::proximity::ProximityOperator;

/// The distance of `NEAR` and `PRE` without a number, as in ProQuest. No other service has one.
const DEFAULT_DISTANCE: u32 = 4;

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`.
    Not,
    /// `NEAR/5`, `w/5`, `SENT`.
    Near(ProximityOperator),
    /// `ATLEAST/3`.
    AtLeast(u32),
    /// `FIRST/50`.
    First(u32),
}

impl Operator {
    /// Parses an operator. Plain names are operators in capitals only, names with a number in any
    /// case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "AND" => Self::And,
            "OR" => Self::Or,
            "NOT" => Self::Not,
            "NEAR" => Self::Near(ProximityOperator::Within(DEFAULT_DISTANCE)),
            "PRE" => Self::Near(ProximityOperator::Before(DEFAULT_DISTANCE)),
            "SENT" => Self::Near(ProximityOperator::Sentence),
            "PARA" => Self::Near(ProximityOperator::Paragraph),
            _ => return Self::parse_numbered(&text.to_ascii_lowercase()),
        })
    }

    fn parse_numbered(text: &str) -> Option<Self> {
        let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = number(text.get(name.len()..).unwrap_or_default());
        Some(match (name, number) {
            ("w/s", None) => Self::Near(ProximityOperator::Sentence),
            ("w/p", None) => Self::Near(ProximityOperator::Paragraph),
            ("near" | "near/" | "w/" | "n/", Some(words)) => {
                Self::Near(ProximityOperator::Within(words))
            }
            ("pre/" | "p/" | "adj" | "adj/", Some(words)) => {
                Self::Near(ProximityOperator::Before(words))
            }
            ("atleast" | "atleast/", Some(times)) => Self::AtLeast(times.max(1)),
            ("first/", Some(words)) => Self::First(words.max(1)),
            _ => return None,
        })
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And => f.write_str("AND"),
            Self::Or => f.write_str("OR"),
            Self::Not => f.write_str("NOT"),
            Self::Near(operator) => write!(f, "{operator}"),
            Self::AtLeast(times) => write!(f, "ATLEAST/{times}"),
            Self::First(words) => write!(f, "FIRST/{words}"),
        }
    }
}

/// Parses a number of digits alone. One that is too large becomes the largest there is.
pub(crate) fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Returns the digits at the beginning of a text.
pub(crate) fn leading_digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Parses the boost at the beginning of a text, `^3`; returns it with its length in bytes.
pub(crate) fn boost(text: &str) -> Option<(Boost, usize)> {
    let behind = text.strip_prefix('^')?;
    let end = behind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(behind.len());
    let number = behind.get(..end)?.trim_end_matches('.');
    let ends = !behind.get(number.len()..)?.starts_with(char::is_alphanumeric);
    Boost::parse(number).filter(|_| ends).map(|boost| (boost, 1 + number.len()))
}

/// Parses Factiva's `/f50/` at the beginning of a text; returns its number and its length in bytes.
pub(crate) fn first_words(text: &str) -> Option<(u32, usize)> {
    let behind = text.strip_prefix("/f").or_else(|| text.strip_prefix("/F"))?;
    let digits = leading_digits(behind);
    let rest = behind.get(digits.len()..)?.strip_prefix('/')?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    number(digits).filter(|_| ends).map(|words| (words.max(1), digits.len() + 3))
}

/// Makes a query of one word. One that looks like an operator has to be quoted.
pub(crate) fn word(text: &str) -> Query {
    match Operator::parse(text) {
        None => Query::Word(text.to_owned()),
        Some(_) => Query::Phrase(text.to_owned(), 0),
    }
}

/// Returns true for words that need no quotes in a query.
pub(crate) fn is_plain_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c == '-';
    text.starts_with(char::is_alphanumeric)
        && text.ends_with(char::is_alphanumeric)
        && text.chars().all(is_plain)
        && Operator::parse(text).is_none()
}

/// Splits `gorbachov~1` into the word and the number of edits as typed, which may be empty.
pub(crate) fn fuzzy(chunk: &str) -> Option<(&str, &str)> {
    let (word, edits) =
        chunk.trim_end_matches(|c| is_punctuation(c) && c != '~').rsplit_once('~')?;
    let plain = edits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && has_word(word)).then_some((word, edits))
}

/// Returns the stem of a word that is truncated as in Nexis: `terror!`.
pub(crate) fn nexis_truncation(chunk: &str) -> Option<&str> {
    chunk.strip_suffix('!').filter(|word| word.ends_with(char::is_alphanumeric))
}

/// Reads to the next quote; returns the content and the text behind the quote, if there is one.
/// A backslash escapes a quote.
pub(crate) fn unquote(text: &str) -> (String, Option<&str>) {
    let mut content = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let escaped =
            chars.clone().next().filter(|next| c == '\\' && (*next == '\\' || is_quote(*next)));
        match escaped {
            Some(next) => {
                content.push(next);
                chars.next();
            }
            None if is_quote(c) => return (content, Some(chars.as_str())),
            None => content.push(c),
        }
    }
    (content, None)
}

/// Returns the content of a quotation in single quotes and its length in bytes with both quotes,
/// where these are clearly not apostrophes.
pub(crate) fn single_quoted(text: &str) -> Option<(&str, usize)> {
    let content = text.strip_prefix('‘')?;
    for (at, c) in content.char_indices() {
        let rest = content.get(at + c.len_utf8()..)?;
        let ends = rest
            .chars()
            .next()
            .is_none_or(|next| next.is_whitespace() || ")|,.;:?!".contains(next));
        match c {
            '’' if ends => return Some((content.get(..at)?, text.len() - rest.len())),
            '‘' | '(' | ')' => return None,
            _ if is_quote(c) => return None,
            _ => {}
        }
    }
    None
}

/// Returns the pattern of the `/regular expression/` at the beginning of a text.
pub(crate) fn regex(text: &str) -> Option<&str> {
    let content = text.strip_prefix('/')?;
    let mut escaped = false;
    let end = content.find(|c: char| {
        let ends = c.is_whitespace() || c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let behind = content.get(end..)?.strip_prefix('/')?;
    let ends =
        behind.chars().next().is_none_or(|c| is_border(c) || c == '^' || CLAUSE_ENDS.contains(&c));
    content.get(..end).filter(|pattern| ends && !pattern.is_empty())
}

/// Returns the chunk at the beginning of a text: up to a border or a suffix operator.
pub(crate) fn run(text: &str, is_text: bool) -> &str {
    let ends = |at: usize, c: char| {
        let rest = text.get(at..).unwrap_or_default();
        let suffix = at > 0 && (boost(rest).is_some() || is_text && first_words(rest).is_some());
        is_border(c) || suffix || rest.starts_with("&&")
    };
    let end = text.char_indices().find(|(at, c)| ends(*at, *c)).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}
