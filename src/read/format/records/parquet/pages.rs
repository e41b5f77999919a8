//! Pages of one column, read from the file one after another. The library decodes what is in them; their
//! lengths are checked here first, because it trusts what a file says of itself.

use std::io::{Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;

use super::decompress::decompress;
use super::delta;
use super::page_header::{DataV2, PageHeader, PageKind};
use super::page_memory::PageMemory;
use crate::read::seekable::SeekableFile;

/// Bytes in which a header is sought first, and the longest header: some writers put the least and the
/// greatest text of a page there.
const HEADER: usize = 4 << 10;
const LONGEST_HEADER: usize = 1 << 20;

/// Bytes that an entry of a dictionary takes up in memory beside its text.
const PER_ENTRY: usize = 32;

/// Most values of the pages of lists that one row needs: the list of a row is held as a whole.
const MOST_IN_LISTS: usize = 1 << 20;

/// A file that the readers of all columns share.
pub(super) type SharedFile = Arc<Mutex<Box<dyn SeekableFile>>>;

/// Reads bytes of a file from an offset, fewer at its end.
pub(super) fn read_at(file: &SharedFile, offset: u64, length: usize) -> std::io::Result<Vec<u8>> {
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The pages of a column in a group of rows.
pub(super) struct Pages {
    file: SharedFile,
    memory: Arc<PageMemory>,
    compression: Compression,
    /// Whether a row may have several values.
    is_list: bool,
    /// Whether values may be missing.
    has_definitions: bool,
    /// Bytes of the file that are left.
    offset: u64,
    end: u64,
    /// A header that was looked at already.
    next: Option<PageHeader>,
    /// Values of the pages that the current row needed, set to zero by whoever reads the rows.
    row_values: Arc<AtomicUsize>,
    /// Bytes held for the dictionary and for the current page.
    dictionary: usize,
    current: usize,
}

impl Pages {
    pub(super) fn new(
        chunk: &ColumnChunkMetaData,
        file: SharedFile,
        memory: Arc<PageMemory>,
    ) -> Result<Self> {
        if chunk.file_path().is_some() {
            return Err(failed("its columns are in other files"));
        }
        let dictionary = chunk.dictionary_page_offset().filter(|offset| *offset > 0);
        let start =
            dictionary.map_or(chunk.data_page_offset(), |it| it.min(chunk.data_page_offset()));
        let number = |value: i64| u64::try_from(value).map_err(|_| damaged());
        let offset = number(start)?;
        let descriptor = chunk.column_descr();
        Ok(Self {
            file,
            memory,
            compression: chunk.compression(),
            is_list: descriptor.max_rep_level() > 0,
            has_definitions: descriptor.max_def_level() > 0,
            offset,
            end: offset.checked_add(number(chunk.compressed_size())?).ok_or_else(damaged)?,
            next: None,
            row_values: Arc::default(),
            dictionary: 0,
            current: 0,
        })
    }

    /// Counts the values of the pages that the current row needs.
    pub(super) fn row_values(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.row_values)
    }

    /// The header of the next page; nothing at the end.
    fn header(&mut self) -> Result<Option<PageHeader>> {
        while self.next.is_none() && self.offset < self.end {
            let header = self.read_header()?;
            self.offset += header.length as u64;
            if header.kind == PageKind::Other {
                self.offset += header.compressed as u64;
            } else {
                self.next = Some(header);
            }
        }
        Ok(self.next)
    }

    fn read_header(&self) -> Result<PageHeader> {
        let left = usize::try_from(self.end - self.offset).unwrap_or(usize::MAX);
        let mut length = HEADER.min(left);
        loop {
            let bytes = read_at(&self.file, self.offset, length)?;
            if let Some(header) = PageHeader::parse(&bytes) {
                return Ok(header);
            }
            if bytes.len() < length || length >= LONGEST_HEADER.min(left) {
                return Err(damaged());
            }
            length = (length * 4).min(LONGEST_HEADER).min(left);
        }
    }

    /// Reads the next page.
    fn page(&mut self, header: PageHeader) -> Result<Page> {
        if header.compressed as u64 > self.end - self.offset {
            return Err(damaged());
        }
        if let PageKind::Dictionary { values, .. } = header.kind {
            // Each entry has at least the length of its text.
            if values as usize > header.uncompressed / 4 {
                return Err(damaged());
            }
            let bytes = header.uncompressed + values as usize * PER_ENTRY;
            self.memory.hold(bytes).map_err(failed)?;
            self.memory.release(std::mem::replace(&mut self.dictionary, bytes));
        } else {
            self.memory.release(std::mem::take(&mut self.current));
            // Packed and unpacked at once.
            self.memory.hold(header.compressed + header.uncompressed).map_err(failed)?;
            self.current = header.uncompressed;
        }
        let packed = read_at(&self.file, self.offset, header.compressed)?;
        if packed.len() < header.compressed {
            return Err(damaged());
        }
        self.offset += header.compressed as u64;
        let page = self.unpack(&packed, header);
        if !matches!(header.kind, PageKind::Dictionary { .. }) {
            self.memory.release(header.compressed);
        }
        page
    }

    fn unpack(&self, packed: &[u8], header: PageHeader) -> Result<Page> {
        let whole = || decompress(self.compression, packed, header.uncompressed).map_err(failed);
        match header.kind {
            PageKind::Dictionary { values, encoding } => Ok(Page::DictionaryPage {
                buf: whole()?.into(),
                num_values: values,
                encoding,
                is_sorted: false,
            }),
            PageKind::Data { values, encoding, definitions, repetitions } => {
                let bytes = whole()?;
                let levels = self.levels_length(&bytes, definitions, repetitions)?;
                self.check(encoding, values, bytes.get(levels..).unwrap_or_default())?;
                Ok(Page::DataPage {
                    buf: bytes.into(),
                    num_values: values,
                    encoding,
                    def_level_encoding: definitions,
                    rep_level_encoding: repetitions,
                    statistics: None,
                })
            }
            PageKind::DataV2(page) => self.unpack_v2(packed, header, page),
            PageKind::Other => Err(damaged()),
        }
    }

    fn unpack_v2(&self, packed: &[u8], header: PageHeader, page: DataV2) -> Result<Page> {
        let levels = page.definitions as usize + page.repetitions as usize;
        let rest = packed.get(levels..).ok_or_else(damaged)?;
        let length = header.uncompressed.checked_sub(levels).ok_or_else(damaged)?;
        let compression =
            if page.is_compressed { self.compression } else { Compression::UNCOMPRESSED };
        let values = decompress(compression, rest, length).map_err(failed)?;
        self.check(page.encoding, page.values, &values)?;
        let bytes = [packed.get(..levels).unwrap_or_default(), &values].concat();
        Ok(Page::DataPageV2 {
            buf: bytes.into(),
            num_values: page.values,
            encoding: page.encoding,
            num_nulls: page.nulls,
            num_rows: page.rows,
            def_levels_byte_len: page.definitions,
            rep_levels_byte_len: page.repetitions,
            is_compressed: false,
            statistics: None,
        })
    }

    /// Length of the levels before the values of a page of the first version.
    fn levels_length(
        &self,
        page: &[u8],
        definitions: Encoding,
        repetitions: Encoding,
    ) -> Result<usize> {
        let mut length = 0;
        let levels = [(self.is_list, repetitions), (self.has_definitions, definitions)];
        for (_, encoding) in levels.into_iter().filter(|(is_present, _)| *is_present) {
            if encoding != Encoding::RLE {
                return Err(failed("it has levels in an old encoding, which is not read"));
            }
            let prefix = page.get(length..).and_then(|rest| rest.first_chunk::<4>());
            let run = u32::from_le_bytes(*prefix.ok_or_else(damaged)?);
            length += 4 + run as usize;
        }
        if length > page.len() { Err(damaged()) } else { Ok(length) }
    }

    /// Refuses values that the library would need much memory for.
    fn check(&self, encoding: Encoding, values: u32, bytes: &[u8]) -> Result<()> {
        let in_row = self.row_values.fetch_add(values as usize, Ordering::Relaxed);
        if self.is_list && in_row.saturating_add(values as usize) > MOST_IN_LISTS {
            return Err(failed("a row needs pages with more than a million values"));
        }
        match encoding {
            // Each value repeats the beginning of the one before, so that a short list fills the memory.
            Encoding::DELTA_BYTE_ARRAY if self.is_list => {
                Err(failed("it has lists in the encoding DELTA_BYTE_ARRAY, which is not read"))
            }
            Encoding::DELTA_BYTE_ARRAY
            | Encoding::DELTA_LENGTH_BYTE_ARRAY
            | Encoding::DELTA_BINARY_PACKED
                if !delta::is_plausible(encoding, bytes, values) =>
            {
                Err(damaged())
            }
            _ => Ok(()),
        }
    }
}

fn failed(reason: impl Into<String>) -> ParquetError {
    ParquetError::General(reason.into())
}

/// The error of a page that is not as its file says.
fn damaged() -> ParquetError {
    failed("a page is damaged")
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(header) = self.header()? else { return Ok(None) };
        self.next = None;
        self.page(header).map(Some)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        let metadata = |rows: Option<u32>, levels: Option<u32>, is_dict| PageMetadata {
            num_rows: rows.map(|rows| rows as usize),
            num_levels: levels.map(|levels| levels as usize),
            is_dict,
        };
        Ok(self.header()?.map(|header| match header.kind {
            PageKind::Data { values, .. } => metadata(None, Some(values), false),
            PageKind::DataV2(page) => metadata(Some(page.rows), Some(page.values), false),
            PageKind::Dictionary { .. } | PageKind::Other => metadata(None, None, true),
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if let Some(header) = self.header()? {
            self.next = None;
            self.offset += header.compressed as u64;
        }
        Ok(())
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.memory.release(self.dictionary + self.current);
    }
}
