//! Export of all hits of a search, streamed in one of several formats.
//!
//! A format writes one article at a time. To add one, add a file and an entry in [`FORMATS`].

pub(crate) mod batch_table;
mod bibtex;
pub(crate) mod chart;
mod csl;
mod csv;
mod dates;
mod format;
pub(crate) mod graph;
mod jsonl;
pub(crate) mod news_feed;
mod options;
mod ris;
mod xml;

use std::io::Write;
use std::ops::ControlFlow;

use crate::article::document::Document;
use crate::error::{ErrorContext, Result};
use crate::search::engine::Engine;
use crate::search::plan::Plan;
#[cfg(feature = "server")]
use crate::search::records::DuplicateRecord;
pub use format::ExportFormat;
pub use options::ExportOptions;
pub(crate) use options::column_names;

/// All export formats.
pub const FORMATS: [ExportFormat; 5] =
    [jsonl::FORMAT, csv::FORMAT, ris::FORMAT, bibtex::FORMAT, csl::FORMAT];

impl ExportFormat {
    /// Returns the format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        const { &FORMATS }.iter().find(|format| format.name == name)
    }
}

/// Writes the hits of a plan in order and returns their number. Memory holds one article at a time.
///
/// # Errors
/// Fails when the index cannot be read, the output cannot be written, or the plan's budget ends.
pub fn export(
    engine: &dyn Engine,
    plan: &Plan,
    format: &ExportFormat,
    options: &ExportOptions,
    out: &mut dyn Write,
) -> Result<u64> {
    let context = || "cannot write the export".to_owned();
    (format.write_header)(options, out).context(context)?;
    let (mut count, mut failure) = (0, None);
    let mut write = |document: &Document| -> Result<ControlFlow<()>> {
        if options.limit.is_some_and(|limit| count >= limit) {
            return Ok(ControlFlow::Break(()));
        }
        let separator = if count == 0 { "" } else { format.separator };
        let duplicates = engine.copies(document)?;
        out.write_all(separator.as_bytes())
            .and_then(|()| (format.write_document)(document, &duplicates, options, out))
            .context(|| format!("cannot write article `{}`", document.id))?;
        count += 1;
        Ok(ControlFlow::Continue(()))
    };
    engine.scan(plan, &mut |document| {
        write(&document).unwrap_or_else(|error| {
            failure = Some(error);
            ControlFlow::Break(())
        })
    })?;
    if let Some(error) = failure {
        return Err(error);
    }
    out.write_all(format.footer.as_bytes()).and_then(|()| out.flush()).context(context)?;
    Ok(count)
}

/// Writes one article as a whole file of a format; the records are its duplicates.
///
/// # Errors
/// Fails when the output cannot be written.
#[cfg(feature = "server")]
pub(crate) fn export_one(
    document: &Document,
    duplicates: &[DuplicateRecord],
    format: &ExportFormat,
    out: &mut dyn Write,
) -> Result<()> {
    let options = ExportOptions::default();
    (format.write_header)(&options, out)
        .and_then(|()| (format.write_document)(document, duplicates, &options, out))
        .and_then(|()| out.write_all(format.footer.as_bytes()))
        .context(|| format!("cannot write article `{}`", document.id))
}
