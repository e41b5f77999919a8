//! The articles that a run adds, changes and removes, for its report.

use std::collections::BTreeMap;

use crate::corpus::report::Report;

/// Counts of a run's changes. Memory grows with the articles of earlier runs that it removes, not
/// with those that it adds.
#[derive(Debug, Default)]
pub(super) struct ChangedArticles {
    /// Articles that earlier runs had indexed and this one removed, by id.
    removed: BTreeMap<String, Removed>,
    /// Number of articles with ids that no removed article had.
    added: u64,
}

/// An article that was removed.
#[derive(Debug)]
struct Removed {
    /// Digest of its record.
    digest: u64,
    /// Digest of the record that has its id now.
    successor: Option<u64>,
}

impl ChangedArticles {
    /// Counts an article that was added.
    pub(super) fn add(&mut self, id: &str, digest: u64) {
        match self.removed.get_mut(id) {
            Some(removed) => removed.successor = Some(digest),
            None => self.added += 1,
        }
    }

    /// Counts an article that was removed, and that this run or an earlier one had added.
    pub(super) fn remove(&mut self, id: &str, digest: u64, is_of_this_run: bool) {
        match self.removed.get_mut(id) {
            Some(removed) => removed.successor = None,
            None if is_of_this_run => self.added = self.added.saturating_sub(1),
            None => {
                self.removed.insert(id.to_string(), Removed { digest, successor: None });
            }
        }
    }

    /// Adds the counts to a report.
    pub(super) fn report(&self, report: &mut Report) {
        report.added = self.added;
        for Removed { digest, successor } in self.removed.values() {
            match successor {
                None => report.removed += 1,
                Some(successor) => report.updated += u64::from(successor != digest),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(changed: &ChangedArticles) -> (u64, u64, u64) {
        let mut report = Report::default();
        changed.report(&mut report);
        (report.added, report.updated, report.removed)
    }

    #[test]
    fn an_article_is_added_updated_or_removed() {
        let mut changed = ChangedArticles::default();
        for (id, digest) in [("kept", 1), ("changed", 1), ("lost", 1)] {
            changed.remove(id, digest, false);
        }
        for (id, digest) in [("new", 1), ("kept", 1), ("changed", 2)] {
            changed.add(id, digest);
        }
        assert_eq!(counts(&changed), (1, 1, 1));
    }

    #[test]
    fn an_article_that_a_run_adds_and_removes_counts_for_nothing() {
        let mut changed = ChangedArticles::default();
        changed.add("new", 1);
        changed.remove("new", 1, true);
        assert_eq!(counts(&changed), (0, 0, 0));
        changed.remove("old", 1, false);
        changed.add("old", 2);
        changed.remove("old", 2, true);
        assert_eq!(counts(&changed), (0, 0, 1));
    }
}
