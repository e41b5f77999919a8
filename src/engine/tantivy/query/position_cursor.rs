//! Cursor over one text field of one segment: the documents that can match a span query, and the
//! positions of its leaves in them.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::postings::{PostingsUnion, ScopedTerm};
use crate::engine::common::positions;
use crate::engine::tantivy::deadline::{Deadline, DeadlineCheck};
use crate::query::span_query::{PositionSource, Requirement, SpanQuery};
use crate::query::spans::{Boundaries, WordSpan};

/// Terms of a leaf in one field.
#[derive(Debug, Clone)]
pub(crate) enum LeafTerms {
    /// Any of these words.
    Words(Vec<ScopedTerm>),
    /// Any of these words, at positions with one of these annotations; or, where they are not to be
    /// present, with none of them.
    Annotated { words: Vec<ScopedTerm>, annotations: Vec<ScopedTerm>, is_present: bool },
    /// Any of these keys of mentions, and the annotation of a mention's last word.
    Mentions { keys: Vec<ScopedTerm>, end: ScopedTerm },
}

impl LeafTerms {
    /// Returns the terms of which a document must have one.
    pub(crate) fn required(&self) -> &[ScopedTerm] {
        match self {
            Self::Words(terms)
            | Self::Annotated { words: terms, .. }
            | Self::Mentions { keys: terms, .. } => terms,
        }
    }
}

/// Positions at which the texts of a field start.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TextStarts {
    /// The field holds one text.
    One,
    /// The field holds several texts.
    Many,
    /// No query restricts matches to the first words of this field.
    Unused,
}

/// Terms of a span query in one field.
#[derive(Debug, Clone)]
pub(crate) struct FieldTerms {
    /// Terms of each leaf.
    pub leaves: Vec<LeafTerms>,
    /// Annotation of the last word of a sentence.
    pub sentence_end: ScopedTerm,
    /// Annotation of the last word of a paragraph.
    pub paragraph_end: ScopedTerm,
    /// Start positions of the texts of the field.
    pub text_starts: TextStarts,
}

/// Cursor of one leaf.
enum LeafCursor {
    Words(PostingsUnion),
    Annotated { words: PostingsUnion, annotations: PostingsUnion, is_present: bool },
    Mentions { keys: PostingsUnion, ends: PostingsUnion },
}

impl LeafCursor {
    fn open(
        segment: &SegmentReader,
        terms: &LeafTerms,
        option: IndexRecordOption,
    ) -> tantivy::Result<Self> {
        let open = |terms: &[ScopedTerm]| PostingsUnion::open(segment, terms, option);
        Ok(match terms {
            LeafTerms::Words(words) => Self::Words(open(words)?),
            LeafTerms::Annotated { words, annotations, is_present } => Self::Annotated {
                words: open(words)?,
                annotations: open(annotations)?,
                is_present: *is_present,
            },
            LeafTerms::Mentions { keys, end } => {
                Self::Mentions { keys: open(keys)?, ends: open(std::slice::from_ref(end))? }
            }
        })
    }

    /// Returns the postings of which a document must be in.
    fn required(&self) -> &PostingsUnion {
        match self {
            Self::Words(postings)
            | Self::Annotated { words: postings, .. }
            | Self::Mentions { keys: postings, .. } => postings,
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Words(postings)
            | Self::Annotated { words: postings, .. }
            | Self::Mentions { keys: postings, .. } => postings.seek(target),
        }
    }

    /// Returns the positions of a word leaf; a mention leaf has spans instead.
    fn positions(&mut self, doc: DocId) -> Vec<u32> {
        match self {
            Self::Words(words) => words.positions(doc),
            Self::Annotated { words, annotations, is_present } => {
                let mut positions = words.positions(doc);
                if !positions.is_empty() {
                    let annotated = annotations.positions(doc);
                    positions.retain(|at| annotated.binary_search(at).is_ok() == *is_present);
                }
                positions
            }
            Self::Mentions { .. } => Vec::new(),
        }
    }

    /// Returns the spans of a mention leaf.
    fn mentions(&mut self, doc: DocId) -> Vec<WordSpan> {
        let Self::Mentions { keys, ends } = self else { return Vec::new() };
        let starts = keys.positions(doc);
        let ends = if starts.is_empty() { Vec::new() } else { ends.positions(doc) };
        let last = |start: u32| {
            let end = ends.get(ends.partition_point(|end| *end < start)).copied();
            debug_assert!(end.is_some(), "every mention has an end");
            end.unwrap_or(start)
        };
        starts.into_iter().map(|start| WordSpan::run(start, last(start))).collect()
    }
}

/// Cursor over one field of one segment.
pub(crate) struct PositionCursor {
    leaves: Vec<LeafCursor>,
    /// Ends of sentences and of paragraphs, where the query needs them.
    ends: Option<(PostingsUnion, PostingsUnion)>,
    requirement: Requirement,
    doc: DocId,
    text_starts: TextStarts,
    deadline: DeadlineCheck,
}

impl PositionCursor {
    /// Opens the cursor of a query in a field; positions are read only where they
    /// are needed.
    pub(crate) fn open(
        segment: &SegmentReader,
        query: &SpanQuery,
        field: &FieldTerms,
        needs_positions: bool,
        deadline: &Deadline,
    ) -> tantivy::Result<Self> {
        let option = if needs_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let leaves = field.leaves.iter().map(|leaf| LeafCursor::open(segment, leaf, option));
        let leaves: tantivy::Result<Vec<_>> = leaves.collect();
        let open = |end| PostingsUnion::open(segment, std::slice::from_ref(end), option);
        let ends = if query.needs_boundaries() {
            Some((open(&field.sentence_end)?, open(&field.paragraph_end)?))
        } else {
            None
        };
        let mut cursor = Self {
            leaves: leaves?,
            ends,
            requirement: query.requirement(),
            doc: 0,
            text_starts: field.text_starts,
            deadline: deadline.check(),
        };
        cursor.doc = next(&cursor.requirement, &mut cursor.leaves, 0);
        Ok(cursor)
    }

    /// Returns the current document: it has every leaf that is required.
    pub(crate) fn doc(&self) -> DocId {
        self.doc
    }

    /// Moves to the first document at or behind the target that has every leaf that is required.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = next(&self.requirement, &mut self.leaves, target);
        }
        self.doc
    }

    /// Returns the upper bound of the number of documents.
    pub(crate) fn max_docs(&self) -> u32 {
        max_docs(&self.requirement, &self.leaves)
    }

    /// Returns how often the only word of the query occurs in the current document.
    pub(crate) fn frequency(&self) -> u32 {
        self.leaves.first().map_or(0, |leaf| leaf.required().frequency())
    }

    /// Returns the spans that match the query in the current document.
    pub(crate) fn spans(&mut self, query: &SpanQuery) -> Vec<WordSpan> {
        query.spans(self)
    }

    fn leaf(&mut self, index: usize) -> Option<&mut LeafCursor> {
        let leaf = self.leaves.get_mut(index);
        debug_assert!(leaf.is_some(), "there is a cursor for every leaf of the query");
        leaf
    }
}

impl PositionSource for PositionCursor {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        let doc = self.doc;
        self.leaf(leaf).map(|leaf| leaf.positions(doc)).unwrap_or_default()
    }

    fn mentions(&mut self, leaf: usize) -> Vec<WordSpan> {
        let doc = self.doc;
        self.leaf(leaf).map(|leaf| leaf.mentions(doc)).unwrap_or_default()
    }

    fn boundaries(&mut self) -> Boundaries {
        let doc = self.doc;
        debug_assert!(self.ends.is_some(), "only queries that need boundaries read them");
        let Some((sentences, paragraphs)) = &mut self.ends else { return Boundaries::default() };
        let paragraphs = paragraphs.positions(doc);
        let mut sentences = sentences.positions(doc);
        // The end of a paragraph ends a sentence too.
        sentences.extend(&paragraphs);
        sentences.sort_unstable();
        Boundaries { sentences, paragraphs }
    }

    fn text_start(&self, word: u32) -> Option<u32> {
        match self.text_starts {
            TextStarts::One => Some(0),
            TextStarts::Many => Some(positions::text_start(word)),
            TextStarts::Unused => None,
        }
    }

    fn is_over(&mut self) -> bool {
        self.deadline.is_over()
    }
}

/// Finds the first document at or behind the target that has what is required.
fn next(requirement: &Requirement, leaves: &mut [LeafCursor], target: DocId) -> DocId {
    match requirement {
        Requirement::Leaf(leaf) => {
            leaves.get_mut(*leaf).map_or(TERMINATED, |leaf| leaf.seek(target))
        }
        Requirement::Any(parts) => {
            parts.iter().map(|part| next(part, leaves, target)).min().unwrap_or(TERMINATED)
        }
        Requirement::All(parts) => {
            let mut doc = target;
            loop {
                let reached = parts.iter().fold(doc, |doc, part| next(part, leaves, doc));
                if reached == doc || reached == TERMINATED {
                    return if parts.is_empty() { TERMINATED } else { reached };
                }
                doc = reached;
            }
        }
    }
}

fn max_docs(requirement: &Requirement, leaves: &[LeafCursor]) -> u32 {
    match requirement {
        Requirement::Leaf(leaf) => leaves.get(*leaf).map_or(0, |leaf| leaf.required().max_docs()),
        Requirement::Any(parts) => {
            parts.iter().map(|part| max_docs(part, leaves)).fold(0, u32::saturating_add)
        }
        Requirement::All(parts) => {
            parts.iter().map(|part| max_docs(part, leaves)).min().unwrap_or(0)
        }
    }
}
