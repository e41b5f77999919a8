//! What a query falls into before it is put together.

use std::ops::Range;

use crate::article::schema::Field;
use crate::query::ast::Query;
use crate::query::ast::nearness::Nearness;
use crate::query::ast::pattern::Case;
use crate::query::ast::weight::Weight;

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

impl Token {
    /// The leaf it is, and where that was typed.
    pub fn typed(&self) -> Option<(Query, Range<usize>)> {
        match &self.kind {
            Kind::Leaf(query) => Some((query.clone(), self.start..self.end)),
            _ => None,
        }
    }
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
    /// `NEAR/5`.
    Near(Nearness),
    /// `NOT NEAR/5`.
    Far(Nearness),
    /// `title:`.
    In(Field),
    /// `ATLEAST/3`.
    AtLeast(u32),
    /// `FIRST/50`.
    First(u32),
    /// `caps`, directly before a parenthesis.
    Cased(Case),
    /// `^3`, directly behind what it weighs.
    Weight(Weight),
    /// `/f50/`, behind what it works on.
    Early(u32),
    /// A word, a phrase, a name, a date.
    Leaf(Query),
    /// What would be a leaf, had it made sense.
    Gap,
}

impl Kind {
    /// Whether a part of a query begins with it.
    pub fn begins_part(&self) -> bool {
        self.stands_before() || matches!(self, Self::Open | Self::Leaf(_) | Self::Gap)
    }

    /// Whether a part of a query ends with it.
    pub fn ends_part(&self) -> bool {
        self.stands_behind() || matches!(self, Self::Close | Self::Leaf(_) | Self::Gap)
    }

    /// Whether it works on the part behind it alone.
    pub fn stands_before(&self) -> bool {
        matches!(self, Self::Not | Self::In(_) | Self::AtLeast(_) | Self::First(_) | Self::Cased(_))
    }

    /// Whether it works on the part before it alone.
    pub fn stands_behind(&self) -> bool {
        matches!(self, Self::Weight(_) | Self::Early(_))
    }
}

/// What values are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Words and phrases.
    Words,
    /// Words and phrases in exactly this form.
    Form,
    /// Names or parts of names.
    Part(Subject),
    /// Whole names.
    Exactly(Subject),
    /// Days and ranges of days.
    Days,
    /// Days of any year.
    DayOfYear,
    /// Numbers of words.
    Length,
}

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A value of a facet.
    Facet(Field),
    /// Whom, where or what an article is mostly about.
    Main,
}

impl Mode {
    /// How the values of a field without text are read.
    pub fn of(field: Field) -> Self {
        if field.is_facet() { Self::Part(Subject::Facet(field)) } else { Self::Days }
    }

    /// Whether what is read is looked for in text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Words | Self::Form)
    }
}
