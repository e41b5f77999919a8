//! Which articles tell the same story over again: an agency's leads, updates and corrections, and what newspapers
//! printed of them.
//!
//! [`sketch()`] puts an article's words into a few numbers while it is filed. [`find`] brings those together whose sketches
//! meet, and holds their [`Telling`]s against each other. Of a story's members [`mod@versions`] says which came when and
//! what each is, [`mod@origin`] which agency it came from, [`mod@difference`] which words changed.

mod cluster;
mod compare;
mod comparisons;
pub mod diff;
mod features;
pub mod origin;
mod signature;
pub mod version_label;
pub mod versions;

pub use cluster::{SignedArticle, cluster};
pub use compare::is_same_story;
pub use comparisons::Comparisons;
pub use features::{Days, StoryFeatures, days};
pub use signature::{Signature, WIDTH, signature};
