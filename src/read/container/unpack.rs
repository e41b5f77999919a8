//! One walk through a file and all that is packed in it: where we are, what it may still cost, and who takes what is
//! found. The members of the family hand everything they find on through here.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;
use std::rc::Rc;

use tempfile::SpooledTempFile;

use super::form::Container;
use super::limits::{UnpackBudget, Metered};
use super::member_path;
use super::member_path::Name;
use crate::read::source::{Flow, Source};

/// How much of an archive that lies in another is held in memory; what is longer goes to a temporary file.
const IN_MEMORY: usize = 8 << 20;

/// What is found in a file.
pub enum Found<'f> {
    /// Something to be read, and where it lies.
    Source(Source<'f>, &'f Place),
    /// Something that is no news, and why.
    Ignored(&'f Place, String),
    /// Something that can not be read, and why.
    Rejected(&'f Place, String),
}

/// Where something lies in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The path from the file to it: `!/1987/a.txt`, `!/b.zip!/c.txt`; empty where it is the file itself, or all it
    /// holds.
    pub within: String,
    /// Its address on the web, where the archive says it.
    pub address: Option<String>,
    /// The encoding that a server said it is in.
    pub charset: Option<String>,
    /// What is odd about it.
    pub warning: Option<String>,
}

/// A capture of a page of the web.
#[derive(Debug)]
pub struct Page<'p> {
    /// Its address.
    pub address: &'p str,
    /// What a file that reads as it does would be called.
    pub name: String,
    /// The encoding that the server said it is in.
    pub charset: Option<String>,
}

/// Who takes what is found.
pub type Give<'g> = dyn FnMut(Found<'_>) -> Flow + 'g;

/// Why a member of this path is no news by its name.
pub type Screen<'s> = dyn Fn(&str) -> Option<&'static str> + 's;

/// Anything that can be read from any place.
pub trait Seekable: Read + Seek {}

impl<T: Read + Seek> Seekable for T {}

/// A walk through one file.
pub struct Unpacking<'u> {
    containers: &'static [Container],
    file: &'u Path,
    budget: Rc<UnpackBudget>,
    screen: &'u Screen<'u>,
    give: &'u mut Give<'u>,
    place: Place,
    depth: u32,
    told: bool,
}

impl<'u> Unpacking<'u> {
    /// A walk through this file, by what these containers recognise.
    pub fn new(
        containers: &'static [Container],
        file: &'u Path,
        budget: Rc<UnpackBudget>,
        screen: &'u Screen<'u>,
        give: &'u mut Give<'u>,
    ) -> Self {
        Self {
            containers,
            file,
            budget,
            screen,
            give,
            place: Place::default(),
            depth: 0,
            told: false,
        }
    }

    /// Opens a source: if it is a container, all that lies in it is handed on, else itself.
    pub fn open(&mut self, source: Source<'_>) -> Flow {
        let container =
            self.containers.iter().find(|container| (container.recognises)(source.head()));
        let Some(container) = container else { return Flow::Continue(()) };
        let plain = self.containers.last().is_some_and(|last| last.name == container.name);
        if !plain && self.depth >= self.budget.limits.depth {
            let why = self.budget.deeper();
            return self.reject(why);
        }
        self.depth += 1;
        let flow = (container.read)(source, self);
        self.depth -= 1;
        flow
    }

    /// Hands on what is no container.
    pub fn give(&mut self, source: Source<'_>) -> Flow {
        (self.give)(Found::Source(source, &self.place))
    }

    /// Says that what lies here, or the rest of it, can not be read.
    pub fn reject(&mut self, why: impl Into<String>) -> Flow {
        (self.give)(Found::Rejected(&self.place, why.into()))
    }

    /// Opens what a compression holds. It lies where the compression does.
    pub fn stream<'s, D: Read + 's>(
        &mut self,
        source: Source<'s>,
        endings: &[(&str, &str)],
        decode: impl FnOnce(Counted<Source<'s>>) -> io::Result<D>,
    ) -> Flow {
        let name = member_path::unpacked(source.name(), endings);
        let counted = Counted::new(source);
        let packed = counted.count();
        match decode(counted) {
            Ok(decoder) => self.open(Source::new(name, self.metered(decoder, packed))),
            Err(fault) => self.reject(format!("it cannot be unpacked: {fault}")),
        }
    }

    /// A stream that was unpacked from so many bytes, within the limits.
    pub fn metered<R: Read>(&self, input: R, packed: Rc<Cell<u64>>) -> Metered<R> {
        Metered::new(input, packed, Rc::clone(&self.budget))
    }

    /// Opens a member, unless its name says that it is no news.
    pub fn member<'s>(&mut self, name: &Name, input: impl Read + 's) -> Flow {
        let place = Place {
            warning: name
                .strays
                .then(|| "the archive calls it by a path that leads out of the archive".to_owned()),
            ..self.place_of(&name.path)
        };
        let ignored = (self.screen)(&name.path);
        self.at(place, |here| match ignored {
            Some(why) => (here.give)(Found::Ignored(&here.place, why.to_owned())),
            None => here.open(Source::new(name.file(), input)),
        })
    }

    /// Opens a capture of a page of the web.
    pub fn page<'s>(&mut self, page: &Page<'_>, input: impl Read + 's) -> Flow {
        let Page { address, name, charset } = page;
        let place = Place {
            address: Some((*address).to_owned()),
            charset: charset.clone(),
            ..self.place_of(&member_path::printable(address))
        };
        self.at(place, |here| here.open(Source::new(name.as_str(), input)))
    }

    /// Says that a member is no news.
    pub fn ignore(&mut self, path: &str, why: &str) -> Flow {
        let place = self.place_of(path);
        self.at(place, |here| (here.give)(Found::Ignored(&here.place, why.to_owned())))
    }

    /// Says that a member can not be read.
    pub fn refuse(&mut self, path: &str, why: &str) -> Flow {
        let place = self.place_of(path);
        self.at(place, |here| here.reject(why))
    }

    fn place_of(&self, path: &str) -> Place {
        Place { within: format!("{}!/{path}", self.place.within), ..Place::default() }
    }

    /// Does something at the place of a member, unless the limits are reached: that is said once.
    fn at(&mut self, place: Place, deed: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let over = self.budget.spent().map_or_else(|| self.budget.member(), Err);
        if let Err(why) = over {
            if !std::mem::replace(&mut self.told, true) {
                self.reject(format!("the rest is not read: {why}"))?;
            }
            return Flow::Break(());
        }
        let outer = std::mem::replace(&mut self.place, place);
        let flow = deed(self);
        self.place = outer;
        flow
    }

    /// A source so that it can be read from any place: the file itself, or a copy that goes with the walk; and what went
    /// wrong while it was copied.
    pub fn seekable(
        &self,
        mut source: Source<'_>,
    ) -> io::Result<(Box<dyn Seekable>, Option<io::Error>)> {
        if self.depth == 1 {
            return Ok((Box::new(BufReader::new(File::open(self.file)?)), None));
        }
        let mut copy = SpooledTempFile::new(IN_MEMORY);
        let fault = io::copy(&mut source, &mut copy).err();
        copy.rewind()?;
        Ok((Box::new(copy), fault))
    }
}

/// A stream whose bytes are counted as they are taken.
pub struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    /// Counts from here.
    pub fn new(input: R) -> Self {
        Self { input, bytes: Rc::default() }
    }

    /// What is counted.
    pub fn get_ref(&self) -> &R {
        &self.input
    }

    /// The count, which goes on.
    pub fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.bytes)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.set(self.bytes.get() + amount as u64);
        self.input.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// So many bytes of a stream; one that ends before is at fault, so that half a text is not taken for a whole one.
pub struct Exactly<'e, R: ?Sized> {
    input: &'e mut R,
    left: u64,
}

impl<'e, R: BufRead + ?Sized> Exactly<'e, R> {
    /// The next so many bytes.
    pub fn new(input: &'e mut R, left: u64) -> Self {
        Self { input, left }
    }

    /// Passes over what was not read.
    pub fn skip(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(drop)
    }
}

impl<R: BufRead + ?Sized> BufRead for Exactly<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let buffer = self.input.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the archive is cut off here",
            ));
        }
        Ok(buffer.get(..most).unwrap_or(buffer))
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.input.consume(amount);
    }
}

impl<R: BufRead + ?Sized> Read for Exactly<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}
