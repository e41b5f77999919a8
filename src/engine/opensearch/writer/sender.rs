//! Sends batches of actions in the background, so that articles are read while the cluster works. One
//! batch is sent after the other.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::bulk;
use crate::engine::opensearch::cluster::client::Client;
use crate::error::{Error, Result};

/// Batches that wait while one is sent.
const WAITING: usize = 1;

/// What the thread is to do.
enum Work {
    /// Send these actions.
    Send(Vec<String>),
    /// Tell that all before is done.
    Tell(SyncSender<()>),
}

/// The thread that sends.
pub(crate) struct Sender {
    work: Option<SyncSender<Work>>,
    /// The first failure.
    failure: Arc<Mutex<Option<Error>>>,
    thread: Option<JoinHandle<()>>,
}

impl Sender {
    /// Starts the thread.
    pub(crate) fn start(client: Arc<Client>) -> Self {
        let (work, received) = sync_channel(WAITING);
        let failure = Arc::new(Mutex::new(None));
        let failed = Arc::clone(&failure);
        let thread = std::thread::spawn(move || run(&client, &received, &failed));
        Self { work: Some(work), failure, thread: Some(thread) }
    }

    /// Sends actions, as soon as those before are sent.
    ///
    /// # Errors
    /// Fails when actions before were refused.
    pub(crate) fn send(&self, actions: Vec<String>) -> Result<()> {
        let pushed = self.push(Work::Send(actions));
        self.check()?;
        pushed
    }

    /// Waits until all actions are done.
    ///
    /// # Errors
    /// Fails when some were refused.
    pub(crate) fn flush(&self) -> Result<()> {
        let (tell, done) = sync_channel(1);
        let pushed = self.push(Work::Tell(tell));
        // A thread that is gone tells nothing, and has left its failure.
        let _ = done.recv();
        self.check()?;
        pushed
    }

    fn push(&self, work: Work) -> Result<()> {
        let sent = self.work.as_ref().map(|queue| queue.send(work));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => Err(Error::new("the thread that writes to the cluster has ended")),
        }
    }

    fn check(&self) -> Result<()> {
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            None => Ok(()),
            Some(failure) => Err(failure),
        }
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take() {
            // What a thread that panicked had to send is lost with the run.
            let _ = thread.join();
        }
    }
}

/// Sends until no more work comes, or the first failure.
fn run(client: &Client, work: &Receiver<Work>, failure: &Mutex<Option<Error>>) {
    for work in work {
        match work {
            Work::Send(actions) => {
                if let Err(error) = bulk::send(actions, client) {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return;
                }
            }
            Work::Tell(done) => drop(done.send(())),
        }
    }
}
