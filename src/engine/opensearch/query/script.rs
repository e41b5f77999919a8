//! Span queries as programs of a script that runs where the positions are.
//!
//! OpenSearch has queries for spans, but they cannot say everything that the language can: intervals
//! are minimal, so that chains of proximity lose hits, and one term of a chain cannot be counted
//! twice. The script follows `query/spans.rs` to the letter. Its source never changes, so that a
//! cluster compiles it once; what differs is in its parameters.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::engine::common::annotations;
use crate::engine::common::identity::moved_keys::KeyTerms;
use crate::engine::opensearch::fields::TermKind;
use crate::engine::opensearch::identity::facet_view::Articles;
use crate::query::ProximityOperator;
use crate::query::span_query::{SpanQuery, SpanStep};

/// Functions of both scripts.
const SPANS: &str = include_str!("spans.painless");

/// Condition of the filter.
const FILTER: &str = include_str!("filter.painless");

/// Score.
const SCORE: &str = include_str!("score.painless");

/// The terms of a leaf, by their kind.
#[derive(Default)]
pub(crate) struct LeafTerms {
    /// Kind of the terms.
    pub kind: Option<TermKind>,
    /// Terms of which a text has one, some of them only in some articles.
    pub terms: KeyTerms<Articles>,
    /// Annotations of which its position has one, or, where the flag is false, none.
    pub marks: Option<(Vec<String>, bool)>,
    /// True if the terms are mentions, which end where an annotation says so.
    pub is_mention: bool,
}

impl LeafTerms {
    /// Returns its terms, wherever they count.
    pub(crate) fn all_terms(&self) -> impl Iterator<Item = &String> {
        let KeyTerms { everywhere, except, only } = &self.terms;
        everywhere.iter().chain(except.iter().chain(only).map(|(term, _)| term))
    }

    /// Returns the terms that count only in some articles, as the script takes them.
    fn scoped(&self, number: &dyn Fn(&String) -> i64) -> Vec<Value> {
        let scoped = |(term, articles): &(String, Arc<Articles>), is_only: bool| {
            let articles: Map<String, Value> =
                articles.iter().map(|article| (article.clone(), json!(1))).collect();
            json!({"term": number(term), "only": is_only, "articles": articles})
        };
        let except = self.terms.except.iter().map(|term| scoped(term, false));
        except.chain(self.terms.only.iter().map(|term| scoped(term, true))).collect()
    }
}

/// A field in which a span query is looked for.
#[derive(Debug, Clone)]
pub(crate) struct ScriptField {
    /// Name of the field with its positions.
    pub positions: String,
    /// Name of the field with its length.
    pub length: String,
    /// 1 where it holds one text, 2 where it holds several, 0 where its first words do not count.
    pub starts: u8,
    /// Weight, strength of length normalisation and average length.
    pub ranking: (f32, f32, f32),
}

/// A span query with all that the script needs to know.
pub(crate) struct SpanPlan<'q> {
    /// The query.
    pub query: &'q SpanQuery,
    /// Terms of its leaves.
    pub leaves: Vec<LeafTerms>,
    /// Fields it is looked for in.
    pub fields: Vec<ScriptField>,
    /// Spans that an article must have in all fields together.
    pub times: u32,
    /// Inverse document frequency of the query.
    pub rarity: f32,
    /// True if occurrences of one term are counted, without positions.
    pub is_single: bool,
}

impl SpanPlan<'_> {
    /// Returns the query that filters articles by the script.
    pub(crate) fn filter(&self) -> Value {
        json!({"script": {"script": {"source": source(FILTER), "params": self.params()}}})
    }

    /// Returns the query that scores those of some candidates that match.
    pub(crate) fn score(&self, candidates: &Value) -> Value {
        json!({"script_score": {
            "query": {"bool": {"filter": [candidates]}},
            // The score of a match is above 0.
            "min_score": f32::MIN_POSITIVE,
            "script": {"source": source(SCORE), "params": self.params()},
        }})
    }

    fn params(&self) -> Value {
        let numbers = |kind: TermKind, terms: &[String]| {
            let mut numbers: Vec<i64> = terms.iter().map(|term| kind.number(term)).collect();
            numbers.sort_unstable();
            numbers
        };
        let mark = |term: &str| TermKind::Annotation.number(term);
        let leaf = |leaf: &LeafTerms| {
            let kind = leaf.kind.unwrap_or(TermKind::Stem);
            let mut described = json!({"terms": numbers(kind, &leaf.terms.everywhere)});
            let mut add = |name: &str, value: Value| {
                described.as_object_mut().map(|it| it.insert(name.to_owned(), value))
            };
            if let Some((marks, is_present)) = &leaf.marks {
                add("marks", json!(numbers(TermKind::Annotation, marks)));
                add("present", json!(is_present));
            } else if leaf.is_mention {
                add("end", json!([mark(annotations::MENTION_END)]));
            }
            let scoped = leaf.scoped(&|term| kind.number(term));
            if !scoped.is_empty() {
                add("scoped", Value::Array(scoped));
            }
            described
        };
        let is_scoped =
            |leaf: &LeafTerms| !(leaf.terms.except.is_empty() && leaf.terms.only.is_empty());
        let field = |field: &ScriptField| {
            let (weight, norm, average) = field.ranking;
            json!({
                "at": field.positions, "length": field.length, "starts": field.starts,
                "weight": f64::from(weight), "norm": f64::from(norm),
                "average": f64::from(average.max(1.0)),
            })
        };
        json!({
            "leaves": self.leaves.iter().map(leaf).collect::<Vec<_>>(),
            "fields": self.fields.iter().map(field).collect::<Vec<_>>(),
            "program": self.query.steps().iter().map(step).collect::<Vec<_>>(),
            "boundaries": self.query.needs_boundaries(),
            "sentences": [mark(annotations::SENTENCE_END), mark(annotations::PARAGRAPH_END)],
            "paragraphs": [mark(annotations::PARAGRAPH_END)],
            "terms": self.leaves.first().map_or(0, |leaf| leaf.all_terms().count()),
            "scoped": self.leaves.iter().any(is_scoped),
            "times": self.times.max(1),
            "single": self.is_single,
            "rarity": f64::from(self.rarity),
        })
    }
}

/// Encodes a step: its code, then its numbers.
fn step(step: &SpanStep<'_>) -> Value {
    let near = |code: u8, operator: &ProximityOperator| match operator {
        ProximityOperator::Within(words) => json!([code, 0, words]),
        ProximityOperator::Before(words) => json!([code, 1, words]),
        ProximityOperator::Sentence => json!([code, 2, 0]),
        ProximityOperator::Paragraph => json!([code, 3, 0]),
    };
    match step {
        SpanStep::Leaf(leaf) => json!([0, leaf]),
        SpanStep::Phrase(leaves, slop) => {
            let mut numbers = vec![json!(1), json!(slop)];
            for (gap, leaf) in *leaves {
                numbers.extend([json!(gap), json!(leaf)]);
            }
            Value::Array(numbers)
        }
        SpanStep::Or(parts) => json!([2, parts]),
        SpanStep::Near(operator) => near(3, operator),
        SpanStep::NotNear(operator) => near(4, operator),
        SpanStep::First(words) => json!([5, words]),
    }
}

/// Puts a script together, without its comments and indentation.
fn source(end: &str) -> String {
    let lines = SPANS.lines().chain(end.lines()).map(str::trim_start);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}
