//! What the streams of a PDF unpack to, found out before anything unpacks them for good: the bytes are counted and
//! thrown away. A stream is looked at by what it is, not by what its dictionary says.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::ZlibDecoder;

use crate::article::Rejected;

/// The most that one stream may unpack to; a page of a paper in colour, as a picture, has half of that.
const STREAM: u64 = 64 * 1024 * 1024;

/// The same for what says it is a picture: these are never unpacked when text is read.
const PICTURE: u64 = 512 * 1024 * 1024;

/// The most that all streams may unpack to.
const ALL: u64 = 1024 * 1024 * 1024;

/// How many times a stream may be packed.
const LAYERS: usize = 3;

/// The most that may be packed as old files were, where no one can say what it unpacks to: LZW makes up to two thousand
/// bytes of one.
const LZW: usize = 4 * 1024 * 1024;

/// Refuses a file whose streams unpack to more than can be.
pub fn check(file: &[u8]) -> Result<(), Rejected> {
    let (mut all, mut old) = (0, 0);
    for at in memchr::memmem::find_iter(file, b"stream") {
        let (before, after) = file.split_at_checked(at).unwrap_or((file, &[]));
        let Some(data) =
            after.strip_prefix(b"stream\r\n").or_else(|| after.strip_prefix(b"stream\n"))
        else {
            continue;
        };
        let dictionary = before.get(before.len().saturating_sub(512)..).unwrap_or(before);
        let dictionary = memchr::memmem::rfind(dictionary, b"obj")
            .and_then(|obj| dictionary.get(obj..))
            .unwrap_or(dictionary);
        let holds = |sign: &[u8]| memchr::memmem::find(dictionary, sign).is_some();
        if holds(b"/LZW") {
            old += memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        }
        let limit = if holds(b"/Image") { PICTURE } else { STREAM };
        let size = unpacked(data, limit);
        all += size;
        if size > limit || all > ALL || old > LZW {
            return Err(Rejected::new("PDF unpacks to more than a newspaper can hold"));
        }
    }
    Ok(())
}

/// What data unpacks to in its largest layer, counted up to just beyond a limit.
fn unpacked(data: &[u8], limit: u64) -> u64 {
    let mut largest = 0;
    let mut layer: Box<dyn BufRead + '_> = Box::new(data);
    for depth in 1..=LAYERS {
        if !is_packed(layer.as_mut()) {
            break;
        }
        largest = largest.max(count(data, depth, limit));
        layer = unpack(layer, limit);
    }
    largest
}

/// The length of the layer so many times unpacked.
fn count(data: &[u8], depth: usize, limit: u64) -> u64 {
    let mut layer: Box<dyn BufRead + '_> = Box::new(data);
    for _ in 0..depth {
        layer = unpack(layer, limit);
    }
    let mut counted = Counted(0);
    // Data that breaks off has been unpacked so far all the same.
    let _ = io::copy(&mut layer, &mut counted);
    counted.0
}

fn unpack<'d>(layer: Box<dyn BufRead + 'd>, limit: u64) -> Box<dyn BufRead + 'd> {
    Box::new(BufReader::new(ZlibDecoder::new(layer).take(limit + 1)))
}

/// Whether data begins as zlib writes it.
fn is_packed(layer: &mut dyn BufRead) -> bool {
    match layer.fill_buf() {
        Ok([method, flags, ..]) => {
            method & 0x0F == 8 && (u16::from(*method) * 256 + u16::from(*flags)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Counts what is written to it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
