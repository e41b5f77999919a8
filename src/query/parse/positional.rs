//! Constructors of queries about positions: proximity, first words, number of occurrences.
//!
//! They move fields, boosts and conjunctions outwards, so that a query keeps one shape.

use crate::article::schema::Field;
use crate::query::ast::proximity::ProximityOperator;
use crate::query::ast::{ENTITY_FACETS, Query};

/// The greatest number of leaves where `(a b) NEAR/5 (c d)` is distributed over its pairs.
const MAX_LEAVES: usize = 1000;
/// The greatest depth of proximity operators inside each other.
const MAX_NESTING: usize = 100;

impl Query {
    /// Returns true for queries that have positions in a text, so that something can be near them.
    pub fn has_positions(&self) -> bool {
        match self {
            Query::Word(_)
            | Query::Phrase(..)
            | Query::Exact(_)
            | Query::Cased(..)
            | Query::Pattern(_)
            | Query::Widened(_) => true,
            Query::Near(..) | Query::NotNear(..) | Query::First(..) => true,
            Query::Facet(field, _) => ENTITY_FACETS.contains(field),
            Query::Or(parts) => parts.iter().all(Query::has_positions),
            _ => false,
        }
    }

    /// Joins two queries by proximity. It is distributed over conjunctions; a boost or a field of
    /// one side becomes that of the whole. `None` where a side has no positions, where the fields
    /// differ, or where the result would be too large.
    pub fn near(self, operator: ProximityOperator, other: Query) -> Option<Self> {
        match (self, other) {
            (one, Query::Not(other)) => one.not_near(operator, *other),
            (one, other) => {
                one.join_near(other, &|one, other| Query::Near(one, operator.bounded(), other))
            }
        }
    }

    /// Joins two queries so that the second must not be near the first, under the same conditions.
    pub fn not_near(self, operator: ProximityOperator, other: Query) -> Option<Self> {
        self.join_near(other, &|one, other| Query::NotNear(one, operator.bounded(), other))
    }

    fn join_near(
        self,
        other: Query,
        join: &dyn Fn(Box<Query>, Box<Query>) -> Query,
    ) -> Option<Self> {
        if fits(&self, &other) { self.distribute(other, join) } else { None }
    }

    fn distribute(
        self,
        other: Query,
        join: &dyn Fn(Box<Query>, Box<Query>) -> Query,
    ) -> Option<Self> {
        match (self, other) {
            (Query::Boosted(one, boost), other) => {
                Some(one.distribute(other, join)?.boosted(boost))
            }
            (one, Query::Boosted(other, boost)) => {
                Some(one.distribute(*other, join)?.boosted(boost))
            }
            (Query::And(parts), other) => each(parts, |part| part.distribute(other.clone(), join)),
            (one, Query::And(parts)) => each(parts, |part| one.clone().distribute(part, join)),
            (Query::In(field, one), Query::In(other_field, other)) => {
                if field == other_field {
                    one.distribute(*other, join).map(|both| both.in_field(field))
                } else {
                    None
                }
            }
            (Query::In(field, one), other) => Some(one.distribute(other, join)?.in_field(field)),
            (one, Query::In(field, other)) => Some(one.distribute(*other, join)?.in_field(field)),
            (one, other) => (one.has_positions() && other.has_positions())
                .then(|| join(Box::new(one), Box::new(other))),
        }
    }

    /// Asks for a number of occurrences in the article, of each part of a conjunction. `None`
    /// where a part has no positions.
    pub fn at_least(self, times: u32) -> Option<Self> {
        match self {
            query if query.has_positions() && times <= 1 => Some(query),
            query if query.has_positions() => Some(Query::AtLeast(times, Box::new(query))),
            query => query.map_parts(&|part| part.at_least(times)),
        }
    }

    /// Restricts the query to the first words of a text, as each part of a conjunction. `None`
    /// where a part has no positions.
    pub fn first(self, words: u32) -> Option<Self> {
        match self {
            Query::First(fewer, inner) => inner.first(words.min(fewer)),
            Query::AtLeast(times, inner) => inner.first(words)?.at_least(times),
            query if query.has_positions() => Some(Query::First(words.max(1), Box::new(query))),
            query => query.map_parts(&|part| part.first(words)),
        }
    }

    /// Applies a constructor to the parts of a query that has no positions itself.
    fn map_parts(self, make: &dyn Fn(Query) -> Option<Query>) -> Option<Self> {
        match self {
            Query::And(parts) => each(parts, make),
            Query::Or(parts) => {
                parts.into_iter().map(make).collect::<Option<Vec<_>>>().map(Query::or)
            }
            Query::Not(inner) => make(*inner).map(Query::negated),
            Query::In(field, inner) => make(*inner).map(|inner| inner.in_field(field)),
            Query::Boosted(inner, boost) => make(*inner).map(|inner| inner.boosted(boost)),
            _ => None,
        }
    }

    /// Returns the number of parts over which proximity is distributed.
    fn conjuncts(&self) -> usize {
        match self {
            Query::And(parts) => parts.iter().map(Query::conjuncts).sum(),
            Query::In(_, inner) | Query::Boosted(inner, _) => inner.conjuncts(),
            _ => 1,
        }
    }

    /// Returns the depth of proximity operators inside each other.
    fn nesting(&self) -> usize {
        match self {
            Query::Near(one, _, other) | Query::NotNear(one, _, other) => {
                1 + one.nesting().max(other.nesting())
            }
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().map(Query::nesting).max().unwrap_or_default()
            }
            Query::Not(inner) | Query::Boosted(inner, _) | Query::In(_, inner) => inner.nesting(),
            Query::AtLeast(_, inner) | Query::First(_, inner) => inner.nesting(),
            _ => 0,
        }
    }

    fn leaf_count(&self) -> usize {
        let mut count = 0;
        self.leaves(&mut |_, _| count += 1);
        count
    }

    /// Returns the text field it is restricted to.
    fn text_field(&self) -> Option<Field> {
        match self {
            Query::In(field, _) => Some(*field),
            Query::Boosted(inner, _) => inner.text_field(),
            _ => None,
        }
    }
}

/// Explains why a proximity operator cannot join two parts.
pub(crate) fn explain_apart(one: &Query, other: &Query) -> &'static str {
    let either = |is: fn(&Query) -> bool| is(one) || is(other);
    if !fits(one, other) {
        "applies to too many parts"
    } else if one.text_field().zip(other.text_field()).is_some_and(|(one, other)| one != other) {
        "is between words of different fields"
    } else if either(|part| matches!(part, Query::AtLeast(..))) {
        "cannot apply to what is counted in the whole article (ATLEAST can be put before a parenthesis)"
    } else if either(|part| matches!(part, Query::Not(_))) {
        "cannot apply to what is excluded"
    } else {
        "needs words, phrases or mentions on both sides"
    }
}

fn fits(one: &Query, other: &Query) -> bool {
    let leaves = one.conjuncts() * other.leaf_count() + other.conjuncts() * one.leaf_count();
    leaves <= MAX_LEAVES && one.nesting().max(other.nesting()) < MAX_NESTING
}

fn each(parts: Vec<Query>, make: impl Fn(Query) -> Option<Query>) -> Option<Query> {
    parts.into_iter().map(make).collect::<Option<Vec<_>>>().map(Query::and)
}
