//! The log of withheld articles: which are kept out of every answer, until when, who asked for it and why.
//! It is a file of JSON lines beside the authority file. Entries are only ever appended.
//!
//! ```text
//! {"date":"2026-11-30T12:00:00Z","by":"anna","withhold":["6qges1kppkjqdzfh"],"until":"2027-01-01","because":"court order"}
//! {"date":"2026-12-02T09:00:00Z","by":"ben","lift":["6qges1kppkjqdzfh"],"because":"order was set aside"}
//! ```

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::append_log;
use crate::error::{Error, ErrorContext as _, Result};

/// An entry of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WithheldEntry {
    /// The moment of the entry.
    pub date: String,
    /// Who made it.
    pub by: String,
    /// The ids of articles to withhold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withhold: Vec<String>,
    /// The ids of articles that may be found again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lift: Vec<String>,
    /// The query that chose the articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The first day on which they may be found again; without one, not before they are lifted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The reason.
    pub because: String,
}

/// A log that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WithheldLog {
    /// The entries in order; the first has number 1.
    pub entries: Vec<WithheldEntry>,
    /// Numbers of lines that could not be read.
    pub damaged: Vec<usize>,
}

/// Returns the path of the log beside this authority file.
pub(crate) fn path_beside(authority: &Path) -> PathBuf {
    authority.with_file_name("withheld.log")
}

impl WithheldEntry {
    /// Returns the entry as it is made at a moment.
    #[must_use]
    pub(crate) fn made(self, now: Timestamp) -> Self {
        Self { date: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), ..self }
    }
}

impl WithheldLog {
    /// Parses a log. A last line without its end was cut off and never happened.
    pub(crate) fn parse(text: &str) -> Self {
        let mut log = Self::default();
        let complete = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default();
        for (number, line) in (1..).zip(complete.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(line) {
                Ok(entry) => log.entries.push(entry),
                Err(_) => log.damaged.push(number),
            }
        }
        log
    }

    /// Reads the log; a missing file is an empty one.
    ///
    /// # Errors
    /// Fails when the file cannot be read, or when a line of it is damaged: what it withholds is not known,
    /// and nothing may be shown that should not be.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Self::of(&bytes, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let message =
                    format!("cannot read the log of withheld articles `{}`", path.display());
                Err(Error::new(message).with_source(error))
            }
        }
    }

    /// Parses the contents of the log at a path; a damaged line is an error.
    fn of(bytes: &[u8], path: &Path) -> Result<Self> {
        let log = Self::parse(&String::from_utf8_lossy(bytes));
        log.check(&path.display()).map(|()| log)
    }

    /// Checks that all lines could be read.
    ///
    /// # Errors
    /// Fails when one is damaged: what it withholds is not known.
    pub(crate) fn check(&self, place: &dyn std::fmt::Display) -> Result<()> {
        match self.damaged.first() {
            None => Ok(()),
            Some(line) => Err(Error::new(format!(
                "line {line} of the log of withheld articles `{place}` is damaged"
            ))
            .hint("correct the line: until then nothing is shown, since it may be withheld")),
        }
    }

    /// Returns the ids that are withheld on a day, each with the number of the entry that says so.
    pub(crate) fn withheld_on(&self, day: Date) -> BTreeMap<&str, usize> {
        let mut withheld = BTreeMap::new();
        for (number, entry) in (1..).zip(&self.entries) {
            for id in &entry.lift {
                withheld.remove(id.as_str());
            }
            let is_over = entry.until.is_some_and(|until| until <= day);
            for id in &entry.withhold {
                match is_over {
                    true => withheld.remove(id.as_str()),
                    false => withheld.insert(id.as_str(), number),
                };
            }
        }
        withheld
    }
}

/// Appends an entry that is decided on the current log. The file is locked meanwhile, and the entry is on
/// disk when this returns. Returns the number of the entry.
///
/// # Errors
/// Fails when the file cannot be read or written, or when `decide` fails.
pub(crate) fn append(
    path: &Path,
    now: Timestamp,
    decide: impl FnOnce(&WithheldLog) -> Result<WithheldEntry>,
) -> Result<(usize, WithheldEntry)> {
    let context = || format!("cannot write the log of withheld articles `{}`", path.display());
    let options =
        || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = options().context(context)?;
    let bytes = append_log::lock_and_read(&mut file).context(context)?;
    let log = WithheldLog::of(&bytes, path)?;
    let entry = decide(&log)?.made(now);
    let mut line = serde_json::to_vec(&entry).context(context)?;
    line.push(b'\n');
    file.write_all(&line).and_then(|()| file.sync_all()).context(context)?;
    if let Some(folder) = path.parent() {
        // A new file is durable once its folder is synced. Some systems cannot sync folders.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = File::open(folder).map(|folder| folder.sync_all());
    }
    Ok((log.entries.len() + 1, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn entry(withhold: &[&str], lift: &[&str], until: Option<Date>) -> WithheldEntry {
        let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
        WithheldEntry {
            withhold: ids(withhold),
            lift: ids(lift),
            until,
            because: "a reason".into(),
            ..WithheldEntry::default()
        }
    }

    #[test]
    fn articles_are_withheld_until_a_day_or_until_they_are_lifted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = path_beside(&folder.path().join("canon.log"));
        assert_eq!(WithheldLog::read(&path).expect("reads"), WithheldLog::default());
        for made in [
            entry(&["a", "b"], &[], Some(date(2027, 1, 1))),
            entry(&["c"], &[], None),
            entry(&[], &["b"], None),
        ] {
            append(&path, NOW, |_| Ok(made)).expect("appends");
        }
        let log = WithheldLog::read(&path).expect("reads");
        let on = |day| log.withheld_on(day).into_keys().collect::<Vec<_>>();
        assert_eq!(on(date(2026, 12, 31)), ["a", "c"]);
        assert_eq!(on(date(2027, 1, 1)), ["c"]);
    }

    #[test]
    fn a_damaged_line_hides_everything_and_one_that_was_cut_off_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("withheld.log");
        append(&path, NOW, |_| Ok(entry(&["a"], &[], None))).expect("appends");
        let whole = std::fs::read_to_string(&path).expect("reads");
        std::fs::write(&path, format!("{whole}{{\"withhold\":[\"b")).expect("writes");
        assert_eq!(WithheldLog::read(&path).expect("reads").entries.len(), 1);
        let (number, _) = append(&path, NOW, |_| Ok(entry(&["c"], &[], None))).expect("appends");
        assert_eq!((number, WithheldLog::read(&path).expect("reads").entries.len()), (2, 2));
        std::fs::write(&path, format!("{whole}{{\"withhold\":[\"b\n")).expect("writes");
        assert!(WithheldLog::read(&path).is_err());
    }
}
