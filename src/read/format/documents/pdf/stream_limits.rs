//! Limits on what the streams of a PDF unpack to, checked before the file is parsed: each stream is
//! unpacked once and its bytes are counted and discarded. Compression is detected from the data,
//! because a dictionary may be false.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::ZlibDecoder;

use crate::article::Rejected;

/// The most bytes that one stream may unpack to; a colour scan of a newspaper page has half of
/// that.
const MAX_STREAM: u64 = 64 * 1024 * 1024;

/// The same for a stream whose dictionary declares an image, which reading text never unpacks.
const MAX_IMAGE: u64 = 512 * 1024 * 1024;

/// The most bytes that all streams together may unpack to.
const MAX_TOTAL: u64 = 1024 * 1024 * 1024;

/// The most layers of compression that are counted.
const MAX_LAYERS: usize = 3;

/// The most bytes in LZW streams, which are not unpacked here: one byte unpacks to up to two
/// thousand.
const MAX_LZW: usize = 4 * 1024 * 1024;

/// Rejects a file whose streams unpack to more than the limits.
///
/// # Errors
/// Fails when a stream, or all streams together, exceed their limit.
pub(super) fn check(file: &[u8]) -> Result<(), Rejected> {
    let (mut total, mut lzw) = (0, 0);
    for at in memchr::memmem::find_iter(file, b"stream") {
        let (before, after) = file.split_at_checked(at).unwrap_or((file, &[]));
        let Some(data) =
            after.strip_prefix(b"stream\r\n").or_else(|| after.strip_prefix(b"stream\n"))
        else {
            continue;
        };
        let dictionary = dictionary(before);
        let declares = |name: &[u8]| memchr::memmem::find(dictionary, name).is_some();
        if declares(b"/LZW") {
            lzw += memchr::memmem::find(data, b"endstream").unwrap_or(data.len());
        }
        let limit = if declares(b"/Image") { MAX_IMAGE } else { MAX_STREAM };
        let size = unpacked_size(data, limit);
        total += size;
        if size > limit || total > MAX_TOTAL || lzw > MAX_LZW {
            return Err(Rejected::new("PDF unpacks to more than a newspaper can hold"));
        }
    }
    Ok(())
}

/// Returns the end of the bytes before a stream that holds its dictionary.
fn dictionary(before: &[u8]) -> &[u8] {
    const MAX_LEN: usize = 512;
    let end = before.get(before.len().saturating_sub(MAX_LEN)..).unwrap_or(before);
    memchr::memmem::rfind(end, b"obj").and_then(|object| end.get(object..)).unwrap_or(end)
}

/// Returns the size of the largest layer that data unpacks to, counted up to just beyond a limit.
fn unpacked_size(data: &[u8], limit: u64) -> u64 {
    let mut largest = 0;
    let mut layer: Box<dyn BufRead + '_> = Box::new(data);
    for depth in 1..=MAX_LAYERS {
        if !is_packed(layer.as_mut()) {
            break;
        }
        largest = largest.max(layer_size(data, depth, limit));
        layer = unpack(layer, limit);
    }
    largest
}

/// Returns the size of the layer that `depth` rounds of unpacking give.
fn layer_size(data: &[u8], depth: usize, limit: u64) -> u64 {
    let mut layer: Box<dyn BufRead + '_> = Box::new(data);
    for _ in 0..depth {
        layer = unpack(layer, limit);
    }
    let mut counter = ByteCounter(0);
    // A stream that breaks off counts as far as it goes.
    let _ = io::copy(&mut layer, &mut counter);
    counter.0
}

fn unpack<'d>(layer: Box<dyn BufRead + 'd>, limit: u64) -> Box<dyn BufRead + 'd> {
    Box::new(BufReader::new(ZlibDecoder::new(layer).take(limit + 1)))
}

/// Reports whether data begins with a zlib header.
fn is_packed(layer: &mut dyn BufRead) -> bool {
    match layer.fill_buf() {
        Ok([method, flags, ..]) => {
            method & 0x0F == 8 && (u16::from(*method) * 256 + u16::from(*flags)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Writer that counts its bytes and discards them.
struct ByteCounter(u64);

impl io::Write for ByteCounter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
