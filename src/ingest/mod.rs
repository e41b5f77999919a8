//! Ingestion: reads changed files on all cores, indexes their articles, and commits index and manifest together.

pub mod dedup;
pub mod index_document;
pub mod job;
pub mod pipeline;
pub mod progress;
pub mod verify;
pub mod workers;
