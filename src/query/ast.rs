//! What a query means, as a value that prints itself: `parse(query.to_string())` is the same query.

use std::fmt::{self, Write as _};

use super::days::Days;
use super::spelling::is_quote;
use crate::schema::Field;

/// A query. Built through [`Query::and`], [`Query::or`], [`Query::negated`] and [`Query::within`], it has one shape for
/// one meaning: no list of one, no list inside a list of its kind, no double negation, no field inside a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Everything: `*`.
    All,
    /// A word as typed (`U.S.`, `al-nusra`). What reads as several words means them side by side.
    Word(String),
    /// Words side by side: `"military cooperation"`.
    Phrase(String),
    /// A query that looks in one field of text only: `title:syria`.
    In(Field, Box<Query>),
    /// What an article is about, or bears as a label: `person:kerry`, `section:world`.
    About(Field, Name),
    /// When it was published: `date:2016-07`.
    Published(Days),
    /// All of these.
    And(Vec<Query>),
    /// One of these at least.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
}

/// How a value of a facet is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// A name or part of one: everybody who bears it.
    Part(String),
    /// Exactly this name or value.
    Exactly(String),
}

impl Name {
    /// The name itself.
    pub fn text(&self) -> &str {
        let (Self::Part(text) | Self::Exactly(text)) = self;
        text
    }
}

impl Query {
    /// All of these; of none, everything.
    pub fn and(parts: impl IntoIterator<Item = Query>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Query::And(parts) => parts,
            part => vec![part],
        });
        Self::list(flat.collect(), Query::And)
    }

    /// One of these at least; of none, everything.
    pub fn or(parts: impl IntoIterator<Item = Query>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Query::Or(parts) => parts,
            part => vec![part],
        });
        Self::list(flat.collect(), Query::Or)
    }

    fn list(mut parts: Vec<Query>, list: impl Fn(Vec<Query>) -> Query) -> Self {
        match parts.len() {
            0 => Query::All,
            1 => parts.swap_remove(0),
            _ => list(parts),
        }
    }

    /// Not this.
    pub fn negated(self) -> Self {
        match self {
            Query::Not(inner) => *inner,
            query => Query::Not(Box::new(query)),
        }
    }

    /// This, looked for in one field of text. What names its own field keeps it: of two, the inner one wins.
    pub fn within(self, field: Field) -> Self {
        match self {
            Query::In(..) | Query::About(..) | Query::Published(_) => self,
            Query::Not(inner) => inner.within(field).negated(),
            Query::And(ref parts) | Query::Or(ref parts) if !parts.iter().any(Query::names_a_field) => {
                Query::In(field, Box::new(self))
            }
            Query::And(parts) => Query::and(parts.into_iter().map(|part| part.within(field))),
            Query::Or(parts) => Query::or(parts.into_iter().map(|part| part.within(field))),
            Query::All | Query::Word(_) | Query::Phrase(_) => Query::In(field, Box::new(self)),
        }
    }

    fn names_a_field(&self) -> bool {
        match self {
            Query::In(..) | Query::About(..) | Query::Published(_) => true,
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::names_a_field),
            Query::Not(inner) => inner.names_a_field(),
            Query::All | Query::Word(_) | Query::Phrase(_) => false,
        }
    }

    /// Calls `visit` with every part of the query that has no parts of its own, and the field of text it stands in.
    pub fn leaves<'q>(&'q self, visit: &mut dyn FnMut(&'q Query, Option<Field>)) {
        self.leaves_in(None, visit);
    }

    fn leaves_in<'q>(&'q self, field: Option<Field>, visit: &mut dyn FnMut(&'q Query, Option<Field>)) {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| part.leaves_in(field, visit)),
            Query::Not(inner) => inner.leaves_in(field, visit),
            Query::In(field, inner) => inner.leaves_in(Some(*field), visit),
            leaf => visit(leaf, field),
        }
    }

    /// Whether any word or phrase is asked for, so that one article can answer better than another.
    pub fn has_text(&self) -> bool {
        let mut text = false;
        self.leaves(&mut |leaf, _| text |= matches!(leaf, Query::Word(_) | Query::Phrase(_)));
        text
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_str("*"),
            Query::Word(word) => f.write_str(word),
            Query::Phrase(words) => write!(f, "\"{words}\""),
            Query::In(field, inner) => {
                write!(f, "{}:", field.asked())?;
                inner.enclosed(f)
            }
            Query::About(field, name) => write!(f, "{}:{name}", field.asked()),
            Query::Published(days) => write!(f, "{days}"),
            Query::And(parts) => join(parts, " ", f, Query::tighter_than_and),
            Query::Or(parts) => join(parts, " OR ", f, Query::tighter_than_or),
            Query::Not(inner) => {
                f.write_str("NOT ")?;
                inner.enclosed(f)
            }
        }
    }
}

impl Query {
    fn enclosed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::And(_) | Query::Or(_) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }

    fn tighter_than_and(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::Or(_) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }

    fn tighter_than_or(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn join(
    parts: &[Query],
    by: &str,
    f: &mut fmt::Formatter<'_>,
    print: fn(&Query, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(by)?;
        }
        print(part, f)?;
    }
    Ok(())
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Part(text) if is_plain(text) => f.write_str(text),
            Name::Part(text) => quote(text, f),
            Name::Exactly(text) => {
                f.write_str("=")?;
                quote(text, f)
            }
        }
    }
}

/// A name in quotes; a quote inside the name stands behind a backslash.
fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if c == '\\' || is_quote(c) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

/// Whether a name reads back as itself without quotes.
fn is_plain(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))
}
