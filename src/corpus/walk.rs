//! The folders of an archive: which files lie in them, which of these are news by their names, and what is in each.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use super::manifest::{IgnoredMembers, ReadSettings, FileStamp};
pub use super::rules::Rules;
use crate::article::{Article, Rejected};
use crate::error::{Error, Result};
use crate::read::container;
use crate::read::container::{Found, Limits, Place, Whole};
use crate::read::format;
use crate::read::format::Options;
use crate::read::source::{Flow, Source};

/// A file that lies in a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkedFile {
    /// Its full path.
    pub path: String,
    /// What it looks like.
    pub stamp: FileStamp,
    /// Why it is not to be read, where a rule says so.
    pub ignored: Option<String>,
    /// Why it can not be read, where the system says so.
    pub unreadable: Option<String>,
}

/// What a walk meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkEvent {
    /// A file.
    File(WalkedFile),
    /// A folder that can not be looked into: nobody knows what lies there.
    Closed {
        /// The folder.
        path: String,
        /// Why.
        why: String,
    },
}

/// Every file of a root in a fixed order. The root may be a file itself.
pub fn walk(root: &Path, rules: &Rules, take: &mut dyn FnMut(WalkEvent)) {
    let walker = WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_index(entry, rules));
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => take(WalkEvent::File(seen(root, &entry, rules))),
            Err(fault) => {
                let why = fault.io_error().map_or_else(|| fault.to_string(), ToString::to_string);
                take(WalkEvent::Closed { path: label(fault.path().unwrap_or(root)), why });
            }
        }
    }
}

fn is_index(entry: &DirEntry, rules: &Rules) -> bool {
    entry.file_type().is_dir() && rules.is_index(entry.path())
}

fn seen(root: &Path, entry: &DirEntry, rules: &Rules) -> WalkedFile {
    let within =
        entry.path().strip_prefix(root).ok().filter(|within| !within.as_os_str().is_empty());
    let named_itself = within.is_none();
    let within = within.unwrap_or(Path::new(entry.file_name()));
    let ignored = match rules.ignores(within) {
        _ if entry.file_type().is_symlink() => {
            Some("a link; name what it leads to as a folder of its own")
        }
        _ if !entry.file_type().is_file() => Some("not a regular file"),
        Some(_) if named_itself => None,
        why => why,
    };
    let nameless = entry
        .path()
        .to_str()
        .is_none()
        .then(|| "its name is not UTF-8; give it another".to_string());
    let stamp = stamp(entry);
    WalkedFile {
        path: label(entry.path()),
        stamp: stamp.as_ref().copied().unwrap_or(FileStamp { size: 0, modified: 0 }),
        ignored: ignored.map(str::to_string),
        unreadable: nameless.or(stamp.err()),
    }
}

/// A path as text; of one that is not UTF-8 the odd bytes are escaped, so that no two become one.
fn label(path: &Path) -> String {
    match path.to_str() {
        Some(path) => path.to_string(),
        None => path.as_os_str().as_encoded_bytes().escape_ascii().to_string(),
    }
}

fn stamp(entry: &DirEntry) -> Result<FileStamp, String> {
    let meta = entry.metadata().map_err(|why| why.to_string())?;
    let modified = meta.modified().map_err(|why| why.to_string())?;
    let nanoseconds =
        |time: std::time::Duration| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX);
    let modified = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    };
    Ok(FileStamp { size: meta.len(), modified })
}

/// The full path of a root.
///
/// # Errors
/// When it is not there.
pub fn root(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|why| {
        Error::new(format!("cannot find `{}`", path.display()))
            .with_source(why)
            .hint("name a folder or file that exists")
    })
}

/// Whether there is a file or folder here.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether a path lies in a root, or is the root.
pub fn lies_in(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.ends_with('/'))
}

/// Whether a file can be opened now.
pub fn can_be_read(path: &str) -> bool {
    container::open(Path::new(path)).is_ok()
}

/// The digest of a file's bytes, in hexadecimal.
///
/// # Errors
/// When it can not be read.
pub fn digest(path: &str) -> Result<String> {
    Ok(hex(&container::open(Path::new(path))?.finish()?))
}

fn hex(whole: &Whole) -> String {
    whole.digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What their fields mean.
    pub options: Options,
    /// Which members of archives are news by their names.
    pub rules: Rules,
    /// How far archives are unpacked.
    pub limits: Limits,
}

/// Something found in a file.
#[derive(Debug)]
pub enum FileItem {
    /// A record.
    Record(Box<Record>),
    /// A member that is no news.
    Ignored {
        /// Its path from the file on: `!/1987/map.png`.
        within: String,
        /// Why.
        why: String,
    },
}

/// One record of a file.
#[derive(Debug)]
pub struct Record {
    /// Which, counted from one, in the whole file.
    pub number: u32,
    /// The path from the file to where it lies: `!/1987/a.txt`; empty where that is the file.
    pub within: String,
    /// The format it was read as.
    pub format: &'static str,
    /// The encoding it was read in.
    pub encoding: String,
    /// The article, or why there is none.
    pub article: Result<Article, Rejected>,
}

/// What a file was, once it has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    /// Its length in bytes.
    pub bytes: u64,
    /// The digest of its bytes, in hexadecimal.
    pub digest: String,
    /// What it held.
    pub holds: Contents,
    /// What lies in it and is no news, by why.
    pub ignored: Vec<IgnoredMembers>,
    /// What that depended on.
    pub bounds: ReadSettings,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// Records.
    Records,
    /// Nothing we read.
    Unknown(String),
    /// Nothing at all, or nothing that can be read.
    Nothing(String),
}

/// Reads every record of a file, in order.
///
/// # Errors
/// When the file can not be opened or read to its end.
pub fn read(path: &Path, how: &ReadOptions, take: &mut dyn FnMut(FileItem) -> Flow) -> Result<FileSummary> {
    let mut opened = container::open(path)?;
    let mut reading = Reading {
        path,
        how,
        take,
        number: 0,
        members: false,
        fate: None,
        late: None,
        ignored: BTreeMap::new(),
    };
    let refused = opened.read(how.limits, &|path| how.rules.ignores_member(path), &mut |found| {
        reading.found(found)
    });
    reading.end();
    let Reading { number, members, fate, ignored, .. } = reading;
    let ignored: Vec<IgnoredMembers> = ignored.into_values().collect();
    let holds = match fate {
        _ if number > 0 => Contents::Records,
        Some(holds) => holds,
        None => Contents::Unknown("nothing in it is news".to_string()),
    };
    let whole = opened.finish()?;
    let bounds = ReadSettings {
        rules: members.then(|| how.rules.said().to_string()),
        limits: refused.then(|| how.limits.to_string()),
    };
    Ok(FileSummary { bytes: whole.bytes, digest: hex(&whole), holds, ignored, bounds })
}

/// What has been read of a file so far.
struct Reading<'r> {
    path: &'r Path,
    how: &'r ReadOptions,
    take: &'r mut dyn FnMut(FileItem) -> Flow,
    number: u32,
    /// Whether it is an archive with members.
    members: bool,
    /// What it is where it has no record.
    fate: Option<Contents>,
    /// What is wrong with the archive itself, while nothing has been read from it.
    late: Option<Rejected>,
    ignored: BTreeMap<String, IgnoredMembers>,
}

impl Reading<'_> {
    fn found(&mut self, found: Found<'_>) -> Flow {
        match found {
            Found::Source(mut source, place) => self.source(&mut source, place),
            Found::Ignored(place, why) => self.ignore(place, why),
            Found::Rejected(place, why) if place.within.is_empty() && self.number == 0 => {
                self.late = self.late.take().or(Some(Rejected::new(why)));
                Flow::Continue(())
            }
            Found::Rejected(place, why) => self.reject(place, why),
        }
    }

    fn source(&mut self, source: &mut Source<'_>, place: &Place) -> Flow {
        let whole = place.within.is_empty();
        self.members |= !whole;
        if let Some(Rejected { reason }) = source.nothing() {
            return if whole {
                self.holds(Contents::Nothing(reason))
            } else {
                self.reject(place, reason)
            };
        }
        let Some(format) = format::sniff(source.name(), source.head()) else {
            let why = format::unknown(source.name(), source.head());
            return if whole { self.holds(Contents::Unknown(why)) } else { self.ignore(place, why) };
        };
        if let Some(charset) = &place.charset {
            source.declare(charset);
        }
        let before = self.number;
        let (encoding, options) = (source.encoding_so_far(), &self.how.options);
        let path = format!("{}{}", label(&self.path.with_file_name(source.name())), place.within);
        let mut read = |source: &mut Source<'_>| {
            (format.read)(source, options, &mut |article| {
                let mut article = article.and_then(|article| placed(article, place));
                if let Ok(article) = &mut article {
                    format::date_by_path(article, &path);
                }
                let encoding =
                    encoding.get().map_or_else(String::new, |encoding| encoding.name().to_string());
                self.record(place, format.name, encoding, article)
            })
        };
        // A reader that fails from within fails on this member alone.
        let flow = catch_unwind(AssertUnwindSafe(move || read(source)));
        let why = match flow {
            Ok(Flow::Break(())) => return Flow::Break(()),
            Ok(Flow::Continue(())) if self.number > before => return Flow::Continue(()),
            Ok(Flow::Continue(())) => "no record in it".to_string(),
            Err(_) => "its reader failed from within; please report it".to_string(),
        };
        if whole && self.number == before {
            self.holds(Contents::Nothing(why))
        } else {
            self.reject(place, why)
        }
    }

    fn holds(&mut self, holds: Contents) -> Flow {
        self.fate = Some(holds);
        Flow::Continue(())
    }

    fn record(
        &mut self,
        place: &Place,
        format: &'static str,
        encoding: String,
        article: Result<Article, Rejected>,
    ) -> Flow {
        self.number += 1;
        let within = place.within.clone();
        (self.take)(FileItem::Record(Box::new(Record {
            number: self.number,
            within,
            format,
            encoding,
            article,
        })))
    }

    fn reject(&mut self, place: &Place, why: String) -> Flow {
        self.members |= !place.within.is_empty();
        self.record(place, "", String::new(), Err(Rejected::new(why)))
    }

    fn ignore(&mut self, place: &Place, why: String) -> Flow {
        self.members = true;
        self.ignored.entry(why.clone()).or_insert_with(|| IgnoredMembers::new(&why)).add(&place.within);
        (self.take)(FileItem::Ignored { within: place.within.clone(), why })
    }

    /// Says what is wrong with the archive: of the file, where nothing could be read from it, else of one more record.
    fn end(&mut self) {
        let Some(Rejected { reason }) = self.late.take() else { return };
        if self.number == 0 {
            self.fate = Some(Contents::Nothing(reason));
        } else {
            // Nothing comes after it.
            let _ = self.reject(&Place::default(), reason);
        }
    }
}

/// An article with what its place says of it.
fn placed(mut article: Article, place: &Place) -> Result<Article, Rejected> {
    if article.is_blank() {
        return Err(Rejected::new("record has no text"));
    }
    if article.url.is_empty() {
        article.url = place.address.clone().unwrap_or_default();
    }
    article.warnings.extend(place.warning.clone());
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lies_in_its_root_and_not_in_a_namesake() {
        assert!(
            lies_in("/news/a.txt", "/news") && lies_in("/news", "/news") && lies_in("/news", "/")
        );
        assert!(!lies_in("/newsroom/a.txt", "/news"));
    }
}
