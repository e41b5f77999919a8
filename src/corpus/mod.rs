//! The corpus: which files lie in its folders, what became of each, and what has changed since the last run.
//!
//! [`walk`] lists files under the [`rules`] and reads their records; [`manifest`] records the [`outcome`] of every file;
//! [`changes`] compares the two; [`report`] counts.

pub mod changes;
pub mod manifest;
pub mod outcome;
pub mod report;
pub mod rules;
pub mod walk;
