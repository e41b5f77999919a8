//! The shape of a format: how it is recognised, and how it is read. `template.rs` beside this file
//! is a complete small format to copy from.

use super::shared::fields::FieldMap;
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};

/// Receives the records of a source in their order: each is an article, or rejected with a reason.
pub type EmitArticle<'e> = dyn FnMut(Result<Article, Rejected>) -> Flow + 'e;

/// Options of the user for reading records.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Field names beyond the common ones, from the config file.
    pub fields: FieldMap,
    /// Formats of a program that uses this library. They are tried before the built-in ones. Files
    /// that are already in the manifest are read again only by a job with `rebuild`.
    pub formats: Vec<Format>,
}

/// One format: how its files are recognised and read.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name of the format, as `inspect` prints it.
    pub name: &'static str,
    /// Recognises a source by its file name and its first bytes, at most 64 KiB.
    pub recognises: fn(name: &str, head: &[u8]) -> bool,
    /// Reads every record and emits it; returns `Break` when `emit` did.
    pub read: fn(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow,
}
