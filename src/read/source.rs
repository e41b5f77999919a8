//! A named stream of bytes with a readable head: what a container yields and a format reads.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::{ControlFlow, Range};
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::mac_lines;
use crate::article::Rejected;
use crate::read::issue::PageOfIssue;
use crate::read::record_memory::{LARGE_RECORD, RecordMemory, Reservation};
use crate::read::seekable::{self, Reopen, SeekableFile};
use crate::text::decode::{self, Encoding};

/// Size of the head that recognisers see, and of every further read, in bytes.
const HEAD: usize = 64 * 1024;

/// Answer of a callback: `Continue` for more records or sources, `Break` to stop.
pub type Flow = ControlFlow<()>;

/// Finds the end of a record: takes the bytes buffered so far and the length that was searched
/// before, and returns the record's length once its end is in sight.
pub(crate) type FindEnd<'f> = dyn FnMut(&[u8], usize) -> Option<usize> + 'f;

/// Finds the end of a line: the byte after its line feed.
pub(crate) fn line_end(bytes: &[u8], searched: usize) -> Option<usize> {
    memchr::memchr(b'\n', bytes.get(searched..)?).map(|at| searched + at + 1)
}

/// A file, or a member of a container, opened for reading.
///
/// An error of the disk or of a compressed stream is kept until everything before it was read.
pub struct Source<'a> {
    name: String,
    input: Box<dyn Read + 'a>,
    /// Opens the file once more that this is, if it is one.
    reopen: Option<&'a Reopen<'a>>,
    /// Bytes that were read; those before `position` are consumed.
    buffer: Vec<u8>,
    position: usize,
    ended: bool,
    error: Option<io::Error>,
    /// Shared with callers that look it up while a record borrows the source.
    encoding: Rc<Cell<Option<Encoding>>>,
    /// Encoding named from outside, such as by an HTTP header.
    declared: Option<String>,
    /// The issue of which this is a page, if one is known.
    issue: Option<PageOfIssue>,
    /// True where lines end with a carriage return alone, which becomes a line feed.
    has_mac_lines: bool,
    memory: RecordMemory,
    /// Held while a large record is read. Shared with callers that look it up while a record
    /// borrows the source.
    reservation: SharedReservation,
    /// Shared with a source of its records in another form.
    was_too_long: Rc<Cell<bool>>,
}

/// The reservation of a large record, if one is being read.
pub(crate) type SharedReservation = Rc<RefCell<Option<Arc<Reservation>>>>;

impl<'a> Source<'a> {
    /// Opens a source and reads its head. The name helps to recognise the format.
    pub fn new(name: impl Into<String>, input: impl Read + 'a) -> Self {
        let mut source = Self {
            name: name.into(),
            input: Box::new(input),
            reopen: None,
            buffer: Vec::new(),
            position: 0,
            ended: false,
            error: None,
            encoding: Rc::default(),
            declared: None,
            issue: None,
            has_mac_lines: false,
            memory: RecordMemory::default(),
            reservation: Rc::default(),
            was_too_long: Rc::default(),
        };
        source.fill_head();
        source
    }

    /// A source of the same records in another form. It shares the memory, and tells of records that are too
    /// long.
    #[cfg(feature = "parquet")]
    pub(crate) fn converted<'c>(&self, input: impl Read + 'c) -> Source<'c> {
        let mut source = Source::new(self.name.clone(), io::empty());
        source.memory = self.memory.clone();
        source.reservation = Rc::clone(&self.reservation);
        source.encoding = Rc::clone(&self.encoding);
        source.was_too_long = Rc::clone(&self.was_too_long);
        (source.input, source.ended) = (Box::new(input), false);
        source.fill_head();
        source
    }

    fn fill_head(&mut self) {
        while self.buffer.len() < HEAD && self.fill() {}
        self.strip_byte_order_mark();
    }

    /// File name, or path inside a container, without the extension of a compression.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends lines with a line feed where the text of an old Mac ends them with a carriage return alone, so
    /// that formats find their lines and records.
    pub(crate) fn unify_line_ends(&mut self) {
        self.has_mac_lines = mac_lines::has_mac_lines(self.head());
        if self.has_mac_lines {
            mac_lines::replace_returns(self.buffer.get_mut(self.position..).unwrap_or_default());
        }
    }

    /// Sets the encoding that an HTTP header gave. A declaration inside the source overrides it.
    pub fn declare_encoding(&mut self, label: &str) {
        self.declared = Some(label.to_owned());
    }

    /// Says how to open once more the file that this is.
    pub(crate) fn set_reopen(&mut self, reopen: &'a Reopen<'a>) {
        self.reopen = Some(reopen);
    }

    /// Makes what is left to read seekable: opens the file itself where this is one, and copies it to memory
    /// or a temporary file otherwise. Also returns the error that ended the copy early.
    pub(crate) fn seekable(&mut self) -> io::Result<(Box<dyn SeekableFile>, Option<io::Error>)> {
        match self.reopen {
            Some(reopen) => Ok((reopen()?, None)),
            None => seekable::copy(self),
        }
    }

    /// Names the issue of which this is a page.
    pub(crate) fn set_issue(&mut self, issue: Option<PageOfIssue>) {
        self.issue = issue;
    }

    /// Takes the issue of which this is a page, if one is known.
    pub(crate) fn take_issue(&mut self) -> Option<PageOfIssue> {
        self.issue.take()
    }

    /// Bounds the memory of its records.
    pub fn set_memory(&mut self, memory: &RecordMemory) {
        self.memory = memory.clone();
    }

    /// Shared handle on the reservation of a large record.
    pub(crate) fn shared_reservation(&self) -> SharedReservation {
        Rc::clone(&self.reservation)
    }

    /// The bound of the memory of its records.
    #[cfg(feature = "parquet")]
    pub(crate) fn memory(&self) -> &RecordMemory {
        &self.memory
    }

    /// Length of the longest record that may be read, in bytes.
    pub(crate) fn longest_record(&self) -> usize {
        self.memory.longest_record()
    }

    /// True if a record was longer than may be read.
    pub(crate) fn was_too_long(&self) -> bool {
        self.was_too_long.get()
    }

    /// Rejects a record, a row or a file that is longer than may be read.
    pub(crate) fn too_long(&mut self, what: &str) -> Rejected {
        self.was_too_long.set(true);
        Rejected::new(self.memory.too_long(what, self.longest_record()))
    }

    /// Waits for the memory of a record that is this long so far, if it is large.
    pub(crate) fn reserve(&self, length: usize) {
        if length > LARGE_RECORD && self.reservation.borrow().is_none() {
            *self.reservation.borrow_mut() = self.memory.reserve_all().map(Arc::new);
        }
    }

    /// Gives the memory of an earlier large record back.
    pub(crate) fn release(&mut self) {
        if self.reservation.take().is_some() {
            self.buffer.drain(..std::mem::take(&mut self.position));
            self.buffer.shrink_to(LARGE_RECORD);
        }
    }

    /// First bytes of what is left to read, at most 64 KiB.
    pub fn head(&self) -> &[u8] {
        let buffered = self.buffered();
        buffered.get(..HEAD).unwrap_or(buffered)
    }

    /// The next bytes of what is left to read, at most this many: fewer where the source ends.
    pub(crate) fn look_ahead(&mut self, bytes: usize) -> &[u8] {
        while self.buffered().len() < bytes && self.fill() {}
        let buffered = self.buffered();
        buffered.get(..bytes).unwrap_or(buffered)
    }

    /// Encoding of the records read so far.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding.get()
    }

    /// Shared handle on the encoding, readable while a record borrows the source.
    pub fn shared_encoding(&self) -> Rc<Cell<Option<Encoding>>> {
        Rc::clone(&self.encoding)
    }

    /// Rejection of a source without content: empty, or unreadable from its first byte.
    pub fn reject_empty(&mut self) -> Option<Rejected> {
        let empty = self.buffered().trim_ascii().is_empty() && self.ended;
        empty.then(|| self.take_error().unwrap_or_else(|| Rejected::new("file is empty")))
    }

    /// Reads all remaining bytes, for formats that are not text or mix several encodings.
    ///
    /// # Errors
    /// Fails when the stream breaks, or is longer than the limit.
    pub fn read_bytes(&mut self) -> Result<Vec<u8>, Rejected> {
        let limit = self.longest_record();
        while self.buffered().len() <= limit && self.fill() {}
        if let Some(rejected) = self.take_error() {
            return Err(rejected);
        }
        if self.buffered().len() > limit {
            return Err(self.too_long("file"));
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.drain(..std::mem::take(&mut self.position));
        Ok(bytes)
    }

    /// Reads all remaining text, in the encoding its markup declares or its bytes suggest.
    ///
    /// # Errors
    /// Fails when the stream breaks, or is longer than the limit.
    pub fn read_text(&mut self, declared: Option<&str>) -> Result<String, Rejected> {
        let bytes = self.read_bytes()?;
        let decoded = decode::decode_owned(bytes, declared.or(self.declared.as_deref()));
        self.encoding.set(self.encoding.get().or(Some(decoded.encoding)));
        let text = decoded.text.into_owned();
        // Old Macs end lines with a carriage return alone.
        let is_mac = !text.contains('\n') && text.contains('\r');
        Ok(if is_mac { text.replace('\r', "\n") } else { text })
    }

    /// Reads and decodes the next record, up to where `find_end` says or to the end of the source.
    ///
    /// A record beyond the limit is skipped and rejected. An error of the stream rejects the record
    /// it falls into and ends the source.
    pub fn next_record(
        &mut self,
        find_end: &mut FindEnd<'_>,
    ) -> Option<Result<Cow<'_, str>, Rejected>> {
        match self.next_record_range(find_end)? {
            Ok(range) => Some(Ok(decode_record(&self.encoding, self.bytes_in(range)))),
            Err(rejected) => Some(Err(rejected)),
        }
    }

    /// Reads the next record as raw bytes, for formats whose records declare their encoding.
    pub fn next_raw_record(
        &mut self,
        find_end: &mut FindEnd<'_>,
    ) -> Option<Result<&[u8], Rejected>> {
        match self.next_record_range(find_end)? {
            Ok(range) => Some(Ok(self.bytes_in(range))),
            Err(rejected) => Some(Err(rejected)),
        }
    }

    /// Sets the encoding of records that are not valid UTF-8, as the file declares it.
    pub fn assume_encoding(&mut self, label: &str) {
        let declared = Encoding::from_label(label)
            .filter(|encoding| !encoding.is_utf8() && !encoding.is_utf16());
        self.encoding.set(self.encoding.get().or(declared));
    }

    /// Decodes bytes that a format read raw from this source.
    pub fn decode<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, str> {
        decode_record(&self.encoding, bytes)
    }

    /// Takes the error that ended the stream; later calls return `None`.
    fn take_error(&mut self) -> Option<Rejected> {
        self.error.take().map(|error| Rejected::new(format!("the rest cannot be read: {error}")))
    }

    /// Byte range of the next record in the buffer.
    fn next_record_range(
        &mut self,
        find_end: &mut FindEnd<'_>,
    ) -> Option<Result<Range<usize>, Rejected>> {
        let (mut searched, mut skipped) = (0, false);
        if self.buffered().len() <= LARGE_RECORD {
            self.release();
        }
        loop {
            if let Some(len) = find_end(self.buffered(), searched) {
                let start = self.position;
                self.position = self.buffer.len().min(start + len);
                return Some(if skipped {
                    Err(self.too_long("record"))
                } else {
                    Ok(start..self.position)
                });
            }
            searched = self.buffered().len();
            if searched > self.longest_record() {
                (searched, skipped) = (self.discard_overlong(), true);
            }
            if !self.fill() {
                return self.last_record_range(skipped);
            }
        }
    }

    /// Byte range of what is left when the stream is over.
    fn last_record_range(&mut self, skipped: bool) -> Option<Result<Range<usize>, Rejected>> {
        let last = self.position..self.buffer.len();
        self.position = self.buffer.len();
        match self.take_error() {
            Some(rejected) => Some(Err(rejected)),
            None if skipped => Some(Err(self.too_long("record"))),
            None => (!last.is_empty()).then_some(Ok(last)),
        }
    }

    /// Drops an overlong record except for its last bytes, where its end may begin.
    fn discard_overlong(&mut self) -> usize {
        const KEPT: usize = 64;
        self.position = self.buffer.len().saturating_sub(KEPT).max(self.position);
        self.buffered().len()
    }

    fn bytes_in(&self, range: Range<usize>) -> &[u8] {
        debug_assert!(range.end <= self.buffer.len());
        self.buffer.get(range).unwrap_or_default()
    }

    /// Bytes that were read and are not consumed.
    fn buffered(&self) -> &[u8] {
        self.bytes_in(self.position..self.buffer.len())
    }

    /// Reads another block into the buffer; false at the end of the stream or at its error.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.buffer.drain(..std::mem::take(&mut self.position));
        let before = self.buffer.len();
        let block = self.input.by_ref().take(HEAD as u64).read_to_end(&mut self.buffer);
        self.error = block.err();
        self.ended = self.error.is_some() || self.buffer.len() < before + HEAD;
        if self.has_mac_lines {
            mac_lines::replace_returns(self.buffer.get_mut(before..).unwrap_or_default());
        }
        self.reserve(self.buffer.len());
        self.buffer.len() > before
    }

    /// Skips the byte order mark. UTF-16 is converted to UTF-8 while it is read, so that every format
    /// can search for record ends byte by byte.
    fn strip_byte_order_mark(&mut self) {
        let Some((encoding, mark)) = Encoding::from_byte_order_mark(&self.buffer) else { return };
        self.encoding.set(Some(encoding));
        self.position = mark;
        if encoding.is_utf16() {
            let head = Cursor::new(std::mem::take(&mut self.buffer));
            let input = std::mem::replace(&mut self.input, Box::new(io::empty()));
            let rest = Rest { error: self.error.take(), input };
            // The decoder finds the encoding by the mark.
            self.input = Box::new(DecodeReaderBytesBuilder::new().build(head.chain(rest)));
            (self.position, self.ended) = (0, false);
            while self.buffer.len() < HEAD && self.fill() {}
        }
    }
}

/// What follows the head of a stream: the error at which it ended, if one was met, or its input.
struct Rest<'a> {
    error: Option<io::Error>,
    input: Box<dyn Read + 'a>,
}

impl Read for Rest<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.error.take().map_or_else(|| self.input.read(out), Err)
    }
}

/// Decodes a record: as UTF-8 where it is valid, else in the encoding of earlier records, else in
/// the most likely encoding, which later records then share.
fn decode_record<'b>(encoding: &Cell<Option<Encoding>>, bytes: &'b [u8]) -> Cow<'b, str> {
    match (std::str::from_utf8(bytes), encoding.get()) {
        (Ok(text), known) => {
            encoding.set(known.or(Some(Encoding::UTF8)));
            Cow::Borrowed(text)
        }
        (Err(_), Some(known)) if known != Encoding::UTF8 && !known.is_utf16() => {
            known.decode(bytes)
        }
        (Err(_), _) => {
            let decoded = decode::decode(bytes, None);
            encoding.set(Some(decoded.encoding));
            decoded.text
        }
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.buffered().is_empty()
            && !self.fill()
            && let Some(error) = self.error.take()
        {
            return Err(error);
        }
        Ok(self.buffered())
    }

    fn consume(&mut self, amount: usize) {
        self.position = self.buffer.len().min(self.position + amount);
    }
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .field("encoding", &self.encoding())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that fails after its content.
    struct FailingReader<'a>(&'a [u8]);

    impl Read for FailingReader<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("the disk is gone")),
                read => Ok(read),
            }
        }
    }

    fn lines(mut source: Source<'_>) -> Vec<Result<String, String>> {
        let mut lines = Vec::new();
        while let Some(line) = source.next_record(&mut line_end) {
            lines.push(line.map(Cow::into_owned).map_err(|rejected| rejected.reason));
        }
        lines
    }

    #[test]
    fn lines_are_read_one_by_one() {
        let read = lines(Source::new("a", &b"\xEF\xBB\xBFone\ntwo\n\nlast"[..]));
        assert_eq!(read, ["one\n", "two\n", "\n", "last"].map(|line| Ok(line.to_owned())));
    }

    #[test]
    fn lines_of_old_macs_end_with_a_line_feed() {
        let text = format!("one\rtwo\r{}\rlast\r\n", "x".repeat(HEAD));
        let mut source = Source::new("a", text.as_bytes());
        source.unify_line_ends();
        let lengths = lines(source).into_iter().map(|line| line.map_or(0, |line| line.len()));
        assert_eq!(lengths.collect::<Vec<_>>(), [4, 4, HEAD + 1, 6]);
        for bytes in [&b"%PDF-1.4\rx"[..], b"a\r\0b", b"one\r\ntwo\r"] {
            let mut source = Source::new("a", bytes);
            source.unify_line_ends();
            assert_eq!(source.head(), bytes);
        }
    }

    #[test]
    fn lines_may_span_several_reads() {
        let long = format!("{}\nshort\n", "x".repeat(HEAD * 2 + 7));
        let read = lines(Source::new("a", long.as_bytes()));
        assert_eq!(
            read.iter().map(|line| line.as_ref().map_or(0, String::len)).collect::<Vec<_>>(),
            [HEAD * 2 + 8, 6]
        );
    }

    #[test]
    fn an_overlong_line_is_skipped_and_rejected() {
        let text = format!("one\n{}\ntwo\n", "x".repeat(LARGE_RECORD + HEAD * 2));
        let mut source = Source::new("a", text.as_bytes());
        source.set_memory(&RecordMemory::new(LARGE_RECORD));
        assert_eq!(
            lines(source),
            [
                Ok("one\n".into()),
                Err("record is longer than 1 MiB; a larger --memory allows it".into()),
                Ok("two\n".into())
            ]
        );
    }

    #[test]
    fn a_stream_error_rejects_the_record_it_falls_into() {
        let read = lines(Source::new("a", FailingReader(b"one\ntw")));
        assert_eq!(
            read,
            [Ok("one\n".into()), Err("the rest cannot be read: the disk is gone".into())]
        );
        let mut source = Source::new("a", FailingReader(b""));
        assert_eq!(
            source.reject_empty(),
            Some(Rejected::new("the rest cannot be read: the disk is gone"))
        );
    }

    #[test]
    fn an_empty_source_is_rejected() {
        assert_eq!(
            Source::new("a", &b" \n"[..]).reject_empty(),
            Some(Rejected::new("file is empty"))
        );
        assert_eq!(Source::new("a", &b"x"[..]).reject_empty(), None);
    }

    #[test]
    fn the_encoding_of_one_line_serves_the_next() {
        let mut source = Source::new("a", &b"caf\xE9 cr\xE8me br\xFBl\xE9e\n\xE9t\xE9\n"[..]);
        assert_eq!(
            source.next_record(&mut line_end).and_then(Result::ok).as_deref(),
            Some("café crème brûlée\n")
        );
        assert_eq!(
            source.next_record(&mut line_end).and_then(Result::ok).as_deref(),
            Some("été\n")
        );
        assert_eq!(
            source.encoding().map(|encoding| encoding.name()).as_deref(),
            Some("windows-1252")
        );
    }

    #[test]
    fn an_outside_encoding_is_used_where_the_source_declares_none() {
        let text = |declared| {
            let mut source = Source::new("a", &b"\xE1\xE2"[..]);
            source.declare_encoding("iso-8859-7");
            source.read_text(declared)
        };
        assert_eq!(text(None).as_deref(), Ok("αβ"));
        assert_eq!(text(Some("iso-8859-2")).as_deref(), Ok("áâ"));
    }

    #[test]
    fn utf16_is_read_line_by_line() {
        let bytes: Vec<u8> =
            [0xFEFF].into_iter().chain("é\nb".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(Source::new("a", bytes.as_slice())), [Ok("é\n".into()), Ok("b".into())]);
    }

    #[test]
    fn a_text_is_read_whole_or_rejected() {
        assert_eq!(Source::new("a", &b"caf\xC3\xA9"[..]).read_text(None), Ok("café".into()));
        let long = vec![b'x'; LARGE_RECORD + 1];
        let mut source = Source::new("a", long.as_slice());
        source.set_memory(&RecordMemory::new(LARGE_RECORD));
        assert_eq!(
            source.read_text(None),
            Err(Rejected::new("file is longer than 1 MiB; a larger --memory allows it"))
        );
    }
}
