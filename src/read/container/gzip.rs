//! Gzip streams, with one member or with many in sequence, as log rotation, parallel compressors
//! and web crawlers write them.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::form::Container;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Gzip.
pub(super) const CONTAINER: Container =
    Container { recognises: |head| head.starts_with(&[0x1F, 0x8B, 8]), read };

fn read(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let extensions = [(".gz", ""), (".gzip", ""), (".tgz", ".tar")];
    unpacker.open_compressed(source, &extensions, |packed| {
        Ok(MultiMemberDecoder(Some(GzDecoder::new(packed))))
    })
}

/// Decodes every member of a stream as one text. Bytes after the last member are padding, as tapes
/// add it, and are ignored.
struct MultiMemberDecoder<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for MultiMemberDecoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let read = member.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            let Some(mut packed) = self.0.take().map(GzDecoder::into_inner) else { break };
            if packed.fill_buf()?.starts_with(&[0x1F]) {
                self.0 = Some(GzDecoder::new(packed));
            }
        }
        Ok(0)
    }
}
