//! What a run did, in numbers that add up: every file and every record is in exactly one of them.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::{IgnoredMembers, FileEntry, Outcome};

/// The numbers of a run, over the files that lie in its roots.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Files found: read, unchanged, ignored and rejected ones.
    pub files: u64,
    /// Files read by this run.
    pub files_read: u64,
    /// Files that were as the run before left them.
    pub files_unchanged: u64,
    /// Files that are no news, by rule or kind.
    pub files_ignored: u64,
    /// Files that nothing could be read from.
    pub files_rejected: u64,
    /// Records in the files read or unchanged: articles, duplicates and rejected ones.
    pub records: u64,
    /// Records that are articles.
    pub articles: u64,
    /// Articles that are new.
    pub added: u64,
    /// Articles that say something else than before.
    pub updated: u64,
    /// Articles that are gone.
    pub removed: u64,
    /// Records with the text of another.
    pub duplicates: u64,
    /// Records that became nothing.
    pub rejected: u64,
    /// Bytes in the files read.
    pub bytes_read: u64,
    /// How long it took.
    pub seconds: f64,
    /// What was rejected.
    pub rejections: Vec<Rejection>,
    /// What was ignored, by why.
    pub ignored: BTreeMap<String, Ignored>,
}

/// What was ignored for one and the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignored {
    /// How many files.
    pub files: u64,
    /// How many members of archives that were read.
    pub members: u64,
    /// The paths of the first few.
    pub first: Vec<String>,
}

/// How many are named that were ignored for one reason.
const NAMED: usize = 3;

impl Ignored {
    fn name(&mut self, path: String) {
        if self.first.len() < NAMED {
            self.first.push(path);
        }
    }
}

/// A file or record that was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file.
    pub path: String,
    /// The record of it; nothing where it is the whole file.
    pub record: Option<u32>,
    /// Why.
    pub reason: String,
}

impl Report {
    /// The numbers of these files, of which this run read some.
    pub fn of<'a>(
        files: impl Iterator<Item = (&'a str, &'a FileEntry)>,
        read: &BTreeSet<String>,
    ) -> Self {
        let mut tally = Self::default();
        files.for_each(|(path, entry)| tally.add(path, entry, read.contains(path)));
        tally
    }

    /// Counts what is new, changed and gone between two sets of articles: id to version.
    pub fn compare(&mut self, before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) {
        for (id, version) in after {
            match before.get(id) {
                None => self.added += 1,
                Some(old) if old != version => self.updated += 1,
                Some(_) => {}
            }
        }
        self.removed = before.keys().filter(|id| !after.contains_key(*id)).count() as u64;
    }

    fn add(&mut self, path: &str, entry: &FileEntry, read: bool) {
        self.files += 1;
        match &entry.fate {
            Outcome::Ignored { why, .. } => {
                self.files_ignored += 1;
                let ignored = self.ignored.entry(why.clone()).or_default();
                ignored.files += 1;
                ignored.name(path.to_string());
            }
            Outcome::Rejected { why, .. } => {
                self.files_rejected += 1;
                self.rejections.push(Rejection {
                    path: path.to_string(),
                    record: None,
                    reason: why.clone(),
                });
            }
            Outcome::Read(reading) => {
                self.files_read += u64::from(read);
                self.files_unchanged += u64::from(!read);
                self.articles += reading.articles;
                self.duplicates += reading.duplicates.len() as u64;
                self.rejected += reading.rejected.len() as u64;
                self.set_aside(path, &reading.ignored);
                self.rejections.extend(reading.rejected.iter().map(|rejected| Rejection {
                    path: format!("{path}{}", rejected.within),
                    record: Some(rejected.record),
                    reason: rejected.reason.clone(),
                }));
            }
        }
        self.records = self.articles + self.duplicates + self.rejected;
    }

    fn set_aside(&mut self, path: &str, asides: &[IgnoredMembers]) {
        for aside in asides {
            let ignored = self.ignored.entry(aside.why.clone()).or_default();
            ignored.members += aside.count;
            aside.first.iter().for_each(|within| ignored.name(format!("{path}{within}")));
        }
    }
}
