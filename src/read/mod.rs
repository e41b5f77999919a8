//! Reading: opens containers, recognises formats, and turns records into articles.

pub mod container;
pub mod format;
pub mod source;
