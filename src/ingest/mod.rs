//! Ingestion: reads changed files on all cores, indexes their articles, and commits index and
//! manifest together.
//!
//! The path of one article: a [`workers`] thread reads a record and makes an [`index_document`] of
//! it; the [`pipeline`] thread passes it through [`dedup`] to the writer, and records it in the
//! manifest. Files that a worker read on another machine come from [`staging`]. [`verify`] reads everything again and compares.

mod changed_articles;
pub(crate) mod dedup;
pub(crate) mod event;
pub(crate) mod extraction;
pub(crate) mod homes;
pub(crate) mod index_document;
mod indexing;
pub(crate) mod job;
pub(crate) mod memory;
pub(crate) mod pipeline;
mod prepare;
pub(crate) mod progress;
mod settle;
pub(crate) mod staging;
mod update;
pub(crate) mod verify;
pub(crate) mod workers;
