//! The query as a value that prints itself: `parse(query.to_string())` gives the same query.

pub(crate) mod boost;
pub(crate) mod clip;
pub(crate) mod length;
pub(crate) mod pattern;
pub(crate) mod proximity;
pub(crate) mod state;
pub(crate) mod warning;
pub(crate) mod widen;

use super::dates::DateFilter;
use super::lex::characters::quotable;
use super::lex::wildcard::has_wildcard;
use crate::article::schema::Field;
use boost::Boost;
use clip::ClipQuery;
use length::LengthRange;
use pattern::{CaseFilter, Pattern};
use proximity::ProximityOperator;
use state::ArticleState;

/// A query. Its constructors keep one shape for one meaning: no list of one part, no list inside a
/// list of the same kind, no double negation, no field inside a field, and proximity only between
/// parts that have positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article: `*`.
    All,
    /// A word as typed (`U.S.`, `al-nusra`), in all its forms. Where the tokenizer sees several
    /// words, they must be adjacent.
    Word(String),
    /// Words in this order with at most this many other words in between:
    /// `"military cooperation"~3`. They may contain wildcards.
    Phrase(String, u32),
    /// Exactly this form, or several adjacent ones: `=talks`. Capitals must match where the text
    /// has any: `="US Open"`.
    Exact(String),
    /// Exactly these adjacent forms, with these capitals: `caps(Turkey)`.
    Cased(CaseFilter, String),
    /// Every word that matches a pattern: `terror*`.
    Pattern(Pattern),
    /// A word or phrase, and what the archive uses like it: `~layoffs`. A search replaces it by alternatives.
    Widened(String),
    /// The first part near the second: `a NEAR/5 b`.
    Near(Box<Query>, ProximityOperator, Box<Query>),
    /// The first part with no second part near it: `a NOT NEAR/5 b`.
    NotNear(Box<Query>, ProximityOperator, Box<Query>),
    /// At least this many occurrences in the article: `ATLEAST/3 sanctions`.
    AtLeast(u32, Box<Query>),
    /// Within the first words of the body, or of the enclosing field: `FIRST/50 ceasefire`.
    First(u32, Box<Query>),
    /// A query restricted to one text field: `title:syria`.
    In(Field, Box<Query>),
    /// A value of a facet: `person:kerry`, `section:world`.
    Facet(Field, NameQuery),
    /// A person, place or organisation that is a main subject: `major:kerry`.
    Major(NameQuery),
    /// The date of publication: `date:2016-07`.
    Published(DateFilter),
    /// The length of the body: `words:>500`.
    Length(LengthRange),
    /// Articles that a later version of the same desk corrects: `corrected:yes`.
    Corrected,
    /// The number of words that a later version of the same desk changed: `words-changed:>20`.
    WordsChanged(LengthRange),
    /// A state of the article: `date:none`, `inferred:topics`.
    State(ArticleState),
    /// What readers gave to the article: `tag:quakes`.
    Clipped(ClipQuery),
    /// A query with a boost in the ranking: `title:syria^3`.
    Boosted(Box<Query>, Boost),
    /// All of several parts.
    And(Vec<Query>),
    /// At least one of several parts.
    Or(Vec<Query>),
    /// A negated query.
    Not(Box<Query>),
}

/// A query for the values of a facet by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameQuery {
    /// Any value: `person:*`.
    Any,
    /// Every value with this name or part of a name: `person:kerry`.
    Part(String),
    /// The value with exactly this name or key: `person:="John Kerry"`.
    Exact(String),
}

impl NameQuery {
    /// Returns the name.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Part(text) | Self::Exact(text) => text,
        }
    }
}

/// The facets of entities. Their mentions have positions in the text.
pub(crate) const ENTITY_FACETS: [Field; 3] = [Field::People, Field::Places, Field::Organisations];

impl Query {
    /// Joins parts with AND. Without parts it matches everything.
    pub fn and(parts: impl IntoIterator<Item = Query>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Query::And(parts) => parts,
            part => vec![part],
        });
        Self::list(flat.collect(), Query::And)
    }

    /// Joins parts with OR. Without parts it matches everything.
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

    /// Negates the query.
    pub fn negated(self) -> Self {
        match self {
            Query::Not(inner) => *inner,
            query => Query::Not(Box::new(query)),
        }
    }

    /// Boosts the query, where it contributes to the score.
    pub fn boosted(self, boost: Boost) -> Self {
        match self {
            query if boost == Boost::ONE || !query.is_scoring() => query,
            Query::Boosted(inner, known) => inner.boosted(known.times(boost)),
            query => Query::Boosted(Box::new(query), boost),
        }
    }

    /// Returns true for queries that contribute to the score, so that they can be boosted.
    pub fn is_scoring(&self) -> bool {
        match self {
            Query::All
            | Query::Published(_)
            | Query::Length(_)
            | Query::Corrected
            | Query::WordsChanged(_)
            | Query::State(_)
            | Query::Clipped(_)
            | Query::Not(_) => false,
            Query::In(_, inner) => inner.is_scoring(),
            _ => true,
        }
    }

    /// Restricts the query to one text field. A part that names a field itself keeps that one.
    pub fn in_field(self, field: Field) -> Self {
        match self {
            Query::In(..)
            | Query::Facet(..)
            | Query::Major(_)
            | Query::Published(_)
            | Query::Length(_)
            | Query::Corrected
            | Query::WordsChanged(_)
            | Query::State(_)
            | Query::Clipped(_) => self,
            Query::Not(inner) => inner.in_field(field).negated(),
            Query::Boosted(inner, boost) => inner.in_field(field).boosted(boost),
            Query::And(ref parts) | Query::Or(ref parts)
                if !parts.iter().any(Query::has_own_field) =>
            {
                Query::In(field, Box::new(self))
            }
            Query::And(parts) => Query::and(parts.into_iter().map(|part| part.in_field(field))),
            Query::Or(parts) => Query::or(parts.into_iter().map(|part| part.in_field(field))),
            text => Query::In(field, Box::new(text)),
        }
    }

    fn has_own_field(&self) -> bool {
        match self {
            Query::In(..)
            | Query::Facet(..)
            | Query::Major(_)
            | Query::Published(_)
            | Query::Length(_)
            | Query::Corrected
            | Query::WordsChanged(_)
            | Query::State(_)
            | Query::Clipped(_) => true,
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::has_own_field),
            Query::Not(inner) | Query::Boosted(inner, _) => inner.has_own_field(),
            _ => false,
        }
    }

    /// Adds a condition on capitals to its words and phrases. Other parts stay as they are.
    pub fn with_case(self, case: CaseFilter) -> Self {
        let all = |parts: Vec<Query>| parts.into_iter().map(|part| part.with_case(case)).collect();
        let boxed = |inner: Box<Query>| Box::new(inner.with_case(case));
        match self {
            Query::Word(word) => {
                quotable(&word).map_or(Query::Word(word), |words| Query::Cased(case, words))
            }
            Query::Exact(words) => Query::Cased(case, words),
            Query::Phrase(words, 0) if !has_wildcard(&words) => Query::Cased(case, words),
            Query::Near(one, operator, other) => Query::Near(boxed(one), operator, boxed(other)),
            Query::NotNear(one, operator, other) => {
                Query::NotNear(boxed(one), operator, boxed(other))
            }
            Query::AtLeast(times, inner) => Query::AtLeast(times, boxed(inner)),
            Query::First(words, inner) => Query::First(words, boxed(inner)),
            Query::In(field, inner) => Query::In(field, boxed(inner)),
            Query::Boosted(inner, boost) => Query::Boosted(boxed(inner), boost),
            Query::Not(inner) => Query::Not(boxed(inner)),
            Query::And(parts) => Query::And(all(parts)),
            Query::Or(parts) => Query::Or(all(parts)),
            other => other,
        }
    }

    /// Visits every leaf of the query with the text field it is restricted to.
    pub fn leaves<'q>(&'q self, visit: &mut dyn FnMut(&'q Query, Option<Field>)) {
        self.visit_leaves(None, visit);
    }

    fn visit_leaves<'q>(
        &'q self,
        field: Option<Field>,
        visit: &mut dyn FnMut(&'q Query, Option<Field>),
    ) {
        match self {
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().for_each(|part| part.visit_leaves(field, visit))
            }
            Query::Not(inner) | Query::Boosted(inner, _) => inner.visit_leaves(field, visit),
            Query::AtLeast(_, inner) | Query::First(_, inner) => inner.visit_leaves(field, visit),
            Query::In(field, inner) => inner.visit_leaves(Some(*field), visit),
            Query::Near(one, _, other) | Query::NotNear(one, _, other) => {
                one.visit_leaves(field, visit);
                other.visit_leaves(field, visit);
            }
            leaf => visit(leaf, field),
        }
    }

    /// Replaces leaves, except those that are negated.
    pub fn map_leaves(self, change: &mut dyn FnMut(Query) -> Query) -> Self {
        let mut boxed = |inner: Box<Query>| Box::new(inner.map_leaves(change));
        match self {
            Query::Near(one, operator, other) => Query::Near(boxed(one), operator, boxed(other)),
            Query::NotNear(one, operator, other) => Query::NotNear(boxed(one), operator, other),
            Query::AtLeast(times, inner) => Query::AtLeast(times, boxed(inner)),
            Query::First(words, inner) => Query::First(words, boxed(inner)),
            Query::In(field, inner) => Query::In(field, boxed(inner)),
            Query::Boosted(inner, boost) => Query::Boosted(boxed(inner), boost),
            Query::And(parts) => Query::and(parts.into_iter().map(|part| part.map_leaves(change))),
            Query::Or(parts) => Query::or(parts.into_iter().map(|part| part.map_leaves(change))),
            Query::Not(_) => self,
            leaf => change(leaf),
        }
    }

    /// Returns true for queries for which one article can score higher than another.
    pub fn is_ranked(&self) -> bool {
        let mut ranked = false;
        self.leaves(&mut |leaf, _| {
            ranked |= !matches!(
                leaf,
                Query::All
                    | Query::Published(_)
                    | Query::Length(_)
                    | Query::Corrected
                    | Query::WordsChanged(_)
                    | Query::State(_)
                    | Query::Clipped(_)
            )
        });
        ranked
    }
}
