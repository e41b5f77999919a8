//! One named stream of bytes with its head in sight: what a container gives and a format reads.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::{ControlFlow, Range};
use std::rc::Rc;

use crate::article::Rejected;
use crate::text::decode::{self, Encoding};

/// How much of a source is looked at before it is read, and read at a time.
const HEAD: usize = 64 * 1024;

/// The longest record, or whole-file article, that is held in memory.
pub const RECORD_LIMIT: usize = 64 * 1024 * 1024;

/// Whether whoever takes records, or sources, wants more of them.
pub type Flow = ControlFlow<()>;

/// Finds where a record ends: given what is buffered of it, and up to where it was searched before, its length.
pub type Ends<'f> = dyn FnMut(&[u8], usize) -> Option<usize> + 'f;

/// A file, or a file inside a container, opened for reading.
///
/// A fault of the disk or of a compressed stream is kept until the reader has had what lies before it.
pub struct Source<'a> {
    name: String,
    input: Box<dyn Read + 'a>,
    /// What is read and not yet taken is `buffer[at..]`.
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    fault: Option<io::Error>,
    /// Shared with whoever takes records while they are read.
    encoding: Rc<Cell<Option<Encoding>>>,
    /// The encoding that whoever handed it on says it is in.
    declared: Option<String>,
    limit: usize,
}

impl<'a> Source<'a> {
    /// A source of this name, which tells formats apart; the first bytes are read at once.
    pub fn new(name: impl Into<String>, input: impl Read + 'a) -> Self {
        let mut source = Self {
            name: name.into(),
            input: Box::new(input),
            buffer: Vec::new(),
            at: 0,
            ended: false,
            fault: None,
            encoding: Rc::default(),
            declared: None,
            limit: RECORD_LIMIT,
        };
        while source.buffer.len() < HEAD && source.more() {}
        source.drop_mark();
        source
    }

    /// The name it goes by: a file's name, or its path inside a container, without the ending of a compression.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says which encoding it is in, as a server does of a page; what it says itself goes first.
    pub fn declare(&mut self, label: &str) {
        self.declared = Some(label.to_owned());
    }

    /// Its first bytes, up to 64 kB, until something is read from it.
    pub fn head(&self) -> &[u8] {
        let rest = self.rest();
        rest.get(..HEAD).unwrap_or(rest)
    }

    /// The encoding of what was read so far.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding.get()
    }

    /// Where that can be looked up while records are being read.
    pub fn encoding_so_far(&self) -> Rc<Cell<Option<Encoding>>> {
        Rc::clone(&self.encoding)
    }

    /// Why there is nothing to read, where there is nothing: the file is empty, or faulty from its first byte.
    pub fn nothing(&mut self) -> Option<Rejected> {
        let nothing = self.rest().trim_ascii().is_empty() && self.ended;
        nothing.then(|| self.take_fault().unwrap_or_else(|| Rejected::new("file is empty")))
    }

    /// All that is left, for formats that are no text or mix several encodings.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Rejected> {
        while self.rest().len() <= self.limit && self.more() {}
        if let Some(fault) = self.take_fault() {
            return Err(fault);
        }
        if self.rest().len() > self.limit {
            return Err(Rejected::new(format!("file is longer than {}", size(self.limit))));
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.drain(..std::mem::take(&mut self.at));
        Ok(bytes)
    }

    /// All the text that is left, in the encoding its markup declares or the bytes show.
    pub fn text(&mut self, declared: Option<&str>) -> Result<String, Rejected> {
        let bytes = self.bytes()?;
        let decoded = decode::decode_owned(bytes, declared.or(self.declared.as_deref()));
        self.encoding.set(self.encoding.get().or(Some(decoded.encoding)));
        Ok(decoded.text.into_owned())
    }

    /// The next line, without its end; none at the end of the source.
    pub fn line(&mut self) -> Option<Result<Cow<'_, str>, Rejected>> {
        let mut ends = |bytes: &[u8], from: usize| {
            memchr::memchr(b'\n', bytes.get(from..).unwrap_or_default()).map(|at| from + at + 1)
        };
        self.record(&mut ends)
    }

    /// The next record, up to where `ends` says or to the end of the source, decoded. A record beyond the limit is
    /// skipped and rejected; a fault of the stream rejects the record it falls into and ends the source.
    pub fn record(&mut self, ends: &mut Ends<'_>) -> Option<Result<Cow<'_, str>, Rejected>> {
        match self.next_record(ends)? {
            Ok(range) => {
                let bytes = self.buffer.get(range).unwrap_or_default();
                Some(Ok(decode_in(&self.encoding, bytes)))
            }
            Err(rejected) => Some(Err(rejected)),
        }
    }

    /// The next record as it lies in the file, for formats whose records say how they are encoded.
    pub fn raw_record(&mut self, ends: &mut Ends<'_>) -> Option<Result<&[u8], Rejected>> {
        match self.next_record(ends)? {
            Ok(range) => Some(Ok(self.buffer.get(range).unwrap_or_default())),
            Err(rejected) => Some(Err(rejected)),
        }
    }

    /// Believes what the file itself says of its encoding for records that are no UTF-8, which shows by itself.
    pub fn believe(&mut self, label: &str) {
        let declared = Encoding::declared(label)
            .filter(|encoding| !encoding.is_utf8() && !encoding.is_utf16());
        self.encoding.set(self.encoding.get().or(declared));
    }

    /// Decodes a piece of the source that a reader took as bytes.
    pub fn decode<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, str> {
        decode_in(&self.encoding, bytes)
    }

    /// The fault that ended the stream, once.
    fn take_fault(&mut self) -> Option<Rejected> {
        self.fault.take().map(|fault| Rejected::new(format!("the rest cannot be read: {fault}")))
    }

    /// Where the next record lies in the buffer.
    fn next_record(&mut self, ends: &mut Ends<'_>) -> Option<Result<Range<usize>, Rejected>> {
        let (mut searched, mut skipped) = (0, false);
        loop {
            if let Some(len) = ends(self.rest(), searched) {
                let start = self.at;
                self.at = self.buffer.len().min(start + len);
                return Some(if skipped { Err(self.too_long()) } else { Ok(start..self.at) });
            }
            searched = self.rest().len();
            if searched > self.limit {
                (searched, skipped) = (self.forget(), true);
            }
            if !self.more() {
                return self.last_record(skipped);
            }
        }
    }

    /// What is left when the stream is over.
    fn last_record(&mut self, skipped: bool) -> Option<Result<Range<usize>, Rejected>> {
        let last = self.at..self.buffer.len();
        self.at = self.buffer.len();
        match self.take_fault() {
            Some(fault) => Some(Err(fault)),
            None if skipped => Some(Err(self.too_long())),
            None => (!last.is_empty()).then_some(Ok(last)),
        }
    }

    fn too_long(&self) -> Rejected {
        Rejected::new(format!("record is longer than {}", size(self.limit)))
    }

    /// Forgets a record that is too long but for its last bytes, where its end may have begun.
    fn forget(&mut self) -> usize {
        const KEPT: usize = 64;
        self.at = self.buffer.len().saturating_sub(KEPT).max(self.at);
        self.rest().len()
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Reads another piece behind what is buffered; false at the end of the stream, or at its fault.
    fn more(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.buffer.drain(..std::mem::take(&mut self.at));
        let before = self.buffer.len();
        let piece = self.input.by_ref().take(HEAD as u64).read_to_end(&mut self.buffer);
        self.fault = piece.err();
        self.ended = self.fault.is_some() || self.buffer.len() < before + HEAD;
        self.buffer.len() > before
    }

    /// Takes the byte order mark off. UTF-16 is read whole and turned into UTF-8, so that every format may look for its
    /// borders byte by byte.
    fn drop_mark(&mut self) {
        let Some((encoding, mark)) = Encoding::marked(&self.buffer) else { return };
        self.encoding.set(Some(encoding));
        self.at = mark;
        if encoding.is_utf16() {
            while self.rest().len() <= self.limit && self.more() {}
            let text = encoding.decode(self.rest()).into_owned();
            (self.buffer, self.at, self.input) = (text.into_bytes(), 0, Box::new(Cursor::new([])));
        }
    }
}

/// Decodes a record: UTF-8 where it is valid, else in the encoding the source showed before, else as is likeliest.
fn decode_in<'b>(encoding: &Cell<Option<Encoding>>, bytes: &'b [u8]) -> Cow<'b, str> {
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

/// A size as people say it.
fn size(bytes: usize) -> String {
    format!("{} MiB", bytes.div_ceil(1024 * 1024))
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest().is_empty()
            && !self.more()
            && let Some(fault) = self.fault.take()
        {
            return Err(fault);
        }
        Ok(self.rest())
    }

    fn consume(&mut self, amount: usize) {
        self.at = self.buffer.len().min(self.at + amount);
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

    /// A stream that breaks after what it holds.
    struct Broken<'a>(&'a [u8]);

    impl Read for Broken<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("the disk is gone")),
                read => Ok(read),
            }
        }
    }

    fn lines(mut source: Source<'_>) -> Vec<Result<String, String>> {
        let mut all = Vec::new();
        while let Some(line) = source.line() {
            all.push(line.map(Cow::into_owned).map_err(|rejected| rejected.reason));
        }
        all
    }

    #[test]
    fn lines_come_one_by_one() {
        let got = lines(Source::new("a", &b"\xEF\xBB\xBFone\ntwo\n\nlast"[..]));
        assert_eq!(got, ["one\n", "two\n", "\n", "last"].map(|line| Ok(line.to_owned())));
    }

    #[test]
    fn lines_cross_the_pieces_they_are_read_in() {
        let long = format!("{}\nshort\n", "x".repeat(HEAD * 2 + 7));
        let got = lines(Source::new("a", long.as_bytes()));
        assert_eq!(
            got.iter().map(|line| line.as_ref().map_or(0, String::len)).collect::<Vec<_>>(),
            [HEAD * 2 + 8, 6]
        );
    }

    #[test]
    fn a_line_beyond_the_limit_is_skipped() {
        let text = format!("one\n{}\ntwo\n", "x".repeat(HEAD * 4));
        let mut source = Source::new("a", text.as_bytes());
        source.limit = HEAD;
        assert_eq!(
            lines(source),
            [Ok("one\n".into()), Err("record is longer than 1 MiB".into()), Ok("two\n".into())]
        );
    }

    #[test]
    fn a_fault_rejects_the_record_it_falls_into() {
        let got = lines(Source::new("a", Broken(b"one\ntw")));
        assert_eq!(
            got,
            [Ok("one\n".into()), Err("the rest cannot be read: the disk is gone".into())]
        );
        let mut source = Source::new("a", Broken(b""));
        assert_eq!(
            source.nothing(),
            Some(Rejected::new("the rest cannot be read: the disk is gone"))
        );
    }

    #[test]
    fn an_empty_source_says_so() {
        assert_eq!(Source::new("a", &b" \n"[..]).nothing(), Some(Rejected::new("file is empty")));
        assert_eq!(Source::new("a", &b"x"[..]).nothing(), None);
    }

    #[test]
    fn encodings_are_remembered_from_line_to_line() {
        let mut source = Source::new("a", &b"caf\xE9 cr\xE8me br\xFBl\xE9e\n\xE9t\xE9\n"[..]);
        assert_eq!(source.line().and_then(Result::ok).as_deref(), Some("café crème brûlée\n"));
        assert_eq!(source.line().and_then(Result::ok).as_deref(), Some("été\n"));
        assert_eq!(
            source.encoding().map(|encoding| encoding.name()).as_deref(),
            Some("windows-1252")
        );
    }

    #[test]
    fn what_others_say_of_the_encoding_counts_where_it_says_nothing() {
        let text = |declared| {
            let mut source = Source::new("a", &b"\xE1\xE2"[..]);
            source.declare("iso-8859-7");
            source.text(declared)
        };
        assert_eq!(text(None).as_deref(), Ok("αβ"));
        assert_eq!(text(Some("iso-8859-2")).as_deref(), Ok("áâ"));
    }

    #[test]
    fn utf16_has_lines_too() {
        let bytes: Vec<u8> =
            [0xFEFF].into_iter().chain("é\nb".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(Source::new("a", bytes.as_slice())), [Ok("é\n".into()), Ok("b".into())]);
    }

    #[test]
    fn a_text_is_read_whole_or_not() {
        assert_eq!(Source::new("a", &b"caf\xC3\xA9"[..]).text(None), Ok("café".into()));
        let long = vec![b'x'; HEAD * 2];
        let mut source = Source::new("a", long.as_slice());
        source.limit = HEAD;
        assert_eq!(source.text(None), Err(Rejected::new("file is longer than 1 MiB")));
    }
}
