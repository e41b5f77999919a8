//! Thrift's compact protocol, as far as headers of Parquet use it
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>). Only the numbers
//! that bound memory are read from it before the library decodes the rest.

/// Levels of structures that are followed.
const MAX_DEPTH: usize = 16;

/// Kinds of values.
const BOOL_TRUE: u8 = 1;
const BOOL_FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Reads values one after another. Every reader returns nothing where the bytes end early or are no
/// such value.
pub(super) struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// A field of a structure: its number and the kind of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldHeader {
    pub id: i16,
    kind: u8,
}

impl FieldHeader {
    /// The value of a flag, which is part of the header.
    pub(super) fn flag(self) -> Option<bool> {
        match self.kind {
            BOOL_TRUE => Some(true),
            BOOL_FALSE => Some(false),
            _ => None,
        }
    }

    /// Returns whether the value is a number.
    pub(super) fn is_number(self) -> bool {
        (I16..=I64).contains(&self.kind)
    }
}

impl<'b> Compact<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn skip_bytes(&mut self, length: usize) -> Option<()> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        self.at = end;
        Some(())
    }

    /// A number in groups of seven bits, the lowest first.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A number with a sign.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Passes every field of a structure to `read`, which reads its value and returns true, or leaves it
    /// and returns false.
    pub(super) fn fields(
        &mut self,
        mut read: impl FnMut(FieldHeader, &mut Self) -> Option<bool>,
    ) -> Option<()> {
        let mut id = 0_i16;
        while let Some(field) = self.field(id)? {
            id = field.id;
            if !read(field, self)? {
                self.skip_field(field, MAX_DEPTH)?;
            }
        }
        Some(())
    }

    /// The header of the next field after the one of this number; `Some(None)` at the end of the structure.
    fn field(&mut self, before: i16) -> Option<Option<FieldHeader>> {
        let header = self.byte()?;
        let (distance, kind) = (header >> 4, header & 0x0F);
        if header == 0 {
            return Some(None);
        }
        let id = if distance == 0 {
            i16::try_from(self.integer()?).ok()?
        } else {
            before.checked_add(i16::from(distance))?
        };
        Some(Some(FieldHeader { id, kind }))
    }

    /// The number of elements of a list, and their kind.
    pub(super) fn list(&mut self) -> Option<(u64, u8)> {
        let header = self.byte()?;
        let count = if header >> 4 == 15 { self.varint()? } else { u64::from(header >> 4) };
        Some((count, header & 0x0F))
    }

    fn skip_field(&mut self, field: FieldHeader, depth: usize) -> Option<()> {
        // Flags have no bytes of their own.
        if field.flag().is_some() { Some(()) } else { self.skip(field.kind, depth) }
    }

    /// Skips a value of a kind.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let inner = depth.checked_sub(1)?;
        match kind {
            BOOL_TRUE | BOOL_FALSE | BYTE => self.skip_bytes(1),
            I16..=I64 => self.varint().map(drop),
            DOUBLE => self.skip_bytes(8),
            BINARY => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.skip_bytes(length)
            }
            LIST | SET => {
                let (count, kind) = self.list()?;
                (0..count).try_for_each(|_| self.skip(kind, inner))
            }
            MAP => {
                let count = self.varint()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.skip(kinds >> 4, inner)?;
                    self.skip(kinds & 0x0F, inner)
                })
            }
            STRUCT => {
                let mut id = 0;
                while let Some(field) = self.field(id)? {
                    id = field.id;
                    self.skip_field(field, inner)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_skipped() {
        // 1: i32 = -3, 2: binary "ab", 3: list of 2 structures, 4: true, 25: i64 = 300.
        let bytes = [
            0x15, 0x05, 0x18, 0x02, b'a', b'b', 0x19, 0x2C, 0x15, 0x02, 0x00, 0x00, 0x11, 0x06,
            0x32, 0xD8, 0x04, 0x00,
        ];
        let mut numbers = Vec::new();
        let mut flags = Vec::new();
        let mut compact = Compact::new(&bytes);
        let read = compact.fields(|field, compact| match field.id {
            1 | 25 => {
                numbers.push(compact.integer()?);
                Some(true)
            }
            _ => {
                flags.extend(field.flag());
                Some(false)
            }
        });
        assert_eq!((read, numbers, flags), (Some(()), vec![-3, 300], vec![true]));
        assert_eq!(compact.position(), bytes.len());
    }

    #[test]
    fn nothing_is_read_beyond_the_end() {
        for bytes in [&[][..], &[0x15], &[0x18, 0x7F, b'a'], &[0x19, 0xFC, 0xFF], &[0x1C; 40]] {
            assert_eq!(Compact::new(bytes).fields(|_, _| Some(false)), None, "{bytes:?}");
        }
    }
}
