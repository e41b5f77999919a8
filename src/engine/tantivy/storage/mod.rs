//! Files of an index folder: Tantivy's, the index version, the manifest and sidecars.

pub(crate) mod atomic_write;
pub(crate) mod clippings;
pub(crate) mod directory;
pub(crate) mod file_names;
pub(crate) mod index_meta;
pub(crate) mod integrity;
mod json_digest;
pub(crate) mod orphans;
mod overlay;
pub(crate) mod plain_error;
pub(crate) mod segment_list;
pub(crate) mod sidecar;
pub(crate) mod usage;
pub(crate) mod verified_files;
pub(crate) mod withheld;
