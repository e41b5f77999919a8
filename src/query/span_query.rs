//! Span queries: the part of a query that is about positions in a text.
//!
//! Leaves match single words or mentions; a tree says how their spans combine. Engine and
//! highlighter find the leaves in their own ways and share the rest.

use super::spans;
use super::spans::{Boundaries, PhraseTerm, WordSpan};
use crate::article::schema::Field;
use crate::query::{
    CaseFilter, NameQuery, Pattern, PhraseWord, ProximityOperator, Query, phrase_words,
};
use crate::text::letter_case::LetterCase;
use crate::text::tokenizer::Words;

/// A query for spans of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SpanQuery {
    /// The leaves; the tree refers to them by index.
    pub leaves: Vec<Leaf>,
    root: SpanNode,
}

/// A condition on a single word, or on the words of a mention.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Leaf {
    /// A word with the stem of this folded one.
    Stem(String),
    /// This folded word.
    Exact(String),
    /// This folded word, in these capitals.
    Cased(String, CaseRule),
    /// A word that matches a pattern.
    Pattern(Pattern),
    /// A mention of an entity with this name.
    Mention(Field, NameQuery),
}

/// A condition on the capitals of a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum CaseRule {
    /// Some, only, or no capitals.
    Filter(CaseFilter),
    /// The same letters as capitals.
    Exact(LetterCase),
}

impl CaseRule {
    /// Returns whether a word with these capitals satisfies the rule.
    pub(crate) fn admits(&self, letters: &LetterCase) -> bool {
        match self {
            Self::Filter(CaseFilter::Some) => *letters != LetterCase::Lowercase,
            Self::Filter(CaseFilter::All) => {
                matches!(letters, LetterCase::SingleCapital | LetterCase::AllCaps)
            }
            Self::Filter(CaseFilter::None) => *letters == LetterCase::Lowercase,
            Self::Exact(expected) => expected == letters,
        }
    }
}

/// A combination of leaves.
#[derive(Debug, Clone, PartialEq)]
enum SpanNode {
    Leaf(usize),
    /// Leaves in order, each with the number of arbitrary words before it, and the slop.
    Phrase(Vec<(u32, usize)>, u32),
    Or(Vec<SpanNode>),
    Near(Box<SpanNode>, ProximityOperator, Box<SpanNode>),
    NotNear(Box<SpanNode>, ProximityOperator, Box<SpanNode>),
    First(u32, Box<SpanNode>),
}

/// A text in which leaves have positions.
pub(crate) trait PositionSource {
    /// Returns the sorted positions of the words that match a leaf, which is not a mention.
    fn positions(&mut self, leaf: usize) -> Vec<u32>;

    /// Returns the sorted mentions that match a leaf.
    fn mentions(&mut self, leaf: usize) -> Vec<WordSpan>;

    /// Returns the ends of sentences and paragraphs.
    fn boundaries(&mut self) -> Boundaries;

    /// Returns the first position of the text that contains a position; `None` where first words
    /// of that text do not count.
    fn text_start(&self, position: u32) -> Option<u32>;

    /// Returns true when the time for this text is up. It is asked for every pair of spans, of which
    /// there may be as many as the square of the words.
    fn is_over(&mut self) -> bool;
}

impl SpanQuery {
    /// Makes the span query of a query. `None` where it has no positions or no words.
    pub(crate) fn from_query(query: &Query) -> Option<Self> {
        let mut spans = Self { leaves: Vec::new(), root: SpanNode::Or(Vec::new()) };
        spans.root = spans.node(query)?;
        (!spans.leaves.is_empty()).then_some(spans)
    }

    fn node(&mut self, query: &Query) -> Option<SpanNode> {
        Some(match query {
            Query::Word(text) | Query::Widened(text) => self.adjacent(stems(text)),
            Query::Phrase(text, slop) => self.phrase(text, *slop),
            Query::Exact(text) => self.adjacent(each_word(text, &exact)),
            Query::Cased(case, text) => {
                let cased = |folded, _: &str| Leaf::Cased(folded, CaseRule::Filter(*case));
                self.adjacent(each_word(text, &cased))
            }
            Query::Pattern(pattern) => self.adjacent(vec![Leaf::Pattern(pattern.clone())]),
            Query::Facet(field, name) if query.has_positions() => {
                SpanNode::Leaf(self.leaf(Leaf::Mention(*field, name.clone())))
            }
            Query::Or(parts) => {
                SpanNode::Or(parts.iter().map(|part| self.node(part)).collect::<Option<_>>()?)
            }
            Query::Near(one, operator, other) => {
                SpanNode::Near(Box::new(self.node(one)?), *operator, Box::new(self.node(other)?))
            }
            Query::NotNear(one, operator, other) => {
                SpanNode::NotNear(Box::new(self.node(one)?), *operator, Box::new(self.node(other)?))
            }
            Query::First(words, inner) => SpanNode::First(*words, Box::new(self.node(inner)?)),
            _ => return None,
        })
    }

    fn adjacent(&mut self, leaves: Vec<Leaf>) -> SpanNode {
        let leaves = leaves.into_iter().map(|leaf| (0, self.leaf(leaf))).collect();
        Self::in_order(leaves, 0)
    }

    /// Makes the node of a phrase. Its words may be wildcards, or arbitrary.
    fn phrase(&mut self, text: &str, slop: u32) -> SpanNode {
        let (mut leaves, mut gap) = (Vec::new(), 0);
        for word in phrase_words(text) {
            let leaf = match word {
                PhraseWord::Plain(folded) => Leaf::Stem(folded),
                PhraseWord::Pattern(pattern) => Leaf::Pattern(pattern),
                PhraseWord::Any => {
                    gap += 1;
                    continue;
                }
            };
            leaves.push((std::mem::take(&mut gap), self.leaf(leaf)));
        }
        Self::in_order(leaves, slop)
    }

    fn in_order(leaves: Vec<(u32, usize)>, slop: u32) -> SpanNode {
        match leaves.as_slice() {
            [(_, only)] => SpanNode::Leaf(*only),
            _ => SpanNode::Phrase(leaves, slop),
        }
    }

    /// Adds a leaf. Every node has separate leaves, because a shared cursor could have moved on.
    fn leaf(&mut self, leaf: Leaf) -> usize {
        self.leaves.push(leaf);
        self.leaves.len() - 1
    }

    /// Returns true for queries of one leaf that an article matches wherever the leaf is.
    pub(crate) fn is_single_term(&self) -> bool {
        matches!(self.root, SpanNode::Leaf(_))
            && !matches!(self.leaves.as_slice(), [Leaf::Cased(..)])
    }

    /// Returns true for queries that depend on sentences or paragraphs.
    pub(crate) fn needs_boundaries(&self) -> bool {
        self.root.needs_boundaries()
    }

    /// Returns the leaves that a text must have in order to match.
    pub(crate) fn requirement(&self) -> Requirement {
        self.root.requirement()
    }

    /// Finds the matching spans of a text.
    pub(crate) fn spans(&self, text: &mut dyn PositionSource) -> Vec<WordSpan> {
        let boundaries =
            if self.needs_boundaries() { text.boundaries() } else { Boundaries::default() };
        self.spans_in(&self.root, text, &boundaries)
    }

    fn spans_in(
        &self,
        node: &SpanNode,
        text: &mut dyn PositionSource,
        boundaries: &Boundaries,
    ) -> Vec<WordSpan> {
        match node {
            SpanNode::Leaf(leaf) if matches!(self.leaves.get(*leaf), Some(Leaf::Mention(..))) => {
                text.mentions(*leaf)
            }
            SpanNode::Leaf(leaf) => text
                .positions(*leaf)
                .into_iter()
                .map(|position| WordSpan::run(position, position))
                .collect(),
            SpanNode::Phrase(leaves, slop) => {
                let lists: Vec<(u32, Vec<u32>)> =
                    leaves.iter().map(|(gap, leaf)| (*gap, text.positions(*leaf))).collect();
                let terms: Vec<PhraseTerm<'_>> = lists
                    .iter()
                    .map(|(gap, positions)| PhraseTerm { gap: *gap, positions })
                    .collect();
                spans::phrase(&terms, *slop)
            }
            SpanNode::Or(nodes) => {
                spans::union(nodes.iter().map(|node| self.spans_in(node, text, boundaries)))
            }
            SpanNode::Near(one, operator, other) => {
                let these = self.spans_in(one, text, boundaries);
                if these.is_empty() {
                    return these;
                }
                let those = self.spans_in(other, text, boundaries);
                spans::near(&these, &those, *operator, boundaries, &mut || text.is_over())
            }
            SpanNode::NotNear(one, operator, other) => {
                let these = self.spans_in(one, text, boundaries);
                if these.is_empty() {
                    return these;
                }
                let those = self.spans_in(other, text, boundaries);
                spans::not_near(&these, &those, *operator, boundaries, &mut || text.is_over())
            }
            SpanNode::First(words, inner) => {
                let mut spans = self.spans_in(inner, text, boundaries);
                spans.retain(|span| {
                    text.text_start(span.last).is_some_and(|start| span.last - start < *words)
                });
                spans
            }
        }
    }
}

/// A step of a span query in postfix order: it takes the results of the steps before and leaves its own.
#[cfg(feature = "cluster")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SpanStep<'q> {
    /// The spans of a leaf.
    Leaf(usize),
    /// The spans of leaves in order, each with the number of arbitrary words before it, and the slop.
    Phrase(&'q [(u32, usize)], u32),
    /// The spans of so many results.
    Or(usize),
    /// Spans of the result before the last that are near one of the last.
    Near(ProximityOperator),
    /// Those that are near none.
    NotNear(ProximityOperator),
    /// Those within the first words of their text.
    First(u32),
}

#[cfg(feature = "cluster")]
impl SpanQuery {
    /// Returns the query as steps in postfix order.
    pub(crate) fn steps(&self) -> Vec<SpanStep<'_>> {
        let mut steps = Vec::new();
        self.root.push_steps(&mut steps);
        steps
    }
}

#[cfg(feature = "cluster")]
impl SpanNode {
    fn push_steps<'q>(&'q self, steps: &mut Vec<SpanStep<'q>>) {
        match self {
            SpanNode::Leaf(leaf) => steps.push(SpanStep::Leaf(*leaf)),
            SpanNode::Phrase(leaves, slop) => steps.push(SpanStep::Phrase(leaves, *slop)),
            SpanNode::Or(nodes) => {
                nodes.iter().for_each(|node| node.push_steps(steps));
                steps.push(SpanStep::Or(nodes.len()));
            }
            SpanNode::Near(one, operator, other) => {
                one.push_steps(steps);
                other.push_steps(steps);
                steps.push(SpanStep::Near(*operator));
            }
            SpanNode::NotNear(one, operator, other) => {
                one.push_steps(steps);
                other.push_steps(steps);
                steps.push(SpanStep::NotNear(*operator));
            }
            SpanNode::First(words, inner) => {
                inner.push_steps(steps);
                steps.push(SpanStep::First(*words));
            }
        }
    }
}

/// The leaves that a text must have in order to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// This leaf.
    Leaf(usize),
    /// All of these.
    All(Vec<Requirement>),
    /// One of these.
    Any(Vec<Requirement>),
}

impl Requirement {
    /// Returns the rarity of what a text must have, given that of each leaf: of all parts the sum, of
    /// alternatives the rarest.
    pub(crate) fn rarity(&self, of_leaves: &[f32]) -> f32 {
        match self {
            Self::Leaf(leaf) => of_leaves.get(*leaf).copied().unwrap_or(0.0),
            Self::All(parts) => parts.iter().map(|part| part.rarity(of_leaves)).sum(),
            Self::Any(parts) => parts.iter().map(|part| part.rarity(of_leaves)).fold(0.0, f32::max),
        }
    }
}

impl SpanNode {
    fn needs_boundaries(&self) -> bool {
        match self {
            SpanNode::Leaf(_) | SpanNode::Phrase(..) => false,
            SpanNode::Or(nodes) => nodes.iter().any(SpanNode::needs_boundaries),
            SpanNode::Near(one, operator, other) | SpanNode::NotNear(one, operator, other) => {
                matches!(operator, ProximityOperator::Sentence | ProximityOperator::Paragraph)
                    || one.needs_boundaries()
                    || other.needs_boundaries()
            }
            SpanNode::First(_, inner) => inner.needs_boundaries(),
        }
    }

    fn requirement(&self) -> Requirement {
        match self {
            SpanNode::Leaf(leaf) => Requirement::Leaf(*leaf),
            SpanNode::Phrase(leaves, _) => {
                Requirement::All(leaves.iter().map(|(_, leaf)| Requirement::Leaf(*leaf)).collect())
            }
            SpanNode::Or(nodes) => {
                Requirement::Any(nodes.iter().map(SpanNode::requirement).collect())
            }
            SpanNode::Near(one, _, other) => {
                Requirement::All(vec![one.requirement(), other.requirement()])
            }
            SpanNode::NotNear(one, ..) => one.requirement(),
            SpanNode::First(_, inner) => inner.requirement(),
        }
    }
}

/// Makes a leaf of each word of a text, from its folded form and its letters as typed.
fn each_word(text: &str, leaf: &dyn Fn(String, &str) -> Leaf) -> Vec<Leaf> {
    let (mut words, mut leaves) = (Words::new(text), Vec::new());
    while let Some(word) = words.advance() {
        leaves.push(leaf(
            words.folded().to_owned(),
            text.get(word.start..word.end).unwrap_or_default(),
        ));
    }
    leaves
}

fn stems(text: &str) -> Vec<Leaf> {
    each_word(text, &|folded, _| Leaf::Stem(folded))
}

fn exact(folded: String, typed: &str) -> Leaf {
    match LetterCase::of(typed) {
        LetterCase::Lowercase => Leaf::Exact(folded),
        letters => Leaf::Cased(folded, CaseRule::Exact(letters)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_splits_into_leaves() {
        let leaves = |query: Query| {
            SpanQuery::from_query(&query).map(|spans| spans.leaves).unwrap_or_default()
        };
        let stem = |word: &str| Leaf::Stem(word.to_owned());
        assert_eq!(leaves(Query::Word("al-Nusra".into())), [stem("al"), stem("nusra")]);
        let like = |pattern: &str| Leaf::Pattern(Pattern::Wildcard(pattern.to_owned()));
        assert_eq!(
            leaves(Query::Phrase("Isläm* who? * wom?n".into(), 0)),
            [like("Isläm*"), stem("who"), like("wom?n")]
        );
        let cased =
            |folded: &str, letters| Leaf::Cased(folded.to_owned(), CaseRule::Exact(letters));
        assert_eq!(
            leaves(Query::Exact("US Open talks".into())),
            [
                cased("us", LetterCase::AllCaps),
                cased("open", LetterCase::Capitalized),
                Leaf::Exact("talks".into())
            ]
        );
        assert!(
            SpanQuery::from_query(&Query::Word("…".into())).is_none()
                && SpanQuery::from_query(&Query::All).is_none()
        );
    }
}
