//! Recursive unpacking of one file: tracks the location and nesting depth, enforces the limits, and
//! passes on what is found. Every container hands its members to the [`Unpacker`].

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::extracted::{CapturedPage, EmitSource, Extracted, MemberFilter, MemberLocation};
use super::limits::{LimitedReader, UnpackBudget};
use super::member_path;
use super::member_path::MemberPath;
use super::readers::CountingReader;
use crate::read::source::{Flow, Source};

/// Reads one container.
pub(super) type ReadContainer = fn(source: Source<'_>, unpacker: &mut Unpacker<'_>) -> Flow;

/// Finds the reader of the container that opens with these bytes; `None` for a plain file.
pub(super) type FindReader = fn(head: &[u8]) -> Option<ReadContainer>;

/// State of unpacking one file.
pub(super) struct Unpacker<'u> {
    find_reader: FindReader,
    budget: Rc<UnpackBudget>,
    filter: &'u MemberFilter<'u>,
    emit: &'u mut EmitSource<'u>,
    location: MemberLocation,
    /// Number of containers that are open around the current one, itself included.
    depth: u32,
    /// True if the rejection for reached limits was emitted.
    limit_reported: bool,
}

impl<'u> Unpacker<'u> {
    /// Starts at the top of a file.
    pub(super) fn new(
        find_reader: FindReader,
        budget: Rc<UnpackBudget>,
        filter: &'u MemberFilter<'u>,
        emit: &'u mut EmitSource<'u>,
    ) -> Self {
        Self {
            find_reader,
            budget,
            filter,
            emit,
            location: MemberLocation::default(),
            depth: 0,
            limit_reported: false,
        }
    }

    /// Unpacks a source if it is a container, and emits it as it is otherwise.
    pub(super) fn open(&mut self, mut source: Source<'_>) -> Flow {
        let Some(read) = (self.find_reader)(source.head()) else {
            source.unify_line_ends();
            return (self.emit)(Extracted::Source(source, &self.location));
        };
        if self.depth >= self.budget.limits.depth {
            let reason = self.budget.refuse_depth();
            return self.reject(reason);
        }
        self.depth += 1;
        let flow = read(source, self);
        self.depth -= 1;
        flow
    }

    /// Reports that the current source, or the rest of it, cannot be read.
    pub(super) fn reject(&mut self, reason: impl Into<String>) -> Flow {
        (self.emit)(Extracted::Rejected(&self.location, reason.into()))
    }

    /// Opens the content of a compressed stream, which keeps the location of the stream.
    pub(super) fn open_compressed<'s, D: Read + 's>(
        &mut self,
        source: Source<'s>,
        extensions: &[(&str, &str)],
        decode: impl FnOnce(CountingReader<Source<'s>>) -> io::Result<D>,
    ) -> Flow {
        let name = member_path::decompressed_name(source.name(), extensions);
        let counting = CountingReader::new(source);
        let packed = counting.count();
        match decode(counting) {
            Ok(decoder) => self.open(Source::new(name, self.limited(decoder, packed))),
            Err(error) => self.reject(format!("cannot be unpacked: {error}")),
        }
    }

    /// Applies the limits to a decompressed stream; `packed` counts its compressed bytes.
    pub(super) fn limited<R: Read>(&self, input: R, packed: Rc<Cell<u64>>) -> LimitedReader<R> {
        LimitedReader::new(input, packed, Rc::clone(&self.budget))
    }

    /// Opens a member, unless the filter excludes its path.
    pub(super) fn open_member<'s>(&mut self, path: &MemberPath, input: impl Read + 's) -> Flow {
        let location = MemberLocation {
            warning: path
                .leaves_archive
                .then(|| "its path in the archive leads outside the archive".to_owned()),
            ..self.location_of(&path.path)
        };
        let ignored = (self.filter)(&path.path);
        self.at(location, |here| match ignored {
            Some(reason) => (here.emit)(Extracted::Ignored(&here.location, reason.to_owned())),
            None => here.open(Source::new(path.file_name(), input)),
        })
    }

    /// Opens a captured web page.
    pub(super) fn open_page<'s>(&mut self, page: &CapturedPage<'_>, input: impl Read + 's) -> Flow {
        let CapturedPage { url, name, charset } = page;
        let location = MemberLocation {
            url: Some((*url).to_owned()),
            charset: charset.clone(),
            ..self.location_of(&member_path::printable(url))
        };
        self.at(location, |here| here.open(Source::new(name.as_str(), input)))
    }

    /// Reports that a member is not news.
    pub(super) fn ignore_member(&mut self, path: &str, reason: &str) -> Flow {
        let location = self.location_of(path);
        self.at(location, |here| (here.emit)(Extracted::Ignored(&here.location, reason.to_owned())))
    }

    /// Reports that a member cannot be read.
    pub(super) fn reject_member(&mut self, path: &str, reason: &str) -> Flow {
        let location = self.location_of(path);
        self.at(location, |here| here.reject(reason))
    }

    fn location_of(&self, path: &str) -> MemberLocation {
        MemberLocation {
            inner_path: format!("{}!/{path}", self.location.inner_path),
            ..MemberLocation::default()
        }
    }

    /// Runs `action` at the location of a member. Once a limit is reached, reports that once and
    /// stops.
    fn at(&mut self, location: MemberLocation, action: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let refused = self.budget.refuse_size().map_or_else(|| self.budget.count_member(), Err);
        if let Err(reason) = refused {
            if !std::mem::replace(&mut self.limit_reported, true) {
                self.reject(format!("the rest is not read: {reason}"))?;
            }
            return Flow::Break(());
        }
        let outer = std::mem::replace(&mut self.location, location);
        let flow = action(self);
        self.location = outer;
        flow
    }
}
