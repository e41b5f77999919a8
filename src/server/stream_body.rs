//! Streaming response bodies.
//!
//! A blocking thread writes into a [`BodyWriter`]; the response body sends the chunks as fast as the
//! client reads them. Memory holds only a few chunks, and writing fails with a broken pipe once the
//! client has disconnected.

use std::io::{self, ErrorKind, Write};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::mpsc;

use super::cancellation::Cancellation;

/// Size of a chunk in bytes.
const CHUNK: usize = 32 << 10;
/// Chunks that may wait to be sent.
const QUEUE: usize = 8;

/// The writing end, for a thread that may block.
pub(super) struct BodyWriter {
    chunks: mpsc::Sender<io::Result<Bytes>>,
    chunk: Vec<u8>,
}

/// Creates a writer and the body that streams what is written. The body owns the cancellation, so
/// dropping it cancels the work.
pub(super) fn pipe(cancellation: Cancellation) -> (BodyWriter, Body) {
    let (chunks, mut sent) = mpsc::channel(QUEUE);
    let body = stream::poll_fn(move |context| {
        let _owned = &cancellation;
        sent.poll_recv(context)
    });
    (BodyWriter { chunks, chunk: Vec::new() }, Body::from_stream(body))
}

impl BodyWriter {
    /// Breaks the connection, so that the client does not take a partial body for the whole.
    pub(super) fn abort(self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) {
        // A client that has already gone needs no error.
        let _ = self.chunks.blocking_send(Err(io::Error::other(error)));
    }

    fn send(&mut self) -> io::Result<()> {
        let chunk = Bytes::from(std::mem::take(&mut self.chunk));
        self.chunks.blocking_send(Ok(chunk)).map_err(|_| ErrorKind::BrokenPipe.into())
    }
}

impl Write for BodyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() { Ok(()) } else { self.send() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn dropping_the_body_cancels_and_breaks_the_pipe() {
        let cancellation = Cancellation::default();
        let cancelled = cancellation.budget(None).cancelled.expect("a flag");
        let (mut writer, body) = pipe(cancellation);
        writer.write_all(&[0; CHUNK]).expect("the queue has space");
        assert!(!cancelled.load(Ordering::Relaxed));
        drop(body);
        assert!(cancelled.load(Ordering::Relaxed));
        assert_eq!(
            writer.write_all(&[0; CHUNK]).expect_err("the body is gone").kind(),
            ErrorKind::BrokenPipe
        );
    }
}
