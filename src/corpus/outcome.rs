//! What became of a file and its records, as the account has it.

use serde::{Deserialize, Serialize};

/// What a file looked like when it was read: enough to tell whether it has changed without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Size in bytes.
    pub size: u64,
    /// Last change in nanoseconds since 1970.
    pub modified: i128,
}

/// A file of the archive and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// What it looked like.
    pub stamp: FileStamp,
    /// The digest of its bytes, where it was read to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Whether it was changed so shortly before it was read that an equal stamp proves nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
    /// What became of it.
    pub fate: Outcome,
    /// What that depended on besides its bytes.
    #[serde(default, skip_serializing_if = "ReadSettings::is_none")]
    pub bounds: ReadSettings,
}

/// What the reading of an archive depended on besides its bytes: under other rules or limits it is read again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadSettings {
    /// The rules its members were chosen by, where it has members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The limits, where they refused something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
}

impl ReadSettings {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the same would be read under these rules and limits.
    pub fn hold(&self, rules: &str, limits: &str) -> bool {
        self.rules.as_deref().is_none_or(|under| under == rules)
            && self.limits.as_deref().is_none_or(|within| within == limits)
    }
}

/// Members of a file that are no news for one and the same reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredMembers {
    /// Why.
    pub why: String,
    /// How many.
    pub count: u64,
    /// The first few: `!/1987/map.png`.
    pub first: Vec<String>,
}

/// How many members are named that are no news for one reason.
const NAMED: usize = 3;

impl IgnoredMembers {
    /// None so far.
    pub fn new(why: &str) -> Self {
        Self { why: why.to_string(), ..Self::default() }
    }

    /// One more.
    pub fn add(&mut self, within: &str) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(within.to_string());
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was read.
    Read(FileRecords),
    /// It is no article by rule or kind.
    Ignored {
        /// Why.
        why: String,
        /// Whether a rule on its name says so, which another run may change; else its bytes do.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        rule: bool,
    },
    /// Nothing could be read from it.
    Rejected {
        /// Why.
        why: String,
        /// Whether the system was at fault, so that the next run tries again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        retry: bool,
    },
}

impl FileEntry {
    /// What it held, where it was read.
    pub fn reading(&self) -> Option<&FileRecords> {
        if let Outcome::Read(reading) = &self.fate { Some(reading) } else { None }
    }
}

/// What a file that was read held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecords {
    /// Records that are articles of the index under their own name.
    pub articles: u64,
    /// Records whose text another record has too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
    /// Records whose id another text bears.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<Contested>,
    /// Records that became nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<RejectedRecord>,
    /// Members that are no news. They are no records and count as none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredMembers>,
}

/// A record with the text of an article that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Which record of the file.
    pub record: u32,
    /// Where in the file it lies, if that is an archive: `!/1987/a.txt`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// Its own id, by which the article can be called too.
    pub id: String,
    /// The digest of the text they share.
    pub text: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
}

/// A record that gave way: its own id is borne by another text, and it has one made for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// The id of its own that it does not bear.
    pub id: String,
    /// The digest of its text.
    pub text: String,
}

/// A record that became nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRecord {
    /// Which record of the file.
    pub record: u32,
    /// Where in the file it lies, if that is an archive: `!/1987/a.txt`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// Why.
    pub reason: String,
}
