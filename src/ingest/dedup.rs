//! Deduplication: one article for each text, one text for each id.
//!
//! Of the records that share a text, the smallest (by id, then path, then number) is the canonical
//! record; the others are its duplicates. Of the texts that claim the same id, the one with the
//! smallest digest owns it. The result does not depend on the order of records.
//!
//! The index itself tells what the last commit left in it. In memory are only the differences: what
//! was added and removed since, and claims that no article of the index shows.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::error::Result;
use crate::search::engine::CommittedRecords;
use crate::search::records::IndexedRecord;

/// The canonical record of each text, and the owner of each id.
#[derive(Debug, Default)]
pub(crate) struct Dedup {
    /// Canonical records added since the last commit, by text digest.
    added: HashMap<String, IndexedRecord>,
    /// Files whose articles of the last commit are removed.
    removed_files: HashSet<String>,
    /// Texts whose articles of the last commit are removed.
    removed_texts: HashSet<String>,
    /// Text digests by the id they claim, where no article of the last commit shows it. Of several
    /// the smallest is kept.
    claims: HashMap<String, String>,
    /// Ids that were derived for texts whose own id belongs to another. Nobody owns them.
    derived: HashSet<String>,
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
    /// Removes and returns the canonical records of these files. Their texts keep their ids.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn remove_files(
        &mut self,
        files: &BTreeSet<String>,
        index: &dyn CommittedRecords,
    ) -> Result<Vec<IndexedRecord>> {
        let mut removed = Vec::new();
        for file in files {
            let committed = index.records_of_file(file)?;
            removed.extend(committed.into_iter().filter(|record| self.is_present(record)));
            self.removed_files.insert(file.clone());
        }
        let added = self.added.extract_if(|_, record| files.contains(&*record.file));
        removed.extend(added.map(|(_, record)| record));
        removed.iter().for_each(|record| self.keep_claim(record));
        Ok(removed)
    }

    /// Returns the canonical record of a text.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn canonical(
        &self,
        text_digest: &str,
        index: &dyn CommittedRecords,
    ) -> Result<Option<IndexedRecord>> {
        if let Some(added) = self.added.get(text_digest) {
            return Ok(Some(added.clone()));
        }
        Ok(index.record_of_text(text_digest)?.filter(|record| self.is_present(record)))
    }

    /// True if the text owns the id.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn owns(
        &self,
        text_digest: &str,
        id: &str,
        index: &dyn CommittedRecords,
    ) -> Result<bool> {
        Ok(self.owner(id, index)?.is_some_and(|owner| owner == text_digest))
    }

    /// Claims an id for a text.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn claim(
        &mut self,
        id: &str,
        text_digest: &str,
        index: &dyn CommittedRecords,
    ) -> Result<Claim> {
        let claim = match self.owner(id, index)? {
            Some(owner) if owner == text_digest => return Ok(Claim::Granted),
            Some(owner) if owner.as_str() < text_digest => return Ok(Claim::Refused),
            Some(owner) => Claim::GrantedFrom(owner),
            None => Claim::Granted,
        };
        self.add_claim(id, text_digest);
        Ok(claim)
    }

    /// Adds a claim whose result does not matter.
    pub(crate) fn add_claim(&mut self, id: &str, text_digest: &str) {
        match self.claims.get_mut(id) {
            Some(owner) if text_digest < owner.as_str() => *owner = text_digest.to_string(),
            Some(_) => {}
            None => drop(self.claims.insert(id.to_string(), text_digest.to_string())),
        }
    }

    /// Forgets all claims but those that articles of the index show.
    pub(crate) fn forget_claims(&mut self) {
        self.claims.clear();
    }

    /// Marks an id as derived.
    pub(crate) fn add_derived(&mut self, id: &str) {
        self.derived.insert(id.to_string());
    }

    /// True if an id is derived.
    pub(crate) fn is_derived(&self, id: &str) -> bool {
        self.derived.contains(id)
    }

    /// Offers a record as the canonical one of its text.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn offer(
        &mut self,
        record: IndexedRecord,
        index: &dyn CommittedRecords,
    ) -> Result<Decision> {
        let decision = match self.canonical(&record.text_digest, index)? {
            None => Decision::Canonical,
            Some(canonical) if rank(&record) < rank(&canonical) => {
                self.removed_texts.insert(record.text_digest.clone());
                self.keep_claim(&canonical);
                Decision::Replaces(canonical)
            }
            Some(_) => return Ok(Decision::Duplicate(record)),
        };
        self.added.insert(record.text_digest.clone(), record);
        Ok(decision)
    }

    /// Number of articles added since the last commit.
    pub(crate) fn uncommitted(&self) -> usize {
        self.added.len()
    }

    /// Takes note of a commit: the index has all additions and removals.
    pub(crate) fn committed(&mut self) {
        for (text, record) in self.added.drain() {
            if self.claims.get(&record.id) == Some(&text) {
                self.claims.remove(&record.id);
            }
        }
        self.removed_files.clear();
        self.removed_texts.clear();
    }

    /// Finds the text that owns an id.
    fn owner(&self, id: &str, index: &dyn CommittedRecords) -> Result<Option<String>> {
        let claimed = self.claims.get(id).cloned();
        if self.is_derived(id) {
            return Ok(claimed);
        }
        let shown = index.records_with_id(id)?.into_iter();
        let shown = shown.filter(|record| self.is_present(record)).map(|record| record.text_digest);
        Ok(shown.chain(claimed).min())
    }

    /// True if an article of the last commit is not removed.
    fn is_present(&self, record: &IndexedRecord) -> bool {
        !self.removed_files.contains(&*record.file)
            && !self.removed_texts.contains(&record.text_digest)
    }

    /// Keeps the claim of an article that leaves the index.
    fn keep_claim(&mut self, record: &IndexedRecord) {
        if !self.is_derived(&record.id) {
            self.add_claim(&record.id, &record.text_digest);
        }
    }
}

/// The order of records with the same text: the smallest is canonical.
fn rank(record: &IndexedRecord) -> (&str, &str, u32) {
    (&record.id, &record.file, record.record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the last commit left, in memory.
    #[derive(Default)]
    struct Committed(Vec<IndexedRecord>);

    impl Committed {
        fn list(&self, is_wanted: impl Fn(&IndexedRecord) -> bool) -> Vec<IndexedRecord> {
            self.0.iter().filter(|record| is_wanted(record)).cloned().collect()
        }
    }

    impl CommittedRecords for Committed {
        fn record_of_text(&self, text_digest: &str) -> Result<Option<IndexedRecord>> {
            Ok(self.list(|record| record.text_digest == text_digest).pop())
        }

        fn records_with_id(&self, id: &str) -> Result<Vec<IndexedRecord>> {
            Ok(self.list(|record| record.id == id))
        }

        fn records_of_file(&self, path: &str) -> Result<Vec<IndexedRecord>> {
            Ok(self.list(|record| &*record.file == path))
        }

        fn articles_by_file(&self) -> Result<HashMap<String, u64>> {
            let mut counts = HashMap::new();
            self.0.iter().for_each(|it| *counts.entry(it.file.to_string()).or_default() += 1);
            Ok(counts)
        }
    }

    /// An archive: what is committed, and what deduplication knows beyond that.
    #[derive(Default)]
    struct Archive {
        committed: Committed,
        dedup: Dedup,
    }

    impl Archive {
        fn offer(&mut self, record: IndexedRecord) -> Decision {
            self.dedup.offer(record, &self.committed).expect("reads")
        }

        fn claim(&mut self, id: &str, text: &str) -> Claim {
            self.dedup.claim(id, text, &self.committed).expect("reads")
        }

        fn remove(&mut self, file: &str) -> Vec<IndexedRecord> {
            let files = BTreeSet::from([file.to_string()]);
            self.dedup.remove_files(&files, &self.committed).expect("reads")
        }

        fn commit(&mut self) {
            self.committed.0.retain(|record| self.dedup.is_present(record));
            self.committed.0.extend(self.dedup.added.values().cloned());
            self.dedup.committed();
        }

        /// Every canonical record and every owner of an id, whatever is committed.
        fn state(&self) -> (Vec<Option<IndexedRecord>>, Vec<Option<String>>) {
            let canonical =
                (0..5).map(|text| self.dedup.canonical(&format!("text{text}"), &self.committed));
            let owners = (0..9).map(|id| self.dedup.owner(&format!("id{id}"), &self.committed));
            (
                canonical.map(|found| found.expect("reads")).collect(),
                owners.map(|found| found.expect("reads")).collect(),
            )
        }
    }

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
            let mut first = Archive::default();
            records.iter().for_each(|record| drop(first.offer(record.clone())));
            let length = records.len();
            records.rotate_left(seed as usize % length);
            records.reverse();
            let mut second = Archive::default();
            records.into_iter().for_each(|record| drop(second.offer(record)));
            prop_assert_eq!(first.state().0, second.state().0);
        }

        #[test]
        fn commits_change_nothing(
            steps in proptest::collection::vec((0u8..5, 0u8..9, 0u8..3, 0u32..4, any::<bool>(), 0u8..8), 1..40),
        ) {
            let (mut often, mut never) = (Archive::default(), Archive::default());
            for (text, id, file, number, commits, removes) in steps {
                let record = record(text, id, file, number);
                let [one, other] = [&mut often, &mut never].map(|archive| {
                    let removed = if removes == 0 { archive.remove(&record.file) } else { vec![] };
                    let mut removed: Vec<String> = removed.into_iter().map(|it| it.text_digest).collect();
                    removed.sort();
                    let claim = archive.claim(&record.id, &record.text_digest);
                    // A record that is refused its id gets another, which nobody claims.
                    let mut record = record.clone();
                    if claim == Claim::Refused {
                        record.id = format!("derived{text}{id}");
                        archive.dedup.add_derived(&record.id);
                    }
                    (removed, claim, archive.offer(record))
                });
                prop_assert_eq!(one, other);
                if commits {
                    often.commit();
                }
                prop_assert_eq!(often.state(), never.state());
            }
        }
    }

    #[test]
    fn the_smallest_text_owns_an_id_in_any_order() {
        let mut archive = Archive::default();
        assert_eq!(archive.claim("id1", "text2"), Claim::Granted);
        assert_eq!(archive.claim("id1", "text2"), Claim::Granted);
        assert_eq!(archive.claim("id1", "text3"), Claim::Refused);
        assert_eq!(archive.claim("id1", "text1"), Claim::GrantedFrom("text2".into()));
        assert_eq!(archive.claim("id1", "text2"), Claim::Refused);
        let Archive { committed, dedup } = archive;
        assert!(dedup.owns("text1", "id1", &committed).expect("reads"));
    }

    #[test]
    fn removing_a_file_removes_its_articles() {
        let mut archive = Archive::default();
        archive.offer(record(1, 1, 2, 1));
        archive.commit();
        archive.offer(record(2, 2, 3, 1));
        assert_eq!(archive.remove("file2"), [record(1, 1, 2, 1)]);
        assert_eq!(archive.remove("file3"), [record(2, 2, 3, 1)]);
        assert_eq!(archive.state().0, [None, None, None, None, None]);
    }
}
