//! Files and folders that do not answer. A network folder whose server is gone blocks whoever reads it,
//! for ever, and nothing can wake that thread: files are read by threads of their own, and one that waits
//! too long is left behind.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::source::Flow;

/// Files and folders that may be left without an answer. The next one is not tried, so that few
/// threads are left behind.
const MOST_UNANSWERED: usize = 8;

/// Most bytes that a thread reads at a time.
const CHUNK: usize = 128 << 10;

/// The time that a file or folder may take to answer. Clones share their threads, and count together
/// what did not answer.
#[derive(Debug, Clone)]
pub struct ReadTimeout {
    limit: Duration,
    unanswered: Arc<AtomicUsize>,
    threads: Threads,
}

impl Default for ReadTimeout {
    /// Two minutes.
    fn default() -> Self {
        Self::new(Duration::from_mins(2))
    }
}

impl ReadTimeout {
    /// A time limit for each file that is opened, each 128 KiB that are read, and each folder that is
    /// listed.
    pub fn new(limit: Duration) -> Self {
        Self { limit, unanswered: Arc::default(), threads: Threads::default() }
    }

    /// Runs an operation on a file or folder, and returns what it returns.
    ///
    /// # Errors
    /// Fails when it takes too long, or no thread can be started.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        operation: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<T> {
        // Where nobody waits any more, there is nothing left to do.
        self.start(move |answers| _ = answers.send(operation()))?.next()
    }

    /// Starts a thread that sends any number of answers.
    ///
    /// # Errors
    /// Fails when too much was left without an answer before, or no thread can be started.
    pub(crate) fn start<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Answers<T>) + Send + 'static,
    ) -> io::Result<Waiting<T>> {
        if self.unanswered.load(Ordering::Relaxed) >= MOST_UNANSWERED {
            let message = format!("not tried, since {MOST_UNANSWERED} others did not answer");
            return Err(io::Error::new(ErrorKind::TimedOut, message));
        }
        let (sender, answers) = bounded(1);
        self.threads.run(Box::new(move || work(&Answers(sender))))?;
        Ok(Waiting { timeout: self.clone(), answers })
    }

    /// Opens a file.
    ///
    /// # Errors
    /// Fails when it cannot be opened, or does not answer.
    pub(crate) fn open(&self, path: &Path) -> io::Result<TimedFile> {
        let path = path.to_path_buf();
        self.open_with(move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
    }

    /// Opens a file by a function that returns it with its length.
    fn open_with<F: Read + Seek>(
        &self,
        open: impl FnOnce() -> io::Result<(F, u64)> + Send + 'static,
    ) -> io::Result<TimedFile> {
        let (requests, received) = bounded(1);
        let answers = self.start(move |answer| serve(open(), &received, answer))?;
        match answers.next()?? {
            Answer::Opened { length, chunk } => {
                Ok(TimedFile { requests, answers, length, chunk, offset: 0, at: 0, is_lost: false })
            }
            Answer::Chunk(_) | Answer::Position(_) => Err(unexpected()),
        }
    }
}

/// Where a thread sends its answers.
pub(crate) struct Answers<T>(Sender<T>);

impl<T> Answers<T> {
    /// Sends an answer. Breaks when nobody waits for it any more.
    pub(crate) fn send(&self, answer: T) -> Flow {
        self.0.send(answer).map_or(Flow::Break(()), Flow::Continue)
    }
}

/// Who waits for the answers of a thread.
#[derive(Debug)]
pub(crate) struct Waiting<T> {
    timeout: ReadTimeout,
    answers: Receiver<T>,
}

impl<T> Waiting<T> {
    /// Waits for the next answer.
    ///
    /// # Errors
    /// Fails when it takes too long, or the thread has ended.
    pub(crate) fn next(&self) -> io::Result<T> {
        let ReadTimeout { limit, unanswered, .. } = &self.timeout;
        self.answers.recv_timeout(*limit).map_err(|error| match error {
            RecvTimeoutError::Timeout => {
                unanswered.fetch_add(1, Ordering::Relaxed);
                let seconds = limit.as_secs();
                let message =
                    format!("no answer within {seconds} s; a larger --read-timeout waits longer");
                io::Error::new(ErrorKind::TimedOut, message)
            }
            RecvTimeoutError::Disconnected => unexpected(),
        })
    }
}

type Work = Box<dyn FnOnce() + Send>;

/// Threads that wait for work. They end when nobody can give them any more.
#[derive(Debug, Clone)]
struct Threads {
    /// Holds nothing: sending succeeds when a thread waits.
    idle: Sender<Work>,
    work: Receiver<Work>,
}

impl Default for Threads {
    fn default() -> Self {
        let (idle, work) = bounded(0);
        Self { idle, work }
    }
}

impl Threads {
    /// Runs work on a thread that waits, or else on a new one.
    fn run(&self, work: Work) -> io::Result<()> {
        let Err(TrySendError::Full(mut work) | TrySendError::Disconnected(mut work)) =
            self.idle.try_send(work)
        else {
            return Ok(());
        };
        let further = self.work.clone();
        let until_none = move || loop {
            work();
            let Ok(next) = further.recv() else { return };
            work = next;
        };
        Builder::new().name("file".to_owned()).spawn(until_none).map(drop)
    }
}

/// A file that another thread reads.
#[derive(Debug)]
pub(crate) struct TimedFile {
    requests: Sender<Request>,
    answers: Waiting<io::Result<Answer>>,
    length: u64,
    /// The bytes read last, and their offset in the file.
    chunk: Chunk,
    offset: u64,
    /// How many of them were handed out.
    at: usize,
    /// True once it did not answer: it is not asked again.
    is_lost: bool,
}

#[derive(Debug)]
enum Request {
    Read,
    Seek(SeekFrom),
}

#[derive(Debug)]
enum Answer {
    Opened { length: u64, chunk: Chunk },
    Chunk(Chunk),
    Position(u64),
}

impl Answer {
    fn is_whole_file(&self) -> bool {
        matches!(self, Self::Opened { chunk, .. } if chunk.is_last)
    }
}

#[derive(Debug, Default)]
struct Chunk {
    bytes: Vec<u8>,
    /// True if the file ends here.
    is_last: bool,
}

impl TimedFile {
    /// Length of the file in bytes when it was opened.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    fn ask(&mut self, request: Request) -> io::Result<Answer> {
        if self.is_lost {
            return Err(io::Error::new(ErrorKind::TimedOut, "no answer before"));
        }
        self.requests.send(request).map_err(|_| unexpected())?;
        let answer = self.answers.next();
        self.is_lost = answer.is_err();
        answer?
    }

    fn ask_position(&mut self, position: SeekFrom) -> io::Result<u64> {
        let Answer::Position(position) = self.ask(Request::Seek(position))? else {
            return Err(unexpected());
        };
        (self.chunk, self.offset, self.at) = (Chunk::default(), position, 0);
        Ok(position)
    }

    /// Index of a position in the bytes that were read last, if it is there or beyond the end of the
    /// file.
    fn within_chunk(&self, position: u64) -> Option<usize> {
        let at = usize::try_from(position.checked_sub(self.offset)?).ok()?;
        (at <= self.chunk.bytes.len() || self.chunk.is_last).then_some(at)
    }
}

impl Read for TimedFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.chunk.bytes.len() && !self.chunk.is_last && !out.is_empty() {
            let Answer::Chunk(chunk) = self.ask(Request::Read)? else { return Err(unexpected()) };
            self.offset += self.chunk.bytes.len() as u64;
            (self.chunk, self.at) = (chunk, 0);
        }
        let read = self.chunk.bytes.get(self.at..).unwrap_or_default().read(out)?;
        self.at += read;
        Ok(read)
    }
}

impl Seek for TimedFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let end = self.chunk.bytes.len() as u64;
        let (from, by) = match position {
            SeekFrom::Current(by) => (self.offset + self.at as u64, by),
            // The whole file is here, and its thread is gone.
            SeekFrom::End(by) if self.chunk.is_last && self.offset == 0 => (end, by),
            SeekFrom::Start(start) => (start, 0),
            SeekFrom::End(_) => return self.ask_position(position),
        };
        let position = from.checked_add_signed(by).ok_or(ErrorKind::InvalidInput)?;
        if let Some(at) = self.within_chunk(position) {
            self.at = at;
            return Ok(self.offset + at as u64);
        }
        self.ask_position(SeekFrom::Start(position))
    }
}

fn unexpected() -> io::Error {
    io::Error::other("the reading thread has ended")
}

/// Answers requests about a file until nobody asks any more.
fn serve<F: Read + Seek>(
    opened: io::Result<(F, u64)>,
    requests: &Receiver<Request>,
    answers: &Answers<io::Result<Answer>>,
) {
    let first = opened.and_then(|(mut file, length)| {
        let chunk = read_chunk(&mut file, length)?;
        Ok((file, Answer::Opened { length, chunk }))
    });
    let (mut file, mut answer) = match first {
        // A short file needs no further request.
        Ok((file, answer)) if !answer.is_whole_file() => (file, Ok(answer)),
        first => {
            _ = answers.send(first.map(|(_, answer)| answer));
            return;
        }
    };
    while answers.send(answer).is_continue() {
        let Ok(request) = requests.recv() else { return };
        answer = match request {
            Request::Read => read_chunk(&mut file, CHUNK as u64).map(Answer::Chunk),
            Request::Seek(position) => file.seek(position).map(Answer::Position),
        };
    }
}

/// Reads on to the end of the file or of a chunk. A file is expected to have this many bytes more.
fn read_chunk(file: &mut impl Read, expected: u64) -> io::Result<Chunk> {
    let capacity = usize::try_from(expected).unwrap_or(CHUNK).clamp(1, CHUNK);
    let mut bytes = Vec::with_capacity(capacity);
    let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut bytes);
    match read {
        // What came before an error is still good. The next chunk begins with the error.
        Err(error) if bytes.is_empty() => Err(error),
        read => Ok(Chunk { is_last: read.is_ok() && bytes.len() < CHUNK, bytes }),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use proptest::prelude::*;

    use super::*;

    fn short() -> ReadTimeout {
        ReadTimeout::new(Duration::from_millis(50))
    }

    /// A file whose disk answers until this many bytes were read.
    struct Hanging(u64);

    impl Read for Hanging {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                loop {
                    std::thread::park();
                }
            }
            let read = out.len().min(usize::try_from(self.0).unwrap_or(usize::MAX));
            self.0 -= read as u64;
            Ok(read)
        }
    }

    impl Seek for Hanging {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            Ok(0)
        }
    }

    #[test]
    fn a_file_that_does_not_answer_is_an_error() {
        let timeout = short();
        let kind = |error: io::Error| (error.kind(), error.to_string());
        let (hung, error) = kind(timeout.open_with(|| Ok((Hanging(0), 9))).expect_err("hangs"));
        assert_eq!(hung, ErrorKind::TimedOut);
        assert_eq!(error, "no answer within 0 s; a larger --read-timeout waits longer");
        let mut file = timeout.open_with(|| Ok((Hanging(CHUNK as u64), 9))).expect("opens");
        let read = io::copy(&mut file, &mut io::sink());
        assert_eq!(kind(read.expect_err("hangs in the middle")).0, ErrorKind::TimedOut);
        // Whoever goes on does not wait again.
        for _ in 0..3 {
            let again = io::copy(&mut file, &mut io::sink());
            assert_eq!(kind(again.expect_err("is lost")).1, "no answer before");
        }
        assert_eq!(timeout.unanswered.load(Ordering::Relaxed), 2);
        assert!(timeout.run(|| 7).is_ok_and(|answer| answer == 7));
    }

    #[test]
    fn few_threads_are_left_behind() {
        let timeout = short();
        for _ in 0..MOST_UNANSWERED {
            let hangs = timeout.clone().run(|| std::thread::sleep(Duration::from_secs(5)));
            assert!(hangs.is_err());
        }
        let error = timeout.run(|| 7).expect_err("is not tried");
        assert_eq!(error.to_string(), "not tried, since 8 others did not answer");
    }

    #[test]
    fn errors_of_the_file_stay_as_they_are() {
        let error = ReadTimeout::default().open(Path::new("/nowhere")).expect_err("is missing");
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }

    proptest! {
        /// Reads and seeks give what the file itself gives.
        #[test]
        fn a_file_reads_as_itself(
            length in prop_oneof![0..10_usize, CHUNK - 2..CHUNK + 2, 2 * CHUNK..3 * CHUNK],
            steps in proptest::collection::vec((0..3_u8, 0..400_000_i64, 1..200_000_usize), 1..8),
        ) {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut stored = tempfile::NamedTempFile::new().expect("a file");
            stored.write_all(&bytes).expect("writes");
            let mut file = ReadTimeout::default().open(stored.path()).expect("opens");
            let mut twin = Cursor::new(bytes);
            prop_assert_eq!(file.length(), length as u64);
            for (kind, offset, read) in steps {
                let position = match kind {
                    0 => SeekFrom::Start(offset.unsigned_abs()),
                    1 => SeekFrom::Current(offset - 200_000),
                    _ => SeekFrom::End(-offset),
                };
                let sought = (file.seek(position).ok(), twin.seek(position).ok());
                prop_assert_eq!(sought.0, sought.1);
                let (mut found, mut expected) = (Vec::new(), Vec::new());
                Read::by_ref(&mut file).take(read as u64).read_to_end(&mut found).expect("reads");
                Read::by_ref(&mut twin).take(read as u64).read_to_end(&mut expected).expect("reads");
                prop_assert_eq!(found, expected);
            }
        }
    }
}
