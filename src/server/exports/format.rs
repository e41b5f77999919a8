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
    /// How articles are written.
    pub(super) kind: FormatKind,
}

/// How a format writes articles.
pub(super) enum FormatKind {
    /// One after the other.
    Stream(StreamFormat),
    /// In groups, with what closes the file behind them.
    #[cfg(feature = "parquet")]
    Table(fn(&ExportOptions) -> io::Result<Box<dyn DocumentWriter>>),
}

/// A format that writes one article after the other.
#[derive(Clone, Copy)]
pub(super) struct StreamFormat {
    /// Writes what comes before the first article.
    pub write_header: fn(&ExportOptions, &mut dyn Write) -> io::Result<()>,
    /// Writes one article; the records are its duplicates.
    pub write_document:
        fn(&Document, &[DuplicateRecord], &ExportOptions, &mut dyn Write) -> io::Result<()>,
    /// The text between two articles.
    pub separator: &'static str,
    /// The text after the last article.
    pub footer: &'static str,
}

/// Writes the articles of one export.
pub(super) trait DocumentWriter {
    /// Writes what comes before the first article.
    ///
    /// # Errors
    /// Fails when the output cannot be written.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one article; the records are its duplicates.
    ///
    /// # Errors
    /// Fails when the output cannot be written.
    fn add(
        &mut self,
        document: &Document,
        duplicates: &[DuplicateRecord],
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Writes what comes after the last article.
    ///
    /// # Errors
    /// Fails when the output cannot be written.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes one article after the other.
struct StreamWriter<'o> {
    format: StreamFormat,
    options: &'o ExportOptions,
    is_first: bool,
}

impl DocumentWriter for StreamWriter<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        (self.format.write_header)(self.options, out)
    }

    fn add(
        &mut self,
        document: &Document,
        duplicates: &[DuplicateRecord],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            out.write_all(self.format.separator.as_bytes())?;
        }
        (self.format.write_document)(document, duplicates, self.options, out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.format.footer.as_bytes())
    }
}

impl ExportFormat {
    /// Returns a writer of one export.
    ///
    /// # Errors
    /// Fails when the options make no file.
    pub(super) fn writer<'o>(
        &self,
        options: &'o ExportOptions,
    ) -> io::Result<Box<dyn DocumentWriter + 'o>> {
        match &self.kind {
            FormatKind::Stream(format) => {
                Ok(Box::new(StreamWriter { format: *format, options, is_first: true }))
            }
            #[cfg(feature = "parquet")]
            FormatKind::Table(make) => Ok(make(options)?),
        }
    }
}
