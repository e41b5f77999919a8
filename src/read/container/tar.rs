//! Tar archives in all dialects. Headers are parsed here one by one, so that a name or an attribute
//! that claims to be gigabytes long is refused before it is read.

use std::io::Read;

use tar::{EntryType, Header, PaxExtensions};

use super::form::Container;
use super::member_path::MemberPath;
use super::readers::FixedLengthReader;
use super::unpack::Unpacker;
use crate::read::source::{Flow, Source};

/// Tar.
pub(super) const CONTAINER: Container = Container { recognises, read };

/// Size of a block; headers and contents start at multiples of it.
const BLOCK: u64 = 512;

/// Longest extended name or list of attributes, in bytes.
const LONGEST_ATTRIBUTES: u64 = 1 << 20;

fn recognises(head: &[u8]) -> bool {
    head.first_chunk::<512>().is_some_and(|block| {
        block.first() != Some(&0) && checksum_matches(Header::from_byte_slice(block))
    })
}

/// Returns whether the checksum of a header is right. The checksum field itself counts as spaces.
fn checksum_matches(header: &Header) -> bool {
    let summand = |at: usize, byte: u8| {
        if (148..156).contains(&at) { u32::from(b' ') } else { u32::from(byte) }
    };
    let bytes = header.as_bytes();
    let sum: u32 = bytes.iter().enumerate().map(|(at, byte)| summand(at, *byte)).sum();
    header.cksum().is_ok_and(|written| written == sum)
}

/// Attributes of the next member, from the extension headers before its header.
#[derive(Default)]
struct Attributes {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

fn read(mut source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow {
    let mut attributes = Attributes::default();
    loop {
        let header = match next_header(&mut source) {
            Ok(Some(header)) => header,
            Ok(None) => return Flow::Continue(()),
            Err(reason) => return unpacker.reject(format!("the rest cannot be read: {reason}")),
        };
        let Ok(size) = header.entry_size() else {
            return unpacker.reject("the size of a member cannot be read");
        };
        if is_extension(&header) {
            if let Err(reason) = read_extension(&mut source, &header, size, &mut attributes) {
                return unpacker.reject(format!("the rest cannot be read: {reason}"));
            }
            continue;
        }
        let attributes = std::mem::take(&mut attributes);
        let size = attributes.size.unwrap_or(size);
        let mut content = FixedLengthReader::new(&mut source, size);
        read_member(&header, &attributes, &mut content, unpacker)?;
        let skipped =
            content.skip().and_then(|()| FixedLengthReader::new(&mut source, padding(size)).skip());
        if let Err(error) = skipped {
            return unpacker.reject(format!("the rest cannot be read: {error}"));
        }
    }
}

/// Bytes between the end of a member and the next block.
fn padding(size: u64) -> u64 {
    (BLOCK - size % BLOCK) % BLOCK
}

/// Reads the next header; `None` at the end of the archive.
fn next_header(source: &mut Source<'_>) -> Result<Option<Header>, String> {
    let mut header = Header::new_old();
    let mut block = Vec::with_capacity(BLOCK as usize);
    source.by_ref().take(BLOCK).read_to_end(&mut block).map_err(|error| error.to_string())?;
    if block.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    if block.len() < BLOCK as usize {
        return Err("the archive is truncated here".to_owned());
    }
    header.as_mut_bytes().copy_from_slice(&block);
    if checksum_matches(&header) {
        Ok(Some(header))
    } else {
        Err("a header of the archive is damaged".to_owned())
    }
}

/// Returns whether a header is followed by attributes of the next member instead of a member.
fn is_extension(header: &Header) -> bool {
    matches!(
        header.entry_type(),
        EntryType::GNULongName
            | EntryType::GNULongLink
            | EntryType::XHeader
            | EntryType::XGlobalHeader
    )
}

/// Reads the attributes after an extension header.
fn read_extension(
    source: &mut Source<'_>,
    header: &Header,
    size: u64,
    attributes: &mut Attributes,
) -> Result<(), String> {
    if size > LONGEST_ATTRIBUTES {
        return Err("a name or an attribute is longer than 1 MiB".to_owned());
    }
    let mut bytes = Vec::new();
    FixedLengthReader::new(source, size)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    FixedLengthReader::new(source, padding(size)).skip().map_err(|error| error.to_string())?;
    match header.entry_type() {
        EntryType::GNULongName => {
            let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            attributes.name = Some(name.to_vec());
        }
        EntryType::XHeader => parse_pax(&bytes, attributes),
        _ => {}
    }
    Ok(())
}

/// Parses the attributes of the POSIX pax format.
fn parse_pax(bytes: &[u8], attributes: &mut Attributes) {
    for extension in PaxExtensions::new(bytes).flatten() {
        match extension.key_bytes() {
            b"path" => attributes.name = Some(extension.value_bytes().to_vec()),
            b"GNU.sparse.name" => {
                attributes.name = Some(extension.value_bytes().to_vec());
                attributes.sparse = true;
            }
            b"GNU.sparse.major" => attributes.sparse = true,
            b"size" => attributes.size = extension.value().ok().and_then(|size| size.parse().ok()),
            _ => {}
        }
    }
}

fn read_member(
    header: &Header,
    attributes: &Attributes,
    content: impl Read,
    unpacker: &mut Unpacker<'_>,
) -> Flow {
    let short_name = header.path_bytes();
    let name = attributes.name.as_deref().unwrap_or(&short_name);
    let path = MemberPath::from_bytes(name);
    match header.entry_type() {
        EntryType::Directory => Flow::Continue(()),
        // Archives from before the directory type mark directories with a slash.
        EntryType::Regular if name.ends_with(b"/") => Flow::Continue(()),
        entry if entry == EntryType::GNUSparse || attributes.sparse => {
            unpacker.reject_member(&path.path, "sparse file: pack it without `--sparse`")
        }
        EntryType::Regular | EntryType::Continuous => unpacker.open_member(&path, content),
        EntryType::Symlink | EntryType::Link => unpacker.ignore_member(&path.path, "a link"),
        _ => unpacker.ignore_member(&path.path, "not a regular file"),
    }
}
