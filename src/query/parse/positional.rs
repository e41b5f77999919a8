//! What can only be asked of parts that stand at places of a text: to be near each other, early, or there so many times.
//! These constructors move fields, weights and conjunctions out of the way, so that a query keeps one shape.

use crate::query::ast::nearness::Nearness;
use crate::query::ast::{MENTIONED, Query};

/// How many leaves may come of it where `(a b) NEAR/5 (c d)` is spread into its pairs.
const MOST_LEAVES: usize = 1000;
/// How many signs of nearness may lie in each other.
const MOST_NESTED: usize = 100;

impl Query {
    /// Whether it stands at places of a text, so that something can be near it.
    pub fn has_places(&self) -> bool {
        match self {
            Query::Word(_)
            | Query::Phrase(..)
            | Query::Exactly(_)
            | Query::Cased(..)
            | Query::Like(_) => true,
            Query::Near(..) | Query::Far(..) | Query::First(..) => true,
            Query::About(field, _) => MENTIONED.contains(field),
            Query::Or(parts) => parts.iter().all(Query::has_places),
            _ => false,
        }
    }

    /// The one as near as this to the other. All of several means each of them; a weight or a field of one is the whole's.
    /// Nothing where one has no places, both are of different fields, or too much would come of it.
    pub fn near(self, how: Nearness, other: Query) -> Option<Self> {
        match (self, other) {
            (one, Query::Not(other)) => one.far(how, *other),
            (one, other) => one.joined(other, &|one, other| Query::Near(one, how.bounded(), other)),
        }
    }

    /// The one where no other is as near as this, under the same conditions.
    pub fn far(self, how: Nearness, other: Query) -> Option<Self> {
        self.joined(other, &|one, other| Query::Far(one, how.bounded(), other))
    }

    fn joined(self, other: Query, join: &dyn Fn(Box<Query>, Box<Query>) -> Query) -> Option<Self> {
        if fits(&self, &other) { self.beside(other, join) } else { None }
    }

    fn beside(self, other: Query, join: &dyn Fn(Box<Query>, Box<Query>) -> Query) -> Option<Self> {
        match (self, other) {
            (Query::Weighted(one, weight), other) => {
                Some(one.beside(other, join)?.weighted(weight))
            }
            (one, Query::Weighted(other, weight)) => {
                Some(one.beside(*other, join)?.weighted(weight))
            }
            (Query::And(parts), other) => each(parts, |part| part.beside(other.clone(), join)),
            (one, Query::And(parts)) => each(parts, |part| one.clone().beside(part, join)),
            (Query::In(field, one), Query::In(of_other, other)) => {
                if field == of_other {
                    one.beside(*other, join).map(|both| both.within(field))
                } else {
                    None
                }
            }
            (Query::In(field, one), other) => Some(one.beside(other, join)?.within(field)),
            (one, Query::In(field, other)) => Some(one.beside(*other, join)?.within(field)),
            (one, other) => (one.has_places() && other.has_places())
                .then(|| join(Box::new(one), Box::new(other))),
        }
    }

    /// This, at least so many times in the article. All of several means each of them. Nothing where it has no places.
    pub fn at_least(self, times: u32) -> Option<Self> {
        match self {
            query if query.has_places() && times <= 1 => Some(query),
            query if query.has_places() => Some(Query::AtLeast(times, Box::new(query))),
            query => query.on_parts(&|part| part.at_least(times)),
        }
    }

    /// This, within the first words. All of several means each of them. Nothing where it has no places.
    pub fn first(self, words: u32) -> Option<Self> {
        match self {
            Query::First(fewer, inner) => inner.first(words.min(fewer)),
            Query::AtLeast(times, inner) => inner.first(words)?.at_least(times),
            query if query.has_places() => Some(Query::First(words.max(1), Box::new(query))),
            query => query.on_parts(&|part| part.first(words)),
        }
    }

    /// The same done to all parts of what has no places itself.
    fn on_parts(self, make: &dyn Fn(Query) -> Option<Query>) -> Option<Self> {
        match self {
            Query::And(parts) => each(parts, make),
            Query::Or(parts) => {
                parts.into_iter().map(make).collect::<Option<Vec<_>>>().map(Query::or)
            }
            Query::Not(inner) => make(*inner).map(Query::negated),
            Query::In(field, inner) => make(*inner).map(|inner| inner.within(field)),
            Query::Weighted(inner, weight) => make(*inner).map(|inner| inner.weighted(weight)),
            _ => None,
        }
    }

    /// How many parts nearness to it is spread over.
    fn spread(&self) -> usize {
        match self {
            Query::And(parts) => parts.iter().map(Query::spread).sum(),
            Query::In(_, inner) | Query::Weighted(inner, _) => inner.spread(),
            _ => 1,
        }
    }

    /// How many signs of nearness lie in each other.
    fn nested(&self) -> usize {
        match self {
            Query::Near(one, _, other) | Query::Far(one, _, other) => {
                1 + one.nested().max(other.nested())
            }
            Query::And(parts) | Query::Or(parts) => {
                parts.iter().map(Query::nested).max().unwrap_or_default()
            }
            Query::Not(inner) | Query::Weighted(inner, _) | Query::In(_, inner) => inner.nested(),
            Query::AtLeast(_, inner) | Query::First(_, inner) => inner.nested(),
            _ => 0,
        }
    }

    fn count(&self) -> usize {
        let mut count = 0;
        self.leaves(&mut |_, _| count += 1);
        count
    }

    /// The field it looks in, where it is one.
    fn field(&self) -> Option<crate::article::schema::Field> {
        match self {
            Query::In(field, _) => Some(*field),
            Query::Weighted(inner, _) => inner.field(),
            _ => None,
        }
    }
}

/// Why two parts can not be near each other, as a sign of nearness would say it of itself.
pub(crate) fn why_apart(one: &Query, other: &Query) -> &'static str {
    let either = |is: fn(&Query) -> bool| is(one) || is(other);
    if !fits(one, other) {
        "would have too many parts to work on"
    } else if one.field().zip(other.field()).is_some_and(|(one, other)| one != other) {
        "stands between words of different fields"
    } else if either(|part| matches!(part, Query::AtLeast(..))) {
        "can not work on what is counted in the whole article; ATLEAST may stand before a parenthesis"
    } else if either(|part| matches!(part, Query::Not(_))) {
        "can not work on what is left out"
    } else {
        "needs words, phrases or mentions on both sides"
    }
}

fn fits(one: &Query, other: &Query) -> bool {
    let leaves = one.spread() * other.count() + other.spread() * one.count();
    leaves <= MOST_LEAVES && one.nested().max(other.nested()) < MOST_NESTED
}

fn each(parts: Vec<Query>, make: impl Fn(Query) -> Option<Query>) -> Option<Query> {
    parts.into_iter().map(make).collect::<Option<Vec<_>>>().map(Query::and)
}
