//! Enrichment: the people, places, organisations and topics of an article, and the
//! usage of words in an archive.

pub(crate) mod entities;
pub(crate) mod topics;
pub(crate) mod usage;
