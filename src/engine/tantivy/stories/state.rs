//! What an update of the stories needs of the one before: the place of every article, the keys of the
//! stories, and the results of comparisons.
//!
//! As bytes: the number of articles and of comparisons (8 bytes each), the articles, the comparisons,
//! and the keys, each ended by a newline. Numbers are little-endian.

use crate::engine::common::rows;
use crate::stories::{Comparisons, Placed};

/// An article as the last update left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlacedArticle {
    /// The id of its text.
    pub text_id: u64,
    /// The hash of its id.
    pub id_hash: u32,
    /// The number of its component.
    pub component: u32,
    /// The number of its story; [`ALONE`] for none.
    story: u32,
}

/// The story of an article that has none.
const ALONE: u32 = u32::MAX;

impl PlacedArticle {
    pub(super) fn new(text_id: u64, id_hash: u32, place: Placed) -> Self {
        let Placed { component, story } = place;
        Self { text_id, id_hash, component, story: story.unwrap_or(ALONE) }
    }

    /// The place of the article.
    pub(super) fn place(&self) -> Placed {
        let Self { component, story, .. } = *self;
        Placed { component, story: (story != ALONE).then_some(story) }
    }
}

/// The state that an update leaves to the next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StoryState {
    /// All articles with a signature, sorted.
    pub articles: Vec<PlacedArticle>,
    /// The key of each story.
    pub keys: Vec<String>,
    /// The results of all comparisons.
    pub comparisons: Comparisons,
}

/// Bytes of an article and of a comparison.
const ARTICLE_BYTES: usize = 20;
const COMPARISON_BYTES: usize = 17;

impl StoryState {
    /// Encodes a state.
    pub(super) fn encode(&self) -> Vec<u8> {
        let length = 16
            + self.articles.len() * ARTICLE_BYTES
            + self.comparisons.len() * COMPARISON_BYTES
            + self.keys.iter().map(|key| key.len() + 1).sum::<usize>();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend((self.articles.len() as u64).to_le_bytes());
        bytes.extend((self.comparisons.len() as u64).to_le_bytes());
        for PlacedArticle { text_id, id_hash, component, story } in &self.articles {
            bytes.extend(text_id.to_le_bytes());
            [id_hash, component, story]
                .into_iter()
                .for_each(|number| bytes.extend(number.to_le_bytes()));
        }
        for (one, other, is_same_story) in self.comparisons.iter() {
            bytes.extend(one.to_le_bytes());
            bytes.extend(other.to_le_bytes());
            bytes.push(u8::from(is_same_story));
        }
        for key in &self.keys {
            bytes.extend(key.as_bytes());
            bytes.push(b'\n');
        }
        bytes
    }

    /// Decodes a state; nothing where the bytes are none.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let ([articles, comparisons], rest) = rows::numbers::<2>(bytes)?;
        let (articles, rest) = rows::split::<ARTICLE_BYTES>(articles, rest)?;
        let (comparisons, keys) = rows::split::<COMPARISON_BYTES>(comparisons, rest)?;
        let articles = articles.iter().map(|row| {
            let ([text_id], rest) = rows::numbers::<1>(row)?;
            let ([id_hash, component, story], _) = rows::short_numbers::<3>(rest)?;
            Some(PlacedArticle { text_id, id_hash, component, story })
        });
        let articles = articles.collect::<Option<_>>()?;
        let comparisons = comparisons.iter().map(|row| {
            let ([one, other], rest) = rows::numbers::<2>(row)?;
            Some((one, other, rest == [1]))
        });
        let comparisons = comparisons.collect::<Option<_>>()?;
        let keys = std::str::from_utf8(keys).ok()?.lines().map(str::to_string).collect();
        Some(Self { articles, keys, comparisons })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_state_reads_back(
            articles in prop::collection::vec((any::<u64>(), any::<u32>(), 0..9_u32, prop::option::of(0..9_u32)), 0..9),
            comparisons in prop::collection::vec((any::<u64>(), any::<u64>(), any::<bool>()), 0..9),
            keys in prop::collection::vec("[0-9a-f]{1,16}", 0..9),
            cut in any::<prop::sample::Index>(),
        ) {
            let articles = articles.into_iter().map(|(text_id, id_hash, component, story)| {
                PlacedArticle::new(text_id, id_hash, Placed { component, story })
            });
            let comparisons = comparisons.into_iter().collect();
            let state = StoryState { articles: articles.collect(), keys, comparisons };
            let bytes = state.encode();
            prop_assert_eq!(StoryState::decode(&bytes), Some(state));
            // A cut file is no reason to panic.
            let _ = StoryState::decode(&bytes[..cut.index(bytes.len())]);
        }
    }
}
