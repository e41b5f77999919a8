//! Zip archives. Office documents, e-books and programs are zip files too, but are left to the
//! formats that read them.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::rc::Rc;

use zip::ZipReadOptions;
use zip::read::{Config, ZipFile, ZipFileEntry, read_zipfile_from_stream};
use zip::unstable::read::ZipIterable;

use super::form::Container;
use super::member_path::MemberPath;
use super::unpack::Unpacker;
use crate::read::seekable::SeekableFile;
use crate::read::source::{Flow, Source};

/// Zip.
pub(super) const CONTAINER: Container = Container { recognises, read };

/// Signature of a local file header.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// Signature of the end of the central directory, with which an empty archive begins.
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
/// Signature of a split archive, followed by that of its first member.
const SPLIT_ARCHIVE: &[u8] = b"PK\x07\x08PK\x03\x04";

/// Number of members that are examined to tell an archive from a document.
const EXAMINED: usize = 16;

/// Members found only in documents: of OpenDocument and EPUB, Microsoft Office, Java, and Apple's
/// iWork.
const DOCUMENT_MEMBERS: [&str; 11] = [
    "mimetype",
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "word/document.xml",
    "META-INF/MANIFEST.MF",
    "META-INF/manifest.xml",
    "META-INF/container.xml",
    "Index/Document.iwa",
    "AndroidManifest.xml",
];

fn recognises(head: &[u8]) -> bool {
    let is_zip = [LOCAL_HEADER, END_OF_DIRECTORY, SPLIT_ARCHIVE]
        .iter()
        .any(|signature| head.starts_with(signature));
    is_zip
        && !first_names(head)
            .iter()
            .any(|name| DOCUMENT_MEMBERS.iter().any(|part| part.as_bytes() == *name))
}

/// Names of the first members, as far as the head of the archive shows them.
fn first_names(head: &[u8]) -> Vec<&[u8]> {
    /// Flag of a member whose length follows its content.
    const LENGTH_FOLLOWS: usize = 8;
    let mut names = Vec::new();
    let mut rest = head.strip_prefix(b"PK\x07\x08").unwrap_or(head);
    while let Some(header) = rest.strip_prefix(LOCAL_HEADER).filter(|_| names.len() < EXAMINED) {
        let number = |at: usize| {
            header
                .get(at..at + 2)
                .map_or(0, |pair| pair.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        let (flags, packed) = (number(2), number(14) | number(16) << 16);
        let (name, extra) = (number(22), number(24));
        let length_follows = flags & LENGTH_FOLLOWS != 0;
        names.push(header.get(26..26 + name).unwrap_or_default());
        let Some(content) = header.get(26 + name + extra..) else { break };
        // A member without a length in its header ends where the next one begins.
        let length =
            if length_follows && packed == 0 { find(content, LOCAL_HEADER) } else { Some(packed) };
        let Some(next) = length.and_then(|length| content.get(length..)) else { break };
        rest = if length_follows {
            find(next, LOCAL_HEADER).and_then(|at| next.get(at..)).unwrap_or_default()
        } else {
            next
        };
    }
    names
}

fn find(bytes: &[u8], signature: &[u8]) -> Option<usize> {
    bytes.windows(signature.len()).position(|window| window == signature)
}

fn read(mut source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let is_web_archive = source.name().to_ascii_lowercase().ends_with(WEB_ARCHIVE);
    let (mut archive, copy_error) = match source.seekable() {
        Ok(archive) => archive,
        Err(error) => return unpacker.reject(format!("cannot be unpacked: {error}")),
    };
    let reason = match copy_error {
        None => match ZipIterable::try_new(&mut archive, Config::default()) {
            Ok(directory) => return read_listed(directory, is_web_archive, unpacker),
            Err(error) => error.to_string(),
        },
        Some(error) => error.to_string(),
    };
    salvage(&mut archive, &reason, unpacker)
}

/// Reads the members that the central directory lists.
fn read_listed(
    mut archive: ZipIterable<&mut Box<dyn SeekableFile>>,
    is_web_archive: bool,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let members = match archive.files() {
        Ok(members) => members,
        Err(error) => {
            return unpacker
                .reject(format!("the directory of the archive cannot be read: {error}"));
        }
    };
    while let Some(entry) = members.next() {
        match entry {
            Ok(entry) if is_web_archive && is_catalogue(&entry_path(&entry).path) => {
                let path = entry_path(&entry).path;
                unpacker.ignore_member(&path, "the catalogue of a web archive")?;
            }
            Ok(entry) => read_entry(entry, members.reader_mut(), unpacker)?,
            Err(error) => return unpacker.reject(format!("the rest cannot be read: {error}")),
        }
    }
    Flow::Continue(())
}

/// Ending of web archives (WACZ): zip archives of WARC files with a catalogue.
const WEB_ARCHIVE: &str = ".wacz";

/// Reports whether a member of a web archive is its catalogue: its list of pages, its index, or its
/// description.
fn is_catalogue(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    let is_list = path.starts_with("pages/") && path.ends_with(".jsonl");
    let is_index = path.starts_with("indexes/")
        && [".cdx", ".cdx.gz", ".cdxj", ".idx"].iter().any(|ending| path.ends_with(ending));
    is_list || is_index || matches!(path, "datapackage.json" | "datapackage-digest.json")
}

fn entry_path(entry: &ZipFileEntry<'_>) -> MemberPath {
    member_path(entry.name_raw(), || entry.name().ok().map(|name| name.into_owned()))
}

fn read_entry<R: Read + Seek>(
    entry: ZipFileEntry<'_>,
    archive: &mut R,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let path = entry_path(&entry);
    if entry.is_dir() {
        return Flow::Continue(());
    }
    if entry.is_symlink() {
        return unpacker.ignore_member(&path.path, "a link");
    }
    if entry.encrypted() {
        return unpacker.reject_member(&path.path, "encrypted: unpack it with its password first");
    }
    match entry.with_reader(archive, ZipReadOptions::new()) {
        Ok(file) => open_member(&path, file, unpacker),
        Err(error) => unpacker.reject_member(&path.path, &format!("cannot be unpacked: {error}")),
    }
}

fn open_member<R: Read>(
    path: &MemberPath,
    file: ZipFile<'_, R>,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let packed = Rc::new(Cell::new(file.compressed_size()));
    let content = unpacker.limited(file, packed);
    unpacker.open_member(path, content)
}

/// Path of a member: its raw bytes if they are UTF-8, whether flagged as such or not, else the name
/// decoded by the zip library. Some archives separate folders with `\`.
fn member_path(raw: &[u8], decoded: impl FnOnce() -> Option<String>) -> MemberPath {
    let name = std::str::from_utf8(raw).ok().map(str::to_owned).or_else(decoded);
    match name {
        Some(name) => MemberPath::new(&name.replace('\\', "/")),
        None => MemberPath::from_bytes(raw),
    }
}

/// Reads an archive without a usable directory from its beginning, as far as possible.
fn salvage(archive: &mut Box<dyn SeekableFile>, reason: &str, unpacker: &mut Unpacker<'_>) -> Flow {
    let mut last_error = reason.to_owned();
    if archive.rewind().is_ok() {
        loop {
            match read_zipfile_from_stream(archive) {
                Ok(Some(file)) if file.encrypted() => break,
                Ok(Some(file)) if file.is_dir() => {}
                Ok(Some(file)) => {
                    let path = member_path(file.name_raw(), || {
                        file.name().ok().map(|name| name.into_owned())
                    });
                    open_member(&path, file, unpacker)?;
                }
                Ok(None) => break,
                Err(error) => {
                    last_error = error.to_string();
                    break;
                }
            }
        }
    }
    unpacker.reject(format!(
        "the archive is truncated or damaged, the rest cannot be read: {last_error}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a member, with its length before or after its content.
    fn local_file(name: &str, content: &[u8], length_follows: bool) -> Vec<u8> {
        let length = if length_follows { 0 } else { content.len() as u32 };
        let mut bytes = LOCAL_HEADER.to_vec();
        bytes.extend([20, 0, if length_follows { 8 } else { 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(length.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        if length_follows {
            bytes.extend(b"PK\x07\x08");
            bytes.extend([0; 12]);
        }
        bytes
    }

    #[test]
    fn documents_are_not_archives() {
        for length_follows in [false, true] {
            let archive = [
                local_file("a.txt", b"Rain", length_follows),
                local_file("b.txt", b"Wind", length_follows),
            ]
            .concat();
            assert_eq!(first_names(&archive), [b"a.txt", b"b.txt"]);
            assert!(recognises(&archive));
            let document = [
                local_file("docs/", b"", length_follows),
                local_file("[Content_Types].xml", b"<x/>", length_follows),
            ]
            .concat();
            assert!(!recognises(&document));
        }
        assert!(!recognises(&local_file("mimetype", b"application/epub+zip", false)));
        assert!(recognises(END_OF_DIRECTORY) && !recognises(b"PKZIP"));
    }

    #[test]
    fn a_document_in_an_archive_is_a_member() {
        let document = local_file("[Content_Types].xml", b"<x/>", false);
        assert!(recognises(&local_file("report.docx", &document, false)));
    }

    #[test]
    fn a_name_is_utf8_or_decoded_by_the_library() {
        assert_eq!(member_path("1987\\café.txt".as_bytes(), || None).path, "1987/café.txt");
        assert_eq!(member_path(b"caf\x82.txt", || Some("café.txt".into())).path, "café.txt");
        assert_eq!(member_path(b"caf\xE9.txt", || None).path, "café.txt");
    }
}
