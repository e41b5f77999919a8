//! What the usage of words was learned from, and the usage in memory and on disk.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::sidecar;
use crate::article::schema;
use crate::enrich::usage::{RULES, WordUsage};

/// Share of the articles, as its inverse, that may have come or gone since.
const TOLERANCE: u64 = 10;

/// Articles that may have come or gone in any case.
const MIN_TOLERANCE: u64 = 5;

/// The usage that was learned or read last, with its state.
#[derive(Default)]
pub(crate) struct UsageCache(pub Mutex<Option<(UsageState, Arc<WordUsage>)>>);

/// What the usage was learned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsageState {
    rules: String,
    /// Digest of the articles that were withheld.
    withheld: String,
    articles: u64,
}

impl UsageState {
    /// The state of an index with so many articles, of which these are withheld.
    pub(crate) fn new(withheld: &BTreeSet<String>, articles: u64) -> Self {
        let rules = format!("{RULES} of {}", schema::VERSION);
        Self { rules, withheld: digest(withheld), articles }
    }

    /// Returns whether what was learned from this state still serves for another.
    pub(crate) fn serves(&self, now: &Self) -> bool {
        let tolerance = (self.articles / TOLERANCE).max(MIN_TOLERANCE);
        self.rules == now.rules
            && self.withheld == now.withheld
            && self.articles.abs_diff(now.articles) <= tolerance
    }

    /// The state as the first line of the sidecar.
    pub(crate) fn line(&self) -> String {
        format!("{}\t{}\t{}", self.rules, self.withheld, self.articles)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (rules, withheld) = (columns.next()?.to_owned(), columns.next()?.to_owned());
        Some(Self { rules, withheld, articles: columns.next()?.parse().ok()? })
    }
}

fn digest(ids: &BTreeSet<String>) -> String {
    let mut hasher = blake3::Hasher::new();
    for id in ids {
        hasher.update(id.as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex().to_string()
}

/// Reads what a search before has learned.
pub(crate) fn read(path: &Path) -> Option<(UsageState, WordUsage)> {
    let (state, bytes) = sidecar::read_bytes(path)?;
    Some((UsageState::parse(&state)?, WordUsage::decode(&bytes)?))
}
