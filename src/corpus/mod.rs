//! The corpus: the files in its folders, the outcome of each, and changes since the last run.
//!
//! [`walk`] lists files under the [`rules`]; [`file_reader`] reads the records of one file;
//! [`manifest`] stores the [`outcome`] of every file; [`changes`] compares folders and manifest;
//! [`report`] counts. Pages of digitised newspapers are read with the files of their [`issues`].

pub(crate) mod archived_issues;
pub(crate) mod changes;
pub(crate) mod companions;
pub(crate) mod draft_text;
pub(crate) mod file_reader;
pub(crate) mod in_flight;
pub(crate) mod input_file;
pub(crate) mod issues;
pub(crate) mod manifest;
pub(crate) mod manifest_log;
#[cfg(feature = "server")]
pub(crate) mod original;
pub(crate) mod outcome;
pub(crate) mod read_options;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod walk;
pub(crate) mod watch;
pub(crate) mod watch_log;
