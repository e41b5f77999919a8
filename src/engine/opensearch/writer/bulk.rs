//! Writes in bulk: actions are gathered, sent together, and repeated where the cluster is busy.
//!
//! Every action carries a version that only grows. A late repetition of an old one is refused by the
//! cluster, so that repeating is safe: what is written at least once is there exactly once.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::engine::opensearch::cluster::client::{Body, Client, Method};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, Result};
use crate::search::budget::Budget;

/// Bytes of actions that are sent together.
const BATCH: usize = 4 << 20;

/// Time for which refused actions are repeated.
const PATIENCE: Duration = Duration::from_secs(300);

/// The wait before refused actions are repeated.
const WAIT: Duration = Duration::from_millis(500);

/// Actions that were not sent yet.
#[derive(Default)]
pub(crate) struct Bulk {
    /// The actions, each one or two lines of JSON.
    actions: Vec<String>,
    bytes: usize,
}

impl Bulk {
    /// Adds a document, or replaces one of an earlier version.
    pub(crate) fn put(&mut self, index: &str, id: &str, version: u64, source: Map<String, Value>) {
        let action = json!({"index": {
            "_index": index, "_id": id, "version": version, "version_type": "external",
        }});
        self.push(format!("{action}\n{}\n", Value::Object(source)));
    }

    /// Adds a document, or replaces whatever has its id.
    pub(crate) fn replace(&mut self, index: &str, id: &str, source: Map<String, Value>) {
        let action = json!({"index": {"_index": index, "_id": id}});
        self.push(format!("{action}\n{}\n", Value::Object(source)));
    }

    /// Removes a document of an earlier version.
    pub(crate) fn delete(&mut self, index: &str, id: &str, version: u64) {
        let action = json!({"delete": {
            "_index": index, "_id": id, "version": version, "version_type": "external",
        }});
        self.push(format!("{action}\n"));
    }

    fn push(&mut self, action: String) {
        self.bytes += action.len();
        self.actions.push(action);
    }

    /// Returns whether it is time to send the actions.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= BATCH
    }

    /// Takes all actions.
    pub(crate) fn take(&mut self) -> Vec<String> {
        self.bytes = 0;
        std::mem::take(&mut self.actions)
    }
}

/// Sends actions, and waits until each is done.
///
/// # Errors
/// Fails when the cluster refuses an action for good, or stays busy.
pub(crate) fn send(mut actions: Vec<String>, client: &Client) -> Result<()> {
    let started = Instant::now();
    while !actions.is_empty() {
        let lines = actions.concat();
        let reply = client.send(Method::Post, "/_bulk", Body::Lines(&lines), &Budget::default())?;
        let refused = refused(&reply.ok()?)?;
        if !refused.is_empty() {
            if started.elapsed() > PATIENCE {
                return Err(Error::new("the cluster stays too busy to take articles")
                    .hint("run `morgue index` again: it goes on where it ended"));
            }
            std::thread::sleep(WAIT);
        }
        let mut at = 0..;
        actions.retain(|_| at.next().is_some_and(|at| refused.contains(&at)));
    }
    Ok(())
}

/// Returns the indexes of the actions that the cluster was too busy for.
///
/// # Errors
/// Fails with the reason of an action that was refused for good.
fn refused(answer: &Value) -> Result<HashSet<usize>> {
    let mut refused = HashSet::new();
    if answer.member("errors").as_bool() == Some(false) {
        return Ok(refused);
    }
    let items = answer.member("items").as_array().map(Vec::as_slice).unwrap_or_default();
    for (at, item) in items.iter().enumerate() {
        let done = item.as_object().and_then(|item| item.values().next());
        let status = done.and_then(|done| done.member("status").as_u64()).unwrap_or(500);
        match status {
            // A newer version is there already, or what is to be removed is not there.
            200..300 | 409 => {}
            404 if item.get("delete").is_some() => {}
            429 | 502..=504 => drop(refused.insert(at)),
            _ => {
                let reason = done.and_then(|done| {
                    let error = done.get("error")?;
                    let cause = error.pointer("/caused_by/reason").or(error.get("reason"));
                    cause.and_then(Value::as_str)
                });
                let reason = reason.unwrap_or("no reason given").to_owned();
                return Err(Error::new("the cluster refuses an article").with_source(reason));
            }
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_cluster_was_too_busy_for_is_repeated() {
        let item = |status: u64| json!({"index": {"status": status, "error": {"reason": "why"}}});
        let answer = json!({"errors": true, "items": [item(201), item(429), item(409), item(503)]});
        assert_eq!(refused(&answer).expect("no failure"), HashSet::from([1, 3]));
        assert!(refused(&json!({"errors": true, "items": [item(400)]})).is_err());
        // The index is gone.
        assert!(refused(&json!({"errors": true, "items": [item(404)]})).is_err());
        let removed = json!({"delete": {"status": 404}});
        assert!(refused(&json!({"errors": true, "items": [removed]})).expect("none").is_empty());
        assert!(refused(&json!({"errors": false})).expect("no failure").is_empty());
    }
}
