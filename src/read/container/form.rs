//! The shape of a container: how it is recognised, and how it is read.

use super::unpack::ReadContainer;

/// One container format.
pub(super) struct Container {
    /// Recognises a source by its first bytes, at most 64 KiB. File names are not consulted: they
    /// are wrong more often than bytes are.
    pub recognises: fn(head: &[u8]) -> bool,
    /// Passes everything packed in the source to the unpacker; returns `Break` when that did.
    pub read: ReadContainer,
}
