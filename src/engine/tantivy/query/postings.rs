//! Unions of postings lists: the expansions of a word, the keys of a person.

use std::io;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::BitSetDocSet;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::doc_set::DocIds;

/// Number of lists up to which each is advanced for every document.
const MAX_SEPARATE_LISTS: usize = 8;
/// Documents up to which a list is read into memory where there are many lists: most expansions of
/// a pattern are rare.
const SHORT_LIST_LEN: u32 = 128;

/// A term that counts in some documents only.
#[derive(Debug, Clone)]
pub(crate) struct ScopedTerm {
    /// The term.
    pub term: Term,
    /// Documents in which it counts.
    pub scope: Scope,
}

/// The documents in which a term counts.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// All documents.
    Everywhere,
    /// All but these.
    Except(Arc<DocIds>),
    /// Only these.
    Only(Arc<DocIds>),
}

impl ScopedTerm {
    /// Creates a term that counts in every document.
    pub(crate) fn everywhere(term: Term) -> Self {
        Self { term, scope: Scope::Everywhere }
    }
}

impl Scope {
    fn contains(&self, segment: SegmentId, doc: DocId) -> bool {
        let is_in = |docs: &DocIds| docs.get(&segment).is_some_and(|docs| docs.contains(&doc));
        match self {
            Self::Everywhere => true,
            Self::Except(docs) => !is_in(docs),
            Self::Only(docs) => is_in(docs),
        }
    }
}

/// Documents of a segment that have one of several terms, and its positions.
pub(crate) struct PostingsUnion {
    segment: SegmentId,
    doc: DocId,
    /// Lists that are advanced; where there are many lists, the long ones, for their positions.
    lists: Vec<(SegmentPostings, Scope)>,
    merged: Option<MergedPostings>,
}

/// Many postings lists, merged in memory.
struct MergedPostings {
    /// Documents of all lists.
    docs: BitSetDocSet,
    /// Documents and positions of the short lists, sorted.
    short: Vec<(DocId, u32)>,
}

impl PostingsUnion {
    /// Opens the postings of these terms, which are all of one field. Positions are read only where
    /// the option says so.
    pub(crate) fn open(
        segment: &SegmentReader,
        terms: &[ScopedTerm],
        option: IndexRecordOption,
    ) -> tantivy::Result<Self> {
        let mut union =
            Self { segment: segment.segment_id(), doc: 0, lists: Vec::new(), merged: None };
        if let Some(first) = terms.first() {
            let index = segment.inverted_index(first.term.field())?;
            let read = |term: &ScopedTerm| index.read_postings(&term.term, option);
            if terms.len() > MAX_SEPARATE_LISTS {
                union.merge(segment.max_doc(), terms, read)?;
            } else {
                for term in terms {
                    let postings = read(term)?;
                    union.lists.extend(postings.map(|list| (list, term.scope.clone())));
                }
            }
        }
        union.doc = union.next(0);
        Ok(union)
    }

    fn merge(
        &mut self,
        max_doc: DocId,
        terms: &[ScopedTerm],
        read: impl Fn(&ScopedTerm) -> io::Result<Option<SegmentPostings>>,
    ) -> io::Result<()> {
        let mut docs = BitSet::with_max_value(max_doc);
        let (mut short, mut positions) = (Vec::new(), Vec::new());
        for term in terms {
            // A term of another segment is not in this one.
            let Some(mut postings) = read(term)? else { continue };
            let is_short = postings.doc_freq() <= SHORT_LIST_LEN;
            if !is_short {
                // A long list is read twice: here for its documents, later for its positions.
                self.lists.extend(read(term)?.map(|list| (list, term.scope.clone())));
            }
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if term.scope.contains(self.segment, doc) {
                    docs.insert(doc);
                    if is_short {
                        positions.clear();
                        postings.append_positions_with_offset(0, &mut positions);
                        short.extend(positions.iter().map(|position| (doc, *position)));
                    }
                }
                postings.advance();
            }
        }
        short.sort_unstable();
        self.merged = Some(MergedPostings { docs: BitSetDocSet::from(docs), short });
        Ok(())
    }

    /// Moves to the first document at or behind the target that has one of the terms.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.next(target);
        }
        self.doc
    }

    fn next(&mut self, target: DocId) -> DocId {
        if let Some(MergedPostings { docs, .. }) = &mut self.merged {
            return if docs.doc() < target { docs.seek(target) } else { docs.doc() };
        }
        let mut least = TERMINATED;
        for (postings, scope) in &mut self.lists {
            let mut doc =
                if postings.doc() < target { postings.seek(target) } else { postings.doc() };
            while doc != TERMINATED && !scope.contains(self.segment, doc) {
                doc = postings.advance();
            }
            least = least.min(doc);
        }
        least
    }

    /// Returns how often the terms occur in the current document; 1 for merged lists.
    pub(crate) fn frequency(&self) -> u32 {
        if self.merged.is_some() {
            return 1;
        }
        let current = self.lists.iter().filter(|(postings, _)| postings.doc() == self.doc);
        current.map(|(postings, _)| postings.term_freq()).sum()
    }

    /// Returns the positions of the terms in a document at or behind the current one, sorted.
    pub(crate) fn positions(&mut self, doc: DocId) -> Vec<u32> {
        let mut positions = Vec::new();
        if self.seek(doc) != doc {
            return positions;
        }
        for (postings, scope) in &mut self.lists {
            let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            if at == doc && scope.contains(self.segment, doc) {
                postings.append_positions_with_offset(0, &mut positions);
            }
        }
        if let Some(MergedPostings { short, .. }) = &self.merged {
            let (_, rest) = short.split_at(short.partition_point(|(at, _)| *at < doc));
            let in_doc = rest.iter().take_while(|(at, _)| *at == doc);
            positions.extend(in_doc.map(|(_, position)| *position));
        }
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Returns the upper bound of the number of documents.
    pub(crate) fn max_docs(&self) -> u32 {
        match &self.merged {
            Some(MergedPostings { docs, .. }) => docs.size_hint(),
            None => {
                let frequencies = self.lists.iter().map(|(postings, _)| postings.doc_freq());
                frequencies.fold(0, u32::saturating_add)
            }
        }
    }
}
