//! Identity across articles, whatever engine holds them: how coreference reads the names of an
//! archive, what it found, and the values of facets under an identity.

pub(crate) mod archive_names;
pub(crate) mod canonicalize;
pub(crate) mod findings;
pub(crate) mod findings_lines;
pub(crate) mod key_names;
pub(crate) mod listing;
pub(crate) mod moved_keys;
pub(crate) mod name_archive;
pub(crate) mod naming;
mod organisations;
mod people;
pub(crate) mod state;
