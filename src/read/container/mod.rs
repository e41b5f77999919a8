//! What articles are packed in. Every member reads one source and hands on what lies in it as named [`Source`]s, which
//! may be containers again; to join the family, write one file with `recognises` and `read` and add it to
//! [`CONTAINERS`].
//!
//! [`Source`]: super::source::Source

mod arc;
mod bzip2;
mod file;
mod form;
mod gzip;
mod http;
mod limits;
mod member_path;
mod tar;
mod unpack;
mod unsupported;
mod warc;
mod xz;
mod zip;
mod zstd;

// What the members share: `unpacking.rs` is the walk they hand everything on through, `limits.rs` says how far it goes,
// `name.rs` makes names of members safe to show, and `http.rs` reads what servers answered.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::source::{Flow, Source};
use crate::error::{ErrorContext, Result};
use form::Container;
use limits::UnpackBudget;
pub use limits::Limits;
use unpack::Unpacking;
pub use unpack::{Found, Give, Place, Screen};

/// Every container; the last, a plain file, takes what no other recognises.
pub const CONTAINERS: &[Container] = &[
    gzip::CONTAINER,
    bzip2::CONTAINER,
    xz::CONTAINER,
    zstd::CONTAINER,
    zip::CONTAINER,
    warc::CONTAINER,
    arc::CONTAINER,
    tar::CONTAINER,
    unsupported::CONTAINER,
    file::CONTAINER,
];

/// Opens a file; one that cannot be read at all is an error.
pub fn open(path: &Path) -> Result<Opened> {
    let doing = || format!("cannot read `{}`", path.display());
    let file = File::open(path).context(doing)?;
    let length = file.metadata().context(doing)?.len();
    let mut stream = Hashing::new(file);
    stream.begin().context(doing)?;
    Ok(Opened { path: path.to_path_buf(), length, stream })
}

/// A file on the disk, being read.
#[derive(Debug)]
pub struct Opened {
    path: PathBuf,
    length: u64,
    stream: Hashing<File>,
}

impl Opened {
    /// Gives everything in the file, but members that the screen keeps out; says whether the limits refused something.
    pub fn read(&mut self, limits: Limits, screen: &Screen<'_>, give: &mut Give<'_>) -> bool {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let budget = Rc::new(UnpackBudget::new(limits, self.length));
        let mut unpacking =
            Unpacking::new(CONTAINERS, &self.path, Rc::clone(&budget), screen, give);
        // Whether enough was given changes nothing here: the rest is read for the digest all the same.
        let _: Flow = unpacking.open(Source::new(name, &mut self.stream));
        budget.refused()
    }

    /// Reads what its readers left, and says what the whole file was.
    pub fn finish(mut self) -> Result<Whole> {
        let doing = || format!("cannot read `{}` to its end", self.path.display());
        io::copy(&mut self.stream, &mut io::sink()).context(doing)?;
        Ok(Whole { bytes: self.stream.bytes, digest: self.stream.hasher.finalize().into() })
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
    /// Its first byte, read before anybody asked: whether a file can be read shows when it is.
    first: Option<u8>,
}

impl<R: Read> Hashing<R> {
    fn new(input: R) -> Self {
        Self { input, hasher: blake3::Hasher::new(), bytes: 0, first: None }
    }

    fn begin(&mut self) -> io::Result<()> {
        let mut first = [0];
        let read = self.read(&mut first)?;
        self.first = first.first().copied().filter(|_| read > 0);
        Ok(())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let (Some(first), Some(room)) = (self.first, out.first_mut()) {
            *room = first;
            self.first = None;
            return Ok(1);
        }
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

    /// Where something lies, and its text, or why it has none.
    type Seen = (String, std::result::Result<String, String>);

    /// Everything a file holds, and what the whole file was.
    fn read_within(path: &Path, limits: Limits) -> (Vec<Seen>, Whole) {
        let mut opened = open(path).expect("opens");
        let mut seen = Vec::new();
        opened.read(limits, &|_| None, &mut |found| {
            seen.push(match found {
                Found::Source(mut source, place) => {
                    let text = source.nothing().map_or_else(|| source.text(None), Err);
                    (
                        format!("{}{}", source.name(), place.within),
                        text.map_err(|rejected| rejected.reason),
                    )
                }
                Found::Ignored(place, why) => {
                    (place.within.clone(), Err(format!("ignored: {why}")))
                }
                Found::Rejected(place, why) => (place.within.clone(), Err(why)),
            });
            Flow::Continue(())
        });
        (seen, opened.finish().expect("ends"))
    }

    fn read(path: &Path) -> (Vec<Seen>, Whole) {
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

    /// One good file of every container: its name, its bytes, and where its text lies.
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

    fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("writes");
        path
    }

    #[test]
    fn every_member_is_recognised_alone_and_gives_its_text() {
        let folder = tempfile::tempdir().expect("a folder");
        // All but those that are not read.
        assert_eq!(fixtures(b"").len() + 1, CONTAINERS.len());
        for (name, bytes, within) in fixtures(b"Flood in Beira") {
            let known =
                CONTAINERS.iter().filter(|container| (container.recognises)(&bytes)).count();
            assert_eq!(known, if name == "a.txt" { 1 } else { 2 }, "{name}");
            let (seen, whole) = read(&written(folder.path(), name, &bytes));
            assert_eq!(seen, [(within.to_owned(), Ok("Flood in Beira".to_owned()))]);
            assert_eq!(
                whole,
                Whole { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() }
            );
        }
    }

    #[test]
    fn every_member_lies_in_every_other() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes, within) in fixtures(b"Flood in Beira") {
            let own = within.find("!/").map_or("", |at| &within[at..]);
            let file = if within.starts_with("page") { "page.txt" } else { "a.txt" };
            for (outer, packed) in [
                ("!/b/", tarred(&format!("b/{name}"), &bytes)),
                ("!/b/", zipped(&format!("b/{name}"), &bytes)),
                ("!/b/", gzipped(&tarred(&format!("b/{name}"), &bytes))),
            ] {
                let (seen, _) = read(&written(folder.path(), "outer", &packed));
                assert_eq!(
                    seen,
                    [(format!("{file}{outer}{name}{own}"), Ok("Flood in Beira".to_owned()))]
                );
            }
        }
    }

    #[test]
    fn a_cut_stream_names_its_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in compressed("Flood in Beira. ".repeat(99).as_bytes()) {
            let (seen, _) = read(&written(folder.path(), name, &bytes[..bytes.len() / 2]));
            let fault = seen.first().and_then(|(_, text)| text.as_ref().err()).expect("a fault");
            assert!(fault.starts_with("the rest cannot be read: "), "{name}: {fault}");
        }
    }

    #[test]
    fn any_cut_is_said_and_nothing_panics() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "Flood in Beira. ".repeat(20);
        for (name, bytes, _) in
            fixtures(text.as_bytes()).into_iter().filter(|fixture| fixture.0 != "a.txt")
        {
            // From the end of its sign to the last byte it needs.
            for cut in (10..bytes.len() - 1).step_by(17) {
                let (seen, _) = read(&written(folder.path(), name, &bytes[..cut]));
                let whole = seen.iter().any(|(_, got)| got.as_ref().is_ok_and(|got| *got == text));
                let said = seen.iter().any(|(_, got)| got.is_err());
                let unknown = !CONTAINERS
                    .iter()
                    .take(8)
                    .any(|container| (container.recognises)(&bytes[..cut]));
                assert!(
                    whole || said || unknown || seen.is_empty(),
                    "{name} cut at {cut}: {seen:?}"
                );
            }
            let mut spoilt = bytes.clone();
            for at in (0..bytes.len()).step_by(7) {
                spoilt[at] ^= 0x55;
                read(&written(folder.path(), name, &spoilt));
                spoilt[at] ^= 0x55;
            }
        }
    }

    #[test]
    fn several_members_of_a_gzip_are_one_text_and_padding_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(
            folder.path(),
            "a.txt.gz",
            &[gzipped(b"one"), gzipped(b"two"), vec![0; 900]].concat(),
        );
        assert_eq!(read(&path).0, [("a.txt".to_owned(), Ok("onetwo".to_owned()))]);
    }

    #[test]
    fn what_lies_too_deep_or_is_too_much_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut deep = b"Flood in Beira".to_vec();
        for _ in 0..7 {
            deep = zipped("a.zip", &deep);
        }
        let path = written(folder.path(), "deep.zip", &deep);
        let (seen, _) = read(&path);
        assert!(seen[0].1.as_ref().is_err_and(|why| why.contains("--max-depth")), "{seen:?}");
        assert_eq!(seen[0].0, "!/a.zip".repeat(6));
        let (seen, _) = read_within(&path, Limits { depth: 7, ..Limits::default() });
        assert_eq!(seen[0].1, Ok("Flood in Beira".to_owned()));

        let mut many = ::tar::Builder::new(Vec::new());
        for number in 0..9 {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(1);
            many.append_data(&mut header, format!("{number}.txt"), &b"x"[..]).expect("packs");
        }
        let path = written(folder.path(), "many.tar", &many.into_inner().expect("packs"));
        let (seen, _) = read_within(&path, Limits { members: 4, ..Limits::default() });
        assert_eq!(seen.len(), 5);
        assert!(seen[4].1.as_ref().is_err_and(|why| why.contains("--max-members")), "{seen:?}");
    }

    #[test]
    fn repetitive_news_is_no_bomb() {
        let folder = tempfile::tempdir().expect("a folder");
        // Prices that hardly move, day after day.
        let price = |at: u64| {
            format!(
                "{{\"title\":\"Prices {at}\",\"body\":\"Copper 7.{}, tin unchanged.\"}}\n",
                at % 97
            )
        };
        let wire: String = (0..1_200_000).map(price).collect();
        assert!(wire.len() as u64 > limits::FREE);
        let mut opened =
            open(&written(folder.path(), "a.jsonl.gz", &gzipped(wire.as_bytes()))).expect("opens");
        let mut read = None;
        let refused = opened.read(Limits::default(), &|_| None, &mut |found| {
            if let Found::Source(mut source, _) = found {
                read = io::copy(&mut source, &mut io::sink()).ok();
            }
            Flow::Continue(())
        });
        assert_eq!((read, refused), (Some(wire.len() as u64), false));
    }

    #[test]
    fn what_cannot_be_opened_is_an_error_and_what_is_empty_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(open(folder.path()).is_err());
        assert!(open(&folder.path().join("missing")).is_err());
        let path = written(folder.path(), "empty.txt", b"");
        assert_eq!(read(&path).0, [("empty.txt".to_owned(), Err("file is empty".to_owned()))]);
    }

    #[test]
    fn finish_hashes_what_nobody_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = vec![b'x'; 300_000];
        let path = written(folder.path(), "long.txt", &bytes);
        let whole = open(&path).expect("opens").finish().expect("ends");
        assert_eq!(whole, Whole { bytes: bytes.len() as u64, digest: blake3::hash(&bytes).into() });
    }
}
