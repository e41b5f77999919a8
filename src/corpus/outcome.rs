//! Outcomes of files and records, as the manifest stores them. Field names on disk are fixed by
//! `serde(rename)`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Size and modification time of a file: enough to detect most changes without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Size in bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i128,
}

/// The manifest's entry for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The stamp at the time the file was found.
    pub stamp: FileStamp,
    /// The digest of its bytes in hexadecimal, if it was read to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// True if the file was modified so shortly before it was read that an equal stamp proves
    /// nothing.
    #[serde(rename = "fresh", default, skip_serializing_if = "std::ops::Not::not")]
    pub recently_modified: bool,
    /// The outcome of reading it.
    #[serde(rename = "fate")]
    pub outcome: Outcome,
    /// The settings that the outcome depends on.
    #[serde(rename = "bounds", default, skip_serializing_if = "ReadSettings::is_empty")]
    pub read_settings: ReadSettings,
}

/// Settings and files that the contents of a file depend on besides its bytes. The file is read again
/// when they change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadSettings {
    /// The include and exclude patterns, if the file has members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The unpacking limits, if one of them was hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
    /// The bytes of memory that records had, if one was too long for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_memory: Option<u64>,
    /// The digests of other files that the file was read with, by path, if it is a page of a digitised
    /// newspaper: empty where no file describes its issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub companions: Option<BTreeMap<String, String>>,
}

impl ReadSettings {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Members of an archive file that were ignored for the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredMembers {
    /// The reason.
    #[serde(rename = "why")]
    pub reason: String,
    /// Number of members.
    pub count: u64,
    /// Paths of the first few: `!/1987/map.png`.
    pub first: Vec<String>,
}

/// Number of member paths kept for each reason.
const MAX_EXAMPLES: usize = 3;

impl IgnoredMembers {
    /// An empty group for this reason.
    pub fn new(reason: &str) -> Self {
        Self { reason: reason.to_string(), ..Self::default() }
    }

    /// Adds a member by its path inside the file.
    pub fn add(&mut self, inner_path: &str) {
        self.count += 1;
        if self.first.len() < MAX_EXAMPLES {
            self.first.push(inner_path.to_string());
        }
    }
}

/// The outcome of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The file was read.
    Read(FileRecords),
    /// The file holds no articles, by its name or by its type.
    Ignored {
        /// The reason.
        #[serde(rename = "why")]
        reason: String,
        /// True if a rule on the name decided, which may differ in the next run; false if the
        /// bytes decided.
        #[serde(rename = "rule", default, skip_serializing_if = "std::ops::Not::not")]
        by_rule: bool,
    },
    /// Nothing could be read from the file.
    Rejected {
        /// The reason.
        #[serde(rename = "why")]
        reason: String,
        /// True for an I/O error: the next run tries again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        retry: bool,
    },
}

impl FileEntry {
    /// The records of the file, if it was read.
    pub fn records(&self) -> Option<&FileRecords> {
        if let Outcome::Read(records) = &self.outcome { Some(records) } else { None }
    }
}

/// Records of a file that was read, by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecords {
    /// Number of records that are articles in the index.
    pub articles: u64,
    /// Number of articles and duplicates of each format. Files that were read by an older version
    /// have none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub formats: BTreeMap<String, u64>,
    /// Records with the same text as an article read elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
    /// Records whose id belongs to a different text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<Contested>,
    /// Records that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<RejectedRecord>,
    /// Members that hold no articles. They are not counted as records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredMembers>,
}

/// A record with the same text as an article read elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// The record's number in the file, counted from one.
    pub record: u32,
    /// The member's path inside the file, if the file is an archive: `!/1987/a.txt`.
    #[serde(rename = "within", default, skip_serializing_if = "String::is_empty")]
    pub inner_path: String,
    /// The record's id. It also leads to the article.
    pub id: String,
    /// The digest of the shared text.
    #[serde(rename = "text")]
    pub text_digest: String,
    /// The record's publisher.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
}

/// A record whose id belongs to a different text, so that it was given a derived id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// The id that the record claimed in vain.
    pub id: String,
    /// The digest of its text.
    #[serde(rename = "text")]
    pub text_digest: String,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRecord {
    /// The record's number in the file, counted from one.
    pub record: u32,
    /// The member's path inside the file, if the file is an archive: `!/1987/a.txt`.
    #[serde(rename = "within", default, skip_serializing_if = "String::is_empty")]
    pub inner_path: String,
    /// The reason.
    pub reason: String,
}
