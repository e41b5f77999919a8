//! Short texts that all who use an archive share, such as the authority file: each is one document of the
//! ledger. Whoever adds to one writes it whole, unless it has changed meanwhile.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Body, Client, Method};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::search::budget::Budget;

/// Time for which a text is taken to be as it was read.
const FRESH: Duration = Duration::from_millis(500);

/// A text of the ledger, read again when it may have changed.
pub(crate) struct SharedText<T> {
    client: Arc<Client>,
    path: String,
    loaded: Mutex<Option<Loaded<T>>>,
}

struct Loaded<T> {
    at: Instant,
    text: String,
    value: Arc<T>,
}

impl<T> SharedText<T> {
    /// Makes the text of this name in the ledger of this index. Nothing is read.
    pub(crate) fn new(client: Arc<Client>, index: &str, name: &str) -> Self {
        let path = format!("/{index}/_doc/{name}");
        Self { client, path, loaded: Mutex::default() }
    }

    /// Returns what the text means: the same `Arc` as long as it is the same. It may be half a second
    /// old.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn current(&self, parse: impl FnOnce(&str) -> T) -> Result<Arc<T>> {
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.as_ref().filter(|known| known.at.elapsed() < FRESH) {
            return Ok(Arc::clone(&known.value));
        }
        let (text, _) = self.read()?;
        let value = match loaded.as_ref().filter(|known| known.text == text) {
            Some(known) => Arc::clone(&known.value),
            None => Arc::new(parse(&text)),
        };
        *loaded = Some(Loaded { at: Instant::now(), text, value: Arc::clone(&value) });
        Ok(value)
    }

    /// Adds to the text what `add` makes of it, with whatever else it returns. Where another process adds
    /// something at the same moment, `add` is asked again.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read or written, or when `add` fails.
    pub(crate) fn append<R>(&self, mut add: impl FnMut(&str) -> Result<(String, R)>) -> Result<R> {
        let mut written: Option<(String, R)> = None;
        loop {
            let (text, found) = self.read()?;
            if let Some((own, result)) = written.take()
                && text.starts_with(&own)
            {
                // The answer to the request that wrote it was lost.
                return Ok(result);
            }
            let (added, result) = add(&text)?;
            let text = text + &added;
            let condition = match &found {
                Some((number, term)) => format!("?if_seq_no={number}&if_primary_term={term}"),
                None => "?op_type=create".to_owned(),
            };
            let path = format!("{}{condition}", self.path);
            let body = json!({"kind": "text", "text": text});
            let budget = Budget::default();
            let reply = self.client.send(Method::Put, &path, Body::Json(&body), &budget)?;
            *self.loaded.lock().unwrap_or_else(PoisonError::into_inner) = None;
            if reply.status == 409 {
                written = Some((text, result));
                continue;
            }
            reply.ok()?;
            return Ok(result);
        }
    }

    fn read(&self) -> Result<(String, Option<(u64, u64)>)> {
        let Some(found) = self.client.find(Method::Get, &self.path, Body::None)? else {
            return Ok((String::new(), None));
        };
        let text = found.pointer("/_source/text").and_then(Value::as_str).unwrap_or_default();
        let version = found.member("_seq_no").as_u64().zip(found.member("_primary_term").as_u64());
        Ok((text.to_owned(), version))
    }
}
