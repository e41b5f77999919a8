//! The authority file of an archive on a cluster: a text in the ledger, so that all who use the archive have
//! the same corrections; or a file of the user's own, where one is named.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use crate::engine::common::authority_cache::AuthorityCache;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::shared_text::SharedText;
use crate::error::Result;
use crate::identity::authority;
use crate::identity::authority::{Action, AuthorityEntry, AuthorityFile};

/// Name of the text in the ledger.
const NAME: &str = "canon.log";

/// Where the corrections of names are kept.
pub(crate) enum AuthorityStore {
    /// In a file.
    File(AuthorityCache),
    /// In the ledger.
    Ledger(LedgerAuthority),
}

/// The authority file in the ledger.
pub(crate) struct LedgerAuthority {
    text: SharedText<Numbered>,
    /// Number of different contents that were read.
    revision: AtomicU64,
    location: String,
}

/// An authority file, and a number that differs from that of the contents before it.
struct Numbered {
    file: Arc<AuthorityFile>,
    revision: u64,
}

impl AuthorityStore {
    /// The authority file in the ledger of an archive.
    pub(crate) fn in_ledger(cluster: &Cluster) -> Self {
        let (client, index) = (Arc::clone(&cluster.client), &cluster.ledger.index);
        Self::Ledger(LedgerAuthority {
            text: SharedText::new(client, index, NAME),
            revision: AtomicU64::default(),
            location: format!("{}/{NAME}", cluster.address),
        })
    }

    /// The authority file at a path.
    pub(crate) fn at(path: &Path) -> Self {
        Self::File(AuthorityCache::new(path.to_path_buf()))
    }

    /// Returns where it is, for messages.
    pub(crate) fn location(&self) -> String {
        match self {
            Self::File(file) => file.path.display().to_string(),
            Self::Ledger(ledger) => ledger.location.clone(),
        }
    }

    /// Returns its content: the same `Arc` as long as that is the same.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub(crate) fn current(&self) -> Result<Arc<AuthorityFile>> {
        match self {
            Self::File(file) => file.current(),
            Self::Ledger(ledger) => Ok(Arc::clone(&ledger.current()?.file)),
        }
    }

    /// Returns a number that changes with its content.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub(crate) fn revision(&self) -> Result<u64> {
        match self {
            Self::File(file) => file.revision(),
            Self::Ledger(ledger) => Ok(ledger.current()?.revision),
        }
    }

    /// Appends an entry that is decided on its current state, and returns it with its number.
    ///
    /// # Errors
    /// Fails when it cannot be written, or when `decide` fails.
    pub(crate) fn append(
        &self,
        now: Timestamp,
        decide: &dyn Fn(&AuthorityFile) -> Result<Action>,
    ) -> Result<(usize, AuthorityEntry)> {
        match self {
            Self::File(file) => authority::append(&file.path, now, decide),
            Self::Ledger(ledger) => ledger.text.append(|text| {
                let current = AuthorityFile::parse(text);
                let entry = AuthorityEntry::new(now, decide(&current)?);
                Ok((format!("{entry}\n"), (current.entries.len() + 1, entry)))
            }),
        }
    }
}

impl LedgerAuthority {
    fn current(&self) -> Result<Arc<Numbered>> {
        self.text.current(|text| Numbered {
            file: Arc::new(AuthorityFile::parse(text)),
            revision: self.revision.fetch_add(1, Ordering::Relaxed),
        })
    }
}
