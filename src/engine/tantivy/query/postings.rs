//! Several postings lists read as one: the forms of a word, the keys of a person.

use std::collections::{HashMap, HashSet};
use std::io;
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
        let among = |docs: &HashMap<SegmentId, HashSet<DocId>>| {
            docs.get(&segment).is_some_and(|docs| docs.contains(&doc))
        };
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
    many: Option<Many>,
}

/// What is read at once where there are many lists.
struct Many {
    /// The articles of all lists.
    docs: BitSetDocSet,
    /// The places in the short ones, which are in no list.
    short: Vec<(DocId, u32)>,
}

impl Lists {
    /// The lists of these terms, which are all of one field. Places are read only where the option says so.
    pub fn open(
        segment: &SegmentReader,
        terms: &[Wanted],
        option: IndexRecordOption,
    ) -> tantivy::Result<Self> {
        let mut all = Self { segment: segment.segment_id(), doc: 0, lists: Vec::new(), many: None };
        if let Some(first) = terms.first() {
            let index = segment.inverted_index(first.term.field())?;
            let postings = |wanted: &Wanted| index.read_postings(&wanted.term, option);
            if terms.len() > FEW {
                all.read_many(segment.max_doc(), terms, postings)?;
            } else {
                for wanted in terms {
                    all.lists.extend(
                        postings(wanted)?.map(|postings| (postings, wanted.within.clone())),
                    );
                }
            }
        }
        all.doc = all.next(0);
        Ok(all)
    }

    fn read_many(
        &mut self,
        max_doc: DocId,
        terms: &[Wanted],
        read: impl Fn(&Wanted) -> io::Result<Option<SegmentPostings>>,
    ) -> io::Result<()> {
        let mut docs = BitSet::with_max_value(max_doc);
        let (mut short, mut places) = (Vec::new(), Vec::new());
        for wanted in terms {
            let Some(mut postings) = read(wanted)? else { continue };
            if postings.doc_freq() > SHORT {
                // A long list is read twice: here for its articles, and where its places are asked for.
                self.lists.extend(read(wanted)?.map(|postings| (postings, wanted.within.clone())));
            }
            let is_short = postings.doc_freq() <= SHORT;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if wanted.within.admits(self.segment, doc) {
                    docs.insert(doc);
                    if is_short {
                        places.clear();
                        postings.append_positions_with_offset(0, &mut places);
                        short.extend(places.iter().map(|place| (doc, *place)));
                    }
                }
                postings.advance();
            }
        }
        short.sort_unstable();
        self.many = Some(Many { docs: BitSetDocSet::from(docs), short });
        Ok(())
    }

    /// The first article that has one of them, this one or behind it.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.next(target);
        }
        self.doc
    }

    fn next(&mut self, target: DocId) -> DocId {
        if let Some(Many { docs, .. }) = &mut self.many {
            return if docs.doc() < target { docs.seek(target) } else { docs.doc() };
        }
        let mut least = TERMINATED;
        for (postings, within) in &mut self.lists {
            let mut doc =
                if postings.doc() < target { postings.seek(target) } else { postings.doc() };
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
        if let Some(Many { short, .. }) = &self.many {
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
            Some(Many { docs, .. }) => docs.size_hint(),
            None => self
                .lists
                .iter()
                .map(|(postings, _)| postings.doc_freq())
                .fold(0, u32::saturating_add),
        }
    }
}
