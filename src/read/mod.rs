//! Reading: opens containers, recognises formats, and turns records into articles.

pub(crate) mod container;
pub(crate) mod format;
pub(crate) mod issue;
mod mac_lines;
pub(crate) mod record_memory;
pub(crate) mod seekable;
pub(crate) mod source;
pub(crate) mod timeout;
