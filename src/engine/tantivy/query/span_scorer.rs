//! The Tantivy query of a span query: matched field by field, scored over all fields.

use std::sync::Arc;

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field as Handle;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::position_cursor::{FieldTerms, PositionCursor};
use super::ranking::FieldFrequencies;
use crate::engine::common::bm25f;
use crate::engine::common::bm25f::FieldRanking;
use crate::engine::tantivy::deadline::{Deadline, DeadlineCheck};
use crate::query::span_query::SpanQuery;

/// A span query with its terms.
#[derive(Debug)]
pub(crate) struct SpanPlan {
    /// The query.
    pub query: SpanQuery,
    /// Fields it is looked for in.
    pub fields: Vec<FieldPlan>,
    /// Spans that a document must have in all fields together.
    pub min_count: u32,
    /// Inverse document frequency of the query.
    pub rarity: f32,
    /// Deadline of the search.
    pub deadline: Deadline,
}

/// A span query in one field.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    /// Handle of the field, whose norms are the lengths of its texts.
    pub handle: Handle,
    /// Terms of the query in the field.
    pub terms: FieldTerms,
    /// Ranking parameters of the field.
    pub ranking: FieldRanking,
}

/// Query for the documents with matching spans.
#[derive(Debug, Clone)]
pub(crate) struct SpanTermQuery(Arc<SpanPlan>);

impl From<SpanPlan> for SpanTermQuery {
    fn from(plan: SpanPlan) -> Self {
        Self(Arc::new(plan))
    }
}

impl Query for SpanTermQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SpanTermQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let matcher = SpanMatcher::open(Arc::clone(&self.0), segment)?;
        if matcher.fields.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let deadline = self.0.deadline.check();
        let mut scorer = SpanScorer { matcher, boost, doc: 0, deadline };
        scorer.advance_to(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let score =
            if scorer.doc() <= doc && scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("span query", score))
    }
}

/// Matcher of a span query in one segment.
pub(crate) struct SpanMatcher {
    plan: Arc<SpanPlan>,
    fields: Vec<FieldMatcher>,
    /// True if the query is one word, so that postings give its frequency without positions.
    is_single_term: bool,
}

/// Matcher in one field.
struct FieldMatcher {
    cursor: PositionCursor,
    frequencies: FieldFrequencies,
    /// Spans found in the current document.
    spans: u32,
}

impl SpanMatcher {
    /// Opens the fields of a segment in which the query can match.
    pub(crate) fn open(plan: Arc<SpanPlan>, segment: &SegmentReader) -> tantivy::Result<Self> {
        let is_single_term = plan.min_count <= 1 && plan.query.is_single_term();
        let mut fields = Vec::with_capacity(plan.fields.len());
        for FieldPlan { handle, terms, ranking } in &plan.fields {
            let (query, deadline) = (&plan.query, &plan.deadline);
            let cursor = PositionCursor::open(segment, query, terms, !is_single_term, deadline)?;
            if cursor.doc() != TERMINATED {
                let norms = segment.get_fieldnorms_reader(*handle)?;
                let frequencies = FieldFrequencies::new(norms, ranking);
                fields.push(FieldMatcher { cursor, frequencies, spans: 0 });
            }
        }
        Ok(Self { plan, fields, is_single_term })
    }

    /// Moves all fields to the target; returns the first document that may match.
    fn seek(&mut self, target: DocId) -> DocId {
        self.fields.iter_mut().map(|field| field.cursor.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// Returns whether the document that was sought has enough spans.
    fn matches(&mut self, doc: DocId) -> bool {
        if self.is_single_term {
            return self.fields.iter().any(|field| field.cursor.doc() == doc);
        }
        let mut count = 0;
        for field in &mut self.fields {
            field.spans = 0;
            if field.cursor.doc() == doc {
                let spans = field.cursor.spans(&self.plan.query);
                // Spans with the same ends are one, whatever lies between.
                let distinct = spans
                    .chunk_by(|one, next| (one.first, one.last) == (next.first, next.last))
                    .count();
                field.spans = u32::try_from(distinct).unwrap_or(u32::MAX);
                count += distinct;
            }
        }
        count >= self.plan.min_count.max(1) as usize
    }

    /// Returns the score of the document that was matched.
    fn score(&self, doc: DocId) -> Score {
        let mut frequency = 0.0;
        for field in self.fields.iter().filter(|field| field.cursor.doc() == doc) {
            let spans = if self.is_single_term { field.cursor.frequency() } else { field.spans };
            frequency += field.frequencies.weighted(doc, spans);
        }
        bm25f::score(self.plan.rarity, frequency)
    }

    /// Returns the score of a document behind the last one that was scored; 0 where it does not
    /// match.
    pub(crate) fn score_doc(&mut self, doc: DocId) -> Score {
        if self.seek(doc) == doc && self.matches(doc) { self.score(doc) } else { 0.0 }
    }

    /// Returns the upper bound of the score.
    pub(crate) fn max_score(&self) -> Score {
        bm25f::max_score(self.plan.rarity)
    }
}

/// Scorer of the matching documents of one segment.
struct SpanScorer {
    matcher: SpanMatcher,
    boost: Score,
    doc: DocId,
    deadline: DeadlineCheck,
}

impl SpanScorer {
    /// Moves to the first document at or behind the target that matches.
    fn advance_to(&mut self, mut target: DocId) {
        loop {
            self.doc = self.matcher.seek(target);
            if self.doc == TERMINATED || self.matcher.matches(self.doc) {
                return;
            }
            if self.deadline.is_over() {
                self.doc = TERMINATED;
                return;
            }
            target = self.doc + 1;
        }
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.advance_to(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.advance_to(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.matcher.fields.iter().map(|field| field.cursor.max_docs()).max().unwrap_or(0)
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        self.matcher.score(self.doc) * self.boost
    }
}
