//! Which record stands for each text and each id: articles are told apart by their text, and of the records that share
//! one, the smallest (by id, then path, then number) stands for them all, whatever order they come in.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::search::Holding;

/// The articles of an index, by text and by id.
#[derive(Debug, Default)]
pub struct Shelf {
    by_text: HashMap<String, Holding>,
    by_id: HashMap<String, String>,
}

/// What becomes of a record that is offered.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the article of its text.
    Stands,
    /// It takes the place of this record, which becomes its duplicate.
    Displaces(Holding),
    /// It is a duplicate.
    Repeats,
}

/// Who bears an id.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nobody else: it may be borne.
    Free,
    /// Another article that came first by path and record; the newcomer needs an id of its own.
    Taken,
    /// Another article that comes later by path and record: this file is to be read again, so that it gives way.
    TakenFrom(Arc<str>),
}

impl Shelf {
    /// The shelf of an index that holds these.
    pub fn of(holdings: impl IntoIterator<Item = Holding>) -> Self {
        let mut shelf = Self::default();
        holdings.into_iter().for_each(|holding| shelf.put(holding));
        shelf
    }

    /// Takes out every article read from these files, and gives them.
    pub fn take_files(&mut self, files: &BTreeSet<&str>) -> Vec<Holding> {
        let taken: Vec<Holding> = self.by_text.values().filter(|held| files.contains(&*held.file)).cloned().collect();
        for held in &taken {
            self.by_text.remove(&held.text);
            if self.by_id.get(&held.id) == Some(&held.text) {
                self.by_id.remove(&held.id);
            }
        }
        taken
    }

    /// The files that hold articles.
    pub fn files(&self) -> BTreeSet<&str> {
        self.by_text.values().map(|held| &*held.file).collect()
    }

    /// Whether an article has this text.
    pub fn has_text(&self, text: &str) -> bool {
        self.by_text.contains_key(text)
    }

    /// Whether an article bears this id.
    pub fn has_id(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// Whether a record of this text may bear this id.
    pub fn claim(&self, id: &str, text: &str, file: &str, record: u32) -> Claim {
        let holder = self.by_id.get(id).filter(|holder| *holder != text).and_then(|holder| self.by_text.get(holder));
        match holder {
            None => Claim::Free,
            Some(holder) if (&*holder.file, holder.record) <= (file, record) => Claim::Taken,
            Some(holder) => Claim::TakenFrom(Arc::clone(&holder.file)),
        }
    }

    /// Offers a record for its text.
    pub fn offer(&mut self, offered: Holding) -> Place {
        let key = |held: &Holding| (held.id.clone(), Arc::clone(&held.file), held.record);
        match self.by_text.get(&offered.text) {
            None => {
                self.put(offered);
                Place::Stands
            }
            Some(standing) if key(&offered) < key(standing) => {
                let displaced = standing.clone();
                if self.by_id.get(&displaced.id) == Some(&displaced.text) {
                    self.by_id.remove(&displaced.id);
                }
                self.put(offered);
                Place::Displaces(displaced)
            }
            Some(_) => Place::Repeats,
        }
    }

    fn put(&mut self, holding: Holding) {
        self.by_id.insert(holding.id.clone(), holding.text.clone());
        self.by_text.insert(holding.text.clone(), holding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn held(text: u8, id: u8, file: u8, record: u32) -> Holding {
        let (text, id) = (format!("text{text}"), format!("id{id}"));
        Holding { file: format!("file{file}").into(), record, id, text, version: 0 }
    }

    proptest! {
        #[test]
        fn who_stands_does_not_depend_on_the_order(
            records in proptest::collection::btree_set((0u8..4, 0u8..9, 0u8..3, 0u32..4), 1..20),
            seed: u64,
        ) {
            let mut in_order: Vec<Holding> = records.iter().map(|&(t, i, f, r)| held(t, i, f, r)).collect();
            let mut first = Shelf::default();
            in_order.iter().for_each(|record| drop(first.offer(record.clone())));
            let length = in_order.len();
            in_order.rotate_left(seed as usize % length);
            in_order.reverse();
            let mut second = Shelf::default();
            in_order.into_iter().for_each(|record| drop(second.offer(record)));
            prop_assert_eq!(first.by_text, second.by_text);
        }
    }

    #[test]
    fn an_id_belongs_to_the_first_by_path() {
        let mut shelf = Shelf::default();
        shelf.offer(held(1, 1, 2, 1));
        assert_eq!(shelf.claim("id1", "text1", "file9", 1), Claim::Free);
        assert_eq!(shelf.claim("id1", "text2", "file3", 1), Claim::Taken);
        assert_eq!(shelf.claim("id1", "text2", "file1", 1), Claim::TakenFrom("file2".into()));
        let taken = shelf.take_files(&BTreeSet::from(["file2"]));
        assert_eq!(taken.len(), 1);
        assert!(!shelf.has_id("id1") && !shelf.has_text("text1"));
    }
}
