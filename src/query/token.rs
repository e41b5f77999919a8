//! What a query falls into before it is put together.

use super::ast::Query;
use crate::schema::Field;

/// What a run of characters is, and where it stands.
#[derive(Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// What a run of characters is.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// An opening parenthesis.
    Open,
    /// A closing parenthesis.
    Close,
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`, or a minus.
    Not,
    /// `title:`.
    In(Field),
    /// A word, a phrase, a name, a date.
    Leaf(Query),
    /// What would be a leaf, had it made sense.
    Gap,
}

impl Kind {
    /// Whether a part of a query begins with it.
    pub fn begins_part(&self) -> bool {
        !matches!(self, Self::Close | Self::And | Self::Or)
    }

    /// Whether it works on the part behind it.
    pub fn needs_part(&self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Not | Self::In(_))
    }
}

/// What values are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Words and phrases.
    Words,
    /// Names or parts of names.
    Part(Field),
    /// Whole names.
    Exactly(Field),
    /// Days and ranges of days.
    Days,
    /// Days of any year.
    DayOfYear,
}

impl Mode {
    /// How the values of a field are read.
    pub fn of(field: Field) -> Self {
        match field {
            field if field.is_text() => Self::Words,
            field if field.is_facet() => Self::Part(field),
            _ => Self::Days,
        }
    }
}
