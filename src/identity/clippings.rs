//! Clippings: the tags, collections and notes that readers give to articles. They are a file of JSON lines
//! beside the authority file, which no index is needed to read. Entries are only ever appended.
//!
//! ```text
//! {"date":"2026-11-30T12:00:00Z","by":"anna","articles":["6qges1kppkjqdzfh"],"tag":["quakes"],"collect":["book"]}
//! {"date":"2026-11-30T12:05:00Z","by":"anna","articles":["6qges1kppkjqdzfh"],"note":{"text":"call him","field":"body","start":120,"end":148,"quote":"Stone houses do not forgive,"}}
//! {"date":"2026-12-02T09:00:00Z","by":"ben","articles":["6qges1kppkjqdzfh"],"untag":["quakes"],"unnote":2}
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::append_log;
use crate::error::{Error, ErrorContext as _, Result};
use crate::text::tokenizer;

/// Bytes of a tag or the name of a collection.
pub(crate) const MAX_NAME: usize = 100;

/// Bytes of a note.
pub(crate) const MAX_NOTE: usize = 20_000;

/// Articles of one entry.
pub(crate) const MAX_ARTICLES: usize = 10_000;

/// A note on an article, with the passage it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// What the reader wrote.
    pub text: String,
    /// The text of the article that has the passage: `title`, `standfirst`, `body` or `captions[0]`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The first byte of the passage.
    #[serde(skip_serializing_if = "is_zero")]
    pub start: usize,
    /// The byte behind it.
    #[serde(skip_serializing_if = "is_zero")]
    pub end: usize,
    /// The passage as it was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quote: String,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An entry of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClippingEntry {
    /// The moment of the entry.
    pub date: String,
    /// Who made it.
    pub by: String,
    /// The ids of the articles it is about.
    pub articles: Vec<String>,
    /// Tags that they get.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tag: Vec<String>,
    /// Tags that they lose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untag: Vec<String>,
    /// Collections that they are put into.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collect: Vec<String>,
    /// Collections that they are taken out of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncollect: Vec<String>,
    /// A note that they get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The number of a note that is taken away: that of its entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unnote: Option<usize>,
}

impl ClippingEntry {
    /// Says what is wrong with an entry, if anything is.
    pub(crate) fn problem(&self) -> Option<String> {
        let names =
            || [&self.tag, &self.untag, &self.collect, &self.uncollect].into_iter().flatten();
        let says_nothing = names().next().is_none() && self.note.is_none() && self.unnote.is_none();
        if says_nothing {
            return Some("there is no tag, collection or note".to_owned());
        }
        if self.articles.len() > MAX_ARTICLES {
            return Some(format!("{} articles are more than {MAX_ARTICLES}", self.articles.len()));
        }
        if let Some(name) = names().find(|name| !is_name(name)) {
            return Some(format!(
                "`{name}` cannot be a tag or a name: write a word or some, up to {MAX_NAME} bytes"
            ));
        }
        let note = self.note.as_ref()?;
        match note.text.trim().is_empty() && note.quote.is_empty() {
            true => Some("the note is empty".to_owned()),
            false if note.text.len() + note.quote.len() > MAX_NOTE => {
                Some(format!("the note is longer than {MAX_NOTE} bytes"))
            }
            false => None,
        }
    }
}

/// Returns whether a text can be a tag or the name of a collection.
fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.contains(char::is_alphanumeric)
        && !name.contains(|c: char| c.is_control() || matches!(c, '"' | '\\' | '*'))
}

/// What readers gave to one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clipping {
    /// Its tags, folded, each as it was written first.
    pub tags: BTreeMap<String, String>,
    /// The collections it is in, folded, each as it was written first.
    pub collections: BTreeMap<String, String>,
    /// Its notes by number, with who wrote them and when.
    pub notes: BTreeMap<usize, SignedNote>,
}

/// A note with who wrote it and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SignedNote {
    /// The note.
    pub note: Note,
    /// Who wrote it.
    pub by: String,
    /// The moment.
    pub date: String,
}

impl Clipping {
    fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.collections.is_empty() && self.notes.is_empty()
    }
}

/// The clippings of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clippings {
    /// The articles with a clipping, by id.
    pub(crate) articles: BTreeMap<String, Clipping>,
    /// The number of entries.
    pub(crate) entries: usize,
    /// Numbers of lines that could not be read.
    pub(crate) damaged: Vec<usize>,
}

/// Returns the path of the file beside this authority file.
pub(crate) fn path_beside(authority: &Path) -> PathBuf {
    authority.with_file_name("clippings.log")
}

/// Folds a tag or name: capitals, accents and spaces make no difference.
pub(crate) fn folded(name: &str) -> String {
    tokenizer::folded(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

impl Clippings {
    /// Reads the contents of a file. A last line without its end was cut off and never happened.
    pub(crate) fn parse(text: &str) -> Self {
        let mut clippings = Self::default();
        let complete = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default();
        for (number, line) in (1..).zip(complete.lines()) {
            match serde_json::from_str(line) {
                Ok(entry) => clippings.apply(number, entry),
                Err(_) if line.trim().is_empty() => {}
                Err(_) => clippings.damaged.push(number),
            }
            clippings.entries = number;
        }
        clippings.articles.retain(|_, clipping| !clipping.is_empty());
        clippings
    }

    fn apply(&mut self, number: usize, entry: ClippingEntry) {
        for id in &entry.articles {
            let clipping = self.articles.entry(id.clone()).or_default();
            let lists = [
                (&entry.tag, &entry.untag, &mut clipping.tags),
                (&entry.collect, &entry.uncollect, &mut clipping.collections),
            ];
            for (added, removed, known) in lists {
                for name in removed {
                    known.remove(&folded(name));
                }
                for name in added {
                    known.entry(folded(name)).or_insert_with(|| name.trim().to_owned());
                }
            }
            entry.unnote.iter().for_each(|number| drop(clipping.notes.remove(number)));
            if let Some(note) = &entry.note {
                let (by, date) = (entry.by.clone(), entry.date.clone());
                clipping.notes.insert(number, SignedNote { note: note.clone(), by, date });
            }
        }
    }

    /// Reads the file; a missing one has no clippings.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let message = format!("cannot read the clippings `{}`", path.display());
                Err(Error::new(message).with_source(error))
            }
        }
    }

    /// Every tag, folded, as it was written first.
    pub(crate) fn tags(&self) -> BTreeMap<&str, &str> {
        let tags = self.articles.values().flat_map(|it| &it.tags);
        tags.map(|(folded, tag)| (folded.as_str(), tag.as_str())).collect()
    }

    /// The ids of the articles whose clipping satisfies a condition.
    pub(crate) fn ids_where(&self, is_meant: impl Fn(&Clipping) -> bool) -> BTreeSet<&str> {
        let meant = self.articles.iter().filter(|(_, clipping)| is_meant(clipping));
        meant.map(|(id, _)| id.as_str()).collect()
    }
}

/// Makes the line of an entry that is made now, for the log at this place.
///
/// # Errors
/// Fails when the entry makes no sense.
pub(crate) fn line(now: Timestamp, entry: ClippingEntry, location: &str) -> Result<String> {
    if let Some(problem) = entry.problem() {
        return Err(Error::new(problem).user_error());
    }
    let entry = ClippingEntry { date: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), ..entry };
    let line = serde_json::to_string(&entry);
    Ok(line.context(|| format!("cannot write the clippings `{location}`"))? + "\n")
}

/// Appends an entry. The file is locked meanwhile, and the entry is on disk when this returns. Returns its
/// number.
///
/// # Errors
/// Fails when the entry makes no sense, or when the file cannot be read or written.
pub(crate) fn append(path: &Path, now: Timestamp, entry: ClippingEntry) -> Result<usize> {
    let line = line(now, entry, &path.display().to_string())?;
    let context = || format!("cannot write the clippings `{}`", path.display());
    let options =
        || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = options().context(context)?;
    let bytes = append_log::lock_and_read(&mut file).context(context)?;
    let entries = Clippings::parse(&String::from_utf8_lossy(&bytes)).entries;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).context(context)?;
    if let Some(folder) = path.parent() {
        // A new file is durable once its folder is synced. Some systems cannot sync folders.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = File::open(folder).map(|folder| folder.sync_all());
    }
    Ok(entries + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn entry(articles: &[&str], tag: &[&str], untag: &[&str]) -> ClippingEntry {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (articles, tag, untag) = (owned(articles), owned(tag), owned(untag));
        ClippingEntry { by: "anna".into(), articles, tag, untag, ..ClippingEntry::default() }
    }

    #[test]
    fn entries_are_appended_and_applied_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = path_beside(&folder.path().join("canon.log"));
        assert_eq!(Clippings::read(&path).expect("nothing yet"), Clippings::default());
        append(&path, NOW, entry(&["a", "b"], &["Québec quakes", "x"], &[])).expect("writes");
        append(&path, NOW, entry(&["a"], &["X"], &["quebec  QUAKES"])).expect("writes");
        let note = Note { text: "call him".into(), ..Note::default() };
        let noted = ClippingEntry { note: Some(note), ..entry(&["b"], &[], &[]) };
        assert_eq!(append(&path, NOW, noted).expect("writes"), 3);
        let clippings = Clippings::read(&path).expect("reads");
        assert_eq!(clippings.tags(), [("quebec quakes", "Québec quakes"), ("x", "x")].into());
        assert_eq!(clippings.ids_where(|it| it.tags.contains_key("quebec quakes")), ["b"].into());
        assert_eq!(clippings.articles["b"].notes[&3].note.text, "call him");
        let gone =
            ClippingEntry { unnote: Some(3), ..entry(&["b"], &[], &["x", "québec quakes"]) };
        append(&path, NOW, gone).expect("writes");
        let clippings = Clippings::read(&path).expect("reads");
        assert_eq!(clippings.articles.keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clippings.log");
        for wrong in [
            entry(&["a"], &[], &[]),
            entry(&["a"], &[" "], &[]),
            entry(&["a"], &["a\"b"], &[]),
            entry(&["a"], &["*"], &[]),
            entry(&["a"], &[&"x".repeat(101)], &[]),
            ClippingEntry { note: Some(Note::default()), ..entry(&["a"], &["x"], &[]) },
        ] {
            assert!(append(&path, NOW, wrong.clone()).is_err(), "{wrong:?}");
        }
        assert!(!path.exists());
    }

    #[test]
    fn a_torn_line_never_happened_and_a_damaged_one_is_named() {
        let clippings = Clippings::parse("rubbish\n{\"articles\":[\"a\"],\"tag\":[\"x\"]}\n{\"art");
        assert_eq!((clippings.damaged.as_slice(), clippings.entries), (&[1][..], 2));
        assert_eq!(clippings.tags(), [("x", "x")].into());
    }
}
