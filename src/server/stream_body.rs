//! A body that is sent while it is written: a thread writes into one end, HTTP takes from the other as fast as the client
//! does. Memory holds a few pieces of it, and a client that goes away is a pipe that breaks.

use std::io::{self, ErrorKind, Write};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::mpsc;

use super::cancellation::Cancellation;

/// How large the pieces are, in bytes, and how many may wait.
const PIECE: usize = 32 << 10;
const WAITING: usize = 8;

/// The end that is written into, by a thread that may wait.
pub struct StreamBody {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

/// A pipe and the body that comes out of it. The asker goes when the body does.
pub fn pipe(asker: Cancellation) -> (StreamBody, Body) {
    let (pieces, mut sent) = mpsc::channel(WAITING);
    let body = stream::poll_fn(move |context| {
        let _waits = &asker;
        sent.poll_recv(context)
    });
    (StreamBody { pieces, piece: Vec::new() }, Body::from_stream(body))
}

impl StreamBody {
    /// Breaks the body off, so that nobody takes what there is of it for the whole.
    pub fn break_off(self, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) {
        // Whoever went away needs no telling.
        let _ = self.pieces.blocking_send(Err(io::Error::other(why)));
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.pieces.blocking_send(Ok(piece)).map_err(|_| ErrorKind::BrokenPipe.into())
    }
}

impl Write for StreamBody {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_goes_away_breaks_the_pipe() {
        let asker = Cancellation::default();
        let patience = asker.patience(None);
        let (mut pipe, body) = pipe(asker);
        pipe.write_all(&[0; PIECE]).expect("there is room");
        let gone = || {
            patience
                .cancelled
                .as_ref()
                .is_some_and(|gone| gone.load(std::sync::atomic::Ordering::Relaxed))
        };
        assert!(!gone());
        drop(body);
        assert!(gone());
        assert_eq!(
            pipe.write_all(&[0; PIECE]).expect_err("nobody takes it").kind(),
            ErrorKind::BrokenPipe
        );
    }
}
