//! Export of all hits of a search, streamed in one of several formats.
//!
//! A format writes one article at a time. To add one, add a file and an entry in [`FORMATS`].

pub(crate) mod batch_list;
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
#[cfg(feature = "parquet")]
mod parquet_table;
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
#[cfg(not(feature = "parquet"))]
pub const FORMATS: [ExportFormat; 5] =
    [jsonl::FORMAT, csv::FORMAT, ris::FORMAT, bibtex::FORMAT, csl::FORMAT];

/// All export formats.
#[cfg(feature = "parquet")]
pub const FORMATS: [ExportFormat; 6] =
    [jsonl::FORMAT, csv::FORMAT, ris::FORMAT, bibtex::FORMAT, csl::FORMAT, parquet_table::FORMAT];

impl ExportFormat {
    /// Returns the format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        const { &FORMATS }.iter().find(|format| format.name == name)
    }
}

/// Writes the hits of a plan in order and returns their number. Memory holds one article at a time, and of a table
/// in groups one group.
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
    let mut writer = format.writer(options).context(context)?;
    writer.begin(out).context(context)?;
    let (mut count, mut failure) = (0, None);
    let mut write = |document: &Document| -> Result<ControlFlow<()>> {
        if options.limit.is_some_and(|limit| count >= limit) {
            return Ok(ControlFlow::Break(()));
        }
        let duplicates = engine.copies(document)?;
        writer
            .add(document, &duplicates, out)
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
    writer.end(out).and_then(|()| out.flush()).context(context)?;
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
    let write = |out: &mut dyn Write| {
        let mut writer = format.writer(&options)?;
        writer.begin(out)?;
        writer.add(document, duplicates, out)?;
        writer.end(out)
    };
    write(out).context(|| format!("cannot write article `{}`", document.id))
}
