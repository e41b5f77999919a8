//! Compressed pages. Each is unpacked to the length that its header names and not a byte more, so that a
//! page cannot take more memory than it says.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::MultiGzDecoder;
use parquet::basic::Compression;

/// Bytes that brotli reads at once.
const BROTLI_BUFFER: usize = 16 << 10;

/// Unpacks a page to exactly this many bytes.
///
/// # Errors
/// Fails with a reason when it is damaged, has another length, or its compression is not known.
pub(super) fn decompress(
    compression: Compression,
    packed: &[u8],
    length: usize,
) -> Result<Vec<u8>, String> {
    // Pages of empty values are stored as nothing by some writers.
    if length == 0 {
        return Ok(Vec::new());
    }
    let unpacked = match compression {
        Compression::UNCOMPRESSED => Some(packed.to_vec()),
        Compression::SNAPPY => snappy(packed, length),
        Compression::GZIP(_) => read(MultiGzDecoder::new(packed), length),
        Compression::ZSTD(_) => zstd::bulk::decompress(packed, length).ok(),
        Compression::BROTLI(_) => read(Decompressor::new(packed, BROTLI_BUFFER), length),
        Compression::LZ4_RAW => lz4(packed, length),
        Compression::LZ4 => lz4_of_hadoop(packed, length).or_else(|| lz4(packed, length)),
        Compression::LZO => return Err("it is compressed with LZO, which is not read".to_owned()),
    };
    unpacked
        .filter(|bytes| bytes.len() == length)
        .ok_or_else(|| "a page is damaged: it cannot be unpacked".to_owned())
}

fn snappy(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let declared = snap::raw::decompress_len(packed).ok()?;
    if declared != length {
        return None;
    }
    snap::raw::Decoder::new().decompress_vec(packed).ok()
}

fn read(decoder: impl Read, length: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::with_capacity(length);
    // One byte more shows that there is too much.
    decoder.take(length as u64 + 1).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

fn lz4(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut unpacked = vec![0; length];
    let written = lz4_flex::block::decompress_into(packed, &mut unpacked).ok()?;
    (written == length).then_some(unpacked)
}

/// Blocks as Hadoop frames them: before each its length unpacked and packed, the highest byte first.
fn lz4_of_hadoop(mut packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::with_capacity(length);
    while let Some((lengths, rest)) = packed.split_first_chunk::<8>() {
        let [a, b, c, d, e, f, g, h] = *lengths;
        let block_length = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?;
        let packed_length = usize::try_from(u32::from_be_bytes([e, f, g, h])).ok()?;
        if unpacked.len() + block_length > length {
            return None;
        }
        unpacked.extend(lz4(rest.get(..packed_length)?, block_length)?);
        packed = rest.get(packed_length..)?;
    }
    packed.is_empty().then_some(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use parquet::basic::{BrotliLevel, GzipLevel, ZstdLevel};

    use super::*;

    const TEXT: &[u8] = b"The river rose. The river rose. The river rose. The river rose.";

    fn packed() -> Vec<(Compression, Vec<u8>)> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(TEXT).expect("packs");
        let block = lz4_flex::block::compress(TEXT);
        let lengths = |length: usize| u32::try_from(length).expect("short").to_be_bytes();
        let framed = [&lengths(TEXT.len())[..], &lengths(block.len()), &block].concat();
        vec![
            (Compression::UNCOMPRESSED, TEXT.to_vec()),
            (Compression::SNAPPY, snap::raw::Encoder::new().compress_vec(TEXT).expect("packs")),
            (Compression::GZIP(GzipLevel::default()), gzip.finish().expect("packs")),
            (
                Compression::ZSTD(ZstdLevel::default()),
                zstd::bulk::compress(TEXT, 3).expect("packs"),
            ),
            (Compression::LZ4_RAW, block.clone()),
            (Compression::LZ4, framed),
            (Compression::LZ4, block),
        ]
    }

    #[test]
    fn every_compression_gives_the_page_back() {
        for (compression, bytes) in packed() {
            let unpacked = decompress(compression, &bytes, TEXT.len());
            assert_eq!(unpacked.as_deref(), Ok(TEXT), "{compression:?}");
        }
    }

    #[test]
    fn a_page_of_another_length_is_refused() {
        for (compression, bytes) in packed() {
            for length in [TEXT.len() - 1, TEXT.len() + 1] {
                assert!(decompress(compression, &bytes, length).is_err(), "{compression:?}");
            }
        }
        assert!(decompress(Compression::BROTLI(BrotliLevel::default()), b"\0\0", 9).is_err());
        assert!(decompress(Compression::LZO, b"x", 9).is_err_and(|reason| reason.contains("LZO")));
    }
}
