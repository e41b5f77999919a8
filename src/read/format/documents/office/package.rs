//! The zip archive a document is: its parts by name, none unpacked beyond what a document can hold.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::article::Rejected;
use crate::text::decode;

/// The largest part that is unpacked.
const PART: u64 = 64 * 1024 * 1024;

/// Parts smaller than this may be packed as tightly as they like.
const SMALL: u64 = 1024 * 1024;

/// How many times its packed size a larger part may be: prose packs to a third, its markup to a fiftieth.
const RATIO: u64 = 250;

/// An opened document.
pub struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Package {
    /// The document in these bytes.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Rejected> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| broken(&fault))?;
        Ok(Self { archive })
    }

    /// The text of a part that must be there.
    pub fn part(&mut self, name: &str) -> Result<String, Rejected> {
        self.find(name)?.ok_or_else(|| Rejected::new(format!("document has no part `{name}`")))
    }

    /// The text of a part that may be there; what is wrong with it spoils nothing.
    pub fn side_part(&mut self, name: &str) -> Option<String> {
        self.find(name).ok().flatten()
    }

    fn find(&mut self, name: &str) -> Result<Option<String>, Rejected> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(fault) => return Err(broken(&fault)),
        };
        if part.encrypted() {
            return Err(Rejected::new("document is encrypted: save it without a password"));
        }
        let packed = part.compressed_size();
        // The archive's own word for the size is not to be trusted: what comes out is counted.
        let limit = PART.min(SMALL.max(packed.saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        let read = part.take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(Rejected::new(format!(
                "`{name}` unpacks to more than a document can hold"
            )));
        }
        read.map_err(|fault| Rejected::new(format!("document is damaged: {fault}")))?;
        Ok(Some(decode::decode_owned(bytes, None).text.into_owned()))
    }
}

fn broken(fault: &ZipError) -> Rejected {
    Rejected::new(format!("document is no archive that can be read: {fault}"))
}
