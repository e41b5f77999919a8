//! A query prepared for matching single articles: all its leaves are in one list, so that each text
//! is read once.

use std::collections::HashMap;

use crate::article::schema::Field;
use crate::query::span_query::{Leaf, SpanQuery};
use crate::query::{DateFilter, LengthRange, NameQuery, Query};
use crate::search::plan::Resolution;

/// A prepared query.
pub(super) struct PreparedQuery {
    /// The root of the query.
    pub root: Node,
    /// The leaves of all positional clauses.
    pub leaves: Vec<Leaf>,
    /// For each folded word the indices of the leaves it matches; leaves that compare stems are not
    /// included.
    pub leaves_by_word: HashMap<String, Vec<usize>>,
    /// The number of clauses so far.
    clauses: usize,
}

/// A node of a prepared query. Clauses that can be marked have a number.
pub(super) enum Node {
    All,
    Positional(PositionalClause),
    Facet(Field, NameQuery, usize),
    Major(NameQuery, usize),
    Published(DateFilter),
    Length(LengthRange),
    /// What is known of the whole archive only: a hit has it wherever that matters.
    Known,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// A clause about positions in a text.
pub(super) struct PositionalClause {
    /// The spans to find.
    pub spans: SpanQuery,
    /// The index of its first leaf among the leaves of the query.
    pub first_leaf: usize,
    /// The only field to search.
    pub field: Option<Field>,
    /// The least number of occurrences.
    pub times: u32,
    /// The number of the clause.
    pub clause: usize,
}

impl PreparedQuery {
    /// Prepares a query.
    pub(super) fn new(query: &Query, resolution: &Resolution) -> Self {
        let (leaves, leaves_by_word) = (Vec::new(), HashMap::new());
        let mut prepared = Self { root: Node::All, leaves, leaves_by_word, clauses: 0 };
        prepared.root = prepared.node(query, None);
        for (index, leaf) in prepared.leaves.iter().enumerate() {
            let mut add = |word: &String| {
                prepared.leaves_by_word.entry(word.clone()).or_default().push(index)
            };
            match leaf {
                Leaf::Exact(folded) | Leaf::Cased(folded, _) => add(folded),
                Leaf::Pattern(pattern) => {
                    let expansion = resolution.expansions.get(pattern).into_iter();
                    let words = expansion.flat_map(|expansion| &expansion.words);
                    words.for_each(|(word, _)| add(word));
                }
                Leaf::Stem(_) | Leaf::Mention(..) => {}
            }
        }
        prepared
    }

    fn node(&mut self, query: &Query, field: Option<Field>) -> Node {
        match query {
            Query::All => Node::All,
            Query::In(field, inner) => self.node(inner, Some(*field)),
            Query::Boosted(inner, _) => self.node(inner, field),
            Query::And(parts) => {
                Node::And(parts.iter().map(|part| self.node(part, field)).collect())
            }
            Query::Or(parts) => Node::Or(parts.iter().map(|part| self.node(part, field)).collect()),
            Query::Not(inner) => Node::Not(Box::new(self.node(inner, field))),
            Query::Facet(facet, name) => Node::Facet(*facet, name.clone(), self.next_clause()),
            Query::Major(name) => Node::Major(name.clone(), self.next_clause()),
            Query::Published(filter) => Node::Published(*filter),
            Query::Length(range) => Node::Length(*range),
            Query::Corrected | Query::WordsChanged(_) | Query::State(_) | Query::Clipped(_) => {
                Node::Known
            }
            Query::AtLeast(times, inner) => self.positional(inner, field, *times),
            text => self.positional(text, field, 1),
        }
    }

    fn next_clause(&mut self) -> usize {
        self.clauses += 1;
        self.clauses
    }

    /// Prepares a clause about positions. One without words matches everything.
    fn positional(&mut self, query: &Query, field: Option<Field>, times: u32) -> Node {
        let Some(spans) = SpanQuery::from_query(query) else { return Node::All };
        let first_leaf = self.leaves.len();
        self.leaves.extend(spans.leaves.iter().cloned());
        let clause = self.next_clause();
        Node::Positional(PositionalClause { spans, first_leaf, field, times, clause })
    }
}
