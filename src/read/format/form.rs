//! The one signature of the family: what a format is.

use super::shared::fields::FieldMap;
use crate::article::{Article, Rejected};
use crate::read::source::{Flow, Source};

/// What a reader takes records with: called once per record, in the order of the file.
pub type Take<'a> = dyn FnMut(Result<Article, Rejected>) -> Flow + 'a;

/// What a user may say about how to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names of fields beyond the common ones, from the config file.
    pub fields: FieldMap,
}

/// One format: how to tell it, and how to read it.
pub struct Format {
    /// Its name, as `inspect` prints it.
    pub name: &'static str,
    /// Whether a file of this name that opens with these bytes (64 kB at most) is one.
    pub recognises: fn(name: &str, head: &[u8]) -> bool,
    /// Reads every record; returns `Break` when `take` did.
    pub read: fn(source: &mut Source<'_>, options: &Options, take: &mut Take<'_>) -> Flow,
}
