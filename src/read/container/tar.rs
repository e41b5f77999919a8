//! A tar archive, of any of its dialects. Its headers are read here one by one, so that a name or an attribute that
//! claims gigabytes costs none.

use std::io::Read;

use tar::{EntryType, Header, PaxExtensions};

use super::form::Container;
use super::member_path::Name;
use super::unpack::{Exactly, Unpacking};
use crate::read::source::{Flow, Source};

/// Tar.
pub const CONTAINER: Container = Container { name: "tar", recognises, read };

/// Everything in the archive is a multiple of this.
const BLOCK: u64 = 512;

/// The longest name, or list of attributes, that is read.
const ATTRIBUTES: u64 = 1 << 20;

fn recognises(head: &[u8]) -> bool {
    head.first_chunk::<512>()
        .is_some_and(|block| block.first() != Some(&0) && is_sound(Header::from_byte_slice(block)))
}

/// Whether a header is what it was when it was written.
fn is_sound(header: &Header) -> bool {
    let bytes = header.as_bytes();
    let blank = |at: usize, byte: u8| {
        if (148..156).contains(&at) { u32::from(b' ') } else { u32::from(byte) }
    };
    let sum: u32 = bytes.iter().enumerate().map(|(at, byte)| blank(at, *byte)).sum();
    header.cksum().is_ok_and(|written| written == sum)
}

/// What an archive says of the member that follows, before its header.
#[derive(Default)]
struct Attributes {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

fn read(mut source: Source<'_>, unpacking: &mut Unpacking<'_>) -> Flow {
    let mut attributes = Attributes::default();
    loop {
        let header = match next_header(&mut source) {
            Ok(Some(header)) => header,
            Ok(None) => return Flow::Continue(()),
            Err(why) => return unpacking.reject(format!("the rest cannot be read: {why}")),
        };
        let Ok(size) = header.entry_size() else {
            return unpacking.reject("the size of a member cannot be read");
        };
        match kind(&header) {
            Kind::Attributes => match attribute(&mut source, &header, size, &mut attributes) {
                Ok(()) => continue,
                Err(why) => return unpacking.reject(format!("the rest cannot be read: {why}")),
            },
            Kind::Member => {}
        }
        let told = std::mem::take(&mut attributes);
        let size = told.size.unwrap_or(size);
        let mut bytes = Exactly::new(&mut source, size);
        member(&header, &told, &mut bytes, unpacking)?;
        let skipped = bytes.skip().and_then(|()| Exactly::new(&mut source, padding(size)).skip());
        if let Err(why) = skipped {
            return unpacking.reject(format!("the rest cannot be read: {why}"));
        }
    }
}

/// How much follows a member up to the next block.
fn padding(size: u64) -> u64 {
    (BLOCK - size % BLOCK) % BLOCK
}

/// The next header; nothing at the end of the archive.
fn next_header(source: &mut Source<'_>) -> Result<Option<Header>, String> {
    let mut header = Header::new_old();
    let mut block = Vec::with_capacity(BLOCK as usize);
    source.by_ref().take(BLOCK).read_to_end(&mut block).map_err(|fault| fault.to_string())?;
    if block.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    if block.len() < BLOCK as usize {
        return Err("the archive is cut off here".to_owned());
    }
    header.as_mut_bytes().copy_from_slice(&block);
    if is_sound(&header) {
        Ok(Some(header))
    } else {
        Err("a header of the archive is damaged".to_owned())
    }
}

/// What follows a header.
enum Kind {
    Member,
    /// What is to know about the next member.
    Attributes,
}

fn kind(header: &Header) -> Kind {
    match header.entry_type() {
        EntryType::GNULongName
        | EntryType::GNULongLink
        | EntryType::XHeader
        | EntryType::XGlobalHeader => Kind::Attributes,
        _ => Kind::Member,
    }
}

fn attribute(
    source: &mut Source<'_>,
    header: &Header,
    size: u64,
    told: &mut Attributes,
) -> Result<(), String> {
    if size > ATTRIBUTES {
        return Err("a name or an attribute is longer than 1 MiB".to_owned());
    }
    let mut bytes = Vec::new();
    Exactly::new(source, size).read_to_end(&mut bytes).map_err(|fault| fault.to_string())?;
    Exactly::new(source, padding(size)).skip().map_err(|fault| fault.to_string())?;
    match header.entry_type() {
        EntryType::GNULongName => {
            told.name = Some(bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec())
        }
        EntryType::XHeader => extended(&bytes, told),
        _ => {}
    }
    Ok(())
}

fn extended(bytes: &[u8], told: &mut Attributes) {
    for extension in PaxExtensions::new(bytes).flatten() {
        match extension.key_bytes() {
            b"path" => told.name = Some(extension.value_bytes().to_vec()),
            b"GNU.sparse.name" => {
                (told.name, told.sparse) = (Some(extension.value_bytes().to_vec()), true)
            }
            b"GNU.sparse.major" => told.sparse = true,
            b"size" => told.size = extension.value().ok().and_then(|size| size.parse().ok()),
            _ => {}
        }
    }
}

fn member(
    header: &Header,
    told: &Attributes,
    bytes: impl Read,
    unpacking: &mut Unpacking<'_>,
) -> Flow {
    let own = header.path_bytes();
    let said = told.name.as_deref().unwrap_or(&own);
    let name = Name::of_bytes(said);
    match header.entry_type() {
        EntryType::Directory => Flow::Continue(()),
        // Before there was a sign for folders, a slash said it.
        EntryType::Regular if said.ends_with(b"/") => Flow::Continue(()),
        EntryType::GNUSparse => {
            unpacking.refuse(&name.path, "a file with holes; pack it without --sparse")
        }
        _ if told.sparse => {
            unpacking.refuse(&name.path, "a file with holes; pack it without --sparse")
        }
        EntryType::Regular | EntryType::Continuous => unpacking.member(&name, bytes),
        EntryType::Symlink | EntryType::Link => unpacking.ignore(&name.path, "a link"),
        _ => unpacking.ignore(&name.path, "not a regular file"),
    }
}
