//! Questions that print themselves in the query language, with no more parentheses than it needs.

use std::fmt;

use jiff::civil::Date;
use morgue::article::schema::Field;

use super::pattern::Piece;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    All,
    /// A word in any of its forms; what is read as several means them side by side.
    Word(String),
    /// Words in this order with at most so many in between in all; one with `*` or `?` in it is a wildcard.
    Phrase(Vec<String>, usize),
    /// These forms side by side; in such letters where they have capitals.
    Exactly(String),
    /// These forms side by side, each with such letters.
    Cased(Letters, String),
    Wildcard(String),
    /// A word within so many edits.
    Fuzzy(String, usize),
    Regex(Vec<Piece>),
    Near(Box<Ask>, How, Box<Ask>),
    Far(Box<Ask>, How, Box<Ask>),
    AtLeast(usize, Box<Ask>),
    First(usize, Box<Ask>),
    In(Field, Box<Ask>),
    /// The same with twice the say in the ranking.
    Weighted(Box<Ask>),
    /// A value of a facet exactly, or any of it.
    About(Field, Option<String>),
    Published(When),
    /// A body of so many words, both ends counted in.
    Long(usize, Option<usize>),
    Not(Box<Ask>),
    And(Box<Ask>, Box<Ask>),
    Or(Box<Ask>, Box<Ask>),
}

/// Which letters of a word are capitals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Letters {
    Some,
    All,
    None,
}

/// How near two are to stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    Within(usize),
    Before(usize),
    Sentence,
    Paragraph,
}

/// Days of publication.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    Year(i16),
    Between(Date, Date),
    Since(Date),
    /// This month and day of any year.
    On(i8, i8),
}

impl When {
    /// Whether an interval lies in these days whole; no day is known of what is wider than one.
    pub fn holds(&self, (from, to): (Date, Date)) -> bool {
        match self {
            When::Year(year) => from.year() == *year && to.year() == *year,
            When::Between(first, last) => *first <= from && to <= *last,
            When::Since(first) => *first <= from,
            When::On(month, day) => from == to && (from.month(), from.day()) == (*month, *day),
        }
    }
}

// -- short to write

pub fn word(text: &str) -> Ask {
    Ask::Word(text.to_owned())
}

/// Words with spaces between them, so many others allowed in between.
pub fn phrase(words: &str, between: usize) -> Ask {
    Ask::Phrase(words.split(' ').map(str::to_owned).collect(), between)
}

impl Ask {
    pub fn near(self, how: How, other: Ask) -> Self {
        Ask::Near(Box::new(self), how, Box::new(other))
    }

    pub fn far(self, how: How, other: Ask) -> Self {
        Ask::Far(Box::new(self), how, Box::new(other))
    }

    pub fn at_least(self, times: usize) -> Self {
        Ask::AtLeast(times, Box::new(self))
    }

    pub fn first(self, words: usize) -> Self {
        Ask::First(words, Box::new(self))
    }

    pub fn within(self, field: Field) -> Self {
        Ask::In(field, Box::new(self))
    }

    pub fn weighted(self) -> Self {
        Ask::Weighted(Box::new(self))
    }

    pub fn and(self, other: Ask) -> Self {
        Ask::And(Box::new(self), Box::new(other))
    }

    pub fn or(self, other: Ask) -> Self {
        Ask::Or(Box::new(self), Box::new(other))
    }

    pub fn negated(self) -> Self {
        Ask::Not(Box::new(self))
    }

    /// Questions like it with one operator less, or one side.
    pub fn simpler(&self) -> Vec<Self> {
        let again = |inner: &Self, make: &dyn Fn(Self) -> Self| -> Vec<Self> {
            std::iter::once(inner.clone()).chain(inner.simpler().into_iter().map(make)).collect()
        };
        let sides = |one: &Self, other: &Self, make: &dyn Fn(Self, Self) -> Self| -> Vec<Self> {
            let mut all = again(one, &|one| make(one, other.clone()));
            all.extend(again(other, &|other| make(one.clone(), other)));
            all
        };
        match self {
            Ask::Near(one, how, other) => sides(one, other, &|one, other| one.near(*how, other)),
            Ask::Far(one, how, other) => sides(one, other, &|one, other| one.far(*how, other)),
            Ask::And(one, other) => sides(one, other, &Ask::and),
            Ask::Or(one, other) => sides(one, other, &Ask::or),
            Ask::Not(inner) => again(inner, &Ask::negated),
            Ask::AtLeast(times, inner) => again(inner, &|inner| inner.at_least(*times)),
            Ask::First(words, inner) => again(inner, &|inner| inner.first(*words)),
            Ask::In(field, inner) => again(inner, &|inner| inner.within(*field)),
            Ask::Weighted(inner) => again(inner, &Ask::weighted),
            _ => Vec::new(),
        }
    }

    /// How tightly its outermost operator binds.
    fn bond(&self) -> Bond {
        match self {
            Ask::Or(..) => Bond::Or,
            Ask::And(..) => Bond::And,
            Ask::Near(..) | Ask::Far(..) => Bond::Near,
            Ask::Not(_) | Ask::AtLeast(..) | Ask::First(..) => Bond::Prefix,
            _ => Bond::Leaf,
        }
    }

    /// In parentheses where it binds less tightly than this.
    fn bound(&self, least: Bond) -> String {
        if self.bond() >= least { self.to_string() } else { format!("({self})") }
    }
}

#[derive(PartialEq, PartialOrd)]
enum Bond {
    Or,
    And,
    Near,
    Prefix,
    Leaf,
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ask::All => f.write_str("*"),
            Ask::Word(word) => f.write_str(word),
            Ask::Phrase(words, 0) => write!(f, "\"{}\"", words.join(" ")),
            Ask::Phrase(words, between) => write!(f, "\"{}\"~{between}", words.join(" ")),
            Ask::Exactly(words) if is_bare(words) => write!(f, "={words}"),
            Ask::Exactly(words) => write!(f, "=\"{words}\""),
            Ask::Cased(letters, words) if words.contains(' ') => {
                write!(f, "{letters}(\"{words}\")")
            }
            Ask::Cased(letters, word) => write!(f, "{letters}({word})"),
            Ask::Wildcard(pattern) => f.write_str(pattern),
            Ask::Fuzzy(word, 2) => write!(f, "{word}~"),
            Ask::Fuzzy(word, edits) => write!(f, "{word}~{edits}"),
            Ask::Regex(pieces) => {
                write!(f, "/{}/", pieces.iter().map(Piece::to_string).collect::<String>())
            }
            Ask::Near(one, how, other) => {
                write!(f, "{} {how} {}", one.bound(Bond::Near), other.bound(Bond::Prefix))
            }
            Ask::Far(one, how, other) => {
                write!(f, "{} NOT {how} {}", one.bound(Bond::Near), other.bound(Bond::Prefix))
            }
            Ask::AtLeast(times, inner) => {
                write!(f, "ATLEAST/{times} {}", inner.bound(Bond::Prefix))
            }
            Ask::First(words, inner) => write!(f, "FIRST/{words} {}", inner.bound(Bond::Prefix)),
            Ask::In(field, inner) => write!(f, "{}:{}", field.asked(), inner.bound(Bond::Leaf)),
            Ask::Weighted(inner) => write!(f, "{}^2", inner.bound(Bond::Leaf)),
            Ask::About(facet, None) => write!(f, "{}:*", facet.asked()),
            Ask::About(facet, Some(value)) => {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "{}:=\"{value}\"", facet.asked())
            }
            Ask::Published(when) => write!(f, "{when}"),
            Ask::Long(from, None) => write!(f, "words:>={from}"),
            Ask::Long(from, Some(to)) => write!(f, "words:{from}..{to}"),
            Ask::Not(inner) => write!(f, "NOT {}", inner.bound(Bond::Prefix)),
            Ask::And(one, other) => {
                write!(f, "{} {}", one.bound(Bond::And), other.bound(Bond::Near))
            }
            Ask::Or(one, other) => {
                write!(f, "{} OR {}", one.bound(Bond::Or), other.bound(Bond::And))
            }
        }
    }
}

/// Whether a form needs no quotes.
fn is_bare(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && words.bytes().any(|byte| byte.is_ascii_lowercase())
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Letters::Some => "caps",
            Letters::All => "allcaps",
            Letters::None => "nocaps",
        })
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            How::Within(words) => write!(f, "NEAR/{words}"),
            How::Before(words) => write!(f, "PRE/{words}"),
            How::Sentence => f.write_str("SENT"),
            How::Paragraph => f.write_str("PARA"),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Year(year) => write!(f, "date:{year}"),
            When::Between(first, last) if first == last => write!(f, "date:{first}"),
            When::Between(first, last) => write!(f, "date:{first}..{last}"),
            When::Since(first) => write!(f, "date:>={first}"),
            When::On(month, day) => write!(f, "on:{month:02}-{day:02}"),
        }
    }
}
