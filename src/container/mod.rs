//! What articles are packed in. Every member reads one stream of bytes and gives what lies in it as named [`Source`]s;
//! to join the family, write one file with `recognises` and `read` and add it to [`CONTAINERS`].
//!
//! [`Source`]: crate::source::Source

mod file;
mod form;
mod gzip;
mod zstd;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{Doing, Result};
use crate::source::Flow;
use form::Container;
pub use form::Give;

/// Every container; the last, a plain file, takes what no other recognises.
pub const CONTAINERS: &[Container] = &[gzip::CONTAINER, zstd::CONTAINER, file::CONTAINER];

/// How much is read from the disk at a time.
const PIECE: usize = 64 * 1024;

/// Opens a file; one that cannot be read at all is an error.
pub fn open(path: &Path) -> Result<Opened> {
    let doing = || format!("cannot read `{}`", path.display());
    let file = File::open(path).doing(doing)?;
    let mut stream = BufReader::with_capacity(PIECE, Hashing::new(file));
    stream.fill_buf().doing(doing)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Opened { path: path.display().to_string(), name, stream })
}

/// A file on the disk, being read.
#[derive(Debug)]
pub struct Opened {
    path: String,
    name: String,
    stream: BufReader<Hashing<File>>,
}

impl Opened {
    /// Gives every source in the file; returns `Break` when `give` did.
    pub fn read(&mut self, give: &mut Give<'_>) -> Flow {
        let head = self.stream.buffer();
        match CONTAINERS.iter().find(|container| (container.recognises)(head)) {
            Some(container) => (container.read)(&self.name, &mut self.stream, give),
            None => Flow::Continue(()),
        }
    }

    /// Reads what its readers left, and says what the whole file was.
    pub fn finish(mut self) -> Result<Whole> {
        let rest = self.stream.get_mut();
        io::copy(rest, &mut io::sink()).doing(|| format!("cannot read `{}` to its end", self.path))?;
        Ok(Whole { bytes: rest.bytes, digest: rest.hasher.finalize().into() })
    }
}

/// A file as it lay on the disk: what an account compares to know whether it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Its length.
    pub bytes: u64,
    /// The BLAKE3 digest of its bytes.
    pub digest: [u8; 32],
}

/// A stream that is hashed and counted while it is read, so that no file is read twice.
#[derive(Debug)]
struct Hashing<R> {
    input: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R> Hashing<R> {
    fn new(input: R) -> Self {
        Self { input, hasher: blake3::Hasher::new(), bytes: 0 }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.hasher.update(out.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// The name of a source, and its text or why it has none.
    type Seen = (String, std::result::Result<String, String>);

    /// Everything a file holds, and what the whole file was.
    fn read(path: &Path) -> (Vec<Seen>, Whole) {
        let mut opened = open(path).expect("opens");
        let mut seen = Vec::new();
        let flow = opened.read(&mut |mut source| {
            let text = source.nothing().map_or_else(|| source.text(None), Err);
            seen.push((source.name().to_owned(), text.map_err(|rejected| rejected.reason)));
            Flow::Continue(())
        });
        assert_eq!(flow, Flow::Continue(()));
        (seen, opened.finish().expect("ends"))
    }

    fn packed(text: &[u8]) -> [(&'static str, Vec<u8>); 3] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(text).expect("packs");
        [
            ("a.txt", text.to_vec()),
            ("a.txt.gz", gzip.finish().expect("packs")),
            ("a.txt.zst", ::zstd::encode_all(text, 0).expect("packs")),
        ]
    }

    #[test]
    fn every_member_gives_the_same_source() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in packed(b"Flood in Beira") {
            let path = folder.path().join(name);
            std::fs::write(&path, &bytes).expect("writes");
            let (seen, whole) = read(&path);
            assert_eq!(seen, [("a.txt".to_owned(), Ok("Flood in Beira".to_owned()))]);
            assert_eq!(whole, Whole { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() });
        }
    }

    #[test]
    fn a_cut_stream_names_its_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in packed("Flood in Beira. ".repeat(99).as_bytes()).into_iter().skip(1) {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes.get(..bytes.len() / 2).unwrap_or_default()).expect("writes");
            let (seen, _) = read(&path);
            let fault = seen.first().and_then(|(_, text)| text.as_ref().err()).expect("a fault");
            assert!(fault.starts_with("the rest cannot be read: "), "{fault}");
        }
    }

    #[test]
    fn several_members_of_a_gzip_are_one_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt.gz");
        let [_, (_, one), _] = packed(b"one");
        let [_, (_, two), _] = packed(b"two");
        std::fs::write(&path, [one, two].concat()).expect("writes");
        assert_eq!(read(&path).0, [("a.txt".to_owned(), Ok("onetwo".to_owned()))]);
    }

    #[test]
    fn what_cannot_be_opened_is_an_error_and_what_is_empty_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(open(folder.path()).is_err());
        assert!(open(&folder.path().join("missing")).is_err());
        let path = folder.path().join("empty.txt");
        std::fs::write(&path, b"").expect("writes");
        assert_eq!(read(&path).0, [("empty.txt".to_owned(), Err("file is empty".to_owned()))]);
    }

    #[test]
    fn finish_hashes_what_nobody_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("long.txt");
        let bytes = vec![b'x'; PIECE * 5];
        std::fs::write(&path, &bytes).expect("writes");
        let whole = open(&path).expect("opens").finish().expect("ends");
        assert_eq!(whole, Whole { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() });
    }
}
