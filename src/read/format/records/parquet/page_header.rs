//! Headers of pages (<https://github.com/apache/parquet-format>, `parquet.thrift`).

use parquet::basic::Encoding;

use super::compact::Compact;

/// What a header says of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageHeader {
    /// Length of the header itself in bytes.
    pub length: usize,
    /// Length of the page in the file, without its header.
    pub compressed: usize,
    /// Length of the page once unpacked.
    pub uncompressed: usize,
    pub kind: PageKind,
}

/// The kinds of pages, with what only they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    Data {
        values: u32,
        encoding: Encoding,
        definitions: Encoding,
        repetitions: Encoding,
    },
    DataV2(DataV2),
    Dictionary {
        values: u32,
        encoding: Encoding,
    },
    /// An index, which is skipped.
    Other,
}

/// A data page of the second version: its levels come first and are not compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DataV2 {
    pub values: u32,
    pub nulls: u32,
    pub rows: u32,
    pub encoding: Encoding,
    /// Lengths of the levels in bytes.
    pub definitions: u32,
    pub repetitions: u32,
    pub is_compressed: bool,
}

impl PageHeader {
    /// Parses the header that begins with these bytes; nothing where they are no header, or not all of it.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut compact = Compact::new(bytes);
        let (mut kind, mut uncompressed, mut compressed) = (-1, -1, -1);
        let mut details = Details::default();
        compact.fields(|field, compact| {
            match field.id {
                1 => kind = compact.integer()?,
                2 => uncompressed = compact.integer()?,
                3 => compressed = compact.integer()?,
                5 | 7 | 8 => details = Details::parse(compact)?,
                _ => return Some(false),
            }
            Some(true)
        })?;
        Some(Self {
            length: compact.position(),
            compressed: usize::try_from(compressed).ok()?,
            uncompressed: usize::try_from(uncompressed).ok()?,
            kind: details.page_kind(kind)?,
        })
    }
}

/// The numbers inside the structure that belongs to one kind of page, by the number of their field.
#[derive(Debug, Default)]
struct Details {
    numbers: [Option<i64>; 8],
    is_stored: bool,
}

impl Details {
    fn parse(compact: &mut Compact<'_>) -> Option<Self> {
        let mut details = Self::default();
        compact.fields(|field, compact| {
            if let Some(flag) = field.flag() {
                details.is_stored |= field.id == 7 && !flag;
            } else if (1..=6).contains(&field.id) && field.is_number() {
                let number = compact.integer()?;
                let slot = usize::try_from(field.id).ok()?;
                *details.numbers.get_mut(slot)? = Some(number);
                return Some(true);
            }
            Some(false)
        })?;
        Some(details)
    }

    fn number(&self, field: usize) -> Option<u32> {
        u32::try_from((*self.numbers.get(field)?)?).ok()
    }

    fn encoding(&self, field: usize) -> Option<Encoding> {
        encoding(self.number(field)?)
    }

    fn page_kind(&self, kind: i64) -> Option<PageKind> {
        Some(match kind {
            0 => PageKind::Data {
                values: self.number(1)?,
                encoding: self.encoding(2)?,
                definitions: self.encoding(3)?,
                repetitions: self.encoding(4)?,
            },
            1 => PageKind::Other,
            2 => PageKind::Dictionary { values: self.number(1)?, encoding: self.encoding(2)? },
            3 => PageKind::DataV2(DataV2 {
                values: self.number(1)?,
                nulls: self.number(2)?,
                rows: self.number(3)?,
                encoding: self.encoding(4)?,
                definitions: self.number(5)?,
                repetitions: self.number(6)?,
                is_compressed: !self.is_stored,
            }),
            _ => return None,
        })
    }
}

/// The encoding of a number.
fn encoding(number: u32) -> Option<Encoding> {
    Some(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        // Old writers use it for levels.
        #[expect(deprecated, reason = "files with it exist")]
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_how_long_its_page_is() {
        // Type 0, 100 bytes unpacked, 60 in the file; 7 values, plain, levels run-length encoded.
        let bytes = [
            0x15, 0x00, 0x15, 0xC8, 0x01, 0x15, 0x78, 0x2C, 0x15, 0x0E, 0x15, 0x00, 0x15, 0x06,
            0x15, 0x06, 0x00, 0x00, 0xFF,
        ];
        let header = PageHeader::parse(&bytes).expect("a header");
        assert_eq!((header.length, header.uncompressed, header.compressed), (18, 100, 60));
        let (definitions, repetitions) = (Encoding::RLE, Encoding::RLE);
        let expected =
            PageKind::Data { values: 7, encoding: Encoding::PLAIN, definitions, repetitions };
        assert_eq!(header.kind, expected);
        for end in 0..18 {
            assert_eq!(PageHeader::parse(bytes.get(..end).expect("a prefix")), None);
        }
    }
}
