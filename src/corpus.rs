//! The folders of an archive: which files lie in them, which of these are news by their names, and what is in each.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::account::Stamp;
use crate::article::{Article, Rejected};
use crate::container::{self, Whole};
use crate::error::{Doing, Error, Result};
use crate::format::{self, Options};
use crate::source::{Flow, Source};

/// A file that lies in a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its full path.
    pub path: String,
    /// What it looks like.
    pub stamp: Stamp,
    /// Why it is not to be read, where a rule says so.
    pub ignored: Option<String>,
    /// Why it can not be read, where the system says so.
    pub unreadable: Option<String>,
}

/// Which files are news by their names.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
    /// The index itself, which may lie in its own archive.
    index: Option<PathBuf>,
}

impl Rules {
    /// Only files that match one of `include`, where there are any, and none of `exclude`; never the index itself.
    ///
    /// # Errors
    /// When a glob is faulty.
    pub fn new(include: &[String], exclude: &[String], index: &Path) -> Result<Self> {
        let index = fs::canonicalize(index).ok();
        Ok(Self { include: globs(include)?, exclude: globs(exclude)?, index })
    }

    /// Why a file is not read, by its name and its path within the root.
    fn ignores(&self, within: &Path) -> Option<&'static str> {
        let name = within.file_name().unwrap_or_default();
        let matches = |globs: &GlobSet| globs.is_match(within) || globs.is_match(name);
        if self.exclude.as_ref().is_some_and(matches) {
            return Some("excluded by --exclude");
        }
        match &self.include {
            Some(include) if !matches(include) => Some("not included by --include"),
            Some(_) => None,
            None if within.components().any(|part| is_hidden(part.as_os_str())) => Some("hidden"),
            None => is_about_the_archive(name).then_some("about the archive, not of it"),
        }
    }

    fn is_index(&self, entry: &DirEntry) -> bool {
        entry.file_type().is_dir() && self.index.as_deref().is_some_and(|index| index == entry.path())
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).doing(|| format!("`{pattern}` is no pattern for file names"))?);
    }
    if patterns.is_empty() { Ok(None) } else { set.build().map(Some).doing(|| "cannot use these patterns".to_string()) }
}

fn is_hidden(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with('.') && name != "." && name != "..")
}

/// Files that speak of an archive: readmes, licences, tables of its codes' grammar.
fn is_about_the_archive(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(stem, "readme" | "license" | "licence" | "copying" | "changelog" | "notice" | "thumbs" | "desktop")
        || name.ends_with(".dtd")
        || name.ends_with(".xsd")
}

/// What a walk meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// A file.
    File(Seen),
    /// A folder that can not be looked into: nobody knows what lies there.
    Closed {
        /// The folder.
        path: String,
        /// Why.
        why: String,
    },
}

/// Every file of a root in a fixed order. The root may be a file itself.
pub fn walk(root: &Path, rules: &Rules, take: &mut dyn FnMut(Met)) {
    let walker = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| !rules.is_index(entry));
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => take(Met::File(seen(root, &entry, rules))),
            Err(fault) => {
                let why = fault.io_error().map_or_else(|| fault.to_string(), ToString::to_string);
                take(Met::Closed { path: label(fault.path().unwrap_or(root)), why });
            }
        }
    }
}

fn seen(root: &Path, entry: &DirEntry, rules: &Rules) -> Seen {
    let within = entry.path().strip_prefix(root).ok().filter(|within| !within.as_os_str().is_empty());
    let named_itself = within.is_none();
    let within = within.unwrap_or(Path::new(entry.file_name()));
    let ignored = match rules.ignores(within) {
        _ if entry.file_type().is_symlink() => Some("a link; name what it leads to as a folder of its own"),
        _ if !entry.file_type().is_file() => Some("not a regular file"),
        Some(_) if named_itself => None,
        why => why,
    };
    let nameless = entry.path().to_str().is_none().then(|| "its name is not UTF-8; give it another".to_string());
    let stamp = stamp(entry);
    Seen {
        path: label(entry.path()),
        stamp: stamp.as_ref().copied().unwrap_or(Stamp { size: 0, modified: 0 }),
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

fn stamp(entry: &DirEntry) -> Result<Stamp, String> {
    let meta = entry.metadata().map_err(|why| why.to_string())?;
    let modified = meta.modified().map_err(|why| why.to_string())?;
    let nanoseconds = |time: std::time::Duration| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX);
    let modified = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    };
    Ok(Stamp { size: meta.len(), modified })
}

/// The full path of a root.
///
/// # Errors
/// When it is not there.
pub fn root(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|why| {
        Error::new(format!("cannot find `{}`", path.display())).because(why).hint("name a folder or file that exists")
    })
}

/// Whether there is a file or folder here.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether a path lies in a root, or is the root.
pub fn lies_in(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.ends_with('/'))
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

/// One record of a file.
#[derive(Debug)]
pub struct Record {
    /// Which, counted from one.
    pub number: u32,
    /// The format it was read as.
    pub format: &'static str,
    /// The encoding it was read in.
    pub encoding: String,
    /// The article, or why there is none.
    pub article: Result<Article, Rejected>,
}

/// What a file was, once it has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its length in bytes.
    pub bytes: u64,
    /// The digest of its bytes, in hexadecimal.
    pub digest: String,
    /// What it held.
    pub holds: Holds,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
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
pub fn read(path: &Path, options: &Options, take: &mut dyn FnMut(Record) -> Flow) -> Result<Outcome> {
    let mut opened = container::open(path)?;
    let mut holds = None;
    let mut number = 0;
    // Whether `take` had enough changes nothing here: the rest is read for the digest all the same.
    let _ = opened.read(&mut |mut source| {
        let (flow, held) = read_source(&mut source, path, options, &mut number, take);
        if holds != Some(Holds::Records) {
            holds = Some(held);
        }
        flow
    });
    let whole = opened.finish()?;
    let holds = holds.unwrap_or_else(|| Holds::Nothing("file is empty".to_string()));
    Ok(Outcome { bytes: whole.bytes, digest: hex(&whole), holds })
}

fn read_source(
    source: &mut Source<'_>,
    file: &Path,
    options: &Options,
    number: &mut u32,
    take: &mut dyn FnMut(Record) -> Flow,
) -> (Flow, Holds) {
    if let Some(Rejected { reason }) = source.nothing() {
        return (Flow::Continue(()), Holds::Nothing(reason));
    }
    let Some(format) = format::sniff(source.name(), source.head()) else {
        return (Flow::Continue(()), Holds::Unknown("no format of news we know".to_string()));
    };
    let before = *number;
    let encoding = source.encoding_so_far();
    let place = label(&file.with_file_name(source.name()));
    let flow =
        (format.read)(source, options, &mut |article| {
            *number += 1;
            let article = article.and_then(|article| {
                if article.is_blank() { Err(Rejected::new("record has no text")) } else { Ok(article) }
            });
            let article = article.map(|mut article| {
                format::date_by_path(&mut article, &place);
                article
            });
            let encoding = encoding.get().map_or_else(String::new, |encoding| encoding.name().to_string());
            take(Record { number: *number, format: format.name, encoding, article })
        });
    let held = if *number > before { Holds::Records } else { Holds::Nothing("no record in it".to_string()) };
    (flow, held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lies_in_its_root_and_not_in_a_namesake() {
        assert!(lies_in("/news/a.txt", "/news") && lies_in("/news", "/news") && lies_in("/news", "/"));
        assert!(!lies_in("/newsroom/a.txt", "/news"));
    }

    #[test]
    fn rules_tell_news_from_what_is_about_it() {
        let rules = Rules::default();
        for ignored in ["README.TXT", "lewis.dtd", ".git/config", "LICENSE"] {
            assert!(rules.ignores(Path::new(ignored)).is_some(), "{ignored}");
        }
        assert_eq!(rules.ignores(Path::new("1987/readership-falls.txt")), None);
        let rules = Rules::new(&["*.txt".into()], &["draft*".into()], Path::new("nowhere")).expect("good globs");
        assert!(rules.ignores(Path::new("a/b.sgm")).is_some() && rules.ignores(Path::new("a/draft1.txt")).is_some());
        assert_eq!(rules.ignores(Path::new("a/README.txt")), None);
    }
}
