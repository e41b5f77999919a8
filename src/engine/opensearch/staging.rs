//! The staging area of an archive on a cluster: an index of its own, in which workers leave what they read of
//! files. A document is a head or a part of one file, with a text that only indexing understands.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::cluster::client::{Body, Method};
use super::cluster::{Cluster, mapping};
use super::writer::bulk::Bulk;
use super::writer::sender::Sender;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::search::budget::Budget;
use crate::search::records::StagingArea;
use crate::text::hash;

/// Field with the path of the file.
const FILE: &str = "file";

/// Field with the text.
const TEXT: &str = "text";

/// Files that are removed in one request.
const FILES: usize = 1_000;

/// The staging area of an archive.
pub(super) struct ClusterStaging {
    /// The cluster, with the index of the staging area in the place of that of the articles.
    cluster: Cluster,
    bulk: Mutex<Bulk>,
    sender: Mutex<Option<Sender>>,
}

impl ClusterStaging {
    /// The area of an archive, if workers have left something in it.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(super) fn find(archive: &Cluster) -> Result<Option<Self>> {
        let area = Self::of(archive);
        let path = format!("/{}", area.cluster.articles);
        if area.cluster.client.find(Method::Get, &path, Body::None)?.is_none() {
            return Ok(None);
        }
        area.refresh()?;
        Ok((area.cluster.count()? > 0).then_some(area))
    }

    /// The area of an archive, which is made if it is missing.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(super) fn open_or_create(archive: &Cluster) -> Result<Self> {
        let area = Self::of(archive);
        area.cluster.create_index(&area.cluster.articles, &mapping::staging())?;
        Ok(area)
    }

    fn of(archive: &Cluster) -> Self {
        Self { cluster: archive.staging(), bulk: Mutex::default(), sender: Mutex::default() }
    }

    /// Returns the text with an id that belongs to a file.
    fn text(&self, path: &str, id: &str) -> Result<Option<String>> {
        let url = format!("/{}/_doc/{id}", self.cluster.articles);
        let found = self.cluster.client.find(Method::Get, &url, Body::None)?;
        let source = found.as_ref().map(|found| found.member("_source"));
        // Two paths with one id replace each other, and one of the files is read again.
        let source = source.filter(|source| source.member(FILE).as_str() == Some(path));
        Ok(source.and_then(|source| source.member(TEXT).as_str()).map(str::to_owned))
    }

    fn put(&self, path: &str, id: &str, text: &str) -> Result<()> {
        let mut source = Map::new();
        source.insert(FILE.to_owned(), json!(path));
        source.insert(TEXT.to_owned(), json!(text));
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut bulk = self.bulk.lock().unwrap_or_else(PoisonError::into_inner);
        bulk.replace(&self.cluster.articles, id, source);
        if bulk.is_full() { self.send(bulk.take()) } else { Ok(()) }
    }

    fn send(&self, actions: Vec<String>) -> Result<()> {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let start = || Sender::start(Arc::clone(&self.cluster.client));
        sender.get_or_insert_with(start).send(actions)
    }

    fn refresh(&self) -> Result<()> {
        let path = format!("/{}/_refresh", self.cluster.articles);
        self.cluster.client.call(Method::Post, &path, Body::None).map(drop)
    }
}

/// Returns the id of the head of a file.
fn head_id(path: &str) -> String {
    let hash = hash::of(path.as_bytes());
    format!("{hash:016x}{:08x}", path.len())
}

fn part_id(path: &str, number: u32) -> String {
    format!("{}-{number}", head_id(path))
}

impl StagingArea for ClusterStaging {
    fn head(&self, path: &str) -> Result<Option<String>> {
        self.text(path, &head_id(path))
    }

    fn part(&self, path: &str, number: u32) -> Result<Option<String>> {
        self.text(path, &part_id(path, number))
    }

    fn put_part(&self, path: &str, number: u32, text: &str) -> Result<()> {
        self.put(path, &part_id(path, number), text)
    }

    fn put_head(&self, path: &str, parts: u32, text: &str) -> Result<()> {
        if parts > 0 {
            self.flush()?;
        }
        self.put(path, &head_id(path), text)
    }

    fn flush(&self) -> Result<()> {
        let actions = self.bulk.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.send(actions)?;
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        sender.as_ref().map_or(Ok(()), Sender::flush)
    }

    fn files(&self) -> Result<Vec<String>> {
        self.refresh()?;
        let values = self.cluster.values(FILE, &json!({"match_all": {}}))?;
        Ok(values.into_iter().map(|(path, _)| path).collect())
    }

    fn remove(&self, files: &[String]) -> Result<()> {
        let path = format!("/{}/_delete_by_query?conflicts=proceed", self.cluster.articles);
        for files in files.chunks(FILES) {
            let query: Value = json!({"query": {"terms": {FILE: files}}});
            let budget = Budget::default();
            self.cluster.client.send(Method::Post, &path, Body::Json(&query), &budget)?.ok()?;
        }
        self.refresh()
    }
}
