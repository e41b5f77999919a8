//! Queries as a tree, printed in the query language with as few parentheses as possible.

use std::fmt;

use jiff::civil::Date;
use morgue::internals::article::schema::Field;

use super::pattern::RegexPiece;

/// A query of the brute-force engine.
#[derive(Debug, Clone, PartialEq)]
pub enum NaiveQuery {
    All,
    /// A word in any form. Text that is tokenized into several words matches them as a phrase.
    Word(String),
    /// Words in order with at most this many words in between in total. A word with `*` or `?` is a
    /// wildcard.
    Phrase(Vec<String>, usize),
    /// Adjacent exact forms. Capitals in the query must match.
    Exactly(String),
    /// Adjacent exact forms, each with these capitals.
    Cased(Capitals, String),
    Wildcard(String),
    /// A word within an edit distance.
    Fuzzy(String, usize),
    Regex(Vec<RegexPiece>),
    Near(Box<NaiveQuery>, Proximity, Box<NaiveQuery>),
    NotNear(Box<NaiveQuery>, Proximity, Box<NaiveQuery>),
    AtLeast(usize, Box<NaiveQuery>),
    First(usize, Box<NaiveQuery>),
    InField(Field, Box<NaiveQuery>),
    /// A query with twice the weight in the ranking.
    Weighted(Box<NaiveQuery>),
    /// A value of a facet, or any value of it.
    HasValue(Field, Option<String>),
    Published(DateRange),
    /// A range of body lengths in words, both ends inclusive.
    Length(usize, Option<usize>),
    Not(Box<NaiveQuery>),
    And(Box<NaiveQuery>, Box<NaiveQuery>),
    Or(Box<NaiveQuery>, Box<NaiveQuery>),
}

/// The capital letters that a word must have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Capitals {
    Some,
    All,
    None,
}

/// The distance allowed between two operands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proximity {
    Within(usize),
    Before(usize),
    Sentence,
    Paragraph,
}

/// A range of publication dates.
#[derive(Debug, Clone, PartialEq)]
pub enum DateRange {
    Year(i16),
    Between(Date, Date),
    Since(Date),
    /// This month and day of any year.
    On(i8, i8),
}

impl DateRange {
    /// Returns whether the interval lies wholly in this range. An anniversary needs a single day.
    pub fn contains(&self, (from, to): (Date, Date)) -> bool {
        match self {
            DateRange::Year(year) => from.year() == *year && to.year() == *year,
            DateRange::Between(first, last) => *first <= from && to <= *last,
            DateRange::Since(first) => *first <= from,
            DateRange::On(month, day) => from == to && (from.month(), from.day()) == (*month, *day),
        }
    }
}

// -- constructors

pub fn word(text: &str) -> NaiveQuery {
    NaiveQuery::Word(text.to_owned())
}

/// A phrase of space-separated words, with a number of other words allowed in between.
pub fn phrase(words: &str, between: usize) -> NaiveQuery {
    NaiveQuery::Phrase(words.split(' ').map(str::to_owned).collect(), between)
}

impl NaiveQuery {
    pub fn near(self, proximity: Proximity, other: NaiveQuery) -> Self {
        NaiveQuery::Near(Box::new(self), proximity, Box::new(other))
    }

    pub fn not_near(self, proximity: Proximity, other: NaiveQuery) -> Self {
        NaiveQuery::NotNear(Box::new(self), proximity, Box::new(other))
    }

    pub fn at_least(self, times: usize) -> Self {
        NaiveQuery::AtLeast(times, Box::new(self))
    }

    pub fn first(self, words: usize) -> Self {
        NaiveQuery::First(words, Box::new(self))
    }

    pub fn in_field(self, field: Field) -> Self {
        NaiveQuery::InField(field, Box::new(self))
    }

    pub fn weighted(self) -> Self {
        NaiveQuery::Weighted(Box::new(self))
    }

    pub fn and(self, other: NaiveQuery) -> Self {
        NaiveQuery::And(Box::new(self), Box::new(other))
    }

    pub fn or(self, other: NaiveQuery) -> Self {
        NaiveQuery::Or(Box::new(self), Box::new(other))
    }

    pub fn negated(self) -> Self {
        NaiveQuery::Not(Box::new(self))
    }

    /// Smaller queries, each with one operator or one operand removed.
    pub fn simplifications(&self) -> Vec<Self> {
        let nested = |inner: &Self, make: &dyn Fn(Self) -> Self| -> Vec<Self> {
            std::iter::once(inner.clone())
                .chain(inner.simplifications().into_iter().map(make))
                .collect()
        };
        let sides = |one: &Self, other: &Self, make: &dyn Fn(Self, Self) -> Self| -> Vec<Self> {
            let mut all = nested(one, &|one| make(one, other.clone()));
            all.extend(nested(other, &|other| make(one.clone(), other)));
            all
        };
        match self {
            NaiveQuery::Near(one, proximity, other) => {
                sides(one, other, &|one, other| one.near(*proximity, other))
            }
            NaiveQuery::NotNear(one, proximity, other) => {
                sides(one, other, &|one, other| one.not_near(*proximity, other))
            }
            NaiveQuery::And(one, other) => sides(one, other, &NaiveQuery::and),
            NaiveQuery::Or(one, other) => sides(one, other, &NaiveQuery::or),
            NaiveQuery::Not(inner) => nested(inner, &NaiveQuery::negated),
            NaiveQuery::AtLeast(times, inner) => nested(inner, &|inner| inner.at_least(*times)),
            NaiveQuery::First(words, inner) => nested(inner, &|inner| inner.first(*words)),
            NaiveQuery::InField(field, inner) => nested(inner, &|inner| inner.in_field(*field)),
            NaiveQuery::Weighted(inner) => nested(inner, &NaiveQuery::weighted),
            _ => Vec::new(),
        }
    }

    /// The precedence of the outermost operator.
    fn precedence(&self) -> Precedence {
        match self {
            NaiveQuery::Or(..) => Precedence::Or,
            NaiveQuery::And(..) => Precedence::And,
            NaiveQuery::Near(..) | NaiveQuery::NotNear(..) => Precedence::Near,
            NaiveQuery::Not(_) | NaiveQuery::AtLeast(..) | NaiveQuery::First(..) => {
                Precedence::Prefix
            }
            _ => Precedence::Leaf,
        }
    }

    /// The query as text, in parentheses if its precedence is below `least`.
    fn parenthesized(&self, least: Precedence) -> String {
        if self.precedence() >= least { self.to_string() } else { format!("({self})") }
    }
}

#[derive(PartialEq, PartialOrd)]
/// Operator precedence, loosest first.
enum Precedence {
    Or,
    And,
    Near,
    Prefix,
    Leaf,
}

impl fmt::Display for NaiveQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NaiveQuery::All => f.write_str("*"),
            NaiveQuery::Word(word) => f.write_str(word),
            NaiveQuery::Phrase(words, 0) => write!(f, "\"{}\"", words.join(" ")),
            NaiveQuery::Phrase(words, between) => write!(f, "\"{}\"~{between}", words.join(" ")),
            NaiveQuery::Exactly(words) if is_bare(words) => write!(f, "={words}"),
            NaiveQuery::Exactly(words) => write!(f, "=\"{words}\""),
            NaiveQuery::Cased(letters, words) if words.contains(' ') => {
                write!(f, "{letters}(\"{words}\")")
            }
            NaiveQuery::Cased(letters, word) => write!(f, "{letters}({word})"),
            NaiveQuery::Wildcard(pattern) => f.write_str(pattern),
            NaiveQuery::Fuzzy(word, 2) => write!(f, "{word}~"),
            NaiveQuery::Fuzzy(word, edits) => write!(f, "{word}~{edits}"),
            NaiveQuery::Regex(pieces) => {
                write!(f, "/{}/", pieces.iter().map(RegexPiece::to_string).collect::<String>())
            }
            NaiveQuery::Near(one, proximity, other) => {
                write!(
                    f,
                    "{} {proximity} {}",
                    one.parenthesized(Precedence::Near),
                    other.parenthesized(Precedence::Prefix)
                )
            }
            NaiveQuery::NotNear(one, proximity, other) => {
                write!(
                    f,
                    "{} NOT {proximity} {}",
                    one.parenthesized(Precedence::Near),
                    other.parenthesized(Precedence::Prefix)
                )
            }
            NaiveQuery::AtLeast(times, inner) => {
                write!(f, "ATLEAST/{times} {}", inner.parenthesized(Precedence::Prefix))
            }
            NaiveQuery::First(words, inner) => {
                write!(f, "FIRST/{words} {}", inner.parenthesized(Precedence::Prefix))
            }
            NaiveQuery::InField(field, inner) => {
                write!(f, "{}:{}", field.query_name(), inner.parenthesized(Precedence::Leaf))
            }
            NaiveQuery::Weighted(inner) => write!(f, "{}^2", inner.parenthesized(Precedence::Leaf)),
            NaiveQuery::HasValue(facet, None) => write!(f, "{}:*", facet.query_name()),
            NaiveQuery::HasValue(facet, Some(value)) => {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "{}:=\"{value}\"", facet.query_name())
            }
            NaiveQuery::Published(when) => write!(f, "{when}"),
            NaiveQuery::Length(from, None) => write!(f, "words:>={from}"),
            NaiveQuery::Length(from, Some(to)) => write!(f, "words:{from}..{to}"),
            NaiveQuery::Not(inner) => write!(f, "NOT {}", inner.parenthesized(Precedence::Prefix)),
            NaiveQuery::And(one, other) => {
                write!(
                    f,
                    "{} {}",
                    one.parenthesized(Precedence::And),
                    other.parenthesized(Precedence::Near)
                )
            }
            NaiveQuery::Or(one, other) => {
                write!(
                    f,
                    "{} OR {}",
                    one.parenthesized(Precedence::Or),
                    other.parenthesized(Precedence::And)
                )
            }
        }
    }
}

/// Returns whether an exact form can be printed without quotes.
fn is_bare(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && words.bytes().any(|byte| byte.is_ascii_lowercase())
}

impl fmt::Display for Capitals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Capitals::Some => "caps",
            Capitals::All => "allcaps",
            Capitals::None => "nocaps",
        })
    }
}

impl fmt::Display for Proximity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proximity::Within(words) => write!(f, "NEAR/{words}"),
            Proximity::Before(words) => write!(f, "PRE/{words}"),
            Proximity::Sentence => f.write_str("SENT"),
            Proximity::Paragraph => f.write_str("PARA"),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateRange::Year(year) => write!(f, "date:{year}"),
            DateRange::Between(first, last) if first == last => write!(f, "date:{first}"),
            DateRange::Between(first, last) => write!(f, "date:{first}..{last}"),
            DateRange::Since(first) => write!(f, "date:>={first}"),
            DateRange::On(month, day) => write!(f, "on:{month:02}-{day:02}"),
        }
    }
}
