//! What the account of one commit says that questions are asked about.

use std::collections::{BTreeSet, HashMap};

use crate::corpus::manifest::{Manifest, Duplicate};
use crate::corpus::report::Report;
use crate::search::engine::DuplicateRecord;

/// The facts.
pub struct ManifestView {
    /// The folders and files the archive was made from.
    pub roots: Vec<String>,
    /// What became of everything in them.
    pub tally: Report,
    /// The digest of the text of every duplicate, by its id.
    pub texts: HashMap<String, String>,
    /// The duplicates of every text that has some.
    pub copies: HashMap<String, Vec<DuplicateRecord>>,
}

impl ManifestView {
    /// The facts of an account.
    pub fn of(account: &Manifest) -> Self {
        let (mut texts, mut copies) = (HashMap::new(), HashMap::<String, Vec<DuplicateRecord>>::new());
        for (path, reading) in account.records() {
            for Duplicate { record, within, id, text, publisher } in &reading.duplicates {
                texts.insert(id.clone(), text.clone());
                let (id, publisher) = (id.clone(), publisher.clone());
                let copy = DuplicateRecord { id, path: format!("{path}{within}"), record: *record, publisher };
                copies.entry(text.clone()).or_default().push(copy);
            }
        }
        let roots = account.roots().map(str::to_string).collect();
        Self { roots, tally: Report::of(account.files(), &BTreeSet::new()), texts, copies }
    }
}
