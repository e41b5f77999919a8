//! Readers over packed streams: one counts what it reads, one ends at a known length.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Counts the bytes that are consumed from a stream.
pub(super) struct CountingReader<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R> CountingReader<R> {
    /// Starts counting at zero.
    pub(super) fn new(input: R) -> Self {
        Self { input, bytes: Rc::default() }
    }

    /// The stream that is counted.
    pub(super) fn get_ref(&self) -> &R {
        &self.input
    }

    /// Shared handle on the count, which keeps growing as the stream is read.
    pub(super) fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.bytes)
    }
}

impl<R: BufRead> BufRead for CountingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.set(self.bytes.get() + amount as u64);
        self.input.consume(amount);
    }
}

impl<R: BufRead> Read for CountingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// Reads exactly `remaining` bytes of a stream. A stream that ends earlier is an error, so that
/// half a text never passes for a whole one.
pub(super) struct FixedLengthReader<'r, R: ?Sized> {
    input: &'r mut R,
    remaining: u64,
}

impl<'r, R: BufRead + ?Sized> FixedLengthReader<'r, R> {
    /// Reads the next `length` bytes of a stream.
    pub(super) fn new(input: &'r mut R, length: u64) -> Self {
        Self { input, remaining: length }
    }

    /// Skips the bytes that were not read.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(drop)
    }
}

impl<R: BufRead + ?Sized> BufRead for FixedLengthReader<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.remaining == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.remaining).unwrap_or(usize::MAX);
        let buffer = self.input.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the archive is truncated here",
            ));
        }
        Ok(buffer.get(..most).unwrap_or(buffer))
    }

    fn consume(&mut self, amount: usize) {
        self.remaining = self.remaining.saturating_sub(amount as u64);
        self.input.consume(amount);
    }
}

impl<R: BufRead + ?Sized> Read for FixedLengthReader<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}
