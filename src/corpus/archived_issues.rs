//! Issues of digitised newspapers inside an archive file. Its members come one after the other, and a
//! page may come before the METS file that describes it, so that the archive is gone through once more
//! before its first page is read.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::issues::IssueSettings;
use crate::read::container::{self, Extracted, MemberFilter, MemberLocation};
use crate::read::format::alto;
use crate::read::format::alto::mets;
use crate::read::issue::{BlockTexts, Issue, OVERHEAD, PageOfIssue};
use crate::read::source::{Flow, Source};

/// Most folders between a METS file and its pages.
const LEVELS: usize = 2;

/// Share of the memory for records that issues, and texts that go on to another page, may take.
const SHARE: usize = 8;

/// The issues of an archive.
#[derive(Debug, Default)]
pub(super) struct ArchivedIssues {
    issues: Vec<ArchivedIssue>,
    /// Bytes of the issues and texts so far, and how many they may be.
    bytes: usize,
    most_bytes: usize,
    is_full: bool,
}

/// An issue with the folder of its METS file in the archive, which ends with a slash.
#[derive(Debug)]
struct ArchivedIssue {
    folder: String,
    issue: Arc<Issue>,
    /// Texts of blocks that continue an article from an earlier page.
    continued: BlockTexts,
}

impl ArchivedIssues {
    /// Goes through an archive and collects its issues.
    pub(super) fn collect(
        path: &Path,
        settings: IssueSettings<'_>,
        filter: &MemberFilter<'_>,
    ) -> Self {
        let most_bytes = settings.memory.bytes() / SHARE;
        let mut found = Self { most_bytes, ..Self::default() };
        each_source(path, settings, filter, &mut |source, location| {
            if mets::is_mets(source.head()) {
                found.add(source, location);
            }
        });
        found.issues.sort_by(|a, b| a.folder.cmp(&b.folder));
        let goes_on = |it: &ArchivedIssue| {
            (0..it.issue.pages.len()).any(|page| !it.issue.blocks_elsewhere(page).is_empty())
        };
        if found.issues.iter().any(goes_on) {
            each_source(path, settings, filter, &mut |source, location| {
                found.add_texts(source, location);
            });
        }
        found
    }

    fn add(&mut self, source: &mut Source<'_>, location: &MemberLocation) {
        let Some(issue) = mets::read_issue(source) else { return };
        if self.has_room(issue.size()) {
            let folder = folder_of(&location.inner_path).to_owned();
            let (issue, continued) = (Arc::new(issue), BlockTexts::new());
            self.issues.push(ArchivedIssue { folder, issue, continued });
        }
    }

    /// Takes room for something of this size, if there is.
    fn has_room(&mut self, bytes: usize) -> bool {
        self.is_full |= self.bytes + bytes > self.most_bytes;
        if !self.is_full {
            self.bytes += bytes;
        }
        !self.is_full
    }

    /// True if not all issues and texts are kept.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Keeps the texts of a page that continue articles of earlier pages.
    fn add_texts(&mut self, source: &mut Source<'_>, location: &MemberLocation) {
        let Some((at, page)) = self.find(&location.inner_path) else { return };
        let Some(found) = self.issues.get(at) else { return };
        let ids = continuing_ids(&found.issue, page);
        if ids.is_empty() {
            return;
        }
        let Ok(text) = source.read_text(None) else { return };
        let texts = alto::block_texts(&text, &ids);
        let bytes = texts.iter().map(|(id, text)| id.len() + text.len() + OVERHEAD).sum();
        if self.has_room(bytes)
            && let Some(found) = self.issues.get_mut(at)
        {
            found.continued.extend(texts.into_iter().map(|(id, text)| ((page, id), text)));
        }
    }

    /// The issue of a page by its path in the archive.
    pub(super) fn of_page(&self, inner_path: &str) -> Option<PageOfIssue> {
        let (at, page) = self.find(inner_path)?;
        let ArchivedIssue { issue, continued, .. } = self.issues.get(at)?;
        let wanted = issue.blocks_elsewhere(page);
        let is_wanted = |(page, id): &(usize, String)| {
            wanted.get(page).is_some_and(|ids| ids.contains(id.as_str()))
        };
        let continued = continued.iter().filter(|(block, _)| is_wanted(block));
        let continued = continued.map(|(block, text)| (block.clone(), text.clone())).collect();
        Some(PageOfIssue { issue: Arc::clone(issue), page, continued })
    }

    /// The number of the nearest issue that names a page, and the number of the page in it.
    fn find(&self, inner_path: &str) -> Option<(usize, usize)> {
        let mut folder = folder_of(inner_path);
        for _ in 0..=LEVELS {
            let from = self.issues.partition_point(|it| it.folder.as_str() < folder);
            let issues = self.issues.iter().enumerate().skip(from);
            let mut issues = issues.take_while(|(_, it)| it.folder == folder);
            let within = inner_path.strip_prefix(folder)?;
            let found = issues.find_map(|(at, it)| Some((at, it.issue.find_page(within)?.0)));
            if found.is_some() {
                return found;
            }
            folder = folder_of(folder.strip_suffix('/')?);
        }
        None
    }
}

/// The path of a folder with its slash.
fn folder_of(path: &str) -> &str {
    path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default()
}

/// The ids of the blocks of a page that continue an article of another.
fn continuing_ids(issue: &Issue, page: usize) -> BTreeSet<&str> {
    let zones = issue.articles.iter().filter(|zone| zone.first_page() != Some(page));
    let blocks = zones.flat_map(|zone| &zone.blocks).filter(|block| block.page == page);
    blocks.map(|block| &*block.id).collect()
}

/// Visits everything in a file that may be METS or a page.
fn each_source(
    path: &Path,
    IssueSettings { timeout, memory, limits }: IssueSettings<'_>,
    filter: &MemberFilter<'_>,
    visit: &mut dyn FnMut(&mut Source<'_>, &MemberLocation),
) {
    let Ok(mut file) = container::open(path, timeout) else { return };
    file.read(limits, filter, &mut |found| {
        if let Extracted::Source(mut source, location) = found
            && super::issues::is_xml(source.name())
        {
            source.set_memory(memory);
            visit(&mut source, location);
        }
        Flow::Continue(())
    });
}
