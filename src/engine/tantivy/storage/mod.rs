//! Files of an index folder: Tantivy's, the index version, the manifest and sidecars.

pub(crate) mod atomic_write;
pub(crate) mod directory;
pub(crate) mod index_meta;
pub(crate) mod manifest_view;
pub(crate) mod sidecar;
