//! The numbers at the beginning of pages in delta encodings
//! (<https://parquet.apache.org/docs/file-format/data-pages/encodings/>). The library makes room for as many
//! values as a page announces, before it looks for them.

use parquet::basic::Encoding;

use super::compact::Compact;

/// Most values that may be announced at once.
const MOST_VALUES: u64 = 8 << 20;

/// Reports whether the values of a page are at most as many as its header says.
pub(super) fn is_plausible(encoding: Encoding, bytes: &[u8], values: u32) -> bool {
    let most = u64::from(values).min(MOST_VALUES);
    let has_few = |block: &Block| block.count <= most;
    let Some(first) = Block::read(bytes).filter(has_few) else { return false };
    // The lengths of what each value has in common with the one before, then those of the rest of each.
    encoding != Encoding::DELTA_BYTE_ARRAY
        || first.end().and_then(|end| Block::read(bytes.get(end..)?)).is_some_and(|it| has_few(&it))
}

/// Numbers in delta encoding.
struct Block<'b> {
    bytes: &'b [u8],
    /// Values of a block, and the parts it is divided into.
    size: u64,
    parts: u64,
    count: u64,
    /// Bytes of the header.
    header: usize,
}

impl<'b> Block<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut compact = Compact::new(bytes);
        let (size, parts, count) = (compact.varint()?, compact.varint()?, compact.varint()?);
        compact.integer()?;
        Some(Self { bytes, size, parts, count, header: compact.position() })
    }

    /// The offset behind the numbers.
    fn end(&self) -> Option<usize> {
        let per_part = self.size.checked_div(self.parts).filter(|values| *values > 0)?;
        let mut left = self.count.saturating_sub(1);
        let mut at = self.header;
        while left > 0 {
            let mut compact = Compact::new(self.bytes.get(at..)?);
            compact.integer()?;
            let widths = at + compact.position();
            at = widths.checked_add(usize::try_from(self.parts).ok()?)?;
            // Parts that no value needs have a width, but no bytes.
            for width in self.bytes.get(widths..at)? {
                if left > 0 {
                    let bits = per_part.checked_mul(u64::from(*width))?;
                    at = at.checked_add(usize::try_from(bits / 8).ok()?)?;
                    left = left.saturating_sub(per_part);
                }
            }
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of 128 values in four parts: a count, and the first value 5.
    fn header(count: u8) -> Vec<u8> {
        vec![0x80, 0x01, 0x04, count, 0x0A]
    }

    /// Three values: the second part of the numbers has two deltas of two bits in one of four parts.
    fn numbers() -> Vec<u8> {
        let mut bytes = header(3);
        bytes.extend([0x00, 2, 0, 0, 0]);
        bytes.extend([0; 8]);
        bytes
    }

    #[test]
    fn the_end_of_numbers_is_found() {
        let bytes = [numbers(), vec![0xFF; 3]].concat();
        assert_eq!(Block::read(&bytes).and_then(|it| it.end()), Some(numbers().len()));
        assert_eq!(Block::read(&header(1)).and_then(|it| it.end()), Some(header(1).len()));
    }

    #[test]
    fn more_values_than_the_page_has_are_not_plausible() {
        let encoding = Encoding::DELTA_BYTE_ARRAY;
        let page = |rest: u8| [numbers(), header(rest)].concat();
        assert!(is_plausible(encoding, &page(3), 3) && !is_plausible(encoding, &page(4), 3));
        assert!(is_plausible(Encoding::DELTA_LENGTH_BYTE_ARRAY, &header(3), 3));
        assert!(!is_plausible(Encoding::DELTA_LENGTH_BYTE_ARRAY, &header(4), 3));
        assert!(!is_plausible(encoding, &numbers(), 3));
    }
}
