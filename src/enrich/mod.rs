//! Enrichment: the people, places, organisations and topics of an article.

pub mod entities;
pub mod topics;
