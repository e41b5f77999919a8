//! Articles in whose texts something stands, as a query of Tantivy: found field by field, ranked over all fields.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field as Handle;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::position_cursor::{InField, Scan};
use super::ranking;
use super::ranking::{FieldRanking, FieldRanks};
use crate::engine::tantivy::deadline::{Deadline, DeadlineCheck};
use crate::query::span_query::SpanQuery;

/// Articles in whose texts something stands.
#[derive(Debug, Clone)]
pub struct Texts(Arc<Asked>);

/// What is asked of the texts.
#[derive(Debug)]
pub struct Asked {
    /// What is sought.
    pub sought: SpanQuery,
    /// The fields it is looked for in, each with where its lengths are kept and how it counts.
    pub fields: Vec<(Handle, InField, FieldRanking)>,
    /// How often it is to stand in all of them together.
    pub times: u32,
    /// How rare it is.
    pub rarity: f32,
    /// When to stop.
    pub halt: Deadline,
}

impl From<Asked> for Texts {
    fn from(asked: Asked) -> Self {
        Self(Arc::new(asked))
    }
}

impl Query for Texts {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Texts {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let looks = Looks::open(Arc::clone(&self.0), segment)?;
        if looks.fields.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer = TextScorer { looks, boost, doc: 0, watch: self.0.halt.watch() };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let score =
            if scorer.doc() <= doc && scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("what stands in the texts", score))
    }
}

/// The texts of a segment, where they are looked at.
pub struct Looks {
    asked: Arc<Asked>,
    fields: Vec<Look>,
    /// Whether places do not matter, so that the lists themselves tell how often.
    anywhere: bool,
}

/// One field, and what was found in it in the article it stands at.
struct Look {
    scan: Scan,
    ranks: FieldRanks,
    occurrences: u32,
}

impl Looks {
    /// The fields of a segment in which it can stand.
    pub fn open(asked: Arc<Asked>, segment: &SegmentReader) -> tantivy::Result<Self> {
        let anywhere = asked.times <= 1 && asked.sought.is_anywhere();
        let mut fields = Vec::with_capacity(asked.fields.len());
        for (lengths, field, ranking) in &asked.fields {
            let scan = Scan::open(segment, &asked.sought, field, !anywhere)?;
            if scan.doc() != TERMINATED {
                let lengths = segment.fieldnorms_readers().get_field(*lengths)?;
                let lengths =
                    lengths.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
                fields.push(Look {
                    scan,
                    ranks: FieldRanks::new(lengths, ranking),
                    occurrences: 0,
                });
            }
        }
        Ok(Self { asked, fields, anywhere })
    }

    /// The first article from a target on that may answer.
    fn seek(&mut self, target: DocId) -> DocId {
        self.fields.iter_mut().map(|field| field.scan.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// Whether it stands often enough in the texts of the article that was sought.
    fn answers(&mut self, doc: DocId) -> bool {
        if self.anywhere {
            return self.fields.iter().any(|field| field.scan.doc() == doc);
        }
        let mut times = 0;
        for field in &mut self.fields {
            field.occurrences = 0;
            if field.scan.doc() == doc {
                let found = field.scan.occurrences(&self.asked.sought);
                let apart = found
                    .chunk_by(|one, next| (one.first, one.last) == (next.first, next.last))
                    .count();
                field.occurrences = u32::try_from(apart).unwrap_or(u32::MAX);
                times += apart;
            }
        }
        times >= self.asked.times.max(1) as usize
    }

    /// How well an article answers that does.
    fn score(&self, doc: DocId) -> Score {
        let mut frequency = 0.0;
        for field in self.fields.iter().filter(|field| field.scan.doc() == doc) {
            let occurrences =
                if self.anywhere { field.scan.frequency() } else { field.occurrences };
            frequency += field.ranks.frequency(doc, occurrences);
        }
        ranking::score(self.asked.rarity, frequency)
    }

    /// How well an article answers, wherever it lies behind the last that was asked for; nothing where it does not.
    pub fn score_of(&mut self, doc: DocId) -> Score {
        if self.seek(doc) == doc && self.answers(doc) { self.score(doc) } else { 0.0 }
    }

    /// The most an article can score.
    pub fn most(&self) -> Score {
        ranking::most(self.asked.rarity)
    }
}

/// The articles of a segment in whose texts it stands.
struct TextScorer {
    looks: Looks,
    boost: Score,
    doc: DocId,
    watch: DeadlineCheck,
}

impl TextScorer {
    /// Moves to the first article from a target on that answers.
    fn find(&mut self, target: DocId) {
        let mut target = target;
        loop {
            self.doc = self.looks.seek(target);
            if self.doc == TERMINATED || self.looks.answers(self.doc) {
                return;
            }
            if self.watch.is_over() {
                self.doc = TERMINATED;
                return;
            }
            target = self.doc + 1;
        }
    }
}

impl DocSet for TextScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.find(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.find(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.looks.fields.iter().map(|field| field.scan.most()).max().unwrap_or(0)
    }
}

impl Scorer for TextScorer {
    fn score(&mut self) -> Score {
        self.looks.score(self.doc) * self.boost
    }
}
