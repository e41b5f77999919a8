//! What the cluster keeps about an archive besides its articles: the seal of the last commit, the
//! manifest, the words, who is who, and a lock for the one process that writes.
//!
//! The manifest is the same log of lines as that of an index in a folder. Each commit adds what was
//! appended to it as documents, and then replaces the seal, which names how much of the log belongs to
//! the commit. A run that ends in between leaves the seal before.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Body, Client, Method};
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{ErrorContext as _, Result};

/// The largest part of a log in one document, in bytes.
const PART: usize = 4 << 20;

/// Documents read at a time: each may have four megabytes.
const PAGE: usize = 16;

/// Id of the document with the seal.
const SEAL: &str = "seal";

/// Id of the document that counts the runs.
const EPOCH: &str = "epoch";

/// The last commit of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// The payload that belongs to the manifest.
    pub seal: String,
    /// Number that grows with every commit.
    pub generation: u64,
    /// Generation for which who is who was published last; 0 for none.
    #[serde(default)]
    pub names: u64,
    /// Generation for which stories were published last; 0 for none.
    #[serde(default)]
    pub stories: u64,
}

/// The ledger of an archive.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub(crate) client: Arc<Client>,
    /// Name of its index.
    pub(crate) index: String,
}

/// A part of a log.
struct LogPart {
    from: u64,
    text: String,
}

impl Ledger {
    /// Reads the last commit; nothing where there was none.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn commit(&self) -> Result<Option<Commit>> {
        let path = format!("/{}/_doc/{SEAL}", self.index);
        let Some(found) = self.client.find(Method::Get, &path, Body::None)? else {
            return Ok(None);
        };
        let state = found.pointer("/_source/state").cloned().unwrap_or(Value::Null);
        serde_json::from_value(state).context(|| "cannot read the last commit".to_owned())
    }

    /// Replaces the last commit.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(crate) fn set_commit(&self, commit: &Commit) -> Result<()> {
        let path = format!("/{}/_doc/{SEAL}", self.index);
        let body = json!({"kind": "seal", "state": commit});
        self.client.call(Method::Put, &path, Body::Json(&body)).map(drop)
    }

    /// Counts another run that writes, and returns its number. Only the process that holds the lock may
    /// ask for it.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read or written.
    pub(crate) fn next_epoch(&self) -> Result<u64> {
        let path = format!("/{}/_doc/{EPOCH}", self.index);
        let known = self.client.find(Method::Get, &path, Body::None)?;
        let known = known.as_ref().and_then(|found| found.pointer("/_source/from")?.as_u64());
        let next = known.unwrap_or(0) + 1;
        let body = json!({"kind": "epoch", "from": next});
        self.client.call(Method::Put, &path, Body::Json(&body))?;
        Ok(next)
    }

    /// Makes what was written visible.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(crate) fn refresh(&self) -> Result<()> {
        let path = format!("/{}/_refresh", self.index);
        self.client.call(Method::Post, &path, Body::None).map(drop)
    }

    /// Adds text to a log, from an offset in bytes on. What an interrupted run left there is
    /// replaced, and what it left behind is removed.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(crate) fn append(&self, log: &str, from: u64, text: &str) -> Result<()> {
        self.refresh()?;
        let stale = json!({"query": {"bool": {"filter": [
            {"term": {"log": log}}, {"range": {"from": {"gte": from}}},
        ]}}});
        let path = format!("/{}/_delete_by_query?conflicts=proceed&refresh=true", self.index);
        self.client.call(Method::Post, &path, Body::Json(&stale))?;
        let (mut from, mut rest) = (from, text);
        while !rest.is_empty() {
            let end = rest.floor_char_boundary(PART);
            let (part, after) = rest.split_at(end);
            let path = format!("/{}/_doc/{log}-{from}", self.index);
            let body = json!({"kind": "log", "log": log, "from": from, "text": part});
            self.client.call(Method::Put, &path, Body::Json(&body))?;
            from += part.len() as u64;
            rest = after;
        }
        Ok(())
    }

    /// Reads a log from an offset on, up to its end.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn read(&self, log: &str, from: u64) -> Result<String> {
        let (mut next, mut text) = (from, String::new());
        loop {
            let query = json!({
                "size": PAGE,
                "sort": [{"from": "asc"}],
                "query": {"bool": {"filter": [
                    {"term": {"log": log}}, {"range": {"from": {"gte": next}}},
                ]}},
            });
            let path = format!("/{}/_search?allow_partial_search_results=false", self.index);
            let found = self.client.call(Method::Post, &path, Body::Json(&query))?;
            let parts = log_parts(&found);
            for part in &parts {
                if part.from == next {
                    text.push_str(&part.text);
                    next += part.text.len() as u64;
                }
            }
            if parts.len() < PAGE {
                return Ok(text);
            }
        }
    }

    /// Removes all logs of a kind of name but these.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(crate) fn remove_other_logs(&self, prefix: &str, logs: &[&str]) -> Result<()> {
        let others = json!({"query": {"bool": {
            "filter": [{"prefix": {"log": prefix}}],
            "must_not": [{"terms": {"log": logs}}],
        }}});
        let path = format!("/{}/_delete_by_query?conflicts=proceed", self.index);
        self.client.call(Method::Post, &path, Body::Json(&others)).map(drop)
    }

    /// Writes the manifest's log that a seal names to a folder, where the manifest is read.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read or the folder not be written.
    pub(crate) fn download(&self, seal: &str, folder: &Path) -> Result<()> {
        let Some(log) = log_of(seal) else { return Ok(()) };
        let path = folder.join(&log.name);
        fs::write(&path, self.read(&log.name, 0)?)
            .context(|| format!("cannot write `{}`", path.display()))
    }
}

/// The log that a seal names, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct SealedLog {
    /// File name.
    #[serde(rename = "ledger")]
    pub name: String,
    /// Length of the sealed part.
    pub bytes: u64,
}

/// Returns the log that a seal names.
pub(crate) fn log_of(seal: &str) -> Option<SealedLog> {
    serde_json::from_str(seal).ok()
}

fn log_parts(found: &Value) -> Vec<LogPart> {
    let hits = found.pointer("/hits/hits").and_then(Value::as_array);
    let part = |hit: &Value| {
        let source = hit.get("_source")?;
        let text = source.member("text").as_str()?.to_owned();
        Some(LogPart { from: source.member("from").as_u64()?, text })
    };
    hits.into_iter().flatten().filter_map(part).collect()
}
