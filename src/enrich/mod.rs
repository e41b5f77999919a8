//! Enrichment: the people, places, organisations and topics of an article.

pub(crate) mod entities;
pub(crate) mod topics;
