//! Withheld articles of an archive on a cluster. Their log is a text in the ledger, so that it holds for all
//! who use the archive, whatever file of corrections they name.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::cluster::Cluster;
use super::cluster::shared_text::SharedText;
use crate::error::{ErrorContext as _, Result};
use crate::identity::withheld::{WithheldEntry, WithheldLog};

/// Name of the text in the ledger.
const NAME: &str = "withheld.log";

/// The log of withheld articles.
pub(super) struct WithheldArticles {
    text: SharedText<WithheldLog>,
    location: String,
    /// The ids that were withheld last.
    ids: Mutex<Arc<BTreeSet<String>>>,
}

impl WithheldArticles {
    /// The log of an archive.
    pub(super) fn new(cluster: &Cluster) -> Self {
        let (client, index) = (Arc::clone(&cluster.client), &cluster.ledger.index);
        Self {
            text: SharedText::new(client, index, NAME),
            location: format!("{}/{NAME}", cluster.address),
            ids: Mutex::default(),
        }
    }

    /// Returns the log.
    ///
    /// # Errors
    /// Fails when it cannot be read, or is damaged.
    pub(super) fn log(&self) -> Result<WithheldLog> {
        Ok((*self.current_log()?).clone())
    }

    /// Returns the ids that are withheld today: the same `Arc` as long as they are the same.
    ///
    /// # Errors
    /// Fails when the log cannot be read, so that nothing is shown that may be withheld.
    pub(super) fn current(&self) -> Result<Arc<BTreeSet<String>>> {
        let log = self.current_log()?;
        let today = log.withheld_on(jiff::Zoned::now().date());
        // A thread that panicked while it held the lock left nothing half made behind.
        let mut known = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().map(String::as_str).eq(today.keys().copied()) {
            *known = Arc::new(today.into_keys().map(str::to_owned).collect());
        }
        Ok(Arc::clone(&known))
    }

    /// Appends an entry that is decided on the current log, and returns it with its number.
    ///
    /// # Errors
    /// Fails when the log cannot be read or written, or when `decide` fails.
    pub(super) fn append(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&WithheldLog) -> Result<WithheldEntry>,
    ) -> Result<(usize, WithheldEntry)> {
        self.text.append(|text| {
            let log = WithheldLog::parse(text);
            log.check(&self.location)?;
            let entry = decide(&log)?.made(now);
            let line = serde_json::to_string(&entry);
            let line = line.context(|| format!("cannot write `{}`", self.location))?;
            Ok((format!("{line}\n"), (log.entries.len() + 1, entry)))
        })
    }

    fn current_log(&self) -> Result<Arc<WithheldLog>> {
        let log = self.text.current(WithheldLog::parse)?;
        log.check(&self.location)?;
        Ok(log)
    }
}
