//! A gzip stream, of one member or of many one after another, as log rotation, parallel packers and web crawlers write
//! them.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::form::Container;
use super::unpack::Unpacking;
use crate::read::source::{Flow, Source};

/// Gzip.
pub const CONTAINER: Container = Container { name: "gzip", recognises: is_gzip, read };

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1F, 0x8B, 8])
}

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    unpacking.stream(source, &[(".gz", ""), (".gzip", ""), (".tgz", ".tar")], |packed| {
        Ok(Members(Some(GzDecoder::new(packed))))
    })
}

/// Every member of a stream as one text. What follows the last and is no gzip is padding, as of tapes, and no news.
struct Members<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Members<R> {
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
