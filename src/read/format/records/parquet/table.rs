//! A table: its directory at the end of the file, and its rows in their order.

use std::io::{Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::column::Column;
use super::compact::Compact;
use super::page_memory::PageMemory;
use super::pages::{Pages, SharedFile, read_at};
use super::schema::{self, Leaf};
use crate::read::format::shared::record::RecordFields;
use crate::read::record_memory::RecordMemory;
use crate::read::seekable::SeekableFile;

/// With what a file begins and ends, and an encrypted one ends.
pub(super) const MAGIC: &[u8] = b"PAR1";
const MAGIC_ENCRYPTED: &[u8] = b"PARE";

/// Longest directory, in bytes.
const LONGEST_DIRECTORY: usize = 16 << 20;

/// Most levels of groups in groups.
const MOST_LEVELS: usize = 32;

/// The rows of a file.
pub(super) struct Table {
    file: SharedFile,
    /// Length of the file in bytes.
    length: u64,
    memory: Arc<PageMemory>,
    longest_row: usize,
    directory: ParquetMetaData,
    leaves: Vec<Leaf>,
    /// The group of rows after the current one.
    next_group: usize,
    columns: Vec<Column>,
    /// Rows left in the current group.
    rows: i64,
}

impl Table {
    /// Opens a file.
    ///
    /// # Errors
    /// Fails with a reason when it is damaged or encrypted, or has no column that is read.
    pub(super) fn open(mut file: Box<dyn SeekableFile>, memory: RecordMemory) -> Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let file: SharedFile = Arc::new(Mutex::new(file));
        let bytes = read_directory(&file, length)?;
        check_schema(&bytes)?;
        let directory = guarded(|| ParquetMetaDataReader::decode_metadata(&bytes))?;
        let leaves = schema::leaves(directory.file_metadata().schema_descr());
        if leaves.is_empty() {
            return Err(failed("it has no column that could be part of an article"));
        }
        let longest_row = memory.longest_record();
        Ok(Self {
            file,
            length,
            memory: Arc::new(PageMemory::new(memory)),
            longest_row,
            directory,
            leaves,
            next_group: 0,
            columns: Vec::new(),
            rows: 0,
        })
    }

    /// Length of the file in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Reads the next row as a record; nothing at the end.
    ///
    /// # Errors
    /// Fails with a reason when the file is damaged.
    pub(super) fn next_row(&mut self) -> Result<Option<RecordFields>> {
        guarded(|| {
            while self.rows <= 0 {
                if !self.begin_group()? {
                    return Ok(None);
                }
            }
            self.rows -= 1;
            let mut record = RecordFields::new();
            for column in &mut self.columns {
                let cell = column.next()?.ok_or_else(|| failed("a group of rows ends early"))?;
                column.leaf.insert(cell, &mut record);
            }
            Ok(Some(record))
        })
    }

    /// Goes on to the next group of rows; false where there is none.
    fn begin_group(&mut self) -> Result<bool> {
        // The pages of the last group give their memory back first.
        self.columns.clear();
        let Some(group) = self.directory.row_groups().get(self.next_group) else {
            return Ok(false);
        };
        self.next_group += 1;
        self.rows = group.num_rows();
        for leaf in &self.leaves {
            let chunk = group.columns().get(leaf.index);
            let chunk = chunk.ok_or_else(|| failed("a group of rows lacks a column"))?;
            let pages = Pages::new(chunk, Arc::clone(&self.file), Arc::clone(&self.memory))?;
            self.columns.push(Column::new(leaf.clone(), pages, self.longest_row));
        }
        Ok(true)
    }
}

fn failed(reason: &str) -> ParquetError {
    ParquetError::General(reason.to_owned())
}

/// Runs what the library does with a file. It panics on some that are damaged.
fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(failed("a page is damaged")))
}

/// Reads the directory at the end of a file.
fn read_directory(file: &SharedFile, length: u64) -> Result<Vec<u8>> {
    let tail = read_at(file, length.saturating_sub(8), 8)?;
    let magic = tail.get(4..).unwrap_or_default();
    if magic == MAGIC_ENCRYPTED {
        return Err(failed("it is encrypted"));
    }
    let (Some(size), MAGIC) = (tail.first_chunk::<4>(), magic) else {
        return Err(failed("it is cut off: the directory at its end is missing"));
    };
    let size = u32::from_le_bytes(*size) as usize;
    let start = length.checked_sub(8 + size as u64).filter(|_| size <= LONGEST_DIRECTORY);
    let start = start.ok_or_else(|| failed("the directory at its end is damaged"))?;
    Ok(read_at(file, start, size)?)
}

/// Refuses a schema whose groups are nested deeply: the library descends into them on the stack.
fn check_schema(directory: &[u8]) -> Result<()> {
    let damaged = || failed("the directory at its end is damaged");
    let mut deepest = 0;
    let mut compact = Compact::new(directory);
    compact
        .fields(|field, compact| {
            if field.id == 2 {
                deepest = schema_depth(compact)?;
                return Some(true);
            }
            Some(false)
        })
        .ok_or_else(damaged)?;
    if deepest > MOST_LEVELS { Err(failed("its columns are nested too deeply")) } else { Ok(()) }
}

/// The number of levels of a schema, which lists every group before the fields in it.
fn schema_depth(compact: &mut Compact<'_>) -> Option<usize> {
    /// Field with the number of children.
    const CHILDREN: i16 = 5;
    let (count, _) = compact.list()?;
    let (mut open, mut deepest) = (Vec::<i64>::new(), 0);
    for _ in 0..count {
        let mut children = 0;
        compact.fields(|field, compact| {
            if field.id != CHILDREN {
                return Some(false);
            }
            children = compact.integer()?;
            Some(true)
        })?;
        while let Some(left) = open.last_mut() {
            *left -= 1;
            if *left >= 0 {
                break;
            }
            open.pop();
        }
        if children > 0 {
            open.push(children);
        }
        deepest = deepest.max(open.len());
        if deepest > MOST_LEVELS {
            break;
        }
    }
    Some(deepest)
}
