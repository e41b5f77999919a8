//! Tables of a batch: a CSV file is read, and written again with more columns.

use std::io::Write;

use super::csv::without_formula;
use crate::error::{Error, ErrorContext as _, Result};

/// Rows of a table at most.
const MAX_ROWS: usize = 100_000;

/// A table that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BatchTable {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl BatchTable {
    /// Reads a CSV file with a header. Commas, semicolons and tabs separate cells, whichever the header
    /// has most of.
    ///
    /// # Errors
    /// Fails when it is no CSV, or has too many rows.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let head = text.lines().next().unwrap_or_default();
        let count = |delimiter: &char| head.matches(*delimiter).count();
        let delimiter = [';', '\t', ','].into_iter().max_by_key(count).unwrap_or(',');
        let mut reader = ::csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .from_reader(text.as_bytes());
        let context = || "cannot read the table".to_owned();
        let header = reader.headers().context(context)?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            if rows.len() >= MAX_ROWS {
                return Err(Error::new(format!("the table has more than {MAX_ROWS} rows"))
                    .user_error()
                    .hint("split it"));
            }
            rows.push(record.context(context)?.iter().map(str::to_owned).collect());
        }
        Ok(Self { header, rows })
    }

    /// Finds a column by its name or its number from 1; without one it is the first.
    ///
    /// # Errors
    /// Fails when there is no such column.
    pub(crate) fn column(&self, name: Option<&str>) -> Result<usize> {
        let Some(name) = name else { return Ok(0) };
        let by_name = self.header.iter().position(|it| it.trim().eq_ignore_ascii_case(name.trim()));
        let number = || name.parse().ok().and_then(|number: usize| number.checked_sub(1));
        by_name.or_else(number).filter(|at| *at < self.header.len()).ok_or_else(|| {
            Error::new(format!("the table has no column `{name}`"))
                .user_error()
                .hint(format!("its columns are {}", self.header.join(", ")))
        })
    }
}

/// Writes a row of a table; no spreadsheet takes a text for a formula.
///
/// # Errors
/// Fails when it cannot be written.
pub(crate) fn write_row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> Result<()> {
    let context = || "cannot write the table".to_owned();
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    writer.write_record(cells.map(without_formula)).context(context)?;
    writer.flush().context(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_several_kinds_are_read() {
        for text in [
            "name,n\n\"Kerry, John\",1\n",
            "\u{feff}name;n\r\nKerry, John;1\r\n",
            "name\tn\nKerry, John\t1",
        ] {
            let table = BatchTable::read(text.as_bytes()).expect("a table");
            assert_eq!(table.header, ["name", "n"], "{text}");
            assert_eq!(table.rows, [["Kerry, John", "1"]], "{text}");
            assert_eq!(
                (table.column(Some("N")).ok(), table.column(Some("2")).ok()),
                (Some(1), Some(1))
            );
            assert!(table.column(Some("x")).is_err());
        }
        let table = BatchTable::read(b"one").expect("a table");
        assert_eq!((table.header.len(), table.rows.len()), (1, 0));
    }
}
