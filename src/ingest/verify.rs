//! The proof that folders, account and index agree: every file is read again, every record is looked for where the
//! account says it went, and nothing may be left over.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::workers;
use super::workers::Event;
use crate::article::document;
use crate::article::entity::Subjects;
use crate::corpus::changes::PendingFile;
use crate::corpus::manifest::{Manifest, FileEntry, Outcome, FileRecords, RejectedRecord, FileStamp};
use crate::corpus::walk;
use crate::corpus::walk::{Contents, ReadOptions, WalkEvent, FileSummary};
use crate::error::Result;
use crate::search::engine::{IndexDocument, IndexedRecord};

/// How many findings of a kind are kept with their words; all are counted.
pub const KEPT: usize = 1000;

/// What was compared, and what does not agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Files in the account.
    pub files: u64,
    /// Files that were read again.
    pub read: u64,
    /// Records found in them.
    pub records: u64,
    /// Articles in the index.
    pub articles: u64,
    /// Files that are not what they were at the last run: the next one reads them.
    pub changed: VerifyFindings,
    /// What should not be.
    pub faults: VerifyFindings,
}

impl VerifyReport {
    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.changed.total == 0 && self.faults.total == 0
    }
}

/// Findings of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyFindings {
    /// How many.
    pub total: u64,
    /// The first of them.
    pub first: Vec<VerifyFinding>,
}

/// One thing that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyFinding {
    /// The file.
    pub path: String,
    /// The record of it; nothing where it is the whole file.
    pub record: Option<u32>,
    /// What is the matter.
    pub what: String,
}

impl VerifyFindings {
    /// One more.
    pub fn add(&mut self, path: &str, record: Option<u32>, what: impl Into<String>) {
        self.total += 1;
        if self.first.len() < KEPT {
            self.first.push(VerifyFinding { path: path.to_string(), record, what: what.into() });
        }
    }
}

/// Compares an account and the articles of its index with what lies in the folders, reading so many files at once.
pub fn verify(account: &Manifest, holdings: &[IndexedRecord], how: &ReadOptions, jobs: usize) -> VerifyReport {
    let mut proof = Proof::new(account, holdings, how);
    proof.look_around();
    let files = proof.unread();
    workers::read_all(
        &files,
        how,
        |_| Subjects::default(),
        jobs,
        |told| {
            for message in told {
                proof.hear(&files, message);
            }
        },
    );
    proof.look_for_strays();
    proof.report
}

/// A record as it was read again.
struct Seen {
    id: String,
    text: String,
    version: u64,
}

/// What has been read again of one file.
#[derive(Default)]
struct Again {
    articles: BTreeMap<u32, Seen>,
    rejected: BTreeMap<u32, RejectedRecord>,
}

struct Proof<'p> {
    account: &'p Manifest,
    how: &'p ReadOptions,
    /// The articles of the index, by file and record.
    held: HashMap<&'p str, HashMap<u32, &'p IndexedRecord>>,
    texts: HashSet<&'p str>,
    /// What lies in the roots now.
    present: BTreeMap<String, FileStamp>,
    open: HashMap<usize, Again>,
    report: VerifyReport,
}

impl<'p> Proof<'p> {
    fn new(account: &'p Manifest, holdings: &'p [IndexedRecord], how: &'p ReadOptions) -> Self {
        let mut report = VerifyReport { files: account.files().count() as u64, ..VerifyReport::default() };
        report.articles = holdings.len() as u64;
        let (mut texts, mut ids) = (HashSet::new(), HashSet::new());
        let mut held: HashMap<&str, HashMap<u32, &IndexedRecord>> = HashMap::new();
        for holding in holdings {
            let twice =
                held.entry(&*holding.file).or_default().insert(holding.record, holding).is_some()
                    || !texts.insert(holding.text.as_str())
                    || !ids.insert(holding.id.as_str());
            if twice {
                report.faults.add(
                    &holding.file,
                    Some(holding.record),
                    "the index holds it more than once",
                );
            }
        }
        Self { account, how, held, texts, present: BTreeMap::new(), open: HashMap::new(), report }
    }

    /// Finds what is new and what is gone.
    fn look_around(&mut self) {
        let roots: Vec<&Path> =
            self.account.roots().map(Path::new).filter(|root| walk::is_there(root)).collect();
        for root in roots {
            walk::walk(root, &self.how.rules, &mut |met| match met {
                WalkEvent::File(seen) => {
                    if seen.ignored.is_none() && self.account.file(&seen.path).is_none() {
                        self.report.changed.add(&seen.path, None, "new since the last run");
                    }
                    self.present.insert(seen.path, seen.stamp);
                }
                WalkEvent::Closed { path, why } if self.account.file(&path).is_none() => {
                    self.report.changed.add(&path, None, format!("cannot be looked into: {why}"));
                }
                WalkEvent::Closed { .. } => {}
            });
        }
    }

    /// Every file of the account that can be read again.
    fn unread(&mut self) -> Vec<PendingFile> {
        let mut files = Vec::new();
        for (path, entry) in self.account.files() {
            let by_rule = matches!(entry.fate, Outcome::Ignored { rule: true, .. });
            let shut = matches!(entry.fate, Outcome::Rejected { retry: true, .. });
            match self.present.get(path) {
                None if shut => {}
                None => {
                    self.report.changed.add(path, None, "gone since the last run");
                    self.counted(path, entry);
                }
                Some(_) if by_rule || (shut && !walk::can_be_read(path)) => {}
                Some(_) if shut => self.report.changed.add(path, None, "can be read now"),
                Some(stamp) => {
                    files.push(PendingFile { path: path.to_string(), stamp: *stamp, fresh: false })
                }
            }
        }
        files
    }

    fn hear(&mut self, files: &[PendingFile], told: Event) {
        match told {
            Event::Article(number, filing) => {
                let IndexDocument { document: clipping, text, version, .. } = *filing;
                let seen = Seen { id: clipping.id, text, version };
                self.open.entry(number).or_default().articles.insert(clipping.record, seen);
            }
            Event::Rejected(number, rejected) => {
                self.open.entry(number).or_default().rejected.insert(rejected.record, rejected);
            }
            Event::Done(number, outcome) => {
                let again = self.open.remove(&number).unwrap_or_default();
                if let Some((file, entry)) =
                    files.get(number).and_then(|file| Some((file, self.account.file(&file.path)?)))
                {
                    self.close(file, entry, &again, outcome);
                }
            }
        }
    }

    /// Compares a file that has been read again with what the account says of it.
    fn close(&mut self, file: &PendingFile, entry: &FileEntry, again: &Again, outcome: Result<FileSummary>) {
        self.report.read += 1;
        let path = &*file.path;
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(why) => {
                self.report.changed.add(path, None, format!("cannot be read any more: {why}"));
                return self.counted(path, entry);
            }
        };
        if entry.digest.as_ref() != Some(&outcome.digest) {
            self.differs(file, entry);
            return self.counted(path, entry);
        }
        if !entry.bounds.hold(self.how.rules.said(), &self.how.limits.to_string()) {
            self.report.changed.add(
                path,
                None,
                "was read with other --include, --exclude or --max options",
            );
            return self.counted(path, entry);
        }
        self.report.records += (again.articles.len() + again.rejected.len()) as u64;
        match (&entry.fate, &outcome.holds) {
            (Outcome::Read(reading), Contents::Records) => self.records(path, reading, again),
            (Outcome::Ignored { .. }, Contents::Unknown(_))
            | (Outcome::Rejected { .. }, Contents::Nothing(_)) => {}
            _ => self.report.faults.add(path, None, "is read otherwise now than the account says"),
        }
    }

    /// A file that changed: where its date says so, the next run will see it.
    fn differs(&mut self, file: &PendingFile, entry: &FileEntry) {
        if file.stamp == entry.stamp && !entry.fresh {
            let what =
                "its bytes changed and its size and date did not: `morgue index` will not see that";
            self.report.faults.add(&file.path, None, what);
        } else {
            self.report.changed.add(&file.path, None, "changed since the last run");
        }
    }

    /// Looks for every record where the account says it went.
    fn records(&mut self, path: &str, reading: &FileRecords, again: &Again) {
        let repeats: HashMap<u32, &str> =
            reading.duplicates.iter().map(|repeat| (repeat.record, repeat.text.as_str())).collect();
        let rejected: BTreeSet<u32> =
            reading.rejected.iter().map(|rejected| rejected.record).collect();
        let mut held = self.held.remove(path).unwrap_or_default();
        let mut standing = 0;
        for (number, seen) in &again.articles {
            let what = match (repeats.get(number), held.remove(number)) {
                _ if rejected.contains(number) => {
                    Some("is an article now, and rejected by the account")
                }
                (Some(_), Some(_)) => Some("is a duplicate by the account, and in the index"),
                (Some(text), None) if **text != seen.text => {
                    Some("is a duplicate of another text by the account")
                }
                (Some(text), None) if !self.texts.contains(text) => {
                    Some("is a duplicate of an article the index lacks")
                }
                (Some(_), None) => None,
                (None, None) => Some("is an article by the account, and not in the index"),
                (None, Some(holding)) => {
                    standing += 1;
                    otherwise(holding, seen)
                }
            };
            if let Some(what) = what {
                self.report.faults.add(path, Some(*number), what);
            }
        }
        if standing != reading.articles {
            let what =
                format!("{} articles by the account, {standing} in the index", reading.articles);
            self.report.faults.add(path, None, what);
        }
        for number in again.rejected.keys().filter(|number| !rejected.contains(*number)) {
            self.report.faults.add(path, Some(*number), "is rejected now, and not by the account");
        }
        for number in held.keys() {
            self.report.faults.add(path, Some(*number), "is in the index, and not in the file");
        }
        let known = |number: &u32| {
            again.articles.contains_key(number) || again.rejected.contains_key(number)
        };
        for number in repeats.keys().chain(&rejected).filter(|number| !known(number)) {
            self.report.faults.add(path, Some(*number), "is in the account, and not in the file");
        }
    }

    /// Of a file that can not be compared any more: whether index and account hold the same number of articles.
    fn counted(&mut self, path: &str, entry: &FileEntry) {
        let held = self.held.remove(path).map_or(0, |held| held.len() as u64);
        let claimed = entry.reading().map_or(0, |reading| reading.articles);
        if held != claimed {
            self.report.faults.add(
                path,
                None,
                format!("{claimed} articles by the account, {held} in the index"),
            );
        }
    }

    /// What is left in the index was read from nothing we know.
    fn look_for_strays(&mut self) {
        let mut strays: Vec<(&str, u32)> = Vec::new();
        for (path, held) in &self.held {
            strays.extend(held.keys().map(|number| (*path, *number)));
        }
        strays.sort_unstable();
        for (path, number) in strays {
            let known = self.account.file(path).is_some_and(|entry| entry.reading().is_some());
            let what = if known {
                "no record of the file"
            } else {
                "of a file the account does not hold articles of"
            };
            self.report.faults.add(path, Some(number), format!("is in the index, and is {what}"));
        }
    }
}

/// What is other about an article of the index than about its record.
fn otherwise(holding: &IndexedRecord, seen: &Seen) -> Option<&'static str> {
    if holding.text != seen.text {
        return Some("says something else in the index");
    }
    if holding.version != seen.version {
        return Some("is another version in the index");
    }
    let own = holding.id == seen.id || holding.id == document::contested_id(&seen.id, &seen.text);
    (!own).then_some("has another id in the index")
}
