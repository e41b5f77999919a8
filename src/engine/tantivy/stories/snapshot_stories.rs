//! Stories of one snapshot: the articles that are versions of one another.

use std::sync::Arc;

use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader};

use super::signed_articles::least_id;
use crate::engine::common::ordinal::Ordinal;
use crate::search::results::StoryRef;

/// The stories of one snapshot.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    /// In no particular order; their index is the story's ordinal.
    all: Vec<Story>,
    by_segment: Vec<SegmentStories>,
}

/// A story with several versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Story {
    /// Key: the smallest id of its versions.
    pub key: String,
    /// Its versions.
    pub versions: Vec<DocAddress>,
}

/// The story of every article of a segment, where it is a version of one.
#[derive(Debug, Clone, Default)]
pub(crate) struct SegmentStories(Arc<[Option<Ordinal>]>);

impl Story {
    /// Returns the reference that a hit carries.
    pub(crate) fn to_ref(&self) -> StoryRef {
        StoryRef { key: self.key.clone(), versions: self.versions.len() as u64 }
    }
}

impl SegmentStories {
    /// Returns the story that an article is a version of.
    pub(crate) fn story(&self, doc: DocId) -> Option<Ordinal> {
        *self.0.get(doc as usize)?
    }
}

impl Stories {
    /// Indexes stories by the articles of the segments.
    pub(super) fn new(all: Vec<Story>, segments: &[SegmentReader]) -> Self {
        let mut by_segment: Vec<Vec<Option<Ordinal>>> =
            segments.iter().map(|segment| vec![None; segment.max_doc() as usize]).collect();
        for (index, story) in all.iter().enumerate() {
            for version in &story.versions {
                let segment = by_segment.get_mut(version.segment_ord as usize);
                let slot = segment.and_then(|docs| docs.get_mut(version.doc_id as usize));
                debug_assert!(slot.is_some(), "stories are of the documents of their snapshot");
                if let Some(slot) = slot {
                    *slot = Some(Ordinal::new(index));
                }
            }
        }
        let by_segment = by_segment.into_iter().map(|docs| SegmentStories(docs.into())).collect();
        Self { all, by_segment }
    }

    /// Returns the stories of the articles that are alive in a searcher over the same segments: without
    /// the other versions, and without stories that are left with one.
    pub(crate) fn of_live(&self, searcher: &Searcher) -> tantivy::Result<Self> {
        let is_alive = |address: &DocAddress| {
            let alive = searcher.segment_reader(address.segment_ord).alive_bitset();
            alive.is_none_or(|alive| alive.is_alive(address.doc_id))
        };
        let mut all = Vec::with_capacity(self.all.len());
        for story in &self.all {
            let versions: Vec<DocAddress> =
                story.versions.iter().copied().filter(is_alive).collect();
            match versions.len() {
                0 | 1 => {}
                left if left == story.versions.len() => all.push(story.clone()),
                _ => all.push(Story { key: least_id(searcher, &versions)?, versions }),
            }
        }
        Ok(Self::new(all, searcher.segment_readers()))
    }

    /// Returns the stories of the articles of a segment.
    pub(crate) fn of_segment(&self, segment: SegmentOrdinal) -> SegmentStories {
        debug_assert!((segment as usize) < self.by_segment.len(), "stories are of one snapshot");
        self.by_segment.get(segment as usize).cloned().unwrap_or_default()
    }

    /// Returns the ordinal of the story that an article is a version of.
    pub(crate) fn ordinal(&self, address: DocAddress) -> Option<Ordinal> {
        self.by_segment.get(address.segment_ord as usize)?.story(address.doc_id)
    }

    /// Returns the story that an article is a version of.
    pub(crate) fn story(&self, address: DocAddress) -> Option<&Story> {
        self.all.get(self.ordinal(address)?.index())
    }

    /// Iterates over the stories.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Story> {
        self.all.iter()
    }

    /// Counts the stories.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Counts the articles that are versions of a story.
    pub(crate) fn versions(&self) -> u64 {
        self.all.iter().map(|story| story.versions.len() as u64).sum()
    }
}
