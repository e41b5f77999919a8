//! What a query means, as a value that prints itself: `parse(query.to_string())` is the same query.

pub(crate) mod length;
pub(crate) mod nearness;
pub(crate) mod pattern;
pub(crate) mod warning;
pub(crate) mod weight;

use super::dates::Days;
use super::lex::spelling::quotable;
use super::lex::wildcard::has_gap;
use crate::article::schema::Field;
use length::Lengths;
use nearness::Nearness;
use pattern::{Case, Pattern};
use weight::Weight;

/// A query. Built through its constructors it has one shape for one meaning: no list of one, no list inside a list of its
/// kind, no double negation, no field inside a field, and signs of nearness only between what stands at places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Everything: `*`.
    All,
    /// A word as typed (`U.S.`, `al-nusra`), in any of its forms. What reads as several words means them side by side.
    Word(String),
    /// Words side by side, or in this order with at most so many words in between: `"military cooperation"~3`. They may
    /// hold wildcards.
    Phrase(String, u32),
    /// Exactly this form, several side by side: `=talks`. Capitals in it are asked for: `="US Open"`.
    Exactly(String),
    /// Exactly these forms side by side, each in such letters: `caps(Turkey)`.
    Cased(Case, String),
    /// Every word that is like this: `terror*`.
    Like(Pattern),
    /// The first as near as this to the second: `a NEAR/5 b`.
    Near(Box<Query>, Nearness, Box<Query>),
    /// The first where no second is as near as this: `a NOT NEAR/5 b`.
    Far(Box<Query>, Nearness, Box<Query>),
    /// At least so many times in the article: `ATLEAST/3 sanctions`.
    AtLeast(u32, Box<Query>),
    /// Within the first words of the body, or of the field that is asked: `FIRST/50 ceasefire`.
    First(u32, Box<Query>),
    /// A query that looks in one field of text only: `title:syria`.
    In(Field, Box<Query>),
    /// What an article is about, or bears as a label: `person:kerry`, `section:world`.
    About(Field, Name),
    /// Whom, where or what it is mostly about: `major:kerry`.
    Major(Name),
    /// When it was published: `date:2016-07`.
    Published(Days),
    /// How many words its body has: `words:>500`.
    Long(Lengths),
    /// The same, with so much more or less say in the ranking: `title:syria^3`.
    Weighted(Box<Query>, Weight),
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
    /// Any value of the facet: `person:*`.
    Any,
    /// A name or part of one: everybody who bears it.
    Part(String),
    /// Exactly this name or value.
    Exactly(String),
}

impl Name {
    /// The name itself.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Part(text) | Self::Exactly(text) => text,
        }
    }
}

/// The facets whose values are mentioned in the text, so that their mentions have places there.
pub const MENTIONED: [Field; 3] = [Field::People, Field::Places, Field::Organisations];

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

    /// This, with more or less say in the ranking; what has none keeps none.
    pub fn weighted(self, weight: Weight) -> Self {
        match self {
            query if weight == Weight::ONE || !query.has_say() => query,
            Query::Weighted(inner, own) => inner.weighted(own.times(weight)),
            query => Query::Weighted(Box::new(query), weight),
        }
    }

    /// Whether it has a say in the ranking, so that it can weigh more or less.
    pub fn has_say(&self) -> bool {
        match self {
            Query::All | Query::Published(_) | Query::Long(_) | Query::Not(_) => false,
            Query::In(_, inner) => inner.has_say(),
            _ => true,
        }
    }

    /// This, looked for in one field of text. What names its own field keeps it: of two, the inner one wins.
    pub fn within(self, field: Field) -> Self {
        match self {
            Query::In(..)
            | Query::About(..)
            | Query::Major(_)
            | Query::Published(_)
            | Query::Long(_) => self,
            Query::Not(inner) => inner.within(field).negated(),
            Query::Weighted(inner, weight) => inner.within(field).weighted(weight),
            Query::And(ref parts) | Query::Or(ref parts)
                if !parts.iter().any(Query::names_a_field) =>
            {
                Query::In(field, Box::new(self))
            }
            Query::And(parts) => Query::and(parts.into_iter().map(|part| part.within(field))),
            Query::Or(parts) => Query::or(parts.into_iter().map(|part| part.within(field))),
            text => Query::In(field, Box::new(text)),
        }
    }

    fn names_a_field(&self) -> bool {
        match self {
            Query::In(..)
            | Query::About(..)
            | Query::Major(_)
            | Query::Published(_)
            | Query::Long(_) => true,
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::names_a_field),
            Query::Not(inner) | Query::Weighted(inner, _) => inner.names_a_field(),
            _ => false,
        }
    }

    /// This, its words and phrases in such letters. What has no letters of its own stays as it is.
    pub fn cased(self, case: Case) -> Self {
        let all = |parts: Vec<Query>| parts.into_iter().map(|part| part.cased(case)).collect();
        let boxed = |inner: Box<Query>| Box::new(inner.cased(case));
        match self {
            Query::Word(word) => {
                quotable(&word).map_or(Query::Word(word), |words| Query::Cased(case, words))
            }
            Query::Exactly(words) => Query::Cased(case, words),
            Query::Phrase(words, 0) if !has_gap(&words) => Query::Cased(case, words),
            Query::Near(one, how, other) => Query::Near(boxed(one), how, boxed(other)),
            Query::Far(one, how, other) => Query::Far(boxed(one), how, boxed(other)),
            Query::AtLeast(times, inner) => Query::AtLeast(times, boxed(inner)),
            Query::First(words, inner) => Query::First(words, boxed(inner)),
            Query::In(field, inner) => Query::In(field, boxed(inner)),
            Query::Weighted(inner, weight) => Query::Weighted(boxed(inner), weight),
            Query::Not(inner) => Query::Not(boxed(inner)),
            Query::And(parts) => Query::And(all(parts)),
            Query::Or(parts) => Query::Or(all(parts)),
            other => other,
        }
    }

    /// Calls `visit` with every part of the query that has no parts of its own, and the field of text it stands in.
    pub fn leaves<'q>(&'q self, visit: &mut dyn FnMut(&'q Query, Option<Field>)) {
        self.leaves_in(None, visit);
    }

    fn leaves_in<'q>(
        &'q self,
        field: Option<Field>,
        visit: &mut dyn FnMut(&'q Query, Option<Field>),
    ) {
        match self {
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().for_each(|part| part.leaves_in(field, visit))
            }
            Query::Not(inner) | Query::Weighted(inner, _) => inner.leaves_in(field, visit),
            Query::AtLeast(_, inner) | Query::First(_, inner) => inner.leaves_in(field, visit),
            Query::In(field, inner) => inner.leaves_in(Some(*field), visit),
            Query::Near(one, _, other) | Query::Far(one, _, other) => {
                one.leaves_in(field, visit);
                other.leaves_in(field, visit);
            }
            leaf => visit(leaf, field),
        }
    }

    /// This, with every leaf that is asked for changed into one of its kind; what is denied stays as it is.
    pub fn with_leaves(self, change: &mut dyn FnMut(Query) -> Query) -> Self {
        let mut boxed = |inner: Box<Query>| Box::new(inner.with_leaves(change));
        match self {
            Query::Near(one, how, other) => Query::Near(boxed(one), how, boxed(other)),
            Query::Far(one, how, other) => Query::Far(boxed(one), how, other),
            Query::AtLeast(times, inner) => Query::AtLeast(times, boxed(inner)),
            Query::First(words, inner) => Query::First(words, boxed(inner)),
            Query::In(field, inner) => Query::In(field, boxed(inner)),
            Query::Weighted(inner, weight) => Query::Weighted(boxed(inner), weight),
            Query::And(parts) => Query::and(parts.into_iter().map(|part| part.with_leaves(change))),
            Query::Or(parts) => Query::or(parts.into_iter().map(|part| part.with_leaves(change))),
            Query::Not(_) => self,
            leaf => change(leaf),
        }
    }

    /// Whether one article can answer it better than another.
    pub fn is_ranked(&self) -> bool {
        let mut ranked = false;
        self.leaves(&mut |leaf, _| {
            ranked |= !matches!(leaf, Query::All | Query::Published(_) | Query::Long(_))
        });
        ranked
    }
}
