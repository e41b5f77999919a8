//! The interface of an export format.

use std::io::{self, Write};

use super::options::ExportOptions;
use crate::article::document::Document;
use crate::search::records::DuplicateRecord;

/// A format for exporting articles.
pub struct ExportFormat {
    /// The name used in flags and URLs.
    pub name: &'static str,
    /// The media type for HTTP.
    pub media_type: &'static str,
    /// The file extension without a dot.
    pub extension: &'static str,
    /// Writes what comes before the first article.
    pub(super) write_header: fn(&ExportOptions, &mut dyn Write) -> io::Result<()>,
    /// Writes one article; the records are its duplicates.
    pub(super) write_document:
        fn(&Document, &[DuplicateRecord], &ExportOptions, &mut dyn Write) -> io::Result<()>,
    /// The text between two articles.
    pub(super) separator: &'static str,
    /// The text after the last article.
    pub(super) footer: &'static str,
}
