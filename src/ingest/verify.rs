//! Verification: reads every file again and checks that folders, manifest and index agree.
//!
//! Every record must be where the manifest says: in the index, a duplicate of an article in the
//! index, or rejected. Nothing else may be in the index.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::event::{Event, EventKind};
use super::extraction::Extraction;
use super::homes::Homes;
use super::workers::Workers;
use crate::article::document;
use crate::corpus::changes::PendingFile;
use crate::corpus::file_reader::{self, FileContents, FileSummary, ReadOptions};
use crate::corpus::manifest::Manifest;
use crate::corpus::outcome::{FileEntry, FileRecords, FileStamp, Outcome};
use crate::corpus::walk::{self, WalkEvent};
use crate::error::Result;
use crate::read::record_memory::RecordMemory;
use crate::search::records::{IndexDocument, IndexedRecord};

/// Number of findings of each kind that are kept. All are counted.
pub(crate) const MAX_FINDINGS: usize = 1000;

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct VerifyReport {
    /// Files in the manifest.
    pub files: u64,
    /// Files that were read again.
    pub read: u64,
    /// Records found in them.
    pub records: u64,
    /// Articles in the index.
    pub articles: u64,
    /// Differences that the next run of `morgue index` settles.
    pub changed: VerifyFindings,
    /// Errors.
    pub faults: VerifyFindings,
}

impl VerifyReport {
    /// True if there are no findings.
    pub(crate) fn agrees(&self) -> bool {
        self.changed.total == 0 && self.faults.total == 0
    }
}

/// Findings of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct VerifyFindings {
    /// Number of findings.
    pub total: u64,
    /// The first [`MAX_FINDINGS`] of them.
    pub first: Vec<VerifyFinding>,
}

/// One difference between folders, manifest and index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifyFinding {
    /// The file.
    pub path: String,
    /// The record's number; `None` for the whole file.
    pub record: Option<u32>,
    /// The difference.
    pub message: String,
}

impl VerifyFindings {
    /// Adds a finding.
    pub(crate) fn add(&mut self, path: &str, record: Option<u32>, message: impl Into<String>) {
        self.total += 1;
        if self.first.len() < MAX_FINDINGS {
            let (path, message) = (path.to_string(), message.into());
            self.first.push(VerifyFinding { path, record, message });
        }
    }
}

/// Compares a manifest and the records of its index with the folders, reading `jobs` files in
/// parallel.
pub(crate) fn verify(
    manifest: &Manifest,
    indexed: &[IndexedRecord],
    options: &ReadOptions,
    jobs: usize,
) -> VerifyReport {
    let mut verifier = Verifier::new(manifest, indexed, options);
    verifier.walk_roots();
    let files = verifier.files_to_read();
    let homes = Homes::default();
    for (memory, files) in verifier.by_memory(files) {
        let options = &ReadOptions { memory, ..options.clone() };
        let workers = Workers {
            options,
            // Subjects are not compared, so they need not be found.
            extraction: Extraction::Nothing,
            homes: &homes,
            in_flight: None,
            staged: None,
            threads: jobs,
        };
        workers.read_all(&files, |events| {
            for event in events {
                verifier.accept(event);
            }
        });
    }
    verifier.report_strays();
    verifier.report
}

/// An article as it was read again.
struct RereadArticle {
    id: String,
    text_digest: String,
    record_digest: u64,
}

/// Records of a file that is being read again, by number.
#[derive(Default)]
struct RereadFile {
    articles: BTreeMap<u32, RereadArticle>,
    rejected: BTreeSet<u32>,
}

struct Verifier<'v> {
    manifest: &'v Manifest,
    options: &'v ReadOptions,
    /// The articles of the index by file and record, without those compared already.
    indexed: HashMap<&'v str, HashMap<u32, &'v IndexedRecord>>,
    /// The text digests of all articles of the index.
    texts: HashSet<&'v str>,
    /// Every file in the roots.
    present: BTreeMap<String, FileStamp>,
    /// Files that are being read, by path.
    reading: HashMap<String, RereadFile>,
    report: VerifyReport,
}

impl<'v> Verifier<'v> {
    fn new(manifest: &'v Manifest, records: &'v [IndexedRecord], options: &'v ReadOptions) -> Self {
        let mut report = VerifyReport {
            files: manifest.files().count() as u64,
            articles: records.len() as u64,
            ..VerifyReport::default()
        };
        let (mut texts, mut ids) = (HashSet::new(), HashSet::new());
        let mut indexed: HashMap<&str, HashMap<u32, &IndexedRecord>> = HashMap::new();
        for record in records {
            let in_file = indexed.entry(&*record.file).or_default();
            let is_repeated = in_file.insert(record.record, record).is_some()
                || !texts.insert(record.text_digest.as_str())
                || !ids.insert(record.id.as_str());
            if is_repeated {
                let message = "is in the index more than once";
                report.faults.add(&record.file, Some(record.record), message);
            }
        }
        let (present, reading) = (BTreeMap::new(), HashMap::new());
        Self { manifest, options, indexed, texts, present, reading, report }
    }

    /// Finds the files in the roots, and reports new ones.
    fn walk_roots(&mut self) {
        let ReadOptions { rules, timeout, .. } = self.options;
        for root in self.manifest.roots().map(Path::new) {
            walk::walk(root, rules, timeout, &mut |event| match event {
                WalkEvent::File(file) => {
                    if file.ignored.is_none() && self.manifest.file(&file.path).is_none() {
                        self.report.changed.add(&file.path, None, "new since the last run");
                    }
                    self.present.insert(file.path, file.stamp);
                }
                WalkEvent::Unreadable { path, reason } if self.manifest.file(&path).is_none() => {
                    self.report.changed.add(&path, None, format!("cannot be listed: {reason}"));
                }
                WalkEvent::Unreadable { .. } => {}
            });
        }
    }

    /// The files of the manifest that can be read again. Reports those that are removed.
    fn files_to_read(&mut self) -> Vec<PendingFile> {
        let mut files = Vec::new();
        for (path, entry) in self.manifest.files() {
            let by_rule = matches!(entry.outcome, Outcome::Ignored { by_rule: true, .. });
            let failed = matches!(entry.outcome, Outcome::Rejected { retry: true, .. });
            match self.present.get(path) {
                None if failed => {}
                None => {
                    self.report.changed.add(path, None, "removed since the last run");
                    self.compare_counts(path, entry);
                }
                Some(_)
                    if by_rule
                        || (failed && !file_reader::is_readable(path, &self.options.timeout)) => {}
                Some(_) if failed => self.report.changed.add(path, None, "can be read now"),
                Some(stamp) => files.push(PendingFile {
                    path: path.to_string(),
                    stamp: *stamp,
                    recently_modified: false,
                }),
            }
        }
        files
    }

    /// Groups files by the memory that their records had: where one was too long, it still is.
    fn by_memory(&self, files: Vec<PendingFile>) -> Vec<(RecordMemory, Vec<PendingFile>)> {
        let mut groups: BTreeMap<Option<u64>, Vec<PendingFile>> = BTreeMap::new();
        for file in files {
            let entry = self.manifest.file(&file.path);
            let memory = entry.and_then(|entry| entry.read_settings.record_memory);
            groups.entry(memory).or_default().push(file);
        }
        let memory = |bytes: Option<u64>| {
            bytes.map(|bytes| RecordMemory::new(bytes as usize)).unwrap_or_default()
        };
        groups.into_iter().map(|(bytes, files)| (memory(bytes), files)).collect()
    }

    fn accept(&mut self, Event { file, kind, .. }: Event<'_>) {
        match kind {
            EventKind::Document(document) => {
                let IndexDocument { document, text_digest, record_digest, .. } = *document;
                let article = RereadArticle { id: document.id, text_digest, record_digest };
                self.reread(&file.path).articles.insert(document.record, article);
            }
            EventKind::Rejected(rejected) => {
                self.reread(&file.path).rejected.insert(rejected.record);
            }
            EventKind::Finished(summary) => {
                let reread = self.reading.remove(&file.path).unwrap_or_default();
                match self.manifest.file(&file.path) {
                    Some(entry) => self.compare_file(file, entry, &reread, summary),
                    None => debug_assert!(false, "only files of the manifest are read"),
                }
            }
        }
    }

    fn reread(&mut self, path: &str) -> &mut RereadFile {
        self.reading.entry(path.to_string()).or_default()
    }

    /// Compares a file that was read again with its manifest entry.
    fn compare_file(
        &mut self,
        file: &PendingFile,
        entry: &FileEntry,
        reread: &RereadFile,
        summary: Result<FileSummary>,
    ) {
        self.report.read += 1;
        let path = &*file.path;
        let summary = match summary {
            Ok(summary) => summary,
            Err(error) => {
                self.report.changed.add(path, None, format!("can no longer be read: {error}"));
                return self.compare_counts(path, entry);
            }
        };
        if entry.digest.as_ref() != Some(&summary.digest) {
            self.report_changed_bytes(file, entry);
            return self.compare_counts(path, entry);
        }
        if !self.options.agrees(&entry.read_settings) {
            let message = "was indexed with different --include, --exclude or --max-* options";
            self.report.changed.add(path, None, message);
            return self.compare_counts(path, entry);
        }
        if entry.read_settings.companions != summary.read_settings.companions {
            let message = "the files of its newspaper issue changed since the last run";
            self.report.changed.add(path, None, message);
            return self.compare_counts(path, entry);
        }
        self.report.records += (reread.articles.len() + reread.rejected.len()) as u64;
        match (&entry.outcome, &summary.contents) {
            (Outcome::Read(records), FileContents::Records) => {
                self.compare_records(path, records, reread);
            }
            (Outcome::Ignored { .. }, FileContents::Unsupported(_))
            | (Outcome::Rejected { .. }, FileContents::Unreadable(_)) => {}
            _ => self.report.faults.add(path, None, "has a different outcome in the manifest"),
        }
    }

    /// Reports a file with different bytes: a change if its stamp shows it, else a fault.
    fn report_changed_bytes(&mut self, file: &PendingFile, entry: &FileEntry) {
        if file.stamp == entry.stamp && !entry.recently_modified {
            let message = "has different bytes with the same size and modification time, so that \
                           `morgue index` does not notice";
            self.report.faults.add(&file.path, None, message);
        } else {
            self.report.changed.add(&file.path, None, "changed since the last run");
        }
    }

    /// Compares the records of a file with the manifest and the index.
    fn compare_records(&mut self, path: &str, records: &FileRecords, reread: &RereadFile) {
        let duplicates: HashMap<u32, &str> = records
            .duplicates
            .iter()
            .map(|duplicate| (duplicate.record, duplicate.text_digest.as_str()))
            .collect();
        let rejected: BTreeSet<u32> =
            records.rejected.iter().map(|rejected| rejected.record).collect();
        let mut indexed = self.indexed.remove(path).unwrap_or_default();
        let mut articles = 0;
        for (number, article) in &reread.articles {
            let message = match (duplicates.get(number), indexed.remove(number)) {
                _ if rejected.contains(number) => Some("is rejected in the manifest, but readable"),
                (Some(_), Some(_)) => Some("is a duplicate in the manifest, but in the index"),
                (Some(text), None) if **text != article.text_digest => {
                    Some("is recorded as the duplicate of a different text")
                }
                (Some(text), None) if !self.texts.contains(text) => {
                    Some("is a duplicate of an article that is not in the index")
                }
                (Some(_), None) => None,
                (None, None) => Some("is an article in the manifest, but not in the index"),
                (None, Some(record)) => {
                    articles += 1;
                    difference(record, article)
                }
            };
            if let Some(message) = message {
                self.report.faults.add(path, Some(*number), message);
            }
        }
        let faults = &mut self.report.faults;
        if articles != records.articles {
            faults.add(path, None, count_message(records.articles, articles));
        }
        for number in reread.rejected.difference(&rejected) {
            faults.add(path, Some(*number), "is rejected, but not in the manifest");
        }
        for number in indexed.keys() {
            faults.add(path, Some(*number), "is in the index, but not in the file");
        }
        let is_known =
            |number: &u32| reread.articles.contains_key(number) || reread.rejected.contains(number);
        for number in duplicates.keys().chain(&rejected).filter(|number| !is_known(number)) {
            faults.add(path, Some(*number), "is in the manifest, but not in the file");
        }
    }

    /// Compares only the number of articles in manifest and index, for a file that changed.
    fn compare_counts(&mut self, path: &str, entry: &FileEntry) {
        let indexed = self.indexed.remove(path).map_or(0, |records| records.len() as u64);
        let recorded = entry.records().map_or(0, |records| records.articles);
        if indexed != recorded {
            self.report.faults.add(path, None, count_message(recorded, indexed));
        }
    }

    /// Reports articles of the index that belong to no file compared so far.
    fn report_strays(&mut self) {
        let mut strays: Vec<(&str, u32)> = Vec::new();
        for (path, records) in &self.indexed {
            strays.extend(records.keys().map(|number| (*path, *number)));
        }
        strays.sort_unstable();
        for (path, number) in strays {
            let has_records =
                self.manifest.file(path).is_some_and(|entry| entry.records().is_some());
            let message = if has_records {
                "is in the index, but not in the file"
            } else {
                "is in the index, but the manifest has no articles of the file"
            };
            self.report.faults.add(path, Some(number), message);
        }
    }
}

fn count_message(recorded: u64, indexed: u64) -> String {
    format!("the manifest counts {recorded} articles, the index has {indexed}")
}

/// The difference between a record of the index and the article that was read again.
fn difference(record: &IndexedRecord, article: &RereadArticle) -> Option<&'static str> {
    if record.text_digest != article.text_digest {
        return Some("has a different text in the index");
    }
    if record.record_digest != article.record_digest {
        return Some("is a different version in the index");
    }
    let same_id = record.id == article.id
        || record.id == document::contested_id(&article.id, &article.text_digest);
    (!same_id).then_some("has a different id in the index")
}
