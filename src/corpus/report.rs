//! The report of a run: counts that add up. Every file and every record is in exactly one of them.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{FileEntry, IgnoredMembers, Outcome};

/// Counts over the files in the roots of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Files found: read, unchanged, ignored and rejected.
    pub files: u64,
    /// Files read by this run.
    pub files_read: u64,
    /// Files that have not changed since an earlier run read them.
    pub files_unchanged: u64,
    /// Files that hold no articles, by name or type.
    pub files_ignored: u64,
    /// Files that could not be read.
    pub files_rejected: u64,
    /// Records in the files read or unchanged: articles, duplicates and rejected.
    pub records: u64,
    /// Records that are articles.
    pub articles: u64,
    /// Articles that are new.
    pub added: u64,
    /// Articles whose content changed.
    pub updated: u64,
    /// Articles that were removed.
    pub removed: u64,
    /// Records with the same text as another.
    pub duplicates: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Articles and duplicates by format.
    pub formats: BTreeMap<String, u64>,
    /// Bytes in the files read.
    pub bytes_read: u64,
    /// Duration in seconds.
    pub seconds: f64,
    /// Every rejected file and record.
    pub rejections: Vec<Rejection>,
    /// Ignored files and members, by reason.
    pub ignored: BTreeMap<String, IgnoredGroup>,
    /// Roots of this run in which no record was found.
    pub empty_roots: Vec<EmptyRoot>,
}

/// A root in which no record was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyRoot {
    /// Its full path.
    pub path: String,
    /// Number of files in it.
    pub files: u64,
}

/// Files and members ignored for the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoredGroup {
    /// Number of files.
    pub files: u64,
    /// Number of members in archives that were read.
    pub members: u64,
    /// Paths of the first few.
    pub first: Vec<String>,
}

/// Number of paths kept for each reason.
const MAX_EXAMPLES: usize = 3;

impl IgnoredGroup {
    fn add_example(&mut self, path: String) {
        if self.first.len() < MAX_EXAMPLES {
            self.first.push(path);
        }
    }
}

/// A rejected file or record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file, with the member path if it is an archive.
    pub path: String,
    /// The record's number; `None` if the whole file was rejected.
    pub record: Option<u32>,
    /// The reason.
    pub reason: String,
}

impl Report {
    /// Counts these files, of which this run read those in `read`.
    pub fn from_files<'a>(
        files: impl Iterator<Item = (&'a str, &'a FileEntry)>,
        read: &BTreeSet<String>,
    ) -> Self {
        let mut report = Self::default();
        files.for_each(|(path, entry)| report.add(path, entry, read.contains(path)));
        report
    }

    fn add(&mut self, path: &str, entry: &FileEntry, read: bool) {
        self.files += 1;
        match &entry.outcome {
            Outcome::Ignored { reason, .. } => {
                self.files_ignored += 1;
                let group = self.ignored.entry(reason.clone()).or_default();
                group.files += 1;
                group.add_example(path.to_string());
            }
            Outcome::Rejected { reason, .. } => {
                self.files_rejected += 1;
                self.rejections.push(Rejection {
                    path: path.to_string(),
                    record: None,
                    reason: reason.clone(),
                });
            }
            Outcome::Read(records) => {
                self.files_read += u64::from(read);
                self.files_unchanged += u64::from(!read);
                self.articles += records.articles;
                self.duplicates += records.duplicates.len() as u64;
                self.rejected += records.rejected.len() as u64;
                for (format, count) in &records.formats {
                    *self.formats.entry(format.clone()).or_default() += count;
                }
                self.add_ignored_members(path, &records.ignored);
                self.rejections.extend(records.rejected.iter().map(|rejected| Rejection {
                    path: format!("{path}{}", rejected.inner_path),
                    record: Some(rejected.record),
                    reason: rejected.reason.clone(),
                }));
            }
        }
        self.records = self.articles + self.duplicates + self.rejected;
    }

    fn add_ignored_members(&mut self, path: &str, ignored: &[IgnoredMembers]) {
        for members in ignored {
            let group = self.ignored.entry(members.reason.clone()).or_default();
            group.members += members.count;
            for inner_path in &members.first {
                group.add_example(format!("{path}{inner_path}"));
            }
        }
    }
}
