//! Reading: opens containers, recognises formats, and turns records into articles.

pub(crate) mod container;
pub(crate) mod format;
pub(crate) mod source;
