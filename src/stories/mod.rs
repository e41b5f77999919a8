//! Which articles tell the same story over again: an agency's leads, updates and corrections, and what newspapers
//! printed of them.
//!
//! [`sketch()`] puts an article's words into a few numbers while it is filed. [`find`] brings those together whose sketches
//! meet, and holds their [`Telling`]s against each other. Of a story's members [`mod@versions`] says which came when and
//! what each is, [`mod@origin`] which agency it came from, [`mod@difference`] which words changed.

pub mod difference;
mod find;
mod judged;
mod likeness;
pub mod mark;
pub mod origin;
mod sketch;
mod telling;
pub mod versions;

pub use find::{Sketched, find};
pub use judged::Judged;
pub use likeness::is_retold;
pub use sketch::{Sketch, WIDTH, sketch};
pub use telling::{Days, Telling, days};
