//! Issues of digitised newspapers: finds the METS file that describes the issue of a page, beside the
//! page or above it, on the disk or in the same archive file.
//!
//! What a page is read as depends on other files then. Those on the disk are its companions, which the
//! manifest keeps, so that the page is read again when one of them changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::walk::path_text;
use crate::read::container::{self, Extracted, Limits};
use crate::read::format::alto;
use crate::read::format::alto::mets;
use crate::read::issue::{BlockTexts, Issue, PageOfIssue};
use crate::read::record_memory::RecordMemory;
use crate::read::source::{Flow, Source};
use crate::read::timeout::ReadTimeout;

/// Folders above that of a page, and that one, in which its METS file may be.
pub(super) const LEVELS: usize = 3;

/// Most files of a folder that are looked at for one page, and that are listed.
const MOST_LOOKED_AT: usize = 32;
const MOST_LISTED: usize = 100_000;

/// Most folders, and files that may be METS, that are remembered.
const MOST_FOLDERS: usize = 16;
const MOST_FILES: usize = 64;

/// Most bytes of issues that are remembered, beside the last one.
const MOST_BYTES: usize = 8 << 20;

/// Most pages on which one article goes on.
const MOST_PAGES: usize = 16;

/// Digests of other files that a page was read with, by path.
pub(crate) type Companions = BTreeMap<String, String>;

/// The settings for reading METS files and pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct IssueSettings<'s> {
    pub timeout: &'s ReadTimeout,
    pub memory: &'s RecordMemory,
    pub limits: Limits,
}

/// Finds issues, and remembers the last ones. Clones share what they remember: files that change in
/// between are not noticed, so that every run has one of its own.
#[derive(Debug, Clone, Default)]
pub struct IssueCache(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    /// Names of the XML files of a folder.
    folders: BTreeMap<PathBuf, Arc<Vec<String>>>,
    /// Issues with the digests of their files; nothing for a file that is no METS.
    files: BTreeMap<PathBuf, Option<(Arc<Issue>, String)>>,
    /// Bytes of the issues.
    bytes: usize,
}

impl IssueCache {
    /// Finds the issue of a page on the disk, and the files that this page is read with.
    pub(super) fn of_file(
        &self,
        page: &Path,
        settings: IssueSettings<'_>,
    ) -> (Option<PageOfIssue>, Companions) {
        let mut companions = Companions::new();
        let page = &std::path::absolute(page).unwrap_or_else(|_| page.to_path_buf());
        let Some((path, (issue, digest))) = self.find(page, settings) else {
            return (None, companions);
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let Some((index, before)) = relative(page, folder).and_then(|page| {
            issue.find_page(&page).map(|(index, before)| (index, before.to_owned()))
        }) else {
            return (None, companions);
        };
        companions.insert(path_text(&path), digest);
        let mut continued = BlockTexts::new();
        for (other, ids) in issue.blocks_elsewhere(index).into_iter().take(MOST_PAGES) {
            let named = issue.pages.get(other).and_then(|it| it.path.strip_prefix(&before));
            let Some(named) = named.filter(|path| is_below(path)) else { continue };
            let path = folder.join(named);
            let Some((texts, digest)) = read_blocks(&path, &ids, settings) else { continue };
            continued.extend(texts.into_iter().map(|(id, text)| ((other, id), text)));
            companions.insert(path_text(&path), digest);
        }
        (Some(PageOfIssue { issue, page: index, continued }), companions)
    }

    /// The nearest METS file that names a page.
    fn find(
        &self,
        page: &Path,
        settings: IssueSettings<'_>,
    ) -> Option<(PathBuf, (Arc<Issue>, String))> {
        page.ancestors().skip(1).take(LEVELS).find_map(|folder| {
            let within = relative(page, folder)?;
            let candidates = self.candidates(folder, page, settings);
            candidates.into_iter().find_map(|path| {
                let (issue, digest) = self.read(&path, settings)?;
                issue.find_page(&within)?;
                Some((path, (issue, digest)))
            })
        })
    }

    /// Files of a folder that may be the METS file of a page, the most likely first.
    fn candidates(&self, folder: &Path, page: &Path, settings: IssueSettings<'_>) -> Vec<PathBuf> {
        let names = self.names(folder, settings);
        let page = page.file_name().unwrap_or_default().to_string_lossy();
        let own = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut names: Vec<&String> = names.iter().filter(|name| **name != page).collect();
        let rank = |name: &&String| {
            let is_hinted = names_issue(name, &own);
            let shared = name.bytes().zip(page.bytes()).take_while(|(a, b)| a == b).count();
            (!is_hinted, std::cmp::Reverse(shared))
        };
        names.sort_by_key(rank);
        names.into_iter().take(MOST_LOOKED_AT).map(|name| folder.join(name)).collect()
    }

    /// Names of the XML files of a folder in order. A folder that does not answer has none.
    fn names(&self, folder: &Path, settings: IssueSettings<'_>) -> Arc<Vec<String>> {
        if let Some(known) = self.lock().folders.get(folder) {
            return Arc::clone(known);
        }
        let path = folder.to_path_buf();
        let names = Arc::new(settings.timeout.run(move || xml_names(&path)).unwrap_or_default());
        let mut memory = self.lock();
        if memory.folders.len() >= MOST_FOLDERS {
            memory.folders.clear();
        }
        memory.folders.insert(folder.to_path_buf(), Arc::clone(&names));
        names
    }

    /// The issue of a file, if it is METS, with the digest of the file.
    fn read(&self, path: &Path, settings: IssueSettings<'_>) -> Option<(Arc<Issue>, String)> {
        if let Some(known) = self.lock().files.get(path) {
            return known.clone();
        }
        let read = read_mets(path, settings).map(|(issue, digest)| (Arc::new(issue), digest));
        let mut memory = self.lock();
        if memory.files.len() >= MOST_FILES || memory.bytes > MOST_BYTES {
            memory.files.clear();
            memory.bytes = 0;
        }
        memory.bytes += read.as_ref().map_or(0, |(issue, _)| issue.size());
        memory.files.insert(path.to_path_buf(), read.clone());
        read
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True if the name of a file suggests that it describes an issue.
fn names_issue(name: &str, folder: &str) -> bool {
    let name = name.to_lowercase();
    ["mets", "manifest", "issue"].iter().any(|word| name.contains(word))
        || name.strip_suffix(".xml").is_some_and(|stem| stem == folder.to_lowercase())
}

fn xml_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_LISTED);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_xml(name)).collect();
    names.sort_unstable();
    names
}

/// True if a file may be METS or a page by its name.
pub(super) fn is_xml(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"))
}

/// The path of a page below a folder, with slashes.
fn relative(page: &Path, folder: &Path) -> Option<String> {
    let parts = page.strip_prefix(folder).ok()?.iter().map(|part| part.to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// True if a path leads nowhere but below its folder.
fn is_below(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// True if a file is METS by its first bytes.
pub(super) fn is_mets(path: &str, timeout: &ReadTimeout) -> bool {
    let Ok(file) = timeout.open(Path::new(path)) else { return false };
    mets::is_mets(Source::new(path, file).head())
}

fn read_mets(path: &Path, settings: IssueSettings<'_>) -> Option<(Issue, String)> {
    read_beside(path, settings, |source| {
        if mets::is_mets(source.head()) { mets::read_issue(source) } else { None }
    })
}

fn read_blocks(
    path: &Path,
    ids: &BTreeSet<&str>,
    settings: IssueSettings<'_>,
) -> Option<(Vec<(String, String)>, String)> {
    read_beside(path, settings, |source| {
        source.read_text(None).ok().map(|text| alto::block_texts(&text, ids))
    })
}

/// Reads a file beside a page, and returns its digest with what was read.
fn read_beside<T>(
    path: &Path,
    IssueSettings { timeout, memory, limits }: IssueSettings<'_>,
    read: impl Fn(&mut Source<'_>) -> Option<T>,
) -> Option<(T, String)> {
    let mut file = container::open(path, timeout).ok()?;
    let mut found = None;
    file.read(limits, &|_| Some("a member"), &mut |extracted| {
        if let Extracted::Source(mut source, _) = extracted {
            source.set_memory(memory);
            found = read(&mut source);
        }
        Flow::Break(())
    });
    let found = found?;
    Some((found, file.finish().ok()?.hex()))
}
