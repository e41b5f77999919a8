//! Which record stands for each text, and whose each id is. Articles are told apart by their text: of the records that
//! share one, the smallest (by id, then path, then number) stands for them all. Of the texts that records bring under
//! one id, the one with the smallest digest bears it. Neither depends on the order records come in, nor on their paths.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::search::engine::IndexedRecord;

/// The articles of an index by text, and the texts that own the ids of records.
#[derive(Debug, Default)]
pub struct Dedup {
    by_text: HashMap<String, IndexedRecord>,
    owners: HashMap<String, String>,
}

/// What becomes of a record that is offered.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is the article of its text.
    Stands,
    /// It takes the place of this record, which becomes its duplicate.
    Displaces(IndexedRecord),
    /// It is a duplicate.
    Repeats,
}

/// Whose an id is.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// The claimant's.
    Own,
    /// Another text's; the claimant needs an id of its own.
    Taken,
    /// The claimant's, and until now this text's: its records are to be read again, so that they give way.
    TakenFrom(String),
}

impl Dedup {
    /// The shelf of an index that holds these.
    pub fn of(holdings: impl IntoIterator<Item = IndexedRecord>) -> Self {
        let mut shelf = Self::default();
        holdings.into_iter().for_each(|holding| shelf.put(holding));
        shelf
    }

    /// Takes out every article read from these files, and gives them. Whose the ids are stays as it is.
    pub fn take_files(&mut self, files: &BTreeSet<&str>) -> Vec<IndexedRecord> {
        let taken: Vec<IndexedRecord> =
            self.by_text.values().filter(|held| files.contains(&*held.file)).cloned().collect();
        for held in &taken {
            self.by_text.remove(&held.text);
        }
        taken
    }

    /// Every article.
    pub fn articles(&self) -> impl Iterator<Item = &IndexedRecord> {
        self.by_text.values()
    }

    /// The article of a text.
    pub fn standing(&self, text: &str) -> Option<&IndexedRecord> {
        self.by_text.get(text)
    }

    /// Whether an id is this text's.
    pub fn owns(&self, text: &str, id: &str) -> bool {
        self.owners.get(id).is_some_and(|owner| owner == text)
    }

    /// Claims an id for a record of this text.
    pub fn claim(&mut self, id: &str, text: &str) -> Claim {
        settle(&mut self.owners, id, text)
    }

    /// Claims the id of every article for it, but for these ids.
    pub fn claim_for_articles(&mut self, but: &HashSet<String>) {
        for held in self.by_text.values().filter(|held| !but.contains(&held.id)) {
            settle(&mut self.owners, &held.id, &held.text);
        }
    }

    /// Offers a record for its text.
    pub fn offer(&mut self, offered: IndexedRecord) -> Decision {
        let key = |held: &IndexedRecord| (held.id.clone(), held.file.clone(), held.record);
        match self.by_text.get(&offered.text) {
            None => {
                self.put(offered);
                Decision::Stands
            }
            Some(standing) if key(&offered) < key(standing) => {
                let displaced = standing.clone();
                self.put(offered);
                Decision::Displaces(displaced)
            }
            Some(_) => Decision::Repeats,
        }
    }

    fn put(&mut self, holding: IndexedRecord) {
        self.by_text.insert(holding.text.clone(), holding);
    }
}

/// Whose this id is now that this text claims it.
fn settle(owners: &mut HashMap<String, String>, id: &str, text: &str) -> Claim {
    match owners.get_mut(id) {
        None => drop(owners.insert(id.to_string(), text.to_string())),
        Some(owner) if owner == text => {}
        Some(owner) if owner.as_str() < text => return Claim::Taken,
        Some(owner) => return Claim::TakenFrom(std::mem::replace(owner, text.to_string())),
    }
    Claim::Own
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn held(text: u8, id: u8, file: u8, record: u32) -> IndexedRecord {
        let (text, id) = (format!("text{text}"), format!("id{id}"));
        IndexedRecord {
            file: format!("file{file}").into(),
            within: "".into(),
            record,
            id,
            text,
            version: 0,
            publisher: "".into(),
        }
    }

    proptest! {
        #[test]
        fn who_stands_does_not_depend_on_the_order(
            records in proptest::collection::btree_set((0u8..4, 0u8..9, 0u8..3, 0u32..4), 1..20),
            seed: u64,
        ) {
            let mut in_order: Vec<IndexedRecord> = records.iter().map(|&(t, i, f, r)| held(t, i, f, r)).collect();
            let mut first = Dedup::default();
            in_order.iter().for_each(|record| drop(first.offer(record.clone())));
            let length = in_order.len();
            in_order.rotate_left(seed as usize % length);
            in_order.reverse();
            let mut second = Dedup::default();
            in_order.into_iter().for_each(|record| drop(second.offer(record)));
            prop_assert_eq!(first.by_text, second.by_text);
        }
    }

    #[test]
    fn an_id_belongs_to_the_smallest_text_whoever_comes_first() {
        let mut shelf = Dedup::default();
        assert_eq!(shelf.claim("id1", "text2"), Claim::Own);
        assert_eq!(shelf.claim("id1", "text2"), Claim::Own);
        assert_eq!(shelf.claim("id1", "text3"), Claim::Taken);
        assert_eq!(shelf.claim("id1", "text1"), Claim::TakenFrom("text2".into()));
        assert_eq!(shelf.claim("id1", "text2"), Claim::Taken);
        assert!(shelf.owns("text1", "id1") && !shelf.owns("text2", "id1"));
    }

    #[test]
    fn articles_leave_with_their_files() {
        let mut shelf = Dedup::of([held(1, 1, 2, 1), held(2, 2, 3, 1)]);
        assert_eq!(shelf.take_files(&BTreeSet::from(["file2"])), [held(1, 1, 2, 1)]);
        assert!(shelf.standing("text1").is_none() && shelf.standing("text2").is_some());
    }
}
