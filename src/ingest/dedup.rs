//! Deduplication: one article for each text, one text for each id.
//!
//! Of the records that share a text, the smallest (by id, then path, then number) is the canonical
//! record; the others are its duplicates. Of the texts that claim the same id, the one with the
//! smallest digest owns it. The result does not depend on the order of records.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::search::records::IndexedRecord;

/// The canonical record of each text, and the owner of each id.
#[derive(Debug, Default)]
pub(crate) struct Dedup {
    /// Canonical records by text digest.
    canonical: HashMap<String, IndexedRecord>,
    /// Text digests by the id they own.
    owners: HashMap<String, String>,
}

/// The decision about a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It is the canonical record of its text.
    Canonical,
    /// It is the canonical record, and this one becomes its duplicate.
    Replaces(IndexedRecord),
    /// It is itself a duplicate. Returned as it was offered.
    Duplicate(IndexedRecord),
}

/// The result of claiming an id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The text owns the id.
    Granted,
    /// Another text owns the id: the record needs a derived one.
    Refused,
    /// The text owns the id now, and this text lost it: records with that text have to be read
    /// again, to get derived ids.
    GrantedFrom(String),
}

impl Dedup {
    /// Starts from the records in the index.
    pub(crate) fn from_records(records: impl IntoIterator<Item = IndexedRecord>) -> Self {
        let mut dedup = Self::default();
        records.into_iter().for_each(|record| dedup.insert(record));
        dedup
    }

    /// Removes and returns the canonical records of these files. Ids keep their owners.
    pub(crate) fn remove_files(&mut self, files: &BTreeSet<&str>) -> Vec<IndexedRecord> {
        let removed = self.canonical.values().filter(|record| files.contains(&*record.file));
        let removed: Vec<IndexedRecord> = removed.cloned().collect();
        for record in &removed {
            self.canonical.remove(&record.text_digest);
        }
        removed
    }

    /// All canonical records.
    pub(crate) fn articles(&self) -> impl Iterator<Item = &IndexedRecord> {
        self.canonical.values()
    }

    /// The canonical record of a text.
    pub(crate) fn canonical(&self, text_digest: &str) -> Option<&IndexedRecord> {
        self.canonical.get(text_digest)
    }

    /// True if the text owns the id.
    pub(crate) fn owns(&self, text_digest: &str, id: &str) -> bool {
        self.owners.get(id).is_some_and(|owner| owner == text_digest)
    }

    /// Claims an id for a text.
    pub(crate) fn claim(&mut self, id: &str, text_digest: &str) -> Claim {
        claim(&mut self.owners, id, text_digest)
    }

    /// Claims the ids of all canonical records for their texts, except these ids.
    pub(crate) fn claim_for_articles(&mut self, except: &HashSet<String>) {
        for record in self.canonical.values().filter(|record| !except.contains(&record.id)) {
            claim(&mut self.owners, &record.id, &record.text_digest);
        }
    }

    /// Offers a record as the canonical one of its text.
    pub(crate) fn offer(&mut self, record: IndexedRecord) -> Decision {
        match self.canonical.get_mut(&record.text_digest) {
            None => {
                self.insert(record);
                Decision::Canonical
            }
            Some(canonical) if rank(&record) < rank(canonical) => {
                Decision::Replaces(std::mem::replace(canonical, record))
            }
            Some(_) => Decision::Duplicate(record),
        }
    }

    fn insert(&mut self, record: IndexedRecord) {
        self.canonical.insert(record.text_digest.clone(), record);
    }
}

/// The order of records with the same text: the smallest is canonical.
fn rank(record: &IndexedRecord) -> (&str, &str, u32) {
    (&record.id, &record.file, record.record)
}

fn claim(owners: &mut HashMap<String, String>, id: &str, text_digest: &str) -> Claim {
    match owners.get_mut(id) {
        None => drop(owners.insert(id.to_string(), text_digest.to_string())),
        Some(owner) if owner == text_digest => {}
        Some(owner) if owner.as_str() < text_digest => return Claim::Refused,
        Some(owner) => {
            return Claim::GrantedFrom(std::mem::replace(owner, text_digest.to_string()));
        }
    }
    Claim::Granted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(text: u8, id: u8, file: u8, record: u32) -> IndexedRecord {
        IndexedRecord {
            file: format!("file{file}").into(),
            inner_path: "".into(),
            record,
            id: format!("id{id}"),
            text_digest: format!("text{text}"),
            record_digest: 0,
            publisher: "".into(),
        }
    }

    proptest! {
        #[test]
        fn canonical_records_do_not_depend_on_the_order(
            records in proptest::collection::btree_set((0u8..4, 0u8..9, 0u8..3, 0u32..4), 1..20),
            seed: u64,
        ) {
            let mut records: Vec<IndexedRecord> = records
                .iter()
                .map(|&(text, id, file, number)| record(text, id, file, number))
                .collect();
            let mut first = Dedup::default();
            records.iter().for_each(|record| drop(first.offer(record.clone())));
            let length = records.len();
            records.rotate_left(seed as usize % length);
            records.reverse();
            let mut second = Dedup::default();
            records.into_iter().for_each(|record| drop(second.offer(record)));
            prop_assert_eq!(first.canonical, second.canonical);
        }
    }

    #[test]
    fn the_smallest_text_owns_an_id_in_any_order() {
        let mut dedup = Dedup::default();
        assert_eq!(dedup.claim("id1", "text2"), Claim::Granted);
        assert_eq!(dedup.claim("id1", "text2"), Claim::Granted);
        assert_eq!(dedup.claim("id1", "text3"), Claim::Refused);
        assert_eq!(dedup.claim("id1", "text1"), Claim::GrantedFrom("text2".into()));
        assert_eq!(dedup.claim("id1", "text2"), Claim::Refused);
        assert!(dedup.owns("text1", "id1") && !dedup.owns("text2", "id1"));
    }

    #[test]
    fn removing_a_file_removes_its_articles() {
        let mut dedup = Dedup::from_records([record(1, 1, 2, 1), record(2, 2, 3, 1)]);
        assert_eq!(dedup.remove_files(&BTreeSet::from(["file2"])), [record(1, 1, 2, 1)]);
        assert!(dedup.canonical("text1").is_none() && dedup.canonical("text2").is_some());
    }
}
