//! Several postings lists read as one: the forms of a word, the keys of a person.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::BitSetDocSet;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, SegmentReader, TERMINATED, Term};

/// Up to how many lists are looked at one by one.
const FEW: usize = 8;
/// Lists of up to so many articles are read at once where there are many: most forms of a pattern are rare.
const SHORT: u32 = 128;

/// A term, with the articles in which it does not count, or the only ones in which it does.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The term.
    pub term: Term,
    /// Where it counts.
    pub within: Within,
}

/// The articles in which a term counts.
#[derive(Debug, Clone)]
pub enum Within {
    /// All.
    Everywhere,
    /// All but these.
    Outside(Arc<HashMap<SegmentId, HashSet<DocId>>>),
    /// None but these.
    Inside(Arc<HashMap<SegmentId, HashSet<DocId>>>),
}

impl Wanted {
    /// A term that counts in every article.
    pub fn everywhere(term: Term) -> Self {
        Self { term, within: Within::Everywhere }
    }
}

impl Within {
    fn admits(&self, segment: SegmentId, doc: DocId) -> bool {
        let among =
            |docs: &HashMap<SegmentId, HashSet<DocId>>| docs.get(&segment).is_some_and(|docs| docs.contains(&doc));
        match self {
            Self::Everywhere => true,
            Self::Outside(docs) => !among(docs),
            Self::Inside(docs) => among(docs),
        }
    }
}

/// The articles of a segment that have one of some terms, and where.
pub struct Lists {
    segment: SegmentId,
    doc: DocId,
    lists: Vec<(SegmentPostings, Within)>,
    /// Where there are many lists: all their articles, and the places in the short ones, which are in no list.
    many: Option<(BitSetDocSet, Vec<(DocId, u32)>)>,
}

impl Lists {
    /// The lists of these terms. Places are read only where the option says so.
    pub fn open(segment: &SegmentReader, terms: &[Wanted], option: IndexRecordOption) -> tantivy::Result<Self> {
        let mut lists = Vec::new();
        for wanted in terms {
            let index = segment.inverted_index(wanted.term.field())?;
            if let Some(postings) = index.read_postings(&wanted.term, option)? {
                lists.push((postings, wanted.within.clone()));
            }
        }
        let many = (lists.len() > FEW).then(|| together(segment.max_doc(), &mut lists));
        let mut all = Self { segment: segment.segment_id(), doc: 0, lists, many };
        all.doc = all.next(0);
        Ok(all)
    }

    /// The first article that has one of them, this one or behind it.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.next(target);
        }
        self.doc
    }

    fn next(&mut self, target: DocId) -> DocId {
        if let Some((docs, _)) = &mut self.many {
            return if docs.doc() < target { docs.seek(target) } else { docs.doc() };
        }
        let mut least = TERMINATED;
        for (postings, within) in &mut self.lists {
            let mut doc = if postings.doc() < target { postings.seek(target) } else { postings.doc() };
            while doc != TERMINATED && !within.admits(self.segment, doc) {
                doc = postings.advance();
            }
            least = least.min(doc);
        }
        least
    }

    /// How often they occur in the article they stand at; of many lists, whether.
    pub fn frequency(&self) -> u32 {
        if self.many.is_some() {
            return 1;
        }
        let here = self.lists.iter().filter(|(postings, _)| postings.doc() == self.doc);
        here.map(|(postings, _)| postings.term_freq()).sum()
    }

    /// Where they occur in an article, in order; it may lie behind the one they stand at.
    pub fn places(&mut self, doc: DocId) -> Vec<u32> {
        let mut places = Vec::new();
        if self.seek(doc) != doc {
            return places;
        }
        for (postings, within) in &mut self.lists {
            let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            if at == doc && within.admits(self.segment, doc) {
                postings.append_positions_with_offset(0, &mut places);
            }
        }
        if let Some((_, short)) = &self.many {
            let own = short.get(short.partition_point(|(at, _)| *at < doc)..).unwrap_or_default();
            places.extend(own.iter().take_while(|(at, _)| *at == doc).map(|(_, place)| *place));
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How many articles there are at the most.
    pub fn most(&self) -> u32 {
        match &self.many {
            Some((docs, _)) => docs.size_hint(),
            None => self.lists.iter().map(|(postings, _)| postings.doc_freq()).fold(0, u32::saturating_add),
        }
    }
}

/// The articles of many lists as one set, and the places in the short ones, which leave the lists.
fn together(max_doc: DocId, lists: &mut Vec<(SegmentPostings, Within)>) -> (BitSetDocSet, Vec<(DocId, u32)>) {
    let mut docs = BitSet::with_max_value(max_doc);
    let (mut short, mut places) = (Vec::new(), Vec::new());
    lists.retain_mut(|(postings, _)| {
        if postings.doc_freq() > SHORT {
            // A list is read from its beginning twice: here, and where its places are asked for.
            let mut all = postings.clone();
            while all.doc() != TERMINATED {
                docs.insert(all.doc());
                all.advance();
            }
            return true;
        }
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            docs.insert(doc);
            places.clear();
            postings.append_positions_with_offset(0, &mut places);
            short.extend(places.iter().map(|place| (doc, *place)));
            postings.advance();
        }
        false
    });
    short.sort_unstable();
    (BitSetDocSet::from(docs), short)
}
