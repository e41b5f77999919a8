//! The lock of the process that writes an archive on a cluster: a document that its owner changes every
//! few seconds as long as it lives. Clocks of different machines are not compared: a lock is free when
//! another process has seen it unchanged for a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::engine::opensearch::cluster::client::{Body, Client, Method};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, Result};
use crate::search::budget::Budget;

/// Time without a change after which the lock of a writer that is gone may be taken.
const VALID: Duration = Duration::from_secs(60);

/// Interval at which a writer changes its lock.
const RENEW: Duration = Duration::from_secs(5);

/// Interval at which a lock is looked at that may be of a writer that is gone.
const LOOK: Duration = Duration::from_millis(500);

/// The lock, which is given up when it is dropped.
pub(crate) struct WriterLock {
    held: Arc<HeldLock>,
    renewal: Option<JoinHandle<()>>,
}

/// What the writer and the thread that renews its lock share.
struct HeldLock {
    client: Arc<Client>,
    path: String,
    owner: String,
    /// Set when the lock is to be given up.
    is_over: AtomicBool,
    /// Set when another process has taken the lock.
    is_lost: AtomicBool,
}

impl WriterLock {
    /// Takes the lock. Where one is held that nobody renews, it waits until that is certain.
    ///
    /// # Errors
    /// Fails when another process writes.
    pub(crate) fn take(client: Arc<Client>, index: &str) -> Result<Self> {
        let held = Arc::new(HeldLock {
            client,
            path: format!("/{index}/_doc/lock"),
            owner: owner(),
            is_over: AtomicBool::new(false),
            is_lost: AtomicBool::new(false),
        });
        held.take()?;
        let renewed = Arc::clone(&held);
        let renewal = std::thread::spawn(move || renewed.keep());
        Ok(Self { held, renewal: Some(renewal) })
    }

    /// Checks that this process still has the lock.
    ///
    /// # Errors
    /// Fails when another process took it, as this one did not answer for a minute.
    pub(crate) fn check(&self) -> Result<()> {
        match self.held.is_lost.load(Ordering::Relaxed) {
            false => Ok(()),
            true => Err(Error::new("another morgue has taken over the writing of this archive")
                .hint("run `morgue index` again when it has finished")),
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        self.held.is_over.store(true, Ordering::Relaxed);
        if let Some(renewal) = self.renewal.take() {
            renewal.thread().unpark();
            // A thread that panicked renews nothing any more.
            let _ = renewal.join();
        }
        // A lock that stays is taken a minute later.
        if let Ok(Some(found)) = self.held.find()
            && self.held.is_mine(&found)
        {
            let _ = self.held.client.call(Method::Delete, &self.held.path, Body::None);
        }
    }
}

impl HeldLock {
    fn take(&self) -> Result<()> {
        let mut seen: Option<(Value, Instant)> = None;
        loop {
            if self.write("?op_type=create")? {
                return Ok(());
            }
            let Some(found) = self.find()? else { continue };
            if self.is_mine(&found) {
                // The answer to the request that made it was lost.
                return Ok(());
            }
            let version = found.member("_seq_no").clone();
            match &seen {
                Some((known, _)) if *known != version => {
                    return Err(Error::new("another morgue is writing to this archive")
                        .hint("wait until it has finished"));
                }
                Some((_, since)) if since.elapsed() > VALID && self.replace(&found)? => {
                    return Ok(());
                }
                Some(_) => {}
                None => seen = Some((version, Instant::now())),
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Renews the lock until it is to be given up or was taken by another process.
    fn keep(&self) {
        loop {
            std::thread::park_timeout(RENEW);
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            // A cluster that does not answer now may answer the next time.
            let Ok(found) = self.find() else { continue };
            let is_renewed = match found.filter(|found| self.is_mine(found)) {
                Some(found) => self.replace(&found).unwrap_or(true),
                None => false,
            };
            if !is_renewed {
                self.is_lost.store(true, Ordering::Relaxed);
                return;
            }
        }
    }

    fn find(&self) -> Result<Option<Value>> {
        self.client.find(Method::Get, &self.path, Body::None)
    }

    fn is_mine(&self, found: &Value) -> bool {
        found.pointer("/_source/state/owner") == Some(&json!(self.owner))
    }

    /// Writes the lock in the place of one, unless that has changed.
    fn replace(&self, found: &Value) -> Result<bool> {
        let (number, term) =
            (found.member("_seq_no").as_u64(), found.member("_primary_term").as_u64());
        let (Some(number), Some(term)) = (number, term) else { return Ok(false) };
        self.write(&format!("?if_seq_no={number}&if_primary_term={term}"))
    }

    fn write(&self, condition: &str) -> Result<bool> {
        let path = format!("{}{condition}", self.path);
        let state = json!({"kind": "lock", "state": {"owner": self.owner}});
        let reply = self.client.send(Method::Put, &path, Body::Json(&state), &Budget::default())?;
        if reply.status == 409 { Ok(false) } else { reply.ok().map(|_| true) }
    }
}

/// Returns a name of this process that no other has.
fn owner() -> String {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    format!("{}-{}", std::process::id(), clock.map_or(0, |time| time.as_nanos()))
}
