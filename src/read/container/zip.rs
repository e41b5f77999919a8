//! A zip archive. Office documents, e-books and programs are zips too; those are files of their own formats.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::rc::Rc;

use zip::ZipReadOptions;
use zip::read::{Config, ZipFile, ZipFileEntry, read_zipfile_from_stream};
use zip::unstable::read::ZipIterable;

use super::form::Container;
use super::member_path::Name;
use super::unpack::{Seekable, Unpacking};
use crate::read::source::{Flow, Source};

/// Zip.
pub const CONTAINER: Container = Container { name: "zip", recognises, read };

/// The sign before every member, and that before the end.
const MEMBER: &[u8] = b"PK\x03\x04";
const END: &[u8] = b"PK\x05\x06";
/// The sign before the first member of an archive in several pieces, or made for that.
const PIECES: &[u8] = b"PK\x07\x08PK\x03\x04";

/// How many members are looked at to tell an archive from a document.
const LOOKED_AT: usize = 16;

/// Members that make a zip a document: of OpenDocument and EPUB, of Microsoft Office, of Java, of Apple's iWork.
const PARTS: [&str; 11] = [
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
    let zip = [MEMBER, END, PIECES].iter().any(|sign| head.starts_with(sign));
    zip && !names(head).iter().any(|name| PARTS.iter().any(|part| part.as_bytes() == *name))
}

/// The names of the first members, as far as the head of the archive shows them.
fn names(head: &[u8]) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let mut rest = head.strip_prefix(b"PK\x07\x08").unwrap_or(head);
    while let Some(member) = rest.strip_prefix(MEMBER).filter(|_| names.len() < LOOKED_AT) {
        let number = |at: usize| {
            member
                .get(at..at + 2)
                .map_or(0, |pair| pair.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        let (flags, packed) = (number(2), number(14) | number(16) << 16);
        let (name, extra) = (number(22), number(24));
        names.push(member.get(26..26 + name).unwrap_or_default());
        let Some(body) = member.get(26 + name + extra..) else { break };
        // A member whose length is said behind it ends where the next begins.
        let length = if flags & 8 != 0 && packed == 0 { find(body, MEMBER) } else { Some(packed) };
        let Some(next) = length.and_then(|length| body.get(length..)) else { break };
        rest = if flags & 8 != 0 {
            find(next, MEMBER).and_then(|at| next.get(at..)).unwrap_or_default()
        } else {
            next
        };
    }
    names
}

fn find(bytes: &[u8], sign: &[u8]) -> Option<usize> {
    bytes.windows(sign.len()).position(|window| window == sign)
}

fn read(source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let (mut archive, fault) = match unpacking.seekable(source) {
        Ok(archive) => archive,
        Err(fault) => return unpacking.reject(format!("it cannot be unpacked: {fault}")),
    };
    let why = match fault {
        None => match ZipIterable::try_new(&mut archive, Config::default()) {
            Ok(listed) => return members(listed, unpacking),
            Err(why) => why.to_string(),
        },
        Some(fault) => fault.to_string(),
    };
    salvage(&mut archive, &why, unpacking)
}

/// Reads what the directory of the archive lists.
fn members(
    mut archive: ZipIterable<&mut Box<dyn Seekable>>,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    let members = match archive.files() {
        Ok(members) => members,
        Err(why) => {
            return unpacking.reject(format!("the directory of the archive cannot be read: {why}"));
        }
    };
    while let Some(entry) = members.next() {
        match entry {
            Ok(entry) => listed(entry, members.reader_mut(), unpacking)?,
            Err(why) => return unpacking.reject(format!("the rest cannot be read: {why}")),
        }
    }
    Flow::Continue(())
}

fn listed<R: Read + Seek>(
    entry: ZipFileEntry<'_>,
    archive: &mut R,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    let name = named(entry.name_raw(), || entry.name().ok().map(|name| name.into_owned()));
    if entry.is_dir() {
        return Flow::Continue(());
    }
    if entry.is_symlink() {
        return unpacking.ignore(&name.path, "a link");
    }
    if entry.encrypted() {
        return unpacking.refuse(&name.path, "it is encrypted; unpack it with its password first");
    }
    match entry.with_reader(archive, ZipReadOptions::new()) {
        Ok(file) => member(&name, file, unpacking),
        Err(why) => unpacking.refuse(&name.path, &format!("it cannot be unpacked: {why}")),
    }
}

fn member<R: Read>(name: &Name, file: ZipFile<'_, R>, unpacking: &mut Unpacking<'_>) -> Flow {
    let packed = Rc::new(Cell::new(file.compressed_size()));
    let bytes = unpacking.metered(file, packed);
    unpacking.member(name, bytes)
}

/// What a member is called: in UTF-8, whether it says so or not, else as the archive's own system spelt it. Folders are
/// parted by `/`, though some write `\`.
fn named(raw: &[u8], spelt: impl FnOnce() -> Option<String>) -> Name {
    let said = std::str::from_utf8(raw).ok().map(str::to_owned).or_else(spelt);
    match said {
        Some(said) => Name::of(&said.replace('\\', "/")),
        None => Name::of_bytes(raw),
    }
}

/// Reads an archive without a directory from its beginning, as far as that goes.
fn salvage(archive: &mut Box<dyn Seekable>, why: &str, unpacking: &mut Unpacking<'_>) -> Flow {
    let mut last = why.to_owned();
    if archive.rewind().is_ok() {
        loop {
            match read_zipfile_from_stream(archive) {
                Ok(Some(file)) if file.encrypted() => break,
                Ok(Some(file)) if file.is_dir() => {}
                Ok(Some(file)) => {
                    let name =
                        named(file.name_raw(), || file.name().ok().map(|name| name.into_owned()));
                    member(&name, file, unpacking)?;
                }
                Ok(None) => break,
                Err(why) => {
                    last = why.to_string();
                    break;
                }
            }
        }
    }
    unpacking.reject(format!("the archive is cut off or damaged, the rest cannot be read: {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a member, with its length before or behind it.
    fn head(name: &str, body: &[u8], behind: bool) -> Vec<u8> {
        let length = if behind { 0 } else { body.len() as u32 };
        let mut bytes = MEMBER.to_vec();
        bytes.extend([20, 0, if behind { 8 } else { 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(length.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(body);
        if behind {
            bytes.extend(b"PK\x07\x08");
            bytes.extend([0; 12]);
        }
        bytes
    }

    #[test]
    fn documents_are_no_archives() {
        for behind in [false, true] {
            let archive = [head("a.txt", b"Rain", behind), head("b.txt", b"Wind", behind)].concat();
            assert_eq!(names(&archive), [b"a.txt", b"b.txt"]);
            assert!(recognises(&archive));
            let document =
                [head("docs/", b"", behind), head("[Content_Types].xml", b"<x/>", behind)].concat();
            assert!(!recognises(&document));
        }
        assert!(!recognises(&head("mimetype", b"application/epub+zip", false)));
        assert!(recognises(END) && !recognises(b"PKZIP"));
    }

    #[test]
    fn a_document_in_an_archive_is_a_member() {
        let document = head("[Content_Types].xml", b"<x/>", false);
        assert!(recognises(&head("report.docx", &document, false)));
    }

    #[test]
    fn a_name_is_utf8_or_what_its_system_wrote() {
        assert_eq!(named("1987\\café.txt".as_bytes(), || None).path, "1987/café.txt");
        assert_eq!(named(b"caf\x82.txt", || Some("café.txt".into())).path, "café.txt");
        assert_eq!(named(b"caf\xE9.txt", || None).path, "café.txt");
    }
}
