//! Package of an office document: a zip archive of named parts, unpacked within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::article::Rejected;
use crate::text::decode;

/// The largest part that is unpacked, in bytes.
const MAX_PART: u64 = 64 * 1024 * 1024;

/// Parts up to this size, in bytes, may have any compression ratio.
const MAX_UNCHECKED: u64 = 1024 * 1024;

/// The highest compression ratio of a larger part. Prose packs to a third, its markup to a
/// fiftieth.
const MAX_RATIO: u64 = 250;

/// Opened package of a document.
pub(super) struct OfficePackage {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl OfficePackage {
    /// Opens a package.
    ///
    /// # Errors
    /// Fails when the bytes are not a zip archive.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Rejected> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        Ok(Self { archive })
    }

    /// Returns the length of all parts in bytes, as the archive states it.
    pub(super) fn unpacked_length(&self) -> usize {
        self.archive.decompressed_size().map_or(0, |length| length.min(MAX_PART.into()) as usize)
    }

    /// Returns the text of a part that every document has.
    ///
    /// # Errors
    /// Fails when the part is missing, encrypted, damaged or unpacks to too much.
    pub(super) fn required_part(&mut self, name: &str) -> Result<String, Rejected> {
        self.read_part(name)?.ok_or_else(|| Rejected::new(format!("document has no part `{name}`")))
    }

    /// Returns the text of a part that a document may lack. A faulty part counts as missing.
    pub(super) fn optional_part(&mut self, name: &str) -> Option<String> {
        self.read_part(name).ok().flatten()
    }

    fn read_part(&mut self, name: &str) -> Result<Option<String>, Rejected> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        if part.encrypted() {
            return Err(Rejected::new("document is encrypted: save it without a password"));
        }
        let packed = part.compressed_size();
        // The unpacked size in the archive may be false, so the bytes are counted.
        let limit = MAX_PART.min(MAX_UNCHECKED.max(packed.saturating_mul(MAX_RATIO)));
        let mut bytes = Vec::new();
        let read = part.take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(Rejected::new(format!(
                "`{name}` unpacks to more than a document can hold"
            )));
        }
        read.map_err(|error| Rejected::new(format!("document is damaged: {error}")))?;
        Ok(Some(decode::decode_owned(bytes, None).text.into_owned()))
    }
}

fn damaged(error: &ZipError) -> Rejected {
    Rejected::new(format!("document is not a readable zip archive: {error}"))
}
