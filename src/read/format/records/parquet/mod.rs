//! Parquet: tables whose columns are compressed, in which datasets are published
//! (<https://parquet.apache.org>). A row is an article, and its columns are the fields of a JSON record.
//!
//! The `parquet` crate decodes the directory and the values. It trusts what a file says of itself and panics
//! on some damaged ones, so that lengths and counts are checked before (`pages.rs`, `table.rs`), pages are
//! unpacked here (`decompress.rs`) within a bound of memory (`page_memory.rs`), and a panic is a damaged page.

mod column;
mod compact;
mod decompress;
mod delta;
mod page_header;
mod page_memory;
mod pages;
mod schema;
mod table;

use std::io::{self, Read};

use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::records::json;
use crate::read::source::{Flow, Source};
use table::Table;

/// Tables of Parquet.
pub(crate) const FORMAT: Format = Format { name: "parquet", recognises, read };

/// How many times its size a file may unpack to, and the bytes that any file may: a value that repeats takes
/// a few bits a row.
const MOST_TIMES: u64 = 200;
const ALWAYS: u64 = 64 << 20;

/// Capacity of a line that is kept for the next one, in bytes.
const KEPT: usize = 1 << 20;

fn recognises(_: &str, head: &[u8]) -> bool {
    head.starts_with(table::MAGIC)
}

fn read(source: &mut Source<'_>, options: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    match open(source) {
        Ok(table) => {
            let mut rows = source.converted(JsonLines::new(table));
            (json::LINES.read)(&mut rows, options, emit)
        }
        Err(error) => emit(Err(Rejected::new(format!("Parquet cannot be read: {error}")))),
    }
}

fn open(source: &mut Source<'_>) -> io::Result<Table> {
    let file = match source.seekable()? {
        (file, None) => file,
        (_, Some(error)) => return Err(error),
    };
    let memory = source.memory().clone();
    Table::open(file, memory).map_err(|error| io::Error::other(reason(error)))
}

/// What an error of the library says, without its kind.
fn reason(error: parquet::errors::ParquetError) -> String {
    match error {
        parquet::errors::ParquetError::General(reason) => reason,
        error => error.to_string(),
    }
}

/// The rows of a table as a stream of JSON objects, one in a line.
struct JsonLines {
    table: Table,
    line: Vec<u8>,
    /// Bytes of the line that were read.
    position: usize,
    /// Bytes that may still be written.
    left: u64,
}

impl JsonLines {
    fn new(table: Table) -> Self {
        let left = ALWAYS.max(table.length().saturating_mul(MOST_TIMES));
        Self { table, line: Vec::new(), position: 0, left }
    }

    /// Writes the next row; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        let Some(row) = self.table.next_row().map_err(|error| io::Error::other(reason(error)))?
        else {
            return Ok(false);
        };
        self.position = 0;
        self.line.clear();
        self.line.shrink_to(KEPT);
        serde_json::to_writer(&mut self.line, &row)?;
        self.line.push(b'\n');
        let left = self.left.checked_sub(self.line.len() as u64);
        self.left = left.ok_or_else(|| {
            io::Error::other(format!(
                "it unpacks to more than {MOST_TIMES} times its size, like a decompression bomb"
            ))
        })?;
        Ok(true)
    }
}

impl Read for JsonLines {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.line.len() && !self.next_line()? {
            return Ok(0);
        }
        let read = self.line.get(self.position..).unwrap_or_default().read(out)?;
        self.position += read;
        Ok(read)
    }
}

#[cfg(test)]
pub(crate) mod tests;
