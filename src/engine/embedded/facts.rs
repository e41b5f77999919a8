//! What the account of one commit says that questions are asked about.

use std::collections::{BTreeSet, HashMap};

use crate::account::{Account, Fate};
use crate::tally::Tally;

/// The facts.
pub struct Facts {
    /// The folders and files the archive was made from.
    pub roots: Vec<String>,
    /// What became of everything in them.
    pub tally: Tally,
    /// The digest of the text of every duplicate, by its id.
    pub texts: HashMap<String, String>,
}

impl Facts {
    /// The facts of an account.
    pub fn of(account: &Account) -> Self {
        let duplicates = account.files().filter_map(|(_, entry)| match &entry.fate {
            Fate::Read(reading) => Some(&reading.duplicates),
            _ => None,
        });
        Self {
            roots: account.roots().map(str::to_string).collect(),
            tally: Tally::of(account.files(), &BTreeSet::new()),
            texts: duplicates.flatten().map(|duplicate| (duplicate.id.clone(), duplicate.text.clone())).collect(),
        }
    }
}
