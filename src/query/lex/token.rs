//! Tokens of a query.

use std::ops::Range;

use crate::article::schema::Field;
use crate::query::ast::Query;
use crate::query::ast::boost::Boost;
use crate::query::ast::clip::ClipKind;
use crate::query::ast::pattern::CaseFilter;
use crate::query::ast::proximity::ProximityOperator;
use crate::query::lex::field_names::DateBound;

/// A token and its range in the input.
#[derive(Debug)]
pub(crate) struct QueryToken {
    /// The kind of token.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

impl QueryToken {
    /// Returns the leaf it is, with its range in the input.
    pub(crate) fn leaf(&self) -> Option<(Query, Range<usize>)> {
        match &self.kind {
            TokenKind::Leaf(query) => Some((query.clone(), self.start..self.end)),
            _ => None,
        }
    }
}

/// The kind of a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
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
    Near(ProximityOperator),
    /// `NOT NEAR/5`.
    NotNear(ProximityOperator),
    /// `title:`.
    In(Field),
    /// `ATLEAST/3`.
    AtLeast(u32),
    /// `FIRST/50`.
    First(u32),
    /// `caps`, directly before a parenthesis.
    Cased(CaseFilter),
    /// `^3`, directly behind what it boosts.
    Boost(Boost),
    /// `/f50/`, behind what it restricts.
    FirstSuffix(u32),
    /// A word, a phrase, a name, a date.
    Leaf(Query),
    /// A leaf that made no sense and was left out.
    Gap,
}

impl TokenKind {
    /// Returns true for tokens with which a part of a query begins.
    pub(crate) fn begins_part(&self) -> bool {
        self.is_prefix() || matches!(self, Self::Open | Self::Leaf(_) | Self::Gap)
    }

    /// Returns true for tokens with which a part of a query ends.
    pub(crate) fn ends_part(&self) -> bool {
        self.is_suffix() || matches!(self, Self::Close | Self::Leaf(_) | Self::Gap)
    }

    /// Returns true for operators that apply to the part behind them.
    pub(crate) fn is_prefix(&self) -> bool {
        matches!(self, Self::Not | Self::In(_) | Self::AtLeast(_) | Self::First(_) | Self::Cased(_))
    }

    /// Returns true for operators that apply to the part before them.
    pub(crate) fn is_suffix(&self) -> bool {
        matches!(self, Self::Boost(_) | Self::FirstSuffix(_))
    }
}

/// Interpretation of a value, depending on the field before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueMode {
    /// Words and phrases.
    Words,
    /// Words and phrases in exactly this form.
    Exact,
    /// Names or parts of names.
    NamePart(NameScope),
    /// Whole names.
    ExactName(NameScope),
    /// Dates and ranges of dates.
    Date,
    /// One end of a range of dates.
    DateBound(DateBound),
    /// Days of any year.
    DayOfYear,
    /// Lengths in words.
    Length,
    /// Yes or no, to whether an article was corrected.
    Corrected,
    /// Numbers of words that were changed.
    WordsChanged,
    /// Yes or no, to whether an article was superseded.
    Superseded,
    /// What was inferred about an article.
    Inferred,
    /// What readers gave to an article.
    Clip(ClipKind),
}

/// Facets in which a name is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameScope {
    /// The values of a facet.
    Facet(Field),
    /// The main subjects of articles.
    MainSubject,
}

impl ValueMode {
    /// Returns the mode of a field that is not text.
    pub(crate) fn from_field(field: Field) -> Self {
        if field.is_facet() { Self::NamePart(NameScope::Facet(field)) } else { Self::Date }
    }

    /// Returns true for values that are looked for in text.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Words | Self::Exact)
    }
}
