//! One field of text in one segment: which articles have what is sought, and where in them.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::postings::{Lists, Wanted};
use crate::engine::tantivy::analysis::analyzer;
use crate::query::span_query::{Places, Requirement, SpanQuery};
use crate::query::spans::{Ends, Occurrence};

/// What stands for a leaf in the index.
#[derive(Debug, Clone)]
pub enum Signs {
    /// Any of these words.
    Words(Vec<Wanted>),
    /// Any of these words, where one of these marks stands; or, if not `with`, where none does.
    Marked { words: Vec<Wanted>, marks: Vec<Wanted>, with: bool },
    /// Any of these keys of mentions, and the mark of a mention's last word.
    Mentions { keys: Vec<Wanted>, end: Wanted },
}

/// Where the texts of a field begin.
#[derive(Debug, Clone, Copy)]
pub enum Beginnings {
    /// It is one text.
    One,
    /// There are several.
    Many,
    /// Nobody asks for its first words.
    Unasked,
}

/// What is sought in one field.
#[derive(Debug, Clone)]
pub struct InField {
    /// What stands for each leaf.
    pub signs: Vec<Signs>,
    /// The marks of ends of sentences and of paragraphs.
    pub ends: [Wanted; 2],
    /// Where the texts in it begin.
    pub beginnings: Beginnings,
}

/// A leaf where it is read.
enum Reading {
    Words(Lists),
    Marked { words: Lists, marks: Lists, with: bool },
    Mentions { keys: Lists, ends: Lists },
}

impl Reading {
    fn open(
        segment: &SegmentReader,
        signs: &Signs,
        option: IndexRecordOption,
    ) -> tantivy::Result<Self> {
        let open = |terms: &[Wanted]| Lists::open(segment, terms, option);
        Ok(match signs {
            Signs::Words(words) => Self::Words(open(words)?),
            Signs::Marked { words, marks, with } => {
                Self::Marked { words: open(words)?, marks: open(marks)?, with: *with }
            }
            Signs::Mentions { keys, end } => {
                Self::Mentions { keys: open(keys)?, ends: open(std::slice::from_ref(end))? }
            }
        })
    }

    /// The lists of which an article must have one.
    fn required(&self) -> &Lists {
        match self {
            Self::Words(lists)
            | Self::Marked { words: lists, .. }
            | Self::Mentions { keys: lists, .. } => lists,
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Words(lists)
            | Self::Marked { words: lists, .. }
            | Self::Mentions { keys: lists, .. } => lists.seek(target),
        }
    }

    fn words(&mut self, doc: DocId) -> Vec<u32> {
        match self {
            Self::Words(words) => words.places(doc),
            Self::Marked { words, marks, with } => {
                let mut places = words.places(doc);
                if !places.is_empty() {
                    let marks = marks.places(doc);
                    places.retain(|place| marks.binary_search(place).is_ok() == *with);
                }
                places
            }
            Self::Mentions { .. } => Vec::new(),
        }
    }

    fn mentions(&mut self, doc: DocId) -> Vec<Occurrence> {
        let Self::Mentions { keys, ends } = self else { return Vec::new() };
        let starts = keys.places(doc);
        let ends = if starts.is_empty() { Vec::new() } else { ends.places(doc) };
        let last = |start: u32| {
            ends.get(ends.partition_point(|end| *end < start)).copied().unwrap_or(start)
        };
        starts.into_iter().map(|start| Occurrence::run(start, last(start))).collect()
    }
}

/// A field in a segment, where it is read.
pub struct Scan {
    readings: Vec<Reading>,
    ends: Option<[Lists; 2]>,
    requirement: Requirement,
    doc: DocId,
    beginnings: Beginnings,
}

impl Scan {
    /// Opens what is sought in a field; places are read only where that is said.
    pub fn open(
        segment: &SegmentReader,
        sought: &SpanQuery,
        field: &InField,
        places: bool,
    ) -> tantivy::Result<Self> {
        let option = if places {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let readings: tantivy::Result<Vec<_>> =
            field.signs.iter().map(|signs| Reading::open(segment, signs, option)).collect();
        let [sentences, paragraphs] = &field.ends;
        let ends = |end| Lists::open(segment, std::slice::from_ref(end), option);
        let ends =
            if sought.needs_ends() { Some([ends(sentences)?, ends(paragraphs)?]) } else { None };
        let requirement = sought.requirement();
        let mut scan =
            Self { readings: readings?, ends, requirement, doc: 0, beginnings: field.beginnings };
        scan.doc = next(&scan.requirement, &mut scan.readings, 0);
        Ok(scan)
    }

    /// The article it stands at: it has every leaf that is needed.
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// The first article with every leaf that is needed, this one or behind it.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = next(&self.requirement, &mut self.readings, target);
        }
        self.doc
    }

    /// How many articles there may be at the most.
    pub fn most(&self) -> u32 {
        most(&self.requirement, &self.readings)
    }

    /// How often its only word occurs in the article it stands at.
    pub fn frequency(&self) -> u32 {
        self.readings.first().map_or(0, |reading| reading.required().frequency())
    }

    /// Where what is sought stands in the article it stands at.
    pub fn occurrences(&mut self, sought: &SpanQuery) -> Vec<Occurrence> {
        sought.occurrences(self)
    }
}

impl Places for Scan {
    fn words(&mut self, leaf: usize) -> Vec<u32> {
        let doc = self.doc;
        self.readings.get_mut(leaf).map(|reading| reading.words(doc)).unwrap_or_default()
    }

    fn mentions(&mut self, leaf: usize) -> Vec<Occurrence> {
        let doc = self.doc;
        self.readings.get_mut(leaf).map(|reading| reading.mentions(doc)).unwrap_or_default()
    }

    fn ends(&mut self) -> Ends {
        let doc = self.doc;
        let Some([sentences, paragraphs]) = &mut self.ends else { return Ends::default() };
        let paragraphs = paragraphs.places(doc);
        let mut sentences = sentences.places(doc);
        sentences.extend(&paragraphs);
        sentences.sort_unstable();
        Ends { sentences, paragraphs }
    }

    fn beginning(&self, word: u32) -> Option<u32> {
        match self.beginnings {
            Beginnings::One => Some(0),
            Beginnings::Many => Some(analyzer::base_of(word)),
            Beginnings::Unasked => None,
        }
    }
}

/// The first article from a target on that has what is required.
fn next(requirement: &Requirement, readings: &mut [Reading], target: DocId) -> DocId {
    match requirement {
        Requirement::Leaf(leaf) => {
            readings.get_mut(*leaf).map_or(TERMINATED, |reading| reading.seek(target))
        }
        Requirement::Any(parts) => {
            parts.iter().map(|part| next(part, readings, target)).min().unwrap_or(TERMINATED)
        }
        Requirement::All(parts) => {
            let mut doc = target;
            loop {
                let reached = parts.iter().fold(doc, |doc, part| next(part, readings, doc));
                if reached == doc || reached == TERMINATED {
                    return if parts.is_empty() { TERMINATED } else { reached };
                }
                doc = reached;
            }
        }
    }
}

fn most(requirement: &Requirement, readings: &[Reading]) -> u32 {
    match requirement {
        Requirement::Leaf(leaf) => {
            readings.get(*leaf).map_or(0, |reading| reading.required().most())
        }
        Requirement::Any(parts) => {
            parts.iter().map(|part| most(part, readings)).fold(0, u32::saturating_add)
        }
        Requirement::All(parts) => parts.iter().map(|part| most(part, readings)).min().unwrap_or(0),
    }
}
