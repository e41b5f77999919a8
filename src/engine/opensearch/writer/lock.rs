//! The lock of the process that writes an archive on a cluster: a document with an end of its
//! validity, which the writer puts off as long as it lives.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::engine::opensearch::cluster::client::{Body, Client, Method};
use crate::error::{Error, Result};
use crate::search::budget::Budget;

/// Time after which the lock of a writer that is gone may be taken.
const VALID: Duration = Duration::from_secs(60);

/// Interval at which a writer puts off the end.
const RENEW: Duration = Duration::from_secs(10);

/// Interval at which a lock is tried again that may be of a writer that is gone.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// The lock, which is given up when it is dropped.
pub(crate) struct WriterLock {
    client: Arc<Client>,
    path: String,
    renewed: Instant,
    owner: String,
}

impl WriterLock {
    /// Takes the lock. Where one is held that nobody renews, it waits until that ends.
    ///
    /// # Errors
    /// Fails when another process writes.
    pub(crate) fn take(client: Arc<Client>, index: &str) -> Result<Self> {
        let (path, owner) = (format!("/{index}/_doc/lock"), owner());
        let lock = Self { client, path, renewed: Instant::now(), owner };
        let mut seen: Option<Value> = None;
        loop {
            if lock.create()? {
                return Ok(lock);
            }
            let Some(held) = lock.client.find(Method::Get, &lock.path, Body::None)? else {
                continue;
            };
            let state = held.pointer("/_source/state").cloned().unwrap_or(Value::Null);
            let is_over = state["until"].as_u64().is_none_or(|until| until < now());
            if is_over && lock.replace(&held)? {
                return Ok(lock);
            }
            if seen.as_ref().is_some_and(|seen| *seen != state) {
                return Err(Error::new("another morgue is writing to this archive")
                    .hint("wait until it has finished"));
            }
            seen = Some(state);
            std::thread::sleep(TRY_AGAIN);
        }
    }

    fn state(&self) -> Value {
        let until = now() + VALID.as_millis() as u64;
        json!({"kind": "lock", "state": {"owner": self.owner, "until": until}})
    }

    fn create(&self) -> Result<bool> {
        self.write("?op_type=create")
    }

    /// Takes over a lock, unless somebody else does.
    fn replace(&self, held: &Value) -> Result<bool> {
        let (number, term) = (held["_seq_no"].as_u64(), held["_primary_term"].as_u64());
        let (Some(number), Some(term)) = (number, term) else { return Ok(false) };
        self.write(&format!("?if_seq_no={number}&if_primary_term={term}"))
    }

    fn write(&self, condition: &str) -> Result<bool> {
        let path = format!("{}{condition}", self.path);
        let reply =
            self.client.send(Method::Put, &path, Body::Json(&self.state()), &Budget::default())?;
        if reply.status == 409 { Ok(false) } else { reply.ok().map(|_| true) }
    }

    /// Puts off the end of the lock, where it is time.
    ///
    /// # Errors
    /// Fails when another process took the lock, as this one did not answer for a minute.
    pub(crate) fn renew(&mut self) -> Result<()> {
        if self.renewed.elapsed() < RENEW {
            return Ok(());
        }
        let held = self.client.find(Method::Get, &self.path, Body::None)?;
        let is_mine =
            |held: &Value| held.pointer("/_source/state/owner") == Some(&json!(self.owner));
        let renewed = match held.as_ref().filter(|held| is_mine(held)) {
            Some(held) => self.replace(held)?,
            None => false,
        };
        self.renewed = Instant::now();
        match renewed {
            true => Ok(()),
            false => Err(Error::new("another morgue has taken over the writing of this archive")
                .hint("run `morgue index` again when it has finished")),
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // A lock that stays ends by itself.
        if let Ok(Some(held)) = self.client.find(Method::Get, &self.path, Body::None)
            && held.pointer("/_source/state/owner") == Some(&json!(self.owner))
        {
            let _ = self.client.call(Method::Delete, &self.path, Body::None);
        }
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    clock.map_or(0, |time| time.as_millis() as u64)
}

/// Returns a name of this process that no other has.
fn owner() -> String {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    format!("{}-{}", std::process::id(), clock.map_or(0, |time| time.as_nanos()))
}
