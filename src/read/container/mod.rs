//! Containers: compressed streams and archives that hold articles. Each reads one [`Source`] and
//! passes its members on as further sources, which may be containers again.
//!
//! To add a container, write one file with `recognises` and `read` and add it to [`CONTAINERS`].
//! The files beside the containers are shared: `unpack.rs` walks through nested containers,
//! `limits.rs` bounds that, `extracted.rs` says what comes out, `member_path.rs` makes names safe
//! to show, `readers.rs` wraps streams, and `http.rs` parses stored HTTP responses.

mod arc;
mod bzip2;
mod extracted;
mod form;
mod gzip;
mod http;
mod limits;
mod member_path;
mod readers;
mod tar;
mod unpack;
mod unsupported;
mod warc;
mod xz;
mod zip;
mod zstd;

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::seekable::SeekableFile;
use super::source::{Flow, Source};
use super::timeout::{ReadTimeout, TimedFile};
use crate::error::{ErrorContext, Result};
pub(crate) use extracted::{EmitSource, Extracted, MemberFilter, MemberLocation};
use form::Container;
pub use limits::Limits;
use limits::UnpackBudget;
use unpack::{ReadContainer, Unpacker};

/// Every container. A source that none of them recognises is a plain file.
const CONTAINERS: &[Container] = &[
    gzip::CONTAINER,
    bzip2::CONTAINER,
    xz::CONTAINER,
    zstd::CONTAINER,
    zip::CONTAINER,
    warc::CONTAINER,
    arc::CONTAINER,
    tar::CONTAINER,
    unsupported::CONTAINER,
];

fn find_reader(head: &[u8]) -> Option<ReadContainer> {
    let container = CONTAINERS.iter().find(|container| (container.recognises)(head));
    container.map(|container| container.read)
}

/// Opens a file on the disk.
///
/// # Errors
/// Fails when the file cannot be opened, or its first bytes cannot be read, or it does not answer in
/// time.
pub(crate) fn open(path: &Path, timeout: &ReadTimeout) -> Result<OpenFile> {
    let context = || format!("cannot read `{}`", path.display());
    let file = timeout.open(path).context(context)?;
    let stream = HashingReader { input: file, hasher: blake3::Hasher::new(), bytes: 0 };
    Ok(OpenFile { path: path.to_path_buf(), timeout: timeout.clone(), stream })
}

/// A file on the disk that is being read.
#[derive(Debug)]
pub(crate) struct OpenFile {
    path: PathBuf,
    timeout: ReadTimeout,
    stream: HashingReader<TimedFile>,
}

impl OpenFile {
    /// Emits everything in the file, except for members that the filter excludes. Returns whether
    /// the limits refused anything.
    pub(crate) fn read(
        &mut self,
        limits: Limits,
        filter: &MemberFilter<'_>,
        emit: &mut EmitSource<'_>,
    ) -> bool {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let budget = Rc::new(UnpackBudget::new(limits, self.stream.input.length()));
        let Self { path, timeout, stream } = self;
        let reopen = || -> io::Result<Box<dyn SeekableFile>> {
            Ok(Box::new(BufReader::new(timeout.open(path)?)))
        };
        let mut unpacker = Unpacker::new(find_reader, Rc::clone(&budget), filter, emit);
        let mut source = Source::new(name, stream);
        source.set_reopen(&reopen);
        // An early stop changes nothing here: the rest of the file is hashed in any case.
        let _: Flow = unpacker.open(source);
        budget.refused()
    }

    /// Reads the rest of the file, and returns the digest of the whole.
    ///
    /// # Errors
    /// Fails when the file cannot be read to its end.
    pub(crate) fn finish(mut self) -> Result<FileDigest> {
        let context = || format!("cannot read `{}` to its end", self.path.display());
        io::copy(&mut self.stream, &mut io::sink()).context(context)?;
        Ok(FileDigest { bytes: self.stream.bytes, digest: self.stream.hasher.finalize().into() })
    }
}

/// Length and digest of a file on the disk, by which a later run notices that it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileDigest {
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3 digest of the bytes.
    pub digest: [u8; 32],
}

impl FileDigest {
    /// The digest in hexadecimal.
    pub(crate) fn hex(&self) -> String {
        self.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Hashes and counts a stream while it is read, so that no file is read twice.
#[derive(Debug)]
struct HashingReader<R> {
    input: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Read for HashingReader<R> {
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

    fn open_now(path: &Path) -> Result<OpenFile> {
        open(path, &ReadTimeout::default())
    }

    /// Location of a source, and its text or the reason why it has none.
    type Content = (String, std::result::Result<String, String>);

    /// Reads everything in a file, and its digest.
    fn read_within(path: &Path, limits: Limits) -> (Vec<Content>, FileDigest) {
        let mut opened = open_now(path).expect("opens");
        let mut contents = Vec::new();
        opened.read(limits, &|_| None, &mut |found| {
            contents.push(match found {
                Extracted::Source(mut source, location) => {
                    let text = source.reject_empty().map_or_else(|| source.read_text(None), Err);
                    (
                        format!("{}{}", source.name(), location.inner_path),
                        text.map_err(|rejected| rejected.reason),
                    )
                }
                Extracted::Ignored(location, reason) => {
                    (location.inner_path.clone(), Err(format!("ignored: {reason}")))
                }
                Extracted::Rejected(location, reason) => (location.inner_path.clone(), Err(reason)),
            });
            Flow::Continue(())
        });
        (contents, opened.finish().expect("ends"))
    }

    fn read(path: &Path) -> (Vec<Content>, FileDigest) {
        read_within(path, Limits::default())
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(bytes).expect("packs");
        gzip.finish().expect("packs")
    }

    fn compressed(bytes: &[u8]) -> [(&'static str, Vec<u8>); 4] {
        let mut bzip2 = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::default());
        bzip2.write_all(bytes).expect("packs");
        let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6))
            .expect("an encoder");
        xz.write_all(bytes).expect("packs");
        [
            ("a.txt.gz", gzipped(bytes)),
            ("a.txt.zst", ::zstd::encode_all(bytes, 0).expect("packs")),
            ("a.txt.bz2", bzip2.finish().expect("packs")),
            ("a.txt.xz", xz.finish().expect("packs")),
        ]
    }

    fn tarred(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut tar = ::tar::Builder::new(Vec::new());
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes).expect("packs");
        tar.into_inner().expect("packs")
    }

    fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut zip = ::zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file(name, ::zip::write::SimpleFileOptions::default()).expect("packs");
        zip.write_all(bytes).expect("packs");
        zip.finish().expect("packs").into_inner()
    }

    fn warced(bytes: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a\r\n\
             Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        );
        record.into_bytes()
    }

    fn arced(bytes: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        let opening = "1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n";
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
        let opening = format!(
            "filedesc://a.arc 0.0.0.0 20140216050221 text/plain {}\n{opening}\n",
            opening.len()
        );
        format!(
            "{opening}http://example.org/a 0.0.0.0 20140216050221 text/plain {}\n{answer}\n",
            answer.len()
        )
        .into_bytes()
    }

    /// A valid file of every container and a plain file: name, bytes, and the location of its text.
    fn fixtures(text: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
        let compressed = compressed(text).into_iter().map(|(name, bytes)| (name, bytes, "a.txt"));
        let archives = [
            ("a.tar", tarred("1987/a.txt", text), "a.txt!/1987/a.txt"),
            ("a.zip", zipped("1987/a.txt", text), "a.txt!/1987/a.txt"),
            ("a.warc", warced(text), "page.txt!/http://example.org/a"),
            ("a.arc", arced(text), "page.txt!/http://example.org/a"),
            ("a.txt", text.to_vec(), "a.txt"),
        ];
        compressed.chain(archives).collect()
    }

    fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("writes");
        path
    }

    #[test]
    fn every_container_is_recognised_by_itself_alone_and_yields_its_text() {
        let folder = tempfile::tempdir().expect("a folder");
        // A plain file in place of the unsupported archives.
        assert_eq!(fixtures(b"").len(), CONTAINERS.len());
        for (name, bytes, inner) in fixtures(b"Flood in Beira") {
            let recognised =
                CONTAINERS.iter().filter(|container| (container.recognises)(&bytes)).count();
            assert_eq!(recognised, usize::from(name != "a.txt"), "{name}");
            let (contents, digest) = read(&write_file(folder.path(), name, &bytes));
            assert_eq!(contents, [(inner.to_owned(), Ok("Flood in Beira".to_owned()))]);
            assert_eq!(
                digest,
                FileDigest { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() }
            );
        }
    }

    #[test]
    fn every_container_may_hold_every_other() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes, inner) in fixtures(b"Flood in Beira") {
            let suffix = inner.find("!/").map_or("", |at| &inner[at..]);
            let file = if inner.starts_with("page") { "page.txt" } else { "a.txt" };
            for (outer, packed) in [
                ("!/b/", tarred(&format!("b/{name}"), &bytes)),
                ("!/b/", zipped(&format!("b/{name}"), &bytes)),
                ("!/b/", gzipped(&tarred(&format!("b/{name}"), &bytes))),
            ] {
                let (contents, _) = read(&write_file(folder.path(), "outer", &packed));
                assert_eq!(
                    contents,
                    [(format!("{file}{outer}{name}{suffix}"), Ok("Flood in Beira".to_owned()))]
                );
            }
        }
    }

    #[test]
    fn a_truncated_stream_is_rejected() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in compressed("Flood in Beira. ".repeat(99).as_bytes()) {
            let (contents, _) = read(&write_file(folder.path(), name, &bytes[..bytes.len() / 2]));
            let error =
                contents.first().and_then(|(_, text)| text.as_ref().err()).expect("an error");
            assert!(error.starts_with("the rest cannot be read: "), "{name}: {error}");
        }
    }

    #[test]
    fn any_truncation_is_reported_and_nothing_panics() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "Flood in Beira. ".repeat(20);
        for (name, bytes, _) in
            fixtures(text.as_bytes()).into_iter().filter(|fixture| fixture.0 != "a.txt")
        {
            // From the end of its magic number to the last byte it needs.
            for cut in (10..bytes.len() - 1).step_by(17) {
                let (contents, _) = read(&write_file(folder.path(), name, &bytes[..cut]));
                let whole = contents.iter().any(|(_, text_read)| {
                    text_read.as_ref().is_ok_and(|text_read| *text_read == text)
                });
                let reported = contents.iter().any(|(_, text_read)| text_read.is_err());
                let unknown = !CONTAINERS
                    .iter()
                    .take(8)
                    .any(|container| (container.recognises)(&bytes[..cut]));
                assert!(
                    whole || reported || unknown || contents.is_empty(),
                    "{name} cut at {cut}: {contents:?}"
                );
            }
            let mut corrupted = bytes.clone();
            for at in (0..bytes.len()).step_by(7) {
                corrupted[at] ^= 0x55;
                read(&write_file(folder.path(), name, &corrupted));
                corrupted[at] ^= 0x55;
            }
        }
    }

    #[test]
    fn gzip_members_are_joined_and_padding_is_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = write_file(
            folder.path(),
            "a.txt.gz",
            &[gzipped(b"one"), gzipped(b"two"), vec![0; 900]].concat(),
        );
        assert_eq!(read(&path).0, [("a.txt".to_owned(), Ok("onetwo".to_owned()))]);
    }

    #[test]
    fn what_exceeds_the_limits_is_rejected_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut deep = b"Flood in Beira".to_vec();
        for _ in 0..7 {
            deep = zipped("a.zip", &deep);
        }
        let path = write_file(folder.path(), "deep.zip", &deep);
        let (contents, _) = read(&path);
        assert!(
            contents[0].1.as_ref().is_err_and(|reason| reason.contains("--max-depth")),
            "{contents:?}"
        );
        assert_eq!(contents[0].0, "!/a.zip".repeat(6));
        let (contents, _) = read_within(&path, Limits { depth: 7, ..Limits::default() });
        assert_eq!(contents[0].1, Ok("Flood in Beira".to_owned()));

        let mut many = ::tar::Builder::new(Vec::new());
        for number in 0..9 {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(1);
            many.append_data(&mut header, format!("{number}.txt"), &b"x"[..]).expect("packs");
        }
        let path = write_file(folder.path(), "many.tar", &many.into_inner().expect("packs"));
        let (contents, _) = read_within(&path, Limits { members: 4, ..Limits::default() });
        assert_eq!(contents.len(), 5);
        assert!(
            contents[4].1.as_ref().is_err_and(|reason| reason.contains("--max-members")),
            "{contents:?}"
        );
    }

    #[test]
    fn repetitive_news_is_not_a_bomb() {
        let folder = tempfile::tempdir().expect("a folder");
        // Prices that hardly move, day after day.
        let price = |at: u64| {
            format!(
                "{{\"title\":\"Prices {at}\",\"body\":\"Copper 7.{}, tin unchanged.\"}}\n",
                at % 97
            )
        };
        let wire: String = (0..1_200_000).map(price).collect();
        assert!(wire.len() as u64 > limits::RATIO_EXEMPT);
        let mut opened =
            open_now(&write_file(folder.path(), "a.jsonl.gz", &gzipped(wire.as_bytes())))
                .expect("opens");
        let mut read = None;
        let refused = opened.read(Limits::default(), &|_| None, &mut |found| {
            if let Extracted::Source(mut source, _) = found {
                read = io::copy(&mut source, &mut io::sink()).ok();
            }
            Flow::Continue(())
        });
        assert_eq!((read, refused), (Some(wire.len() as u64), false));
    }

    #[test]
    fn an_unreadable_file_is_an_error_and_an_empty_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(open_now(folder.path()).is_err());
        assert!(open_now(&folder.path().join("missing")).is_err());
        let path = write_file(folder.path(), "empty.txt", b"");
        assert_eq!(read(&path).0, [("empty.txt".to_owned(), Err("file is empty".to_owned()))]);
    }

    #[test]
    fn finish_hashes_the_unread_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = vec![b'x'; 300_000];
        let path = write_file(folder.path(), "long.txt", &bytes);
        let digest = open_now(&path).expect("opens").finish().expect("ends");
        assert_eq!(
            digest,
            FileDigest { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() }
        );
    }
}
