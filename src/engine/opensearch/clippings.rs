//! Clippings of an archive on a cluster: tags, collections and notes. Their log is a text in the ledger, so
//! that all who use the archive have the same.

use std::sync::Arc;

use jiff::Timestamp;

use super::cluster::Cluster;
use super::cluster::shared_text::SharedText;
use crate::error::Result;
use crate::identity::clippings::{self, ClippingEntry, Clippings};

/// Name of the text in the ledger.
const NAME: &str = "clippings.log";

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
