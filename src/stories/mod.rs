//! Story detection: finds the articles that tell the same story in the same words, such as the
//! leads, updates and corrections of an agency and what newspapers printed of them.
//!
//! [`signature()`] condenses the words of an article into a few numbers when it is indexed.
//! [`cluster()`] compares the [`StoryFeatures`] of articles with similar signatures and groups
//! those that are one story; [`update()`] does so only where articles changed. For the members of a story, [`mod@versions`] determines their order
//! and what changed, [`mod@origin`] the agency it came from, and [`mod@diff`] the words that
//! differ.

mod bands;
mod cluster;
mod compare;
mod comparisons;
pub(crate) mod diff;
mod disjoint_sets;
mod features;
pub(crate) mod origin;
pub(crate) mod revision;
mod signature;
mod update;
pub(crate) mod version_label;
pub(crate) mod versions;

pub use cluster::{Clusters, SignedArticle, cluster};
pub use comparisons::Comparisons;
pub use features::{StoryFeatures, day_range};
pub use signature::signature;
pub(crate) use signature::{SIGNATURE_LEN, Signature};
pub(crate) use update::{Earlier, Placed, StoryUpdate, update};
