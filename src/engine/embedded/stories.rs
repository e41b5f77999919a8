//! Which articles of one state of the index are versions of one story: found once at the end of a run and kept beside the
//! index. What was compared once is not compared again in a later run.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use super::fields::Fields;
use crate::error::Result;
use crate::search;

/// The file.
pub const FILE: &str = "stories.tsv";

/// The number of an article that is no version of any story.
const NONE: u32 = u32::MAX;

/// The stories of one state of the index.
#[derive(Debug, Default)]
pub struct Stories {
    /// In no order that means anything.
    all: Vec<Story>,
    /// Per segment.
    tellers: Vec<Tellers>,
}

/// A story that several articles tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What it is called by: the smallest id of its versions.
    pub key: String,
    /// Where its versions lie.
    pub versions: Vec<DocAddress>,
}

/// The stories that the articles of a segment are versions of.
#[derive(Debug, Clone, Default)]
pub struct Tellers(Arc<[u32]>);

/// STUB
pub fn of(_: &Path, searcher: &Searcher, _: &Fields) -> Result<Stories> {
    let articles: Vec<DocId> = searcher.segment_readers().iter().map(|segment| segment.max_doc()).collect();
    Ok(Stories::of(Vec::new(), &articles))
}

impl Story {
    /// What a reader is told of it.
    pub fn told(&self) -> search::Story {
        search::Story { key: self.key.clone(), versions: self.versions.len() as u64 }
    }
}

impl Stories {
    /// Those stories, in an index whose segments have so many articles, gone ones among them.
    pub fn of(all: Vec<Story>, articles: &[DocId]) -> Self {
        let mut tellers: Vec<Vec<u32>> = articles.iter().map(|articles| vec![NONE; *articles as usize]).collect();
        for (number, story) in (0..NONE).zip(&all) {
            for address in &story.versions {
                let segment = tellers.get_mut(address.segment_ord as usize);
                if let Some(place) = segment.and_then(|segment| segment.get_mut(address.doc_id as usize)) {
                    *place = number;
                }
            }
        }
        Self { all, tellers: tellers.into_iter().map(|segment| Tellers(segment.into())).collect() }
    }

    /// The stories of the articles of a segment.
    pub fn of_segment(&self, segment: SegmentOrdinal) -> Tellers {
        self.tellers.get(segment as usize).cloned().unwrap_or_default()
    }

    /// The story that an article is a version of.
    pub fn story(&self, address: DocAddress) -> Option<&Story> {
        let number = self.tellers.get(address.segment_ord as usize)?.story(address.doc_id)?;
        self.all.get(number as usize)
    }

    /// How many stories there are that several articles tell, and how many articles these are.
    pub fn count(&self) -> (u64, u64) {
        let versions = self.all.iter().map(|story| story.versions.len() as u64).sum();
        (self.all.len() as u64, versions)
    }
}

impl Tellers {
    /// The number of the story that an article is a version of.
    pub fn story(&self, doc: DocId) -> Option<u32> {
        self.0.get(doc as usize).copied().filter(|story| *story != NONE)
    }
}
