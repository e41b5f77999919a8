//! Clippings of an archive on a cluster: tags, collections and notes. Their log is a text in the ledger, so
//! that all who use the archive have the same.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::OpenSearchEngine;
use super::cluster::Cluster;
use super::cluster::shared_text::SharedText;
use crate::article::schema::Field;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::Result;
use crate::identity::clippings::{self, ClippingEntry, Clippings};
use crate::search::budget::Budget;
use crate::search::engine::Engine as _;

/// Name of the text in the ledger.
const NAME: &str = "clippings.log";

/// Ids in one request.
const IDS: usize = 10_000;

/// The log of clippings.
pub(super) struct SharedClippings {
    text: SharedText<Clippings>,
    /// Where it is, for messages.
    pub location: String,
}

impl SharedClippings {
    /// The log of an archive.
    pub(super) fn new(cluster: &Cluster) -> Self {
        let (client, index) = (Arc::clone(&cluster.client), &cluster.ledger.index);
        Self {
            text: SharedText::new(client, index, NAME),
            location: format!("{}/{NAME}", cluster.address),
        }
    }

    /// Returns the clippings.
    ///
    /// # Errors
    /// Fails when they cannot be read.
    pub(super) fn current(&self) -> Result<Arc<Clippings>> {
        self.text.current(Clippings::parse)
    }

    /// Appends an entry, and returns its number.
    ///
    /// # Errors
    /// Fails when the entry makes no sense, or when the log cannot be read or written.
    pub(super) fn append(&self, now: Timestamp, entry: &ClippingEntry) -> Result<usize> {
        self.text.append(|text| {
            let line = clippings::line(now, entry.clone(), &self.location)?;
            Ok((line, Clippings::parse(text).entries + 1))
        })
    }
}

impl OpenSearchEngine {
    /// Returns the ids that articles have for these, own ids or those of duplicate records; nothing for those that
    /// are gone.
    pub(super) fn find_ids(&self, ids: &[&str]) -> Result<Vec<Option<String>>> {
        let cluster = Arc::clone(&self.latest()?.cluster);
        let (field, mut own) = (Field::Id.name(), HashSet::new());
        for ids in ids.chunks(IDS) {
            let search = json!({
                "size": IDS, "query": {"terms": {field: ids}}, "_source": [field],
                "sort": ["_doc"], "track_total_hits": false,
            });
            let found = cluster.search(&search, &Budget::default())?;
            let hits = found.pointer("/hits/hits").and_then(Value::as_array);
            let ids = hits.into_iter().flatten().map(|hit| hit.member("_source").member(field));
            own.extend(ids.filter_map(|id| id.as_str().map(str::to_owned)));
        }
        let resolve = |id: &&str| match own.get(*id) {
            Some(id) => Ok(Some(id.clone())),
            None => Ok(self.article(id)?.map(|document| document.id)),
        };
        ids.iter().map(resolve).collect()
    }
}
