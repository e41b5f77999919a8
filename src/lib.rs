//! Articles lie in a folder; morgue reads them, learns who, where and about what, files them in an index, and answers
//! questions.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod account;
pub mod answer;
pub mod article;
pub mod changes;
pub mod cli;
pub mod clipping;
pub mod config;
pub mod container;
pub mod corpus;
pub mod cursor;
pub mod dateline;
pub mod engine;
pub mod entity;
pub mod error;
pub mod format;
pub mod highlight;
pub mod ingest;
pub mod moment;
pub mod names;
pub mod query;
pub mod request;
pub mod schema;
pub mod search;
pub mod server;
pub mod shelf;
pub mod source;
pub mod tally;
pub mod text;
pub mod timeline;
pub mod values;

pub use error::{Error, Result};
