//! Stories of the snapshots of an index: how they are found, kept and looked up.

mod finder;
mod revisions;
pub(crate) mod signed_articles;
mod snapshot_stories;
mod state;

pub(super) use finder::StoryFinder;
pub(super) use revisions::{Revisions, Superseded};
pub(super) use snapshot_stories::{SegmentStories, Stories, Story};
